"""Pages drawn with known structure, and scores of what is found on them."""
