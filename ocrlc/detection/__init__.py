"""Text detection: finding the lines of a page."""
