"""Searchable PDF: pages as they are, under invisible text."""
