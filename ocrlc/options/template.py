"""Templates: YAML files with the zones of one kind of form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ocrlc.errors import ConfigError
from ocrlc.options.zones import Zone, zone_at

KEYS = ("name", "box", "allow", "page")
MAX_BYTES = 1 << 20


def load_template(path: str | Path) -> tuple[Zone, ...]:
    """Read the zones of a template.

    It has one key, `zones`: a list with `name` and `box` of each zone (x, y, width, height, all in
    pixels or all in percent), and perhaps `allow` (characters or sets) and `page` (from 1).

    Raises:
        ConfigError: the file cannot be read, or is no template.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES)
    except OSError as error:
        raise ConfigError(f"template {path}: {error.strerror or error}") from error
    return parse_template(content, str(path))


def parse_template(content: bytes, name: str) -> tuple[Zone, ...]:
    """Return the zones of a template.

    Args:
        content: YAML in UTF-8, as `load_template` reads it.
        name: its name in messages.

    Raises:
        ConfigError: it is no template.
    """
    # Only templates need it.
    import yaml

    try:
        value = yaml.safe_load(content.decode("utf-8"))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: dates and text that are none
        reason = " ".join(str(error).split())
        raise ConfigError(f"template {name}: no YAML: {reason}") from error
    except RecursionError as error:
        raise ConfigError(f"template {name}: it is nested too deep") from error
    if not isinstance(value, dict) or set(value) != {"zones"} or not _filled(value["zones"]):
        raise ConfigError(f"template {name}: it needs one key, zones, with a list of zones")
    try:
        return tuple(_zone(entry) for entry in value["zones"])
    except ConfigError as error:
        raise ConfigError(f"template {name}: {error}") from error


def _filled(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _zone(entry: Any) -> Zone:
    if not isinstance(entry, dict) or not {"name", "box"} <= set(entry) <= set(KEYS):
        raise ConfigError(f"each zone has name and box; it may have: {', '.join(KEYS[2:])}")
    name, page = str(entry["name"]), entry.get("page")
    if page is not None and (isinstance(page, bool) or not isinstance(page, int)):
        raise ConfigError(f"zone {name}: page must be a number")
    allow = entry.get("allow", ())
    entries = [str(one) for one in allow] if isinstance(allow, list | tuple) else str(allow)
    box = entry["box"]
    return zone_at(box if isinstance(box, list) else str(box).split(","), name, entries, page)
