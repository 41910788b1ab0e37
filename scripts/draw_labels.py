"""Draw labelled lines in one font and file them as PPOCRLabel does: the trial of fine-tuning.

    python -m scripts.draw_labels GNUTypewriter.ttf -o runs/typewriter -n 500

Fonts that training knows are of little use: `ocrlc synth` leaves some out, see
`ocrlc/synthesis/drawing/designs.py`.
"""

from __future__ import annotations

from pathlib import Path

import click
import cv2
from fontTools.ttLib import TTFont

from ocrlc.charset import Charset
from ocrlc.synthesis import LineSynthesizer
from ocrlc.synthesis.drawing.fonts import FontFace
from ocrlc.system.files import write_atomic


@click.command()
@click.argument("font", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("-n", "--lines", type=click.IntRange(1), default=500, show_default=True)
@click.option("--per-page", type=click.IntRange(1), default=20, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=3_000_000, show_default=True)
def main(font: Path, output: Path, lines: int, per_page: int, seed: int) -> None:
    """Draw lines in the font file FONT."""
    characters = frozenset(map(chr, TTFont(font).getBestCmap()))
    face = FontFace(str(font), 0, font.stem, "Regular", characters)
    allowed = [c for c in Charset.load("latin").characters if c == " " or c in characters]
    synthesizer = LineSynthesizer(allowed, fonts=[face])
    (output / "crop_img").mkdir(parents=True, exist_ok=True)
    labels = []
    for number in range(lines):
        line = synthesizer.line(seed + number)
        page, place = divmod(number, per_page)
        path = f"crop_img/page{page:03d}_crop_{place}.jpg"
        cv2.imwrite(str(output / path), line.image, [cv2.IMWRITE_JPEG_QUALITY, 92])
        labels.append(f"{path}\t{line.text}\n")
    write_atomic(output / "rec_gt.txt", "".join(labels))
    click.echo(f"{lines} lines in {output / 'rec_gt.txt'}")


if __name__ == "__main__":
    main()
