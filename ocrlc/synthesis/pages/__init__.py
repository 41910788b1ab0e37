"""Synthetic pages with the polygons of their lines, for training text detectors."""

from ocrlc.synthesis.pages.page import PageLine, SyntheticPage
from ocrlc.synthesis.pages.synthesizer import PageSynthesizer

__all__ = ["PageLine", "PageSynthesizer", "SyntheticPage"]
