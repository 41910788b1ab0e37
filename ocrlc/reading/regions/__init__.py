"""Regions that a detector found, as they are to be read: cut, joined, added to by the pixels."""
