"""Building a network from its config."""

from __future__ import annotations

from paddle import nn

from ocrlc.models.architectures import (
    Architecture,
    ClassifierConfig,
    DetectorConfig,
    ModelConfig,
)
from ocrlc.models.classifier import Classifier
from ocrlc.models.crnn import CRNN
from ocrlc.models.db_detector import DBDetector, MapHead
from ocrlc.models.pyramid import Pyramid
from ocrlc.models.registry import neck_class

TURNS = 2
"""Number of a classifier's classes: upright, and turned by 180 degrees."""


def build_model(config: Architecture, characters: int) -> nn.Layer:
    """Build the network of a recipe with random weights.

    Args:
        config: the recipe's section `model`.
        characters: number of a recogniser's classes, the blank included.
    """
    if isinstance(config, ClassifierConfig):
        return build_classifier(config)
    if isinstance(config, DetectorConfig):
        return build_detector(config)
    return build_recognizer(config, characters)


def build_classifier(config: ClassifierConfig) -> Classifier:
    """Build a classifier of lines with random weights."""
    return Classifier(config.backbone.build(), TURNS, config.wide, config.dropout)


def build_detector(config: DetectorConfig) -> DBDetector:
    """Build a detector with random weights."""
    backbone = config.backbone.build()
    channels = [tap.channels for tap in backbone.taps()]
    neck = Pyramid(channels, config.neck.laterals, config.neck.branches)
    return DBDetector(backbone, neck, MapHead(neck.out_channels, config.head.mid))


def build_recognizer(config: ModelConfig, classes: int) -> CRNN:
    """Build a recogniser with random weights.

    Args:
        config: the architecture.
        classes: number of classes: the characters and the blank.
    """
    backbone = config.backbone.build()
    neck = neck_class(config.neck.name)(backbone.out_channels, config.neck.hidden)
    return CRNN(backbone, neck, classes, config.head.mid)
