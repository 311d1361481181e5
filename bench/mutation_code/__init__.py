"""Mutations of the code: each breaks one place of a room, and the tests of that room must notice.

``python -m bench.mutation_code`` mutates a seeded sample of places; see ``docs/tests-that-bite.md``.
"""
