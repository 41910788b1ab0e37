"""Reading a page: orientation, regions trimmed to their text, order, what may be missing."""
