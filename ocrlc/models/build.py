"""From a config to a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle import nn

from ocrlc.config import MobileNetV3Config, ModelConfig, PPLCNetConfig
from ocrlc.models.crnn import CRNN
from ocrlc.models.mobilenet_v3 import MobileNetV3
from ocrlc.models.pplcnet import Placement, PPLCNet


def _pplcnet(config: PPLCNetConfig) -> PPLCNet:
    return PPLCNet(
        scale=config.scale,
        layout=config.layout,
        activation=config.activation,
        se=Placement(config.se.blocks, config.se.position),
        large_kernel=Placement(config.large_kernel.blocks, config.large_kernel.position),
    )


def _mobilenet_v3(config: MobileNetV3Config) -> MobileNetV3:
    return MobileNetV3(scale=config.scale, layout=config.layout, size=config.size)


BACKBONES: dict[str, Callable[[Any], nn.Layer]] = {
    "pplcnet": _pplcnet,
    "mobilenet_v3": _mobilenet_v3,
}


def build_recognizer(config: ModelConfig, classes: int) -> CRNN:
    """Build a recogniser with random weights.

    Args:
        config: architecture.
        classes: characters and the blank.
    """
    backbone = BACKBONES[config.backbone.name](config.backbone)
    return CRNN(backbone, classes, config.neck.hidden, config.head.mid)
