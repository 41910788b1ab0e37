"""The wheel of PP-OCRv4's models, which some tests need: skipped without, but a failure in CI."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import pytest

from ocrlc.detection.weights import PPOCRV4
from ocrlc.ppocr.packaged import PACKAGED

HAS_RELEASE = sys.version_info < (3, 13)
"""Whether the wheel can be installed; CI, which does, lets the tests fail on its absence."""

needs_ppocrv4 = pytest.mark.skipif(
    find_spec(PACKAGED[PPOCRV4].package) is None and not (HAS_RELEASE and os.environ.get("CI")),
    reason=f"needs {PACKAGED[PPOCRV4].wheel}, which has no release for Python 3.13",
)
"""For tests of PP-OCRv4's detector or recogniser."""
