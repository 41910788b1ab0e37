"""The size of a system on disk, and the versions of its packages."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from scripts.peers.readers import DISTRIBUTIONS

Options = dict[str, Any]


def installed_bytes(reader: str, options: Options) -> int:
    """Return the size on disk of a reader's system, without Python itself."""
    if reader == "tesseract":
        return tesseract_bytes(options)
    return distribution_bytes(DISTRIBUTIONS[reader])


def distribution_bytes(names: tuple[str, ...]) -> int:
    """Return the size of distributions and of all they require, as far as installed."""
    seen: set[str] = set()
    waiting = list(names)
    total = 0
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            path = Path(str(file.locate()))
            total += path.stat().st_size if path.is_file() else 0
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement:
                waiting.append(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
    return total


def tesseract_bytes(options: Options) -> int:
    """Return the installed size of tesseract's Debian packages; 0 where there are none."""
    languages = options.get("lang", "eng").split("+")
    packages = ["tesseract-ocr", "libtesseract5", "liblept5", "tesseract-ocr-osd"]
    packages += [f"tesseract-ocr-{language}" for language in languages]
    command = ["dpkg-query", "--show", "--showformat=${Installed-Size}\n", *packages]
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return 0
    return 1024 * sum(int(size) for size in output.split())


def versions(reader: str) -> dict[str, str]:
    """Return the versions of what a reader runs on."""
    if reader == "tesseract":
        output = subprocess.run(["tesseract", "--version"], capture_output=True, text=True)
        return {"tesseract": output.stdout.split()[1]}
    found = {"python": sys.version.split()[0]}
    for name in (*DISTRIBUTIONS[reader], "paddlepaddle" if reader == "ocrlc" else ""):
        try:
            found |= {name: metadata.version(name)} if name else {}
        except metadata.PackageNotFoundError:
            found[name] = "not installed as a package"
    return found
