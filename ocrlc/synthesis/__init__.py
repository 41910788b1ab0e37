"""Synthetic text lines for training recognisers."""

from ocrlc.synthesis.drawing.fonts import FontFace, find_fonts
from ocrlc.synthesis.lines import LineSynthesizer, SyntheticLine

__all__ = ["FontFace", "LineSynthesizer", "SyntheticLine", "find_fonts"]
