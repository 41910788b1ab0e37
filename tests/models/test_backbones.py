"""Backbones: shapes, layouts and the sizes the papers give."""

from __future__ import annotations

import paddle
import pytest
from paddle import nn

from ocrlc.models.architectures import ClassifierConfig, ModelConfig
from ocrlc.models.build import build_model, build_recognizer
from ocrlc.models.classifier import Classifier
from ocrlc.models.layers import ConvBNAct, SqueezeExcite
from ocrlc.models.mobilenet_v3 import MobileNetV3Config
from ocrlc.models.pplcnet import PlacementConfig, PPLCNetConfig
from ocrlc.models.registry import BACKBONES
from ocrlc.models.schema import Layout


def parameters(model: nn.Layer) -> int:
    return sum(int(p.size) for p in model.parameters())


def recognizer(backbone: dict[str, object], hidden: int = 64, mid: int = 96) -> nn.Layer:
    config = ModelConfig.model_validate(
        {"backbone": backbone, "neck": {"hidden": hidden}, "head": {"mid": mid}}
    )
    return build_recognizer(config, classes=97)


@pytest.mark.parametrize("name", BACKBONES)
@pytest.mark.parametrize("layout", ["early", "ppocrv2", "late", "flat"])
def test_recognizers_yield_a_step_per_four_columns(name: str, layout: str) -> None:
    model = recognizer({"name": name, "scale": 0.25, "layout": layout})
    model.eval()
    assert model(paddle.zeros([2, 3, 32, 160])).shape == [2, 40, 97]


@pytest.mark.parametrize("layout", ["early", "ppocrv2"])
def test_lcnet_recognizer_has_the_published_size(layout: str) -> None:
    model = recognizer({"name": "pplcnet", "scale": 1.0, "layout": layout})
    assert round(parameters(model) / 1e6, 2) == 1.44


def test_mobilenet_recognizer_has_the_published_size() -> None:
    model = recognizer({"name": "mobilenet_v3", "scale": 0.5, "layout": "ppocrv2"}, 48, 0)
    assert round(parameters(model) / 1e6, 2) == 0.45


def test_equal_parameters_at_half_scale() -> None:
    small = parameters(recognizer({"name": "pplcnet", "scale": 0.5}))
    mobile = parameters(recognizer({"name": "mobilenet_v3", "scale": 0.5}))
    assert abs(small / mobile - 1) < 0.01


@pytest.mark.parametrize(
    ("scale", "millions"),
    [(0.25, 1.5), (0.35, 1.6), (0.5, 1.9), (0.75, 2.4), (1.0, 3.0), (1.5, 4.5), (2.0, 6.5)],
)
def test_classifier_has_the_sizes_of_the_paper(scale: float, millions: float) -> None:
    model = Classifier(PPLCNetConfig(scale=scale, layout="image").build(), classes=1000)
    assert round(parameters(model) / 1e6, 1) == millions


def test_classifier_without_the_wide_convolution_is_smaller() -> None:
    wide = Classifier(PPLCNetConfig(layout="image").build(), 10)
    plain = Classifier(PPLCNetConfig(layout="image").build(), 10, wide=0)
    assert parameters(wide) - parameters(plain) == 512 * 1280 + 1280 * 10 - 512 * 10


@pytest.mark.parametrize(
    ("placement", "blocks"),
    [
        (PlacementConfig(blocks=2, position="tail"), {11, 12}),
        (PlacementConfig(blocks=2, position="front"), {0, 1}),
        (PlacementConfig(blocks=2, position="middle"), {5, 6}),
        (PlacementConfig(blocks=0, position="tail"), set()),
        (PlacementConfig(blocks=2, position="all"), set(range(13))),
    ],
)
def test_strategies_sit_where_they_are_asked_for(
    placement: PlacementConfig, blocks: set[int]
) -> None:
    assert placement.chosen(13) == blocks
    net = PPLCNetConfig(scale=0.25, se=placement, large_kernel=placement).build()
    found_se, found_5x5 = set(), set()
    for i, block in enumerate(list(net.blocks)[1:]):
        if isinstance(block.se, SqueezeExcite):
            found_se.add(i)
        if block.depthwise.conv.weight.shape[-1] == 5:
            found_5x5.add(i)
    assert found_se == found_5x5 == blocks


def test_activation_is_switchable() -> None:
    kinds = {
        layer.activation
        for layer in PPLCNetConfig(scale=0.25, activation="relu").build().sublayers()
        if isinstance(layer, ConvBNAct)
    }
    assert kinds == {"relu"}


@pytest.mark.parametrize("name", BACKBONES)
def test_any_backbone_classifies(name: str) -> None:
    values = {"family": "classifier", "backbone": {"name": name, "layout": "image"}, "wide": 64}
    model = build_model(ClassifierConfig.model_validate(values), characters=97)
    model.eval()
    assert model.backbone(paddle.zeros([1, 3, 64, 320])).shape[2:] == [2, 10]
    for width in (64, 320):
        assert model(paddle.zeros([2, 3, 32, width])).shape == [2, 2]


@pytest.mark.parametrize("layout", ["early", "ppocrv2", "late", "flat"])
def test_large_mobilenet_reads_lines(layout: Layout) -> None:
    net = MobileNetV3Config(layout=layout, size="large").build()
    net.eval()
    assert net(paddle.zeros([1, 3, 32, 64])).shape == [1, net.out_channels, 1, 16]


@pytest.mark.parametrize("name", BACKBONES)
def test_maps_are_tapped_at_four_sizes(name: str) -> None:
    net = BACKBONES[name](scale=0.25, layout="image").build()
    net.eval()
    taps = net.taps()
    assert [tap.stride for tap in taps] == [4, 8, 16, 32]
    x = paddle.randn([1, 3, 64, 96])
    maps = net.maps(x, taps)
    for tap, found in zip(taps, maps, strict=True):
        assert found.shape == [1, tap.channels, 64 // tap.stride, 96 // tap.stride]
    assert paddle.allclose(maps[-1], net(x)).item()


@pytest.mark.parametrize("name", BACKBONES)
def test_layouts_of_lines_have_no_taps(name: str) -> None:
    with pytest.raises(ValueError, match="use layout image"):
        BACKBONES[name](scale=0.25, layout="early").build().taps()


@pytest.mark.parametrize("name", BACKBONES)
def test_late_halves_the_width_with_the_last_height(name: str) -> None:
    strides = [block.stride for block in BACKBONES[name](scale=0.25, layout="late").build().blocks]
    narrowed = [stride for stride in strides if stride[1] == 2]
    assert narrowed == [(2, 2), (2, 2)]
    assert strides[0] == (2, 2)
    assert [stride for stride in strides if stride[0] == 2][-1] == (2, 2)
