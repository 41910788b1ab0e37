"""How fast lines and pages are read, and with how much memory: measured in turns, and reported."""
