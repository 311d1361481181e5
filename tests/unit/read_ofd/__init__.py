"""OFD documents, written and read."""
