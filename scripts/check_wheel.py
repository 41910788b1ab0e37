"""Check a wheel's size and contents: what must be in it is, and nothing else.

    python -m scripts.check_wheel dist/ocrlc-0.2.0-py3-none-any.whl

It holds what git tracks in the folders that are packages, without samples and candidates, and its
licences; it may not be larger than 15 MB.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_BYTES = 15_000_000
FOLDERS = {"ocrlc": "ocrlc", "cli": "ocrlc/cli", "configs": "ocrlc/configs", "data": "ocrlc/data"}
"""The repository's folders that are installed, and where."""
NOT_INSTALLED = re.compile(r"data/(samples|arms|candidates)/")
METADATA = (
    "METADATA",
    "RECORD",
    "WHEEL",
    "entry_points.txt",
    "licenses/LICENSE",
    "licenses/NOTICE",
    "top_level.txt",
)


def faults(wheel: Path, tracked: Iterable[str]) -> list[str]:
    """Return what is wrong with a wheel.

    Args:
        wheel: the wheel.
        tracked: paths of the repository's files.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    distribution = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    wanted = {f"{distribution}/{name}" for name in METADATA}
    for path in tracked:
        top, _, rest = path.partition("/")
        if top in FOLDERS and not NOT_INSTALLED.match(path):
            wanted.add(f"{FOLDERS[top]}/{rest}")
    found = [f"missing: {name}" for name in sorted(wanted - names)]
    found += [f"does not belong there: {name}" for name in sorted(names - wanted)]
    size = wheel.stat().st_size
    if size > MOST_BYTES:
        found.append(f"{size / 1e6:.1f} MB, more than {MOST_BYTES / 1e6:.0f}")
    return found


def tracked_files(root: Path) -> list[str]:
    """Return the files that git tracks."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")


def main(path: str) -> int:
    """Print what is wrong, or the size."""
    wheel = Path(path)
    found = faults(wheel, tracked_files(ROOT))
    print("\n".join(found) or f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, as it should be")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
