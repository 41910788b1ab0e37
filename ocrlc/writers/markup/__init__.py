"""Output formats that mark up text: Markdown, HTML, hOCR and ALTO."""
