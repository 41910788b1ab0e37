"""Loading documents: image files and PDFs become pages of pixels."""
