"""What shells complete besides commands and options: files, and names of models, recipes, sets.

Without these, a shell in which completion is on would not even complete the names of files.
"""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from ocrlc.options.character_sets import CHARACTER_SETS
from ocrlc.system.resources import config_files


def files_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the path of a file or folder."""
    return [CompletionItem(incomplete, type="file")]


def folders_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the path of a folder."""
    return [CompletionItem(incomplete, type="dir")]


def sets_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a set of characters."""
    return _names(CHARACTER_SETS, incomplete)


def recipes_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a bundled recipe, or the path of a file."""
    return _names(config_files(), incomplete) or files_completed(ctx, param, incomplete)


def models_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a bundled model, or the path of a folder."""
    # It loads NumPy, which other commands do without.
    from ocrlc.inference.bundles import list_bundles

    names = [one.name for one in list_bundles()]
    return _names(names, incomplete) or folders_completed(ctx, param, incomplete)


def models_and_recipes_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a bundled model or recipe, or the path of a folder or file."""
    recipes = _names(config_files(), incomplete)
    models = [one for one in models_completed(ctx, param, incomplete) if one.type == "plain"]
    return models + recipes or files_completed(ctx, param, incomplete)


def recognisers_completed(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of an installed recogniser, or the path of a folder."""
    # It loads NumPy, which other commands do without.
    from ocrlc.inference.bundles import list_bundles
    from ocrlc.ppocr.packaged import packaged_recognisers

    names = [one.name for one in list_bundles() if one.config.model.family == "recognizer"]
    found = _names([*names, *packaged_recognisers()], incomplete)
    return found or folders_completed(ctx, param, incomplete)


def _names(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
