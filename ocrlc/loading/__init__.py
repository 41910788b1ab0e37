"""Documents in: image files and PDF become pages of plain pixels."""
