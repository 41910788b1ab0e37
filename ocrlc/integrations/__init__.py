"""Plugins for other programs; each needs its own extra."""
