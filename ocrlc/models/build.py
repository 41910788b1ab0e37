"""From a config to a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle import nn

from ocrlc.config import (
    Architecture,
    ClassifierConfig,
    MobileNetV3Config,
    ModelConfig,
    PPLCNetConfig,
)
from ocrlc.models.classifier import Classifier
from ocrlc.models.crnn import CRNN
from ocrlc.models.mobilenet_v3 import MobileNetV3
from ocrlc.models.necks import NECKS
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


TURNS = 2
"""Classes of a line: upright, and turned by 180 degrees."""


def build_model(config: Architecture, characters: int) -> nn.Layer:
    """Build the network of a recipe with random weights.

    Args:
        config: its architecture.
        characters: classes of a recogniser, the blank included.
    """
    if isinstance(config, ClassifierConfig):
        return build_classifier(config)
    return build_recognizer(config, characters)


def build_classifier(config: ClassifierConfig) -> Classifier:
    """Build a classifier of lines with random weights."""
    backbone = BACKBONES[config.backbone.name](config.backbone)
    activation = config.backbone.activation if config.backbone.name == "pplcnet" else "hardswish"
    return Classifier(backbone, TURNS, config.wide, config.dropout, activation)


def build_recognizer(config: ModelConfig, classes: int) -> CRNN:
    """Build a recogniser with random weights.

    Args:
        config: architecture.
        classes: characters and the blank.
    """
    backbone = BACKBONES[config.backbone.name](config.backbone)
    neck = NECKS[config.neck.name](backbone.out_channels, config.neck.hidden)
    return CRNN(backbone, neck, classes, config.head.mid)
