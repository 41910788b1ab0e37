"""Warm starts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import paddle
import pytest

from ocrlc.charset import Charset
from ocrlc.errors import ModelError
from ocrlc.export import export_paddle
from ocrlc.inference.bundles import find_bundle
from ocrlc.inference.weights import save_bundle, tensors, to_arrays
from ocrlc.models.build import build_model, build_recognizer
from ocrlc.models.crnn import CRNN
from ocrlc.ppocr.packaged import packaged_folder
from ocrlc.recipes import parse_config
from ocrlc.training.foreign_weights import paddle_weights
from ocrlc.training.warm_start import _layers, initial_arrays
from tests.support.wheels import needs_ppocrv4


def make(
    charset: str, seed: int, layout: str = "early", neck: str = "lstm"
) -> tuple[CRNN, Charset]:
    paddle.seed(seed)
    values = {"backbone": {"scale": 0.25, "layout": layout}, "neck": {"name": neck, "hidden": 16}}
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


def test_a_neck_of_another_kind_starts_at_random(tmp_path: Path) -> None:
    source = bundle_of(tmp_path, "abc")
    model, charset = make("abc", seed=2, neck="conv")
    own = to_arrays(tensors(model))
    old = find_bundle(source).weights()
    new = initial_arrays(source, model, charset)
    for name in new:
        wanted = own if name.startswith("neck.") else old
        np.testing.assert_array_equal(new[name], wanted[name], err_msg=name)


def test_a_classifier_takes_the_backbone_of_a_recogniser(tmp_path: Path) -> None:
    source = bundle_of(tmp_path, "abc")
    paddle.seed(2)
    values = {"family": "classifier", "backbone": {"scale": 0.25, "layout": "image"}, "wide": 32}
    model = build_model(parse_config({"model": values}).model, 4)
    own = to_arrays(tensors(model))
    old = find_bundle(source).weights()
    new = initial_arrays(source, model, Charset("test", "abc"))
    assert new.keys() == own.keys()
    for name in new:
        wanted = old if name.startswith("backbone.") else own
        np.testing.assert_array_equal(new[name], wanted[name], err_msg=name)


@pytest.mark.parametrize("layout", ["early", pytest.param("ppocrv2", marks=pytest.mark.slow)])
def test_a_backbone_is_taken_from_a_paddle_folder(layout: str, tmp_path: Path) -> None:
    source = bundle_of(tmp_path / "bundle", "abc")
    export_paddle(find_bundle(source), tmp_path / "paddle")
    model, charset = make("xyz", seed=2, layout=layout)
    new = initial_arrays(str(tmp_path / "paddle"), model, charset)
    old = find_bundle(source).weights()
    for name in new:
        if name.startswith("backbone."):
            np.testing.assert_array_equal(new[name], old[name], err_msg=name)


def test_a_backbone_that_does_not_fit_is_an_error(tmp_path: Path) -> None:
    export_paddle(find_bundle("lcnet-latin"), tmp_path)
    refuse(tmp_path)


@needs_ppocrv4
def test_a_backbone_of_a_legacy_program_that_does_not_fit_is_an_error() -> None:
    refuse(packaged_folder("ppocrv4-chinese"))


def refuse(folder: Path) -> None:
    assert len(paddle_weights(folder)) > 20
    model, charset = make("abc", seed=1)
    with pytest.raises(ModelError, match="init_from"):
        initial_arrays(str(folder), model, charset)


def test_heads_that_do_not_fit_are_errors(tmp_path: Path) -> None:
    source = bundle_of(tmp_path, "abc")
    model, charset = make("abc", seed=1)
    model.head.fc = paddle.nn.Linear(24, charset.classes)
    with pytest.raises(ModelError, match=r"head\.fc\.weight does not fit the architecture"):
        initial_arrays(source, model, charset)
    (tmp_path / "charset.txt").write_text("a\nb\nc\nd\n", encoding="utf-8")
    model, charset = make("abc", seed=1)
    with pytest.raises(ModelError, match="does not fit its own charset"):
        initial_arrays(source, model, charset)


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


def test_onnx_files_without_the_package_name_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    model, charset = make("abc", seed=1)
    with pytest.raises(ModelError, match=r"ocrlc\[onnx\]"):
        initial_arrays(str(tmp_path / "x.onnx"), model, charset)


def test_a_backbone_is_taken_from_an_onnx_file(tmp_path: Path) -> None:
    """Convolutions and batch norms in forward order, weights as initialisers."""
    onnx = pytest.importorskip("onnx")
    source, _ = make("abc", seed=1)
    old = to_arrays(tensors(source))
    nodes, values = [], []
    for i, (name, layer) in enumerate(_layers(source.backbone)):
        norm = isinstance(layer, paddle.nn.BatchNorm2D)
        fields = ("weight", "bias", "_mean", "_variance") if norm else ("weight", "bias")
        names = [f"backbone.{name}.{f}" for f in fields if getattr(layer, f) is not None]
        values += [onnx.numpy_helper.from_array(old[n], n) for n in names]
        kind = "BatchNormalization" if norm else "Conv"
        nodes.append(onnx.helper.make_node(kind, [f"x{i}", *names], [f"x{i + 1}"]))
    graph = onnx.helper.make_graph(nodes, "backbone", [], [], values)
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "x.onnx"))
    model, charset = make("xyz", seed=2)
    new = initial_arrays(str(tmp_path / "x.onnx"), model, charset)
    for name in new:
        if name.startswith("backbone."):
            np.testing.assert_array_equal(new[name], old[name], err_msg=name)
