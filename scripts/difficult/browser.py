"""Laying pages out in Chromium, and taking the place of every line of text from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser, sync_playwright

from scripts.difficult.markup import Draft, document

Image = npt.NDArray[np.uint8]

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
PATIENCE = 300_000
"""Milliseconds for each step: on a busy machine a browser alone takes many seconds."""


@dataclass(frozen=True)
class Line:
    """A line of a column or cell.

    Attributes:
        text: as printed; `###` for what may be taken for one line or for several.
        points: corners in pixels, clockwise from the text's top-left, shape (4, 2).
        em: size of its type in pixels.
    """

    text: str
    points: npt.NDArray[np.float64]
    em: float


class BrowserMissingError(RuntimeError):
    """Chromium is not installed."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Yield Debian's Chromium without a window.

    Raises:
        BrowserMissingError: it is not installed.
    """
    path = shutil.which("chromium")
    if path is None:
        raise BrowserMissingError("chromium is missing: apt-get install chromium")
    # Glyphs as their outlines say, in grey: the same on every machine.
    looks = ["--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", *looks],  # a container's root has no sandbox
            timeout=PATIENCE,
        )
        try:
            yield browser
        finally:
            browser.close()


def lay_out(browser: Browser, draft: Draft) -> tuple[Image, list[Line]]:
    """Draw a page.

    Returns:
        Its pixels, shape (H, W, 3), BGR, and its lines.
    """
    page = browser.new_page(viewport={"width": draft.width, "height": draft.height})
    try:
        page.set_default_timeout(PATIENCE)
        page.set_content(document(draft), wait_until="load")
        found = page.evaluate(MEASURE)
        content = np.frombuffer(page.screenshot(timeout=PATIENCE), np.uint8)
    finally:
        page.close()
    image = np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)
    lines = [Line(one["text"], np.array(one["points"], np.float64), one["em"]) for one in found]
    return image, lines
