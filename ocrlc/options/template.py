"""Templates: YAML files with the zones of one kind of form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.options.zones import Zone, zone_at

KEYS = ("name", "box", "allow", "page")
MAX_BYTES = 1 << 20
MOST = 1000
"""Zones of a template, and entries of a list in it, at most."""


def load_template(path: str | Path) -> tuple[Zone, ...]:
    """Read the zones of a template.

    It has one key, `zones`: a list with `name` and `box` of each zone (x, y, width, height, all in
    pixels or all in percent), and perhaps `allow` (characters or sets) and `page` (from 1).

    Raises:
        ConfigError: the file cannot be read, or is no template.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"template {path}: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise ConfigError(f"template {path}: larger than {MAX_BYTES >> 20} MB")
    return parse_template(content, str(path))


def parse_template(content: bytes, name: str) -> tuple[Zone, ...]:
    """Return the zones of a template.

    Args:
        content: YAML in UTF-8, as `load_template` reads it.
        name: its name in messages.

    Raises:
        ConfigError: it is no template.
    """
    # Only templates need YAML.
    from ocrlc.options.plain_yaml import load_plain

    try:
        value = load_plain(content)
        if not isinstance(value, dict) or set(value) != {"zones"} or not value["zones"]:
            raise ConfigError("it needs one key, zones, with a list of zones")
        return tuple(_zone(entry) for entry in _listed(value["zones"], "zones"))
    except ConfigError as error:
        raise ConfigError(f"template {name}: {error}") from error


def _zone(entry: Any) -> Zone:
    known = f"each zone has name and box; it may have: {', '.join(KEYS[2:])}"
    if not isinstance(entry, dict) or not {"name", "box"} <= set(entry):
        raise ConfigError(known)
    if unknown := sorted(set(entry) - set(KEYS)):
        raise ConfigError(f"{known}; not {', '.join(unknown)}")
    name = _text(entry["name"], "name")
    box, allow, page = entry["box"], entry.get("allow", []), _text(entry.get("page", "1"), "page")
    if not re.fullmatch("[0-9]{1,9}", page):
        raise ConfigError(f"zone {name}: page must be a number")
    return zone_at(
        box.split(",") if isinstance(box, str) else _texts(box, "box"),
        name,
        [allow] if isinstance(allow, str) else _texts(allow, "allow"),
        int(page) if "page" in entry else None,
    )


def _text(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{key} must be text, not a list or keys")
    return value


def _texts(value: Any, key: str) -> list[str]:
    return [_text(one, key) for one in _listed(value, key)]


def _listed(value: Any, key: str) -> list[Any]:
    """Return a list; aliases can make long ones of short files."""
    if not isinstance(value, list):
        raise ConfigError(f"{key} must be a list")
    if len(value) > MOST:
        raise ConfigError(f"{key} has {len(value)} entries; there may be {MOST}")
    return value
