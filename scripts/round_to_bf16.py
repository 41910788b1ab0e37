r"""Compute what bfloat16 costs a recogniser, on a CPU that does not have it.

    python -m scripts.round_to_bf16 data/models/lcnet-latin --receipts DIR

All inputs, outputs and weights of convolutions and linear layers, and the weights of LSTMs, are
rounded to bfloat16, after batch norm is folded into convolutions; sums are in float32, as oneDNN's
are. Reads the validation receipt lines and lines drawn in unseen fonts with the network as it is
and rounded, and notes the change of CER in the bundle's `measured.json`, where `measure_model`
leaves it out on such a CPU.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rapidfuzz.distance import Levenshtein

from ocrlc.charset import Charset
from ocrlc.config import LabelSource
from ocrlc.evaluation.lines import usable_lines
from ocrlc.inference.bundles import Bundle, find_bundle
from ocrlc.preprocess import line_batch, resize_line
from ocrlc.recognition.batching import MAX_WIDTH, lay_row, padded_width
from ocrlc.synthesis import LineSynthesizer
from ocrlc.system.files import write_atomic
from ocrlc.system.paddle_setup import import_paddle
from scripts.measure_model import MARGIN

DRAWN_SEED = 20_000_000
Lines = list[tuple[Any, str]]
"""Pictures and texts of lines."""


def load(bundle: Bundle, *, rounded: bool) -> Any:
    """Return a bundle's network, with everything rounded on request."""
    paddle = import_paddle()
    # They load Paddle.
    from ocrlc.inference.weights import load_arrays
    from ocrlc.models.build import build_model
    from ocrlc.models.layers import ConvBNAct

    def rounding(value: Any) -> Any:
        return value.astype("bfloat16").astype("float32")

    model = build_model(bundle.config.model, bundle.charset.classes)
    load_arrays(model, bundle.weights(), bundle.name)
    model.eval()
    if not rounded:
        return model
    blocks = [layer for layer in model.sublayers() if isinstance(layer, ConvBNAct)]
    for block in blocks:
        fold(block)
        block.register_forward_post_hook(lambda _, given, output: rounding(output))
    inside = {id(block.conv) for block in blocks}
    kinds = (paddle.nn.Conv2D, paddle.nn.Conv2DTranspose, paddle.nn.Linear, paddle.nn.LSTM)
    for layer in model.sublayers():
        if not isinstance(layer, kinds):
            continue
        for parameter in layer.parameters():
            if len(parameter.shape) > 1:
                parameter.set_value(rounding(parameter))
        if isinstance(layer, paddle.nn.LSTM):
            continue
        layer.register_forward_pre_hook(lambda _, given: tuple(map(rounding, given)))
        if id(layer) not in inside:
            layer.register_forward_post_hook(lambda _, given, output: rounding(output))
    return model


def fold(block: Any) -> None:
    """Move a block's batch norm into its convolution, all but the offset, as engines do."""
    norm = block.bn
    factor = norm.weight / (norm._variance + norm._epsilon).sqrt()
    block.conv.weight.set_value(block.conv.weight * factor.reshape((-1, 1, 1, 1)))
    norm.bias.set_value(norm.bias - norm._mean * factor)
    norm.weight.set_value(norm.weight * 0 + 1)
    norm._mean.set_value(norm._mean * 0)
    norm._variance.set_value(norm._variance * 0 + 1 - norm._epsilon)


def compare(bundle: Bundle, lines: Lines, models: Sequence[Any]) -> dict[str, Any]:
    """Return the CER of each model in percent, and the share of lines that all read alike."""
    paddle = import_paddle()
    edits, letters, same = [0] * len(models), 0, 0
    for image, text in lines:
        width = padded_width(image.shape[1])
        x = paddle.to_tensor(line_batch([lay_row([(image, 0)], width)], width))
        with paddle.no_grad():
            read = [bundle.charset.greedy_decode(model(x).numpy()[0]).text for model in models]
        letters += len(text)
        same += len(set(read)) == 1
        for i, found in enumerate(read):
            edits[i] += Levenshtein.distance(found.strip(), text)
    return {
        "lines": len(lines),
        "cer": [round(100 * count / letters, 4) for count in edits],
        "same_text_percent": round(100 * same / len(lines), 2),
    }


def prepared(bundle: Bundle, lines: Iterable[tuple[Any, str]]) -> Lines:
    """Return lines at the network's height, without those that are read in pieces."""
    height, stretch = bundle.line_height, bundle.brief.stretch
    scaled = [(resize_line(i, height, stretch), bundle.charset.normalise(t)) for i, t in lines]
    return [(image, text) for image, text in scaled if image.shape[1] <= MAX_WIDTH]


@click.command(help=(__doc__ or "").partition("\n")[0])
@click.argument("model", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--receipts", required=True, type=click.Path(path_type=Path), help="Their folder.")
@click.option("--limit", default=600, show_default=True, help="Lines of each kind.")
def main(model: Path, receipts: Path, limit: int) -> None:
    """Compare, show and note."""
    bundle = find_bundle(model)
    source = LabelSource(
        kind="labels",
        labels="labels.txt",
        images=str(receipts / "receipt_lines.zip"),
        include=r"^lines/4[5-9]\d_",
        limit=limit,
    )
    _, usable, _ = usable_lines(source)
    drawer = LineSynthesizer(Charset.load("latin").characters, split="test")
    drawn = [drawer.line(DRAWN_SEED + i) for i in range(limit)]
    sets = {
        "receipts_both_lists": ((image, record.text) for record, image in usable),
        "documents_unseen_fonts": ((line.image, line.text) for line in drawn),
    }
    models = [load(bundle, rounded=flag) for flag in (False, True)]
    found = {k: compare(bundle, prepared(bundle, lines), models) for k, lines in sets.items()}
    click.echo(json.dumps(found, indent=1))
    change = {name: round(one["cer"][1] - one["cer"][0], 4) for name, one in found.items()}
    path = model / "measured.json"
    measured = json.loads(path.read_text(encoding="utf-8"))
    as_good = max(change.values()) <= MARGIN
    measured |= {"bf16_cer_change": change, "bf16_rounded": True, "bf16_ok": as_good}
    write_atomic(path, json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
