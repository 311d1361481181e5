"""Prove: accounting identities (勾稽关系) over a document's figures, and the proof status they give.

``evaluate`` applies the identities of the form files (``within``), of ``cross_form.yml`` (``across``) and of
``narrative.yml`` (``narrative``) with the exact rounding envelope (``ties``, ``rates``); ``status`` turns outcomes
into proven, unproven and disputed; ``flood`` finds tables that were recognised wrongly. Nothing is corrected.
"""
