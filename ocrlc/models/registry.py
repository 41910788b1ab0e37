"""The backbones and necks that recipes choose by name: one line each.

A backbone is listed by its config class, which builds the network. Neither that class's file nor
this one loads Paddle before a network is built: recipes are read without it.
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
"""A neck takes the number of input channels and `hidden`. It turns a feature map that is one row
high into features of time steps, N, C, 1, T to N, T, C', where C' is its `out_channels`."""


def _names(kind: type[BackboneConfig]) -> str:
    name: str = get_args(kind.model_fields["name"].annotation)[0]
    return name


BACKBONES: dict[str, type[BackboneConfig]] = {
    _names(kind): kind for kind in map(resolve_name, _BACKBONES)
}
"""Config classes of the backbones by name, the default first."""
NECKS = tuple(_NECKS)
"""Names of the necks, the default first."""

if TYPE_CHECKING:
    AnyBackbone = BackboneConfig
    NeckName = str
else:
    AnyBackbone = Annotated[reduce(or_, BACKBONES.values()), Field(discriminator="name")]
    NeckName = Literal[NECKS]


def default_backbone(**options: Any) -> BackboneConfig:
    """Return a config of the default backbone, with options."""
    return next(iter(BACKBONES.values()))(**options)


def neck_class(name: str) -> Any:
    """Return a neck's class by its name; loads Paddle."""
    return resolve_name(_NECKS[name])
