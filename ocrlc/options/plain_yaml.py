"""YAML whose scalars are text as it stands: `0123` is no octal number, `no` is not False.

And what bounds any YAML of strangers.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from ocrlc.errors import ConfigError

DEEPEST = 50
"""Lists and mappings in brackets that may lie in one another."""


class _Loader(yaml.BaseLoader):  # type: ignore[misc] # PyYAML has no types
    """Makes lists, dicts and text, nothing else; merge keys (`<<`) have no meaning."""

    def fetch_flow_collection_start(self, token: type[yaml.Token]) -> None:
        """Refuse lists in lists early: PyYAML looks at all that are open, at each of its steps."""
        if self.flow_level > DEEPEST:
            raise ConfigError("it is nested too deep")
        super().fetch_flow_collection_start(token)

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


def is_bounded(value: Any, left: list[int]) -> bool:
    """Whether a value has at most `left` parts, repeats by aliases included."""
    left[0] -= 1
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    is_leaf = not isinstance(value, dict | list)
    return left[0] >= 0 and (is_leaf or all(is_bounded(part, left) for part in parts))


def is_shallow(content: bytes, most: int) -> bool:
    """Whether no list or mapping lies in more than `most` others.

    The loader in C calls itself for each, and would end the process in the middle.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    depth = 0
    for event in yaml.parse(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > most:
            return False
    return True
