"""Measure a bundle and write what was found beside it, as `measured.json`.

Accuracy on the validation receipts (ids 450-499) and on drawn lines in fonts that training never
shows; of recognisers, agreement of oneDNN with Paddle's plain kernels, dygraph and the other
engines that are installed, which decides whether `--engine auto` may use them; and what bf16 costs,
and int8 if there is a variant, which decides whether `--precision auto` may use it; and how often
words and lines are right that a recogniser is so sure of, by which scores are mapped
(`--only-calibration` measures that alone).

    python -m scripts.measure_model data/models/lcnet-latin --receipts DIR
"""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from ocrlc import Recognizer
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels
from ocrlc.evaluation.speed.turns import turn_counts
from ocrlc.evaluation.text_metrics import LineMetrics, line_metrics
from ocrlc.inference.bundle_program import inference_program
from ocrlc.inference.bundles import MEASURED, find_bundle
from ocrlc.inference.engine import Engine
from ocrlc.inference.network import EngineOptions
from ocrlc.inference.selection import ENGINES, PADDLE, open_network
from ocrlc.preprocess import resize_line
from ocrlc.recognition.batching import compute_lines
from ocrlc.recognition.line_classifier import LineClassifier, is_classifier
from ocrlc.recognition.line_model import bundle_model
from ocrlc.synthesis import LineSynthesizer
from ocrlc.system.cpu import cpu_name, supports_bf16
from ocrlc.system.files import write_atomic
from ocrlc.system.paddle_setup import import_paddle
from scripts.reports.calibration import PAGE, Lines, calibrate, judge

VALIDATION = r"^lines/4[5-9]\d_"
MARGIN = 0.1
"""Percentage points of error rate or accuracy that bf16 or int8 may lose to be vouched for."""
SAME_TEXT = 99.9
"""Share of lines, in percent, that an engine must read as Paddle does for `--engine auto`."""


@click.command()
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--receipts", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--drawn", default=2000, show_default=True, help="Number of drawn lines to read.")
@click.option("--only-calibration", is_flag=True, help="Keep the file's other figures.")
def main(model: Path, receipts: Path, drawn: int, only_calibration: bool) -> None:
    """Measure MODEL and write its measured.json."""
    sure = receipt_lines(receipts, "labels.txt")
    unsure = receipt_lines(receipts, "unsure.txt")
    synthesizer = LineSynthesizer(find_bundle(model).charset.characters, split="test")
    synthetic = [synthesizer.line(10_000_000 + i) for i in range(drawn)]
    documents = [(line.image, line.text) for line in synthetic]

    if is_classifier(model):
        sets = {"receipts_both_lists": sure + unsure, "documents_unseen_fonts": documents}
        save(model, measure_turns(model, sets))
        return
    together = {"receipts": (sure, True), "documents_unseen_fonts": (documents, False)}
    if only_calibration:
        judged = calibrate(judge(model, together))
        save(model, {**find_bundle(model).measured, "calibration": judged})
        return
    report: dict[str, Any] = {"cpu": cpu_name()}
    exact = Recognizer(model, precision="fp32", engine=PADDLE)
    everything = sure + unsure
    receipts_fp32 = read(exact, everything)
    receipts_sure = read(exact, sure)
    report["metrics"] = {
        "data": "receipt lines 450-499 whose case is known; case and spaces count",
        "cer": round(receipts_sure.cer, 2),
        "exact": round(receipts_sure.exact, 2),
    }
    drawn_fp32 = read(exact, documents, together=False)
    report["sets"] = {
        "receipts": short(receipts_sure),
        "receipts_both_lists": short(receipts_fp32),
        "documents_unseen_fonts": short(drawn_fp32),
    }
    report["parity"] = parity(model, [image for image, _ in everything])
    report["engines"] = {
        name: ["fp32"]
        for name, found in report["parity"].items()
        if name in ENGINES and found["same_text_percent"] >= SAME_TEXT
    }
    possible = ["bf16"] * supports_bf16() + ["int8"] * (find_bundle(model).int8 is not None)
    for engine, precision in product((PADDLE, *report["engines"]), possible):
        if precision not in ENGINES[engine].precisions:
            continue
        rounded = Recognizer(model, precision=precision, engine=engine)
        pairs = {
            "receipts_both_lists": (receipts_fp32, read(rounded, everything)),
            "documents_unseen_fonts": (drawn_fp32, read(rounded, documents, together=False)),
        }
        change = {k: round(b.cer_folded - a.cer_folded, 4) for k, (a, b) in pairs.items()}
        as_good = max(change.values()) <= MARGIN
        if engine == PADDLE:
            report |= {"bf16_cer_change": change, "bf16_ok": as_good}
        else:
            report[f"{precision}_cer_change_{engine}"] = change
            report["engines"][engine] += [precision] * as_good
    report["calibration"] = calibrate(judge(model, together))
    save(model, report)


def save(model: Path, report: dict[str, Any]) -> None:
    """Write what was measured, and show it."""
    text = json.dumps(report, indent=1) + "\n"
    write_atomic(model / MEASURED, text)
    click.echo(text)


def measure_turns(model: Path, sets: dict[str, Lines]) -> dict[str, Any]:
    """Measure a classifier of lines: every line is shown as it is and turned."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for precision in ("fp32", "bf16") if supports_bf16() else ("fp32",):
        reader = LineClassifier(model, precision=precision)
        found[precision] = {
            name: {"lines": len(lines), **turn_rates(reader, [image for image, _ in lines])}
            for name, lines in sets.items()
        }
    report: dict[str, Any] = {
        "cpu": cpu_name(),
        "metrics": {
            "data": "drawn lines in unseen fonts, each upright and turned",
            "accuracy": found["fp32"]["documents_unseen_fonts"]["accuracy"],
        },
        "sets": found["fp32"],
    }
    if "bf16" in found:
        lost = {
            name: round(found["fp32"][name]["accuracy"] - rounded["accuracy"], 3)
            for name, rounded in found["bf16"].items()
        }
        report |= {"bf16_accuracy_lost": lost, "bf16_ok": max(lost.values()) <= MARGIN}
    return report


def turn_rates(reader: LineClassifier, images: list[NDArray[np.uint8]]) -> dict[str, float]:
    """Return the shares told rightly, of all views and of either kind, in percent."""
    rates = {}
    for name, counts in turn_counts(reader, images).items():
        right, views = counts.sum(axis=0)
        rates[name] = round(100 * float(right / views), 3)
    return rates


def receipt_lines(receipts: Path, labels: str) -> Lines:
    """Read the validation lines of one list."""
    source = LabelSource(
        kind="labels",
        labels=labels,
        images=str(receipts / "receipt_lines.zip"),
        include=VALIDATION,
    )
    store, records = read_labels(source)
    images = ((store.grey(record.path), record.text) for record in records)
    return [(image, text) for image, text in images if image is not None]


def read(reader: Recognizer, lines: Lines, together: bool = True) -> LineMetrics:
    """Read lines and compare."""
    images = [image for image, _ in lines]
    readings = [
        reading.text
        for start in range(0, len(images), PAGE)
        for reading in reader.recognize(images[start : start + PAGE], together=together)
    ]
    return line_metrics((text, truth) for text, (_, truth) in zip(readings, lines, strict=True))


def short(metrics: LineMetrics) -> dict[str, float]:
    """Round rates for the file."""
    return {name: round(value, 3) for name, value in asdict(metrics).items()}


def parity(model: Path, images: list[NDArray[np.uint8]]) -> dict[str, Any]:
    """Compare oneDNN with plain kernels, dygraph and other engines, line by line."""
    paddle = import_paddle()
    from ocrlc.inference.weights import load_arrays
    from ocrlc.models.build import build_recognizer
    from ocrlc.models.crnn import Probabilities

    bundle = find_bundle(model)
    charset = bundle.charset
    network = build_recognizer(bundle.config.model, charset.classes)
    load_arrays(network, bundle.weights(), str(model))
    dygraph = Probabilities(network)
    dygraph.eval()
    program = inference_program(bundle)
    engines = {
        "onednn": Engine(program, EngineOptions(onednn=True)).run,
        "plain": Engine(program, EngineOptions(onednn=False)).run,
        "dygraph": lambda x: dygraph(paddle.to_tensor(x)).numpy(),
    }
    for name, kind in ENGINES.items():
        if name != PADDLE and kind.is_installed:
            program = bundle_model(bundle).program(name)
            engines[name] = open_network(name, program, EngineOptions()).run
    worst, same = dict.fromkeys(engines, 0.0), dict.fromkeys(engines, 0)
    strips = bundle.config.data.strips > 0
    with paddle.no_grad():
        for start in range(0, len(images), PAGE):
            lines = [
                resize_line(image, stretch=bundle.config.model.input.stretch)
                for image in images[start : start + PAGE]
            ]
            outputs = {name: compute_lines(lines, run, strips) for name, run in engines.items()}
            for number, reference in enumerate(outputs["onednn"]):
                text = charset.greedy_decode(reference).text
                for name, output in outputs.items():
                    difference = float(abs(output[number] - reference).max())
                    worst[name] = max(worst[name], difference)
                    same[name] += charset.greedy_decode(output[number]).text == text
    return {
        name: {
            "lines": len(images),
            "same_text_percent": round(100 * same[name] / len(images), 3),
            "largest_probability_difference": worst[name],
        }
        for name in engines
        if name != "onednn"
    }


if __name__ == "__main__":
    main()
