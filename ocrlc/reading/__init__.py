"""Reading whole pages and documents: orientation, reading order, warnings, batches, processes."""
