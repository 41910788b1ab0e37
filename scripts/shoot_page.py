"""Take the picture of the web page that the README shows.

    python -m scripts.shoot_page [OUT]

Starts `ocrlc serve`, has the sample invoice read in a headless Chromium, searches in it, and
writes a PNG of few colours. Needs the extras `serve` and `dev`, and the Debian package chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.server import serving

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "images" / "serve.png"
SIZE = (1280, 800)
PATIENCE = 300_000
"""Milliseconds for each step: on a busy machine a browser alone takes many seconds."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Yield Debian's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],  # a container's root has no sandbox
            timeout=PATIENCE,
        )
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Browser, url: str, width: int, height: int) -> Page:
    """Open the web page in a window of this size."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    return page


def read(page: Page, document: Path) -> None:
    """Have a document read and wait for its boxes."""
    page.set_input_files("#file", document)
    page.wait_for_selector("#result:not([hidden]) .box", state="attached")


def main() -> None:
    """Run from the command line."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    with serving("--timeout", "600", "--page-timeout", "600") as server, browsing() as browser:
        page = open_page(browser, server.url, *SIZE)
        read(page, ROOT / "data" / "samples" / "invoice.jpg")
        page.fill("#search", "harrow")
        page.locator(".line", has_text="Total due").first.hover()
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        picture = Image.open(io.BytesIO(page.screenshot()))
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, optimize=True)
        print(out)


if __name__ == "__main__":
    main()
