"""PaddleOCR's official models by name, downloaded and cached by PaddleX.

A model in PaddleX's cache is used from there; others are downloaded, but only when asked for.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ocrlc.errors import ModelError
from ocrlc.ppocr.folder import find_program
from ocrlc.system.files import home_folder

_LANGUAGES_V3 = (
    "", "arabic_", "chinese_cht_", "cyrillic_", "devanagari_", "en_", "japan_", "ka_", "korean_",
    "latin_", "ta_", "te_",
)  # fmt: skip
_LANGUAGES_V5 = (
    "", "arabic_", "cyrillic_", "devanagari_", "el_", "en_", "eslav_", "korean_", "latin_", "ta_",
    "te_", "th_",
)  # fmt: skip

DETECTORS = (
    "PP-OCRv3_mobile_det",
    "PP-OCRv3_server_det",
    "PP-OCRv4_mobile_det",
    "PP-OCRv4_server_det",
    "PP-OCRv5_mobile_det",
    "PP-OCRv5_server_det",
    "PP-OCRv6_tiny_det",
    "PP-OCRv6_small_det",
    "PP-OCRv6_medium_det",
)
RECOGNISERS = (
    "ch_RepSVTR_rec",
    "ch_SVTRv2_rec",
    *(f"{language}PP-OCRv3_mobile_rec" for language in _LANGUAGES_V3),
    "PP-OCRv4_mobile_rec",
    "en_PP-OCRv4_mobile_rec",
    "PP-OCRv4_server_rec",
    "PP-OCRv4_server_rec_doc",
    *(f"{language}PP-OCRv5_mobile_rec" for language in _LANGUAGES_V5),
    "PP-OCRv5_server_rec",
    "PP-OCRv6_tiny_rec",
    "PP-OCRv6_small_rec",
    "PP-OCRv6_medium_rec",
)
"""The models of PaddleOCR 3.7 that can be used: detectors of straight lines, recognisers with CTC.
"""

_FETCH = (
    "import sys; from paddlex.inference.utils.official_models import official_models; "
    "official_models[sys.argv[1]]"
)


def cache_folder() -> Path:
    """Return the folder in which PaddleX keeps official models."""
    base = os.environ.get("PADDLE_PDX_CACHE_HOME") or home_folder() / ".paddlex"
    return Path(base) / "official_models"


def official_folder(name: str) -> Path:
    """Return an official model's folder; the model is downloaded unless PaddleX has it already.

    Raises:
        ModelError: the model cannot be downloaded.
    """
    folder = cache_folder() / name
    if folder.exists() and find_program(folder) is None:
        raise ModelError(f"model {name}: {folder} is not whole; remove it to download it again")
    if not folder.exists():
        # In a separate process: PaddleX prints log messages and imports much that is not needed.
        command = [sys.executable, "-c", _FETCH, name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            rows = done.stderr.strip().splitlines() or ["no message"]
            raise ModelError(
                f"model {name} is not in {folder.parent} and could not be downloaded: {rows[-1]}"
            )
    return folder
