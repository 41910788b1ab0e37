"""Feed damaged files to everything that reads foreign bytes; run as a script by test_fuzz.py.

A process of its own: a crash in a decoder is a result too, and its memory is bounded. Prints one
JSON object: cases, those that were read all the same, and what went wrong.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random

from ocrlc.document import Document
from ocrlc.errors import OcrlcError
from ocrlc.inference.bundles import Bundle
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.recipes import load_config
from ocrlc.results import Line, Page
from ocrlc.writers import write
from tests.support.mutations import mutate
from tests.support.seeds import IMAGE_SEEDS, PDF_SEEDS, safetensors_seed, yaml_seed

LIMITS = LoadOptions(dpi=40, max_pixels=1_000_000, max_pages=20, max_bytes=1_000_000)
LENIENT = LoadOptions(
    dpi=40, text_layer="auto", allow_truncated=True, max_pixels=1_000_000, max_pages=20
)
SECONDS = 5
"""Of CPU time for a case; ordinary ones take milliseconds."""
MEMORY = 3 << 30
"""Address space of the process."""


def read_pages(data: bytes) -> None:
    """Load the pages, and make a searchable PDF of every fourth document."""
    options = LENIENT if data[-1] % 2 else LIMITS
    path = Path(FOLDER.name, "document")
    path.write_bytes(data)
    pages = []
    for page in load_pages(path, options):
        assert page.image.ndim in (2, 3)
        assert page.image.size <= 3 * 1_100_000
        height, width = page.image.shape[:2]
        pages.append(Page(str(path), page.number, width, height, (LINE,)))
    if sum(data[:64]) % 4 == 0:
        write(Document(tuple(pages)), "pdf", options)


def read_weights(data: bytes) -> None:
    folder = Path(FOLDER.name)
    (folder / "model.safetensors").write_bytes(data)
    for values in Bundle("fuzzed", folder).weights().values():
        assert values.nbytes <= len(data)


def read_config(data: bytes) -> None:
    path = Path(FOLDER.name, "config.yml")
    path.write_bytes(data)
    load_config(str(path))


LINE = Line("text", 0.9, ((1, 1), (9, 1), (9, 5), (1, 5)))
FOLDER = tempfile.TemporaryDirectory()
KINDS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]] = {
    **{kind: (read_pages, seeds) for kind, seeds in IMAGE_SEEDS.items()},
    "pdf": (read_pages, PDF_SEEDS),
    "safetensors": (read_weights, safetensors_seed),
    "yaml": (read_config, yaml_seed),
}


def main(cases: int) -> None:
    warnings.simplefilter("ignore")  # Pillow warns of much of what is damaged
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    report = {"cases": 0, "read": 0, "wrong": []}
    for kind, (read, make) in KINDS.items():
        seeds = make()
        for data in seeds:
            read(data)
        for number in range(cases):
            rng = Random(f"{kind} {number}")
            data = mutate(rng.choice(seeds), rng)
            begun = time.process_time()
            report["cases"] += 1
            try:
                read(data)
                report["read"] += 1
            except OcrlcError as error:
                if "\n" in str(error):
                    report["wrong"].append(f"{kind} {number}: several lines: {error}")
            except BaseException as error:
                report["wrong"].append(f"{kind} {number}: {type(error).__name__}: {error}"[:300])
            if time.process_time() - begun > SECONDS:
                report["wrong"].append(f"{kind} {number}: took more than {SECONDS} s")
    print(json.dumps(report))


if __name__ == "__main__":
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libtiff and libpng complain there
    main(int(sys.argv[1]))
