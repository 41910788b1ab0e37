"""The backbones and necks that recipes choose by name: one line each.

A backbone's config class builds the network, so the class is all there is to name. Its file loads
no Paddle before that, and neither does this one: recipes are read without it.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import Field

from ocrlc.models.schema import BackboneConfig

_BACKBONES = (
    "ocrlc.models.pplcnet:PPLCNetConfig",
    "ocrlc.models.mobilenet_v3:MobileNetV3Config",
)
_NECKS = {
    "lstm": "ocrlc.models.bilstm:BiLSTM",
    "conv": "ocrlc.models.conv_neck:ConvNeck",
}
"""A neck is made from the channels that go in and `hidden`. It takes a map one row high to the
features of time steps (N, C, 1, T to N, T, C'), and tells their number by `out_channels`."""


def _names(kind: type[BackboneConfig]) -> str:
    name: str = get_args(kind.model_fields["name"].annotation)[0]
    return name


BACKBONES: dict[str, type[BackboneConfig]] = {
    _names(kind): kind for kind in map(resolve_name, _BACKBONES)
}
"""Config classes by name, the default first."""
NECKS = tuple(_NECKS)
"""Names, the default first."""

if TYPE_CHECKING:
    AnyBackbone = BackboneConfig
    NeckName = str
else:
    AnyBackbone = Annotated[reduce(or_, BACKBONES.values()), Field(discriminator="name")]
    NeckName = Literal[NECKS]


def default_backbone(**options: Any) -> BackboneConfig:
    """Return the config of the first backbone."""
    return next(iter(BACKBONES.values()))(**options)


def neck_class(name: str) -> Any:
    """Return a neck's class; loads Paddle."""
    return resolve_name(_NECKS[name])
