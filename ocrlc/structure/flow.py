"""The text of a document as it is read on: blocks of all pages, continued ones joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ocrlc.blocks import Block
from ocrlc.results import Page
from ocrlc.structure.pages import FURNITURE, with_blocks
from ocrlc.structure.words import join


def flow(pages: Iterable[Page]) -> list[list[Block]]:
    """Return the blocks of each page without running heads and page numbers.

    What continues a paragraph is joined to it, and is in the page where the paragraph begins.
    """
    done: list[list[Block]] = []
    last: tuple[int, int] | None = None
    for number, page in enumerate(with_blocks(pages)):
        done.append([])
        for block in page.blocks:
            if block.kind in FURNITURE:
                continue
            if block.continues and last is not None:
                begun = done[last[0]][last[1]]
                text = join(begun.text, block.text)
                done[last[0]][last[1]] = replace(begun, text=text)
                continue
            if block.kind in ("paragraph", "list_item"):
                last = (number, len(done[-1]))
            done[-1].append(block)
    return done
