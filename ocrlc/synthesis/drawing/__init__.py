"""How drawn lines look: fonts, typesetting, marks, scans and prints."""
