"""Small files that ask for gigabytes or minutes end within limits, however they are read.

The fast tests decode some kinds without models. The slow ones read all kinds in all ways, as
`scripts.measure_hostile` does, of which the table in docs/security.md is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter

import psutil
import pytest

from ocrlc.batches.isolated_reader import IsolatedReader
from ocrlc.errors import InputError
from ocrlc.server.limits import MAX_PAGES, Limits
from tests.support.fake_readers import Decoder
from tests.support.hostile_pdfs import PDFS
from tests.support.hostile_pictures import PICTURES, SIDE
from tests.support.hostile_runs import WAYS, Meter, documents, ways

MOST_BYTES = 1_000_000
SECONDS = 20.0
"""Most seconds of a page."""
STARTING = 20.0
"""Seconds in which a process may start and load its models."""
MEGABYTES = 1.5 * 2**30 / 1e6
"""Most memory of all processes together."""
DECODING, DECODING_SECONDS = 500, 4.0
"""Limits of a process that only decodes, in megabytes and seconds."""
OVERSHOOT = 250
"""Megabytes that a decoder may take until it is seen."""
FAST = (
    "PNG, header of 3,600 megapixels",
    "PNG, 40,000 comments",
    "PNG, EXIF in a loop",
    "JPEG, EXIF in a loop",
    "JPEG, 40,000 scans",
    "TIFF, pages in a loop",
    "TIFF, 2,000 million values",
    "GIF, small on a large screen",
    "BMP, header of 4 million million megapixels",
    "BMP, size below zero",
    "AVIF, small with a large header",
    "HEIC, small with a large header",
    "PDF, forms ten times in one another, 12 deep",
    "PDF, masks of masks",
    "PDF, page of 700 x 700 km",
    "PDF, page of 3.5 km x 4 µm",
    "PDF, a million pages that are not there",
    "PDF, page tree in a loop",
    "PDF, 200,000 arrays in one another",
    "PDF, colours of 10^16 samples",
)
LONG = ("TIFF, 50 large pages", "PDF, 5,000 pages")
"""Documents of many pages, none of which takes long."""


@pytest.fixture(scope="module")
def decoder() -> Iterator[IsolatedReader]:
    reader = IsolatedReader(Decoder, DECODING_SECONDS, DECODING << 20)
    reader.load()
    yield reader
    reader.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", FAST)
def test_decoding_ends_within_the_limits(decoder: IsolatedReader, name: str) -> None:
    data = PICTURES[name](SIDE) if name in PICTURES else PDFS[name]()
    assert len(data) < MOST_BYTES
    decoder.load()
    here = psutil.Process()
    own = here.memory_info().rss / 1e6
    meter, begun = Meter(here), perf_counter()
    with meter.watching(), suppress(InputError):
        decoder.recognize(data, Limits().load_options, within=2 * DECODING_SECONDS)
    assert perf_counter() - begun < 2 * DECODING_SECONDS + STARTING
    assert meter.most - own < DECODING * 1.05 + OVERSHOOT


@pytest.fixture(scope="module")
def reading(request: pytest.FixtureRequest):
    with ways(request.param) as made:
        yield request.param, made[request.param]


@pytest.mark.long
@pytest.mark.parametrize("reading", WAYS, indirect=True)
@pytest.mark.parametrize("name", documents())
def test_reading_ends_within_the_limits(reading, name, tmp_path) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(documents()[name]())
    assert path.stat().st_size < MOST_BYTES
    way, read = reading
    run = read(path)
    pages = 1
    if name in LONG:  # the command has a limit for each page, but none for a document
        pages = MAX_PAGES if way == "command" else 3
    assert run.seconds < pages * SECONDS + STARTING, run
    assert run.megabytes < MEGABYTES, run
    assert "bug" not in run.outcome
