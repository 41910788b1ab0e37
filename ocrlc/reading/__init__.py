"""Pages and documents read as a whole: orientation, order, warnings, batches, processes."""
