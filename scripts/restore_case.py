"""Give upper-cased transcripts their case back, where a model reads the same letters.

Lines whose text a model confirms once case is ignored get the model's case; the spaces stay the
transcript's. The others are left out. Prints the number of both.

    python -m scripts.restore_case unsure.txt --images receipt_lines.zip \
        --exclude '^lines/4[5-9]' --model lcnet-latin -o confirmed.txt
"""

from __future__ import annotations

from pathlib import Path

import click

from ocrlc import Recognizer
from ocrlc.config import LabelSource
from ocrlc.evaluation.lines import evaluate_lines
from ocrlc.system.files import write_atomic
from ocrlc.system.resources import DEFAULT_RECOGNIZER


@click.command()
@click.argument("labels")
@click.option("--images", required=True)
@click.option("--exclude", help="Regular expression; leave out paths that match.")
@click.option("--model", default=DEFAULT_RECOGNIZER, show_default=True)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def main(labels: str, images: str, exclude: str | None, model: str, output: Path) -> None:
    """Write the confirmed lines of LABELS."""
    source = LabelSource(kind="labels", labels=labels, images=images, exclude=exclude)
    evaluation = evaluate_lines(Recognizer(model, lm=False), source)
    rows = []
    for line in evaluation.lines:
        cased = with_case(line.truth, line.text)
        if cased is not None:
            rows.append(f"{line.path}\t{cased}\n")
    write_atomic(output, "".join(rows))
    click.echo(f"{len(rows)} of {len(evaluation.lines)} lines confirmed")


def with_case(truth: str, reading: str) -> str | None:
    """Return the truth with the reading's case; None where their letters differ."""
    letters = reading.replace(" ", "")
    if letters.lower() != truth.replace(" ", "").lower() or len(letters.lower()) != len(letters):
        return None
    following = iter(letters)
    return "".join(" " if c == " " else next(following) for c in truth)


if __name__ == "__main__":
    main()
