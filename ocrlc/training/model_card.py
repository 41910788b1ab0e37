"""The model card that a training run writes into its bundles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ocrlc.config import Config, DrawnPageSource, LineData, PageData, SyntheticSource
from ocrlc.version import __version__

CARD = """# {name}

| | |
|---|---|
| architecture | {architecture} |
| start | {start} |
| data | {data} |
| budget | {seen:,} of {lines:,} {unit}, seed {seed}, {procs} process(es) |
| trained by | ocrlc {version} |
| licence | none stated; those of the data and of the starting weights apply |

## Accuracy

What was found on the recipe's validation data with these weights, in percent:

```json
{record}
```

## How it was trained

With `config.yml` beside this card, which is the whole recipe:

```console
$ ocrlc train --config config.yml --procs {procs} -o train.output_dir=NEW
```
"""


def model_card(name: str, config: Config, record: Mapping[str, Any], procs: int) -> str:
    """Return a bundle's card, in Markdown.

    Args:
        name: the card's heading.
        config: the recipe.
        record: the number of lines trained on, and the results of validation.
        procs: number of data-parallel processes.
    """
    model, train = config.model, config.train
    total = sum(source.weight for source in config.data.train)
    return CARD.format(
        name=name,
        architecture=f"{model.family}, {model.backbone.name} {model.backbone.scale:g}x "
        f"({model.backbone.layout})",
        start=f"`{train.init_from}`" if train.init_from else "random weights",
        data="; ".join(
            f"{source.weight / total:.0%} {_words(source)}" for source in config.data.train
        ),
        seen=record["lines"],
        lines=train.lines,
        unit="crops" if model.family == "detector" else "lines",
        seed=train.seed,
        procs=procs,
        version=__version__,
        record=json.dumps(record, indent=1),
    )


def _words(source: LineData | PageData) -> str:
    if isinstance(source, SyntheticSource):
        text = f", text of `{source.prose}`" if source.prose else ""
        return f"drawn lines (fonts: {source.split}{text})"
    if isinstance(source, DrawnPageSource):
        return f"drawn pages (fonts: {source.split})"
    return f"`{source.labels}`" + (f" in `{source.images}`" if source.images else "")
