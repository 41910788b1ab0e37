"""The text of a document as it is read on: blocks of all pages, continued ones joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ocrlc.blocks import Block
from ocrlc.results import Page
from ocrlc.structure.pages import FURNITURE, with_blocks
from ocrlc.structure.tables.continued import joined
from ocrlc.structure.words import join


@dataclass(frozen=True, slots=True)
class Run:
    """A block with all that continues it.

    Attributes:
        block: the block as it is read on, joined.
        parts: the blocks that it is joined of, each with the place of its page in the document.
    """

    block: Block
    parts: tuple[tuple[int, Block], ...]


def flow(pages: Iterable[Page]) -> list[list[Block]]:
    """Return the blocks of each page without running heads and page numbers.

    What continues a paragraph or table is joined to it, and is in the page where that begins.
    """
    return [[run.block for run in runs] for runs in runs_of(pages)]


def runs_of(pages: Iterable[Page]) -> list[list[Run]]:
    """Return what `flow` does, each block with those that it is joined of."""
    done: list[list[Run]] = []
    begun: dict[bool, tuple[int, int]] = {}
    """The places in `done` of the text and of the table that may be continued."""
    for number, page in enumerate(with_blocks(pages)):
        done.append([])
        for block in page.blocks:
            if block.kind in FURNITURE:
                continue
            is_table = block.table is not None
            if block.continues and is_table in begun:
                there, place = begun[is_table]
                run = done[there][place]
                parts = (*run.parts, (number, block))
                done[there][place] = Run(_with(run.block, block), parts)
                continue
            if is_table or block.kind in ("paragraph", "list_item"):
                begun[is_table] = number, len(done[-1])
            done[-1].append(Run(block, ((number, block),)))
    return done


def _with(block: Block, rest: Block) -> Block:
    """Return a block joined with the one that continues it."""
    if block.table is None or rest.table is None:
        return replace(block, text=join(block.text, rest.text))
    table = joined(block.table, rest.table)
    return replace(block, text=f"{block.text}\n{rest.text}", table=table)
