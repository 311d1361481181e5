"""Crawl: where the bytes come from and the raw archive that keeps them. Nothing looks inside a document."""
