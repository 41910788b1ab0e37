"""Training data from PDFs that carry a sound text layer: line crops and labelled pages."""
