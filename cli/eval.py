"""`ocrlc eval`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .common import debug_option, runtime_options


@click.command()
@click.argument("model")
@click.option("--data", required=True, metavar="LABELS", help="Label file in PaddleOCR's form.")
@click.option(
    "--images", metavar="DIR|ZIP", help="What its paths are relative to; default: its folder."
)
@click.option("--include", metavar="REGEX", help="Only records whose path matches.")
@click.option("--limit", type=click.IntRange(1), help="So many records, spread over the file.")
@click.option("--det", metavar="NAME|DIR", help="Detector, where the labels are of pages.")
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="HTML",
    help="Write the worst lines with their pictures to this file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@runtime_options
@debug_option
def command(
    model: str,
    data: str,
    images: str | None,
    include: str | None,
    limit: int | None,
    det: str | None,
    sheet: Path | None,
    as_json: bool,
    threads: int | None,
    onednn: bool,
    precision: str,
) -> None:
    """Measure how well MODEL reads labelled lines, or pages.

    Labels are `path<TAB>text` for lines, or PaddleOCR's detection form for pages.
    """
    from ocrlc import OCR, Recognizer
    from ocrlc.bundles import find_bundle
    from ocrlc.config import LabelSource
    from ocrlc.evaluation import evaluate_lines, evaluate_pages, is_detection_labels
    from ocrlc.files import write_atomic
    from ocrlc.labels import read_labels

    source = LabelSource(kind="labels", labels=data, images=images, include=include, limit=limit)
    find_bundle(model)
    _, records = read_labels(source)
    if records and is_detection_labels(records[0]):
        ocr = OCR(det=det, rec=model, threads=threads, onednn=onednn, precision=precision)
        report = evaluate_pages(ocr, source)
    else:
        reader = Recognizer(model, threads=threads, onednn=onednn, precision=precision)
        evaluation = evaluate_lines(reader, source)
        report = evaluation.report()
        if sheet is not None:
            from ocrlc.sheet import error_sheet

            write_atomic(sheet, error_sheet(evaluation, f"{model} on {data}"))
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else _table(report))


def _table(report: dict[str, Any]) -> str:
    rows = []
    for name, value in report.items():
        if isinstance(value, dict):
            rows.append(name)
            for key, group in value.items():
                cells = "  ".join(f"{k} {v:g}" for k, v in group.items())
                rows.append(f"  {key:<12} {cells}")
        elif isinstance(value, list):
            rows.append(name)
            rows += [f"  {e['true']!r} -> {e['read']!r}  {e['count']}" for e in value]
        else:
            rows.append(f"{name:<16} {value:g}")
    return "\n".join(rows)
