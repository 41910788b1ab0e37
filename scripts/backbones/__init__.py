"""Comparing recognisers that differ in the backbone alone, from their training runs."""
