"""The real command with a reader that needs no model; run as a script by the tests.

What it does with a file depends on the file's name: `broken`, `crash`, `slow`, `model`.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import ocrlc.cli.recognize
from ocrlc.cli.main import main
from ocrlc.errors import InputError, ModelError
from ocrlc.results import Document, Line, Page


class FakeOCR:
    def __init__(self, det, rec, threads, onednn, precision, orientation, load):
        if rec == "nowhere":
            raise ModelError("model 'nowhere' not found; bundled are: lcnet-latin")
        self.options = f"{det} {rec} {threads} {onednn} {precision} {orientation} "
        self.options += f"{load.password} {load}"

    def recognize(self, source):
        os.write(1, b"a library prints this\n")
        print("and this")
        name = source.name
        if "broken" in name:
            raise InputError(f"{source}: not an image, or cut off")
        if "crash" in name:
            raise RuntimeError("something\nunforeseen")
        if "slow" in name:
            print("reading", file=sys.stderr, flush=True)
            time.sleep(30)
        data = source.read_bytes() if isinstance(source, Path) else source.read()
        content = data.decode(errors="replace")
        text = self.options if content == "options" else f"text of {content or name}"
        line = Line(text, 0.9, ((10, 10), (200, 10), (200, 30), (10, 30)))
        warnings = ("page turned",) if "turned" in name else ()
        return Document(
            (
                Page(
                    str(source) if isinstance(source, Path) else name,
                    1,
                    300,
                    100,
                    (line,),
                    warnings,
                ),
            )
        )


ocrlc.cli.recognize.load_ocr = FakeOCR
main()
