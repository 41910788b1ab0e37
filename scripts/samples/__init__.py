"""The sample documents, written by hand, a file each."""
