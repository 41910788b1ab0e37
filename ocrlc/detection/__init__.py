"""From a page to the boxes of its lines."""
