"""Which formats there are and how to tell them: media types, suffixes, magic bytes, encodings."""
