"""Zones: parts of a page that are read each for itself, with results by name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ocrlc.errors import ConfigError
from ocrlc.options.character_sets import checked

SYNTAX = "x,y,w,h[:name[:CHARACTERS|SET]]"


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a page that is read for itself.

    Attributes:
        name: its name in the results.
        x: its left edge, in pixels of the page as given or in percent of its width.
        y: its top edge, in pixels or in percent of the page's height.
        width: its width, as `x`.
        height: its height, as `y`.
        percent: whether the four are in percent.
        allow: the only characters to be read in it, as in `ReadOptions`; empty for those that are
            allowed on the whole page.
        page: number of the only page that has it, from 1; None for every page.

    Raises:
        ConfigError: a value is out of range.
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    percent: bool = False
    allow: str | Sequence[str] = ()
    page: int | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ConfigError("a zone has an empty name")
        place = (self.x, self.y, self.width, self.height)
        if not all(map(math.isfinite, place)) or min(self.x, self.y) < 0:
            raise ConfigError(f"zone {self.name}: x and y are numbers from 0")
        if min(self.width, self.height) <= 0:
            raise ConfigError(f"zone {self.name}: width and height must be more than 0")
        beyond = max(self.x + self.width, self.y + self.height)
        if not math.isfinite(beyond):
            raise ConfigError(f"zone {self.name}: it reaches beyond any page")
        if self.percent and beyond > 100.001:
            raise ConfigError(f"zone {self.name}: it reaches beyond 100 % of the page")
        if self.page is not None and self.page < 1:
            raise ConfigError(f"zone {self.name}: pages are numbered from 1")
        object.__setattr__(self, "allow", checked(self.allow))

    @classmethod
    def parse(cls, text: str, default_name: str = "zone1") -> Zone:
        """Parse a zone as `--region` takes it.

        >>> Zone.parse("60%,80%,35%,4%:total:amount")
        Zone(name='total', x=60.0, y=80.0, width=35.0, height=4.0, percent=True, \
allow=('amount',), page=None)

        Args:
            text: left, top, width and height, all in pixels or all in percent; its name and the
                only characters to be read may follow.
            default_name: its name if the text has none.

        Raises:
            ConfigError: the text is malformed, or a value is out of range.
        """
        box, _, rest = text.partition(":")
        name, _, allow = rest.partition(":")
        return zone_at(box.split(","), name.strip() or default_name, allow or ())

    def box(self, width: int, height: int) -> tuple[int, int, int, int] | None:
        """Return left, top, right and bottom in pixels of a page; None if it lies outside of it.

        Args:
            width: width of the page in pixels.
            height: height of the page in pixels.
        """
        across, down = (width / 100, height / 100) if self.percent else (1, 1)
        left, top = round(self.x * across), round(self.y * down)
        right = min(round((self.x + self.width) * across), width)
        bottom = min(round((self.y + self.height) * down), height)
        return (left, top, right, bottom) if left < right and top < bottom else None


def zone_at(
    numbers: Sequence[object], name: str, allow: str | Sequence[str] = (), page: int | None = None
) -> Zone:
    """Return the zone with a box of four numbers, all in pixels or all with a percent sign.

    Raises:
        ConfigError: it is no such box, or a value is out of range.
    """
    parts = [str(number).strip() for number in numbers]
    shares = [part.endswith("%") for part in parts]
    wrong = f"zone {','.join(parts)!r}: write {SYNTAX}, all in pixels or all in %"
    if len(parts) != 4 or len(set(shares)) != 1:
        raise ConfigError(wrong)
    try:
        x, y, width, height = (float(part.rstrip("%")) for part in parts)
    except ValueError as error:
        raise ConfigError(wrong) from error
    return Zone(name, x, y, width, height, shares[0], allow, page)


def parse_zones(texts: Sequence[str]) -> tuple[Zone, ...]:
    """Parse several zones; those without a name are `zone1`, `zone2` and so on.

    Raises:
        ConfigError: one is malformed.
    """
    return tuple(Zone.parse(text, f"zone{number}") for number, text in enumerate(texts, 1))
