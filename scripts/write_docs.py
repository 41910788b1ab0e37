"""Write the tables and pages in the documents that are made from stored measurements.

    python -m scripts.write_docs [--check]

Tables in README.md, docs/ and the models' cards stand between `<!-- table: NAME -->` and
`<!-- end -->`; a card's are made of what was measured beside it. The pages of `reports/pages.py`
are made where their records are in docs/benchmarks. With
`--check` nothing is written; what would change is named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from scripts.reports.pages import texts
from scripts.reports.tables import BENCHMARKS, fill

ROOT = Path(__file__).parents[1]


def documents(root: Path) -> dict[Path, str]:
    """Return every document that shows measurements, by path, as it should read."""
    folder = root / BENCHMARKS
    wanted = {}
    for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        wanted[path] = fill(path.read_text(encoding="utf-8"), folder)
    for path in sorted((root / "data/models").glob("*/MODEL_CARD.md")):
        wanted[path] = fill(path.read_text(encoding="utf-8"), path.parent)
    return wanted | texts(folder)


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
