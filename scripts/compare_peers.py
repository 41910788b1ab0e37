r"""Compare OCR systems on the same pages, in one alternating run.

    python -m scripts.compare_peers --data OUT/labels.txt --systems rapidocr,tesseract,ocrlc \
        --peers PEERS --threads 2 --json result.json

Every system runs in a process of its own and peak memory is each one's own. `--peers` is a folder
of virtual environments, one for each file of `peers/requirements/` and named as it; `--python`
names the Python of a single system. For each page all systems read in
turn, another one first each time. `--data` is a label file in PaddleOCR's detection form, or a
folder or zip with a `labels.txt`. A system may be named READER-SOMETHING to run one reader twice
with different options: `--systems ocrlc,ocrlc-fp32 --set ocrlc-fp32.precision=fp32`.

Word F1 compares bags of words page by page and adds the counts up. CER compares pages' texts after
both were put in reading order; see `peers/reading.py` for what that can and cannot settle. Times
are wall clock from path to text, loading of the models apart, a page's best of `--rounds`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.peers.pages import load_pages, parse_ids
from scripts.peers.readers import ENVIRONMENTS, READERS
from scripts.peers.report import markdown, report
from scripts.peers.run import System, run


def find_reader(name: str) -> str:
    """Return the reader a system's name stands for.

    Raises:
        ValueError: if there is none; the message lists them.
    """
    fitting = [reader for reader in READERS if name == reader or name.startswith(f"{reader}-")]
    if not fitting:
        raise ValueError(f"no system {name!r}; there are {', '.join(READERS)}")
    return max(fitting, key=len)


def parse_systems(
    names: str, pythons: list[str], settings: list[str], peers: Path | None = None
) -> list[System]:
    """Put together what the command line says about systems.

    Args:
        names: system names with commas between.
        pythons: `NAME=PATH`; NAME may be a system or a reader.
        settings: `NAME.KEY=VALUE`; numbers, true and false are taken as such, all else as text.
        peers: folder of environments.

    Raises:
        ValueError: if a name is unknown or a form is not kept to.
    """
    interpreters = dict(_split(text, "=") for text in pythons)
    options: dict[str, dict[str, Any]] = {}
    for setting in settings:
        key, value = _split(setting, "=")
        name, option = _split(key, ".")
        options.setdefault(name, {})[option] = _value(value)
    systems = []
    for name in names.split(","):
        reader = find_reader(name)
        usual = sys.executable
        if peers is not None and reader in ENVIRONMENTS:
            usual = str(peers / ENVIRONMENTS[reader] / "bin/python")
        python = interpreters.get(name, interpreters.get(reader, usual))
        systems.append(System(name, reader, python, options.pop(name, {})))
    if options:
        raise ValueError(f"--set names systems that do not run: {', '.join(options)}")
    return systems


def _split(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.partition(mark)
    if not (before and found and after):
        raise ValueError(f"{text!r} has no {mark!r} between two parts")
    return before, after


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="label file, folder or zip")
    parser.add_argument("--ids", help="pages to read: 450-499 or 003,017")
    parser.add_argument("--systems", required=True, help=f"systems, of {','.join(READERS)}")
    parser.add_argument("--python", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="folder of the systems' venvs")
    parser.add_argument("--set", action="append", default=[], metavar="NAME.KEY=VALUE")
    parser.add_argument("--threads", type=int, default=2, help="threads of each system [2]")
    parser.add_argument("--warmup", type=int, default=2, help="pages read first, untimed [2]")
    parser.add_argument("--rounds", type=int, default=1, help="readings of each page [1]")
    parser.add_argument("--pause", type=float, default=0.3, help="seconds between readings [0.3]")
    parser.add_argument(
        "--reference", default="rapidocr", help="system that times are compared with"
    )
    parser.add_argument("--json", type=Path, metavar="PATH", help="write all figures to this file")
    args = parser.parse_args()
    try:
        systems = parse_systems(args.systems, args.python, args.set, args.peers)
        ids = parse_ids(args.ids) if args.ids else None
    except ValueError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory() as scratch:
        pages = load_pages(args.data, Path(scratch), ids)
        if not pages:
            parser.error(f"no pages in {args.data}")
        result = {}
        turns = run(
            systems,
            pages,
            threads=args.threads,
            warmup=args.warmup,
            rounds=args.rounds,
            pause=args.pause,
        )
        for page, outcomes in zip(pages, turns, strict=True):
            print(page.name, file=sys.stderr)
            result = report(outcomes, pages, args.threads, args.reference)
            if args.json:  # after each page: a long run that is stopped has not run in vain
                text = json.dumps(result, indent=1, ensure_ascii=False)
                args.json.write_text(text, encoding="utf-8")
    print(markdown(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
