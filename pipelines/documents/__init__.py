"""One document's way through the rooms, its version, and batches of documents."""
