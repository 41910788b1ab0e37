"""Write the tables and pages in the documents that are made from stored measurements.

    python -m scripts.write_docs [--check]

Tables in README.md, docs/ and the models' cards stand between `<!-- table: NAME -->` and
`<!-- end -->`; a card's are made of what was measured beside it. Pages are written where
their JSON is in docs/benchmarks: `peers.md`, `lcnet_vs_mobilenetv3.md`, `strategies.md`. With
`--check` nothing is written; what would change is named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scripts.backbones import page as backbones_page
from scripts.peers import page as peers_page
from scripts.reports.tables import BENCHMARKS, fill
from scripts.strategies import page as strategies_page

ROOT = Path(__file__).parents[1]
PEERS = {"Receipts": "receipts.json", "Documents": "documents.json"}
BACKBONES = "lcnet_vs_mobilenetv3"
STRATEGIES = "strategies"


def documents(root: Path) -> dict[Path, str]:
    """Return every document that shows measurements, by path, as it should read."""
    folder = root / BENCHMARKS
    wanted = {}
    for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        wanted[path] = fill(path.read_text(encoding="utf-8"), folder)
    for path in sorted((root / "data/models").glob("*/MODEL_CARD.md")):
        wanted[path] = fill(path.read_text(encoding="utf-8"), path.parent)
    runs = {
        title: json.loads((folder / name).read_text(encoding="utf-8"))
        for title, name in PEERS.items()
        if (folder / name).is_file()
    }
    if runs:
        wanted[folder / "peers.md"] = peers_page.render(runs, PEERS)
    stored = folder / f"{BACKBONES}.json"
    if stored.is_file():
        record = json.loads(stored.read_text(encoding="utf-8"))
        wanted[stored.with_suffix(".md")] = backbones_page.render(
            record, stored.name, f"{BACKBONES}.png"
        )
    stored = folder / f"{STRATEGIES}.json"
    if stored.is_file():
        record = json.loads(stored.read_text(encoding="utf-8"))
        wanted[stored.with_suffix(".md")] = strategies_page.render(record, stored.name)
    return wanted


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; list what would change"
    )
    check = parser.parse_args().check
    stale = [
        (path, text)
        for path, text in documents(ROOT).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(path.relative_to(ROOT))
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
