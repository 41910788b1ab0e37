"""Measure what documents take that ask for far more than their size suggests.

    python -m scripts.measure_hostile [--ways WAY,…] [--patience 1] [--only WORDS …]

Has each kind (tests/support/hostile_pictures.py, hostile_pdfs.py) read by a server with its default
limits, by an `IsolatedReader` and by the command, both with the same limits. Prints a row each, and
writes docs/benchmarks/hostile.json, of which the table in docs/security.md is made:
`python -m scripts.write_docs`. Kinds that are not measured keep their rows. Needs the extras
`serve` and `dev`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from scripts.reports.tables import BENCHMARKS
from tests.support.hostile_runs import WAYS, documents, ways

STORED = Path(__file__).parents[1] / BENCHMARKS / "hostile.json"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--only", nargs="+", default=[""], help="measure kinds whose name contains one of these"
    )
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument(
        "--patience",
        type=float,
        default=1,
        help="multiply limits of time, on a machine that is busy with other things",
    )
    arguments = parser.parse_args()
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    makers = {
        name: make
        for name, make in documents().items()
        if any(words in name for words in arguments.only)
    }
    if not makers:
        sys.exit(f"no kind contains {' or '.join(arguments.only)}")
    with (
        tempfile.TemporaryDirectory() as folder,
        ways(*arguments.ways.split(","), patience=arguments.patience) as reading,
    ):
        for number, (name, make) in enumerate(makers.items()):
            path = Path(folder, f"hostile-{number}")
            path.write_bytes(make())
            row = stored.setdefault(name, {})
            row["bytes"] = path.stat().st_size
            for way, read in reading.items():
                run = read(path)
                row[way] = {**asdict(run), "patience": arguments.patience}
                print(
                    f"{name:50} {way:8} {run.seconds:6.1f} s {run.cpu:6.1f} s CPU "
                    f"{run.megabytes:6.0f} MB  {run.outcome[:90]}",
                    flush=True,
                )
            path.unlink()
            kept = {kind: stored[kind] for kind in documents() if kind in stored}
            STORED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
