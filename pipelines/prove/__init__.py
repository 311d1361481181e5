"""Prove: accounting identities (勾稽关系) over a document's line items, and the proof status they give.

``terms`` reads identities from the form files and ``cross_form.yml``; ``evaluate`` applies them with the
exact rounding envelope; ``status`` turns outcomes into proven, unproven and disputed. Nothing is corrected.
"""
