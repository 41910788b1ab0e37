"""Read many pages of changing size in one process and watch the memory.

    python -m scripts.check_memory receipt_pages.zip --pages 300

Prints the resident memory after every 50th page, and how much the last differs from that after
page 100. Pages are scaled by changing factors, so that no two have one size.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import click
import cv2
import numpy as np

from ocrlc import OCR

WATCHED_FROM = 100


@click.command()
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@click.option("--pages", default=300, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--precision", default="auto", show_default=True)
def main(archive: Path, pages: int, threads: int, precision: str) -> None:
    """Watch the memory over PAGES pages of ARCHIVE."""
    ocr = OCR(threads=threads, precision=precision)
    first = 0.0
    with zipfile.ZipFile(archive) as file:
        names = [name for name in file.namelist() if name.endswith(".jpg")]
        for number in range(1, pages + 1):
            data = np.frombuffer(file.read(names[number % len(names)]), np.uint8)
            page = cv2.imdecode(data, cv2.IMREAD_COLOR)
            scale = 0.6 + 0.6 * (number * 0.618 % 1)
            ocr.recognize(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
            if number % 50 == 0:
                click.echo(f"page {number}: {_status('VmRSS'):.0f} MB, peak {_status('VmHWM'):.0f}")
            if number == WATCHED_FROM:
                first = _status("VmRSS")
    if first:
        change = 100 * (_status("VmRSS") / first - 1)
        click.echo(f"from page {WATCHED_FROM} to {pages}: {change:+.1f} %")


def _status(field: str) -> float:
    """Return a field of the process's status in MB."""
    for row in Path("/proc/self/status").read_text().splitlines():
        if row.startswith(field):
            return int(row.split()[1]) / 1024
    raise KeyError(field)


if __name__ == "__main__":
    main()
