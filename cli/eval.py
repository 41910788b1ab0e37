"""`ocrlc eval`: measure a model on labelled data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ocrlc.loading.options import TEXT_LAYER_MODES, LoadOptions
from ocrlc.system.files import write_atomic

from .common import debug_option, engine_options, label_options, lm_option
from .completion import (
    files_completed,
    folders_completed,
    models_completed,
    recognisers_completed,
)


@click.command()
@click.argument("model", shell_complete=models_completed)
@click.option(
    "--data",
    required=True,
    metavar="LABELS",
    shell_complete=files_completed,
    help="Label file in PaddleOCR's format.",
)
@click.option(
    "--structure",
    is_flag=True,
    help="Measure headings, tables and order: LABELS is a folder of documents, each with its true "
    "Markdown in a .md file of the same name.",
)
@click.option(
    "--text-layer",
    type=click.Choice(TEXT_LAYER_MODES),
    default="ignore",
    show_default=True,
    help="With --structure: whether the text that PDF pages contain is taken, as in recognize.",
)
@label_options
@click.option(
    "--det",
    metavar="NAME|DIR",
    shell_complete=folders_completed,
    help="Text detector for labels of whole pages: its name or folder.",
)
@click.option(
    "--rec",
    metavar="NAME|DIR",
    shell_complete=recognisers_completed,
    help="If MODEL is a detector: recogniser to read the lines found with, for word F1 and CER.",
)
@click.option(
    "--against",
    metavar="MODEL",
    shell_complete=recognisers_completed,
    help="Second recogniser to measure on the same lines and compare with.",
)
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="HTML|PNG",
    help="Also write the lines with most errors, with their pictures, to this file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@engine_options
@lm_option
@debug_option
def command(
    model: str,
    data: str,
    structure: bool,
    text_layer: str,
    images: str | None,
    include: str | None,
    limit: int | None,
    det: str | None,
    rec: str | None,
    against: str | None,
    sheet: Path | None,
    as_json: bool,
    threads: int | None,
    onednn: bool,
    precision: str,
    engine: str,
    lm: bool,
) -> None:
    """Measure how well MODEL reads labelled lines, or finds or reads those of pages.

    LABELS is a file with `path<TAB>text` for lines, or in PaddleOCR's detection format for pages;
    it may also be the folder or zip that holds the labels with the images. Rates are in percent,
    intervals are 95 % of 1000 bootstrap resamples. If MODEL is a detector, LABELS are of pages, and
    it is measured alone or, with --rec, together with a recogniser. If it is a classifier, it gets
    every line upright and turned by 180 degrees.

    With --structure, pages are read and their Markdown is compared with the true one: similarity of
    tables (TEDS), F1 of headings, and the edit distance of the whole text, in percent.
    """
    # They load NumPy and OpenCV, which listing the commands does not need.
    from ocrlc import OCR, Detector, Recognizer
    from ocrlc.config import LabelSource
    from ocrlc.datasets.labels import read_labels
    from ocrlc.datasets.page_labels import is_detection_labels
    from ocrlc.detection.weights import is_detector
    from ocrlc.evaluation.error_sheet import SHEETS, worst_lines
    from ocrlc.evaluation.lines import evaluate_lines
    from ocrlc.evaluation.pages import evaluate_detector, evaluate_pages
    from ocrlc.evaluation.speed.turns import evaluate_turns
    from ocrlc.evaluation.structure.documents import evaluate_structure
    from ocrlc.recognition.line_classifier import LineClassifier, is_classifier

    if sheet is not None and sheet.suffix.lower() not in (".html", ".png"):
        raise click.UsageError(f"--sheet {sheet}: the name must end in .html or .png")
    source = LabelSource(kind="labels", labels=data, images=images, include=include, limit=limit)
    options: dict[str, Any] = {
        "threads": threads,
        "onednn": onednn,
        "precision": precision,
        "engine": engine,
    }
    reading = {**options, "lm": lm}
    other = None if against is None else Recognizer(against, **reading)
    if structure:
        if any(option is not None for option in (images, include, limit, rec, against, sheet)):
            raise click.UsageError("--structure goes with --det and --text-layer alone")
        load_options = LoadOptions(text_layer=text_layer)
        ocr = OCR(det=det, rec=model, load_options=load_options, **reading)
        report = evaluate_structure(ocr, data)
    elif is_detector(model):
        if any(option is not None for option in (det, against, sheet)):
            raise click.UsageError(f"--det, --against and --sheet: {model} is a detector")
        if rec is None:
            report = evaluate_detector(Detector(model, **options), source)
        else:
            report = evaluate_pages(OCR(det=model, rec=rec, **reading), source)
    elif rec is not None:
        raise click.UsageError(f"--rec: {model} is not a detector")
    elif is_classifier(model):
        if any(option is not None for option in (det, against, sheet)):
            raise click.UsageError(f"--det, --against and --sheet: {model} is a classifier")
        classifier = LineClassifier(model, threads=threads, onednn=onednn, precision=precision)
        report = evaluate_turns(classifier, source)
    else:
        reader = Recognizer(model, **reading)
        _, records = read_labels(source)
        if records and is_detection_labels(records[0]):
            if sheet is not None or against is not None:
                raise click.UsageError("--sheet and --against need labels of lines, not of pages")
            report = evaluate_pages(OCR(det=det, rec=model, **reading), source)
        else:
            if det is not None:
                raise click.UsageError("--det needs labels of pages; these are of lines")
            evaluation = evaluate_lines(reader, source)
            report = evaluation.report()
            if other is not None:
                compared = evaluation.compared(evaluate_lines(other, source))
                report["against"] = {"model": against, **compared}
            if sheet is not None:
                draw = SHEETS[sheet.suffix.lower()]
                write_atomic(sheet, draw(worst_lines(evaluation), f"{model} on {data}"))
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else _table(report))


def _table(report: dict[str, Any]) -> str:
    """Return a report as text: rates with their intervals, then the groups."""
    rows = []
    within = report["intervals"]
    for name, value in report.items():
        if isinstance(value, int | float):
            rows.append(f"{name:<16} {value:>8g}{_interval(within.get(name))}")
        elif name == "against":
            rows += _comparison(value)
        elif isinstance(value, list):
            rows.append(name)
            rows += [f"  {e['true']!r} -> {e['read']!r}  {e['count']}" for e in value]
        elif name != "intervals":
            rows.append(name)
            for key, group in value.items():
                cells = "  ".join(f"{k} {v:g}" for k, v in group.items())
                rows.append(f"  {key:<12} {cells}")
    return "\n".join(rows)


def _comparison(other: dict[str, Any]) -> list[str]:
    rows = [f"against {other['model']}: its rate, and how far the first one's is above it"]
    for name, change in other["difference"].items():
        within = _interval(other["difference_intervals"][name])
        rows.append(f"  {name:<14} {other[name]:>8g} {change:>+8g}{within}")
    return rows


def _interval(bounds: list[float] | None) -> str:
    return f"  [{bounds[0]:g}, {bounds[1]:g}]" if bounds else ""
