"""Paragraphs of plain text, dictionaries and Perl's documentation."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from scripts.harvesting.piece import Piece, code_lines, tidy

_POD = re.compile(r"[BCFILSX]<([^<>]*)>")
_POD_LINK = re.compile(r"L<([^<>|]*)\|[^<>]*>")
_SENTENCE = re.compile(r"[a-zà-ž]{2,} [a-zà-ž]+[a-zà-ž ,;]*")


def read_plain_text(data: str) -> Iterator[Piece]:
    """Yield the paragraphs between empty lines; what is indented deeper and no sentence is code."""
    for block in re.split(r"\n[ \t]*\n", data.expandtabs()):
        lines = [line for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        text = tidy(" ".join(lines))
        if len(lines) == 2 and re.fullmatch(r"\s*([-=~*^])\1+\s*", lines[1]):
            yield Piece("heading", tidy(lines[0]))
        elif lines[0].startswith("    ") and not _SENTENCE.search(text):
            yield from code_lines(textwrap.dedent(block))
        else:
            yield Piece("prose", text)


def read_pod(data: str) -> Iterator[Piece]:
    """Yield the paragraphs of Perl's plain old documentation."""
    for block in re.split(r"\n[ \t]*\n", data):
        if block[:1] in (" ", "\t"):
            yield from code_lines(block)
            continue
        heading = re.match(r"=head\d\s+(.*)", block, re.DOTALL)
        if block.startswith("=") and not heading:
            continue
        text = (heading[1] if heading else block).replace("E<lt>", "\x01").replace("E<gt>", "\x02")
        for _ in range(3):
            text = _POD.sub(r"\1", _POD_LINK.sub(r"\1", text))
        if re.search(r"[A-Z]<", text):
            continue
        if text := tidy(text.replace("\x01", "<").replace("\x02", ">")):
            yield Piece("heading" if heading else "prose", text)
