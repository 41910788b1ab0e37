"""The appearance of drawn lines: fonts, typesetting, marks, effects of printing and scanning."""
