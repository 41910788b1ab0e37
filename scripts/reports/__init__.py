"""What the documents show of stored measurements."""
