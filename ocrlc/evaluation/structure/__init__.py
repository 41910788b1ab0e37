"""Measuring headings, tables and order of documents against their true Markdown."""
