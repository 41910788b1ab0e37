"""Write a model whose weights are a mean of two models' weights (arXiv 2203.05482).

    python -m scripts.average_models FIRST SECOND --share 0.5 -o OUT

FIRST and SECOND are bundles of one architecture, as runs that began with the same weights leave
them. OUT gets all files of FIRST, and the mean with `--share` of SECOND as its weights; its config
says by what factor the mean raises the odds of spaces.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from ocrlc.inference.bundles import CONFIG, WEIGHTS, find_bundle
from ocrlc.recipes import dump_config, parse_config


def average(first: str, second: str, share: float, out: Path) -> None:
    """Write the mean of two bundles.

    Raises:
        ValueError: the bundles' weights differ in names or shapes.
        ModelError: one of them is missing or broken.
    """
    one, other = find_bundle(first), find_bundle(second)
    weights, others = one.weights(), other.weights()
    if {k: v.shape for k, v in weights.items()} != {k: v.shape for k, v in others.items()}:
        raise ValueError(f"{first} and {second} are not of one architecture")
    mean = {
        name: ((1 - share) * values.astype(np.float64) + share * others[name]).astype(values.dtype)
        for name, values in weights.items()
    }
    if out.resolve() != one.path.resolve():
        shutil.copytree(one.path, out)
    save_file(mean, out / WEIGHTS)
    # The space's odds were raised by a factor in either; in the mean, by their geometric mean.
    factors = [bundle.config.train.space_factor for bundle in (one, other)]
    if factors[0] != factors[1]:
        values = one.config.model_dump(mode="json")
        factor = factors[0] ** (1 - share) * factors[1] ** share
        values["train"]["space_factor"] = round(factor, 2)
        (out / CONFIG).write_text(dump_config(parse_config(values)), encoding="utf-8")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--share", type=float, default=0.5, help="share of the second one")
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    average(args.first, args.second, args.share, args.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
