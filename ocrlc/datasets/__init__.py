"""Training data: label files and drawn lines become batches."""
