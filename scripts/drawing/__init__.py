"""Drawn documents: text, type, layout and scan effects shared by the drawing scripts."""
