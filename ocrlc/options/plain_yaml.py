"""YAML whose scalars are text as it stands: `0123` is no octal number, `no` is not False."""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from ocrlc.errors import ConfigError


class _Loader(yaml.BaseLoader):  # type: ignore[misc] # PyYAML has no types
    """Makes lists, dicts and text, nothing else; merge keys (`<<`) have no meaning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(mapping) < len(node.value):
            (key, _), *_ = Counter(key.value for key, _ in node.value).most_common(1)
            raise ConfigError(f"the key {key} is there twice")
        return mapping


def load_plain(content: bytes) -> Any:
    """Return what YAML in UTF-8 holds, as lists, dicts and text.

    What aliases refer to is there once, however often: a small file cannot become a large value
    unless all of it is printed.

    Raises:
        ConfigError: it is no YAML, or a key is there twice.
    """
    try:
        return yaml.load(content.decode("utf-8"), _Loader)  # makes no other objects
    except UnicodeDecodeError as error:
        raise ConfigError(f"not in UTF-8: {error.reason} at byte {error.start}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"no YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise ConfigError("it is nested too deep") from error
