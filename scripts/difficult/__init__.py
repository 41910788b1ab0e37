"""Pages that text detectors find hard, laid out by a browser, with the place of every line."""
