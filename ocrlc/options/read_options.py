"""What is read of a document, and in what detail; nothing here loads NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocrlc.errors import ConfigError
from ocrlc.options.character_sets import checked
from ocrlc.options.zones import Zone


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is read of a document, and in what detail.

    Attributes:
        characters: whether words have their characters, each with score and place.
        allow: the only characters to be read, besides spaces; entries are characters or names of
            `CHARACTER_SETS`, one entry may be given as it is. Empty for all characters. The text
            that a PDF contains stays as it is.
        zones: the only parts of a page to be read, each for itself; empty for the whole page.
        normalize: whether characters that look alike, such as O and 0, are settled by what stands
            around them; `Line.raw` and `Word.raw` then have what was read. Not with `allow`.

    Raises:
        ConfigError: an entry of `allow` is empty or seems to mean a set that it does not name, a
            zone is none, or two have the same name.
    """

    characters: bool = False
    allow: str | Sequence[str] = ()
    zones: Sequence[Zone] = ()
    normalize: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "allow", checked(self.allow))
        object.__setattr__(self, "zones", tuple(self.zones))
        if not all(isinstance(zone, Zone) for zone in self.zones):
            raise ConfigError("zones needs a list of Zone; Zone.parse makes one of text")
        names = [zone.name for zone in self.zones]
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ConfigError(f"zones need different names: {', '.join(doubled)}")
