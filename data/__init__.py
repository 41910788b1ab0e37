"""Charsets and trained model bundles that ship with the package."""
