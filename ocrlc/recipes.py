"""Reading recipes: YAML and overrides are checked by the schema; a typo is an error with a hint."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from ocrlc.config import SOURCES, Config
from ocrlc.errors import ConfigError
from ocrlc.models.architectures import Architecture, ModelConfig
from ocrlc.models.registry import BACKBONES
from ocrlc.options.plain_yaml import is_bounded
from ocrlc.system.resources import config_files

MAX_BYTES = 1 << 20
"""Largest file of a recipe in bytes."""
NOT_YAML = (yaml.YAMLError, ValueError, OverflowError, RecursionError)
"""What PyYAML raises for what is no YAML, no date, no number, or nested too deep."""
MAX_VALUES = 100_000
"""Largest number of values in a recipe, repeats by YAML aliases included."""


def load_config(name_or_path: str, overrides: Sequence[str] = ()) -> Config:
    """Read a recipe from a path or, if there is no such file, a bundled one by its name.

    Args:
        name_or_path: a path, or a name such as `rec_lcnet.yml`.
        overrides: values to replace, each as `key.path=value` with the value in YAML.

    Raises:
        ConfigError: the recipe does not exist, is not YAML, or has an invalid key or value.
    """
    path = Path(name_or_path)
    if not path.is_file():
        known = config_files()
        if name_or_path not in known:
            raise ConfigError(
                f"config {name_or_path}: no such file; bundled are: {', '.join(sorted(known))}"
            )
        path = known[name_or_path]
    return parse_config(_read_yaml(path), overrides, str(path))


def parse_config(values: Any, overrides: Sequence[str] = (), source: str = "config") -> Config:
    """Return a config from nested dicts, after applying overrides.

    Args:
        values: the content of a recipe.
        overrides: values to replace, as for `load_config`.
        source: the recipe's name in messages.

    Raises:
        ConfigError: a key or value is not valid.
    """
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise ConfigError(f"{source}: expected sections {', '.join(Config.model_fields)}")
    for override in overrides:
        _apply(values, override)
    model = values.get("model")
    if isinstance(model, dict):
        model.setdefault("family", ModelConfig.model_fields["family"].default)
    backbone = model.get("backbone") if isinstance(model, dict) else None
    if isinstance(backbone, dict):
        backbone.setdefault("name", next(iter(BACKBONES)))
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{source}: {_explain(error, values)}") from error


def dump_config(config: Config) -> str:
    """Return the resolved config as YAML that `load_config` reads back."""
    text: str = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    return text


def _read_yaml(path: Path) -> Any:
    if path.stat().st_size > MAX_BYTES:
        raise ConfigError(f"{path}: larger than any recipe ({MAX_BYTES >> 10} kB)")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not is_bounded(values, [MAX_VALUES]):
            raise ConfigError(f"{path}: aliases make it longer than any recipe")
        return values
    # ValueError and OverflowError: from numbers and dates; RecursionError: from deep nesting.
    except NOT_YAML as error:
        reason = " ".join(str(error).split())
        raise ConfigError(f"{path}: not valid YAML: {reason}") from error


def _apply(values: dict[str, Any], override: str) -> None:
    key, equals, text = override.partition("=")
    parts = key.split(".")
    if not equals or not all(parts):
        raise ConfigError(f"override {override!r}: write it as key.path=value")
    try:
        value = yaml.safe_load(text)
    except NOT_YAML as error:
        raise ConfigError(f"override {reprlib.repr(override)}: no valid YAML value") from error
    node: Any = values
    for part in parts[:-1]:
        node = _child(node, part, override)
    if isinstance(node, list):
        index = _index(node, parts[-1], override)
        node[index] = value
        return
    if key == "model.backbone.name":
        _swap_backbone(node, value)
    node[parts[-1]] = value


def _child(node: Any, part: str, override: str) -> Any:
    if isinstance(node, list):
        return node[_index(node, part, override)]
    child = node.setdefault(part, {})
    if not isinstance(child, dict | list):
        raise ConfigError(f"override {override!r}: {part} is a value, not a section")
    return child


def _index(node: list[Any], part: str, override: str) -> int:
    if not part.isdigit() or int(part) >= len(node):
        raise ConfigError(f"override {override!r}: {part} is not an index below {len(node)}")
    return int(part)


def _swap_backbone(backbone: dict[str, Any], name: Any) -> None:
    """Remove the options that the new backbone does not have; shared options stay."""
    kind = BACKBONES.get(str(name))
    if kind is not None:
        for option in [key for key in backbone if key not in kind.model_fields]:
            del backbone[option]


def _explain(error: ValidationError, values: Any) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in _written(first["loc"], values))
    if first["type"] == "extra_forbidden":
        names = _fields_beside(first["loc"])
        close = difflib.get_close_matches(str(first["loc"][-1]), names, 1)
        hint = f", did you mean {close[0]}?" if close else ";"
        return f"unknown key {place}{hint} valid here: {', '.join(names)}"
    if first["type"].startswith("union_tag"):
        return f"{place}: {first['msg']}"
    return f"{place}: {first['msg']} (got {reprlib.repr(first['input'])})"


def _written(location: tuple[int | str, ...], values: Any) -> list[int | str]:
    """Return a location as in the recipe, without the tags of unions that pydantic inserts."""
    node, parts, tagged = values, [], False
    for part in location:
        if isinstance(node, dict) and part in [node.get(tag) for tag in _TAGS] and not tagged:
            tagged = True
            continue
        parts.append(part)
        tagged = False
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            node = None
    return parts


def _fields_beside(location: tuple[int | str, ...]) -> list[str]:
    kinds: list[type[BaseModel]] = [Config]
    for part in location[:-1]:
        if isinstance(part, int):
            continue
        tagged = [k for k in _ALL if part in _tags(k)]
        kinds = tagged or [k for kind in kinds for k in _models_in(kind, part)] or kinds
    return sorted({name for kind in kinds for name in kind.model_fields})


_TAGS = ("name", "kind", "family")
"""Keys that tell the kind of a section."""
_ALL: tuple[type[BaseModel], ...] = (
    *get_args(Architecture),
    *BACKBONES.values(),
    *SOURCES,
)


def _tags(kind: type[BaseModel]) -> tuple[Any, ...]:
    fields = (kind.model_fields.get(tag) for tag in _TAGS)
    return next((get_args(field.annotation) for field in fields if field), ())


def _models_in(kind: type[BaseModel], part: str) -> list[type[BaseModel]]:
    field = kind.model_fields.get(part)
    annotation = field.annotation if field else None
    return (
        [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
    )
