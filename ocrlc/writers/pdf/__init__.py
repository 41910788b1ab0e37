"""Searchable PDF: the original pages with invisible text on them."""
