"""The text of a document as it is read on: blocks of all pages, continued ones joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ocrlc.blocks import Block
from ocrlc.results import Page
from ocrlc.structure.pages import FURNITURE, with_blocks
from ocrlc.structure.tables.continued import joined
from ocrlc.structure.words import join


def flow(pages: Iterable[Page]) -> list[list[Block]]:
    """Return the blocks of each page without running heads and page numbers.

    What continues a paragraph or table is joined to it, and is in the page where that begins.
    """
    done: list[list[Block]] = []
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
                done[there][place] = _with(done[there][place], block)
                continue
            if is_table or block.kind in ("paragraph", "list_item"):
                begun[is_table] = number, len(done[-1])
            done[-1].append(block)
    return done


def _with(block: Block, rest: Block) -> Block:
    """Return a block joined with the one that continues it."""
    if block.table is None or rest.table is None:
        return replace(block, text=join(block.text, rest.text))
    table = joined(block.table, rest.table)
    return replace(block, text=f"{block.text}\n{rest.text}", table=table)
