"""The real command with a reader that needs no model; run as a script by the tests.

What it does with a file depends on the file's name: `broken`, `crash`, `slow`, `model`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

import numpy as np

import ocrlc.cli.recognize
from ocrlc.cli.main import main
from ocrlc.document import Document
from ocrlc.errors import InputError, ModelError
from ocrlc.loading.load import RawPage
from ocrlc.results import Line, Page


class FakeOCR:
    def __init__(
        self,
        det,
        rec,
        threads,
        onednn,
        precision,
        engine,
        orientation,
        load_options,
        read_options=None,
        lm=True,
    ):
        if rec == "nowhere":
            raise ModelError("model 'nowhere' not found; bundled are: lcnet-latin")
        self.options = f"{det} {rec} {threads} {onednn} {precision} {engine} {orientation} "
        self.options += f"{load_options.password} {load_options}"

    def load(self):
        pass

    def recognize(self, source):
        return Document(tuple(self.pages(source)))

    def pages(self, source, wanted=bool, load_options=None, read_options=None, chosen=None):
        """Read a page for each form feed in the file, and one more."""
        os.write(1, b"a library prints this\n")
        print("and this")
        logging.basicConfig(level=logging.INFO)  # as Paddle does
        name = source if isinstance(source, str) else source.name
        if "broken" in name:
            raise InputError(f"{source}: not an image, or cut off")
        if "crash" in name:
            raise RuntimeError("something\nunforeseen")
        data = source.read_bytes() if isinstance(source, Path) else source.read()
        where = str(source) if isinstance(source, Path) else name
        for number, content in enumerate(data.decode(errors="replace").split("\f"), 1):
            raw = RawPage(np.zeros((100, 300), np.uint8), where, number)
            if wanted(raw):
                yield self.read(raw, content, name)

    def read(self, raw, content, name):
        if "slow" in name or "slow" in content:
            print("reading", file=sys.stderr, flush=True)
            time.sleep(30)
        if "greedy" in content:
            self.hoard = np.ones(300_000_000, np.uint8)
            time.sleep(0.5)
        if "suicide" in content:
            os.kill(os.getpid(), 9)
        if "pause" in content:
            time.sleep(0.01)
        text = self.options if content == "options" else f"text of {content or name}"
        line = Line(text, 0.9, ((10, 10), (200, 10), (200, 30), (10, 30)))
        warnings = ("page turned",) if "turned" in name else ()
        height, width = raw.image.shape
        return Page(raw.source, raw.number, width, height, (line,), warnings)


# A process that reads runs this file too, under another name.
ocrlc.cli.recognize.load_ocr = FakeOCR
if __name__ == "__main__":
    main()
