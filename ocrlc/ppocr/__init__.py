"""PaddleOCR's folders and models, and the programs of its older versions."""
