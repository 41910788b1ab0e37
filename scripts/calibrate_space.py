"""Make a recogniser read spaces more readily, without training.

CTC trained on lines whose gaps vary a lot leaves the space too little probability: where gap and
no gap are close, it says nothing. This adds ln(factor) to the space's logit, which multiplies its
odds by the factor and leaves every other character as it is. The bundle's config notes it as
`train.space_factor`, which lets a training keep it.

    python -m scripts.calibrate_space runs/rec_lcnet_latin/last --factor 4 \
        -o data/models/lcnet-latin
"""

from __future__ import annotations

import math
from pathlib import Path

import click

from ocrlc.inference.bundles import CARD, find_bundle
from ocrlc.inference.weights import save_bundle
from ocrlc.recipes import parse_config


@click.command()
@click.argument("model")
@click.option("--factor", type=float, required=True)
@click.option("--stretch", type=float, help="Also set the factor that widens lines for reading.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def main(model: str, factor: float, stretch: float | None, output: Path) -> None:
    """Write MODEL with the space's odds multiplied."""
    bundle = find_bundle(model)
    weights = bundle.weights()
    weights["head.fc.bias"] = weights["head.fc.bias"].copy()
    weights["head.fc.bias"][bundle.charset.characters.index(" ") + 1] += math.log(factor)
    values = bundle.config.model_dump(mode="json")
    values["train"]["space_factor"] *= factor
    if stretch is not None:
        values["model"]["input"]["stretch"] = stretch
    card = (bundle.path / CARD).read_text(encoding="utf-8")
    save_bundle(output, weights, parse_config(values), bundle.charset.characters, card)


if __name__ == "__main__":
    main()
