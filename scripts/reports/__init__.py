"""Tables for the documents, made from stored measurements."""
