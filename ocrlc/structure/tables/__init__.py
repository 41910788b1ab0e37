"""Tables: with rules in both directions, with some or with none; their cells and headers."""
