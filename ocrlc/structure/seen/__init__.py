"""What is seen on a page beside its text: ruled lines, white gaps, the weight of type."""
