"""Governments' own budgets and final accounts: tables whose titles and columns say year, stage and scope.

Tried only where the document was found to be a government's (:mod:`pipelines.recognise.government`): a department
prints tables under the same titles. ``titles`` reads what a title says, ``columns`` what each column prints, ``rows``
the figures, ``reader`` walks the pages.
"""
