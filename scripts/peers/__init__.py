"""Measuring OCR systems side by side on the same pages."""
