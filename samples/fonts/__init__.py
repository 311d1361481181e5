"""The face that the samples are set in, and how it was made."""
