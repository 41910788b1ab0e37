"""PaddleOCR's model folders, its official models, and programs of its older versions."""
