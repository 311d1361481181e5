"""Recognise: from pages of words and grids to line items and a document's identity. No bytes, no storage.

``tables`` finds the grids' titles, units and continuations; ``headers`` maps columns to measures; ``rows``
reads the figures; ``identity`` finds who reported, for which year. What is not understood becomes a note.
"""
