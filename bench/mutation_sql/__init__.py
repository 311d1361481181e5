"""Change the warehouse's SQL on purpose, one place at a time, and count how many changes its tests notice.

Run ``python -m bench.mutation_sql``; models and tests are found, not listed.
"""
