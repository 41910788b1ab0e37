"""Text recognition: cutting lines out of pages, reading them, splitting them into words."""
