"""The structure of a tagged PDF's page: its elements, and which of its words are in each."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2.raw as raw

from ocrlc.tags import EMPTY, Tag

_DEPTH = 60
"""Elements that are nested deeper are not looked at."""
_MOST = 5_000
"""Pages with more elements are not looked at."""
_GROUPS = 5
"""Levels of nested groups that are looked into."""
_LONGEST = 64
"""Bytes of the name of a type."""
_LARGEST = 1_000
"""Largest number of rows or columns that a cell may span."""

Words = Mapping[int, Sequence[tuple[int, int]]]
"""For each marked content of a page, the places of its words: of their lines, and in these."""


class _TooManyError(Exception):
    """The page has more elements than are looked at."""


def is_tagged(page: Any) -> bool:
    """Whether an open page has a structure of its own that can be followed.

    Marked content of groups is numbered apart, and PDFium does not tell whose a number is: pages
    with text in groups count as not tagged.
    """
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return False
    try:
        return raw.FPDF_StructTree_CountChildren(tree) > 0 and not _has_text_in_groups(page)
    finally:
        raw.FPDF_StructTree_Close(tree)


def _has_text_in_groups(page: Any) -> bool:
    for index in range(raw.FPDFPage_CountObjects(page.raw)):
        item = raw.FPDFPage_GetObject(page.raw, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and _holds_text(item, _GROUPS):
            return True
    return False


def _holds_text(group: Any, depth: int) -> bool:
    for index in range(raw.FPDFFormObj_CountObjects(group)):
        item = raw.FPDFFormObj_GetObject(group, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            return True
        if kind == raw.FPDF_PAGEOBJ_FORM and (not depth or _holds_text(item, depth - 1)):
            return True
    return False


def tags_of(page: Any, words: Words) -> Tag | None:
    """Return the structure of an open page; None if it has none, or one too large."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return None
    try:
        reader = _Reader(words)
        count = raw.FPDF_StructTree_CountChildren(tree)
        children = [raw.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(count)]
        return Tag("Root", tuple(reader.tag(child, _DEPTH) for child in children if child))
    except _TooManyError:
        return None
    finally:
        raw.FPDF_StructTree_Close(tree)


class _Reader:
    def __init__(self, words: Words) -> None:
        self._words = dict(words)
        self._left = _MOST
        self._name = ctypes.create_string_buffer(_LONGEST)

    def tag(self, element: Any, depth: int) -> Tag:
        """Return an element with all that is in it; every word is in one element."""
        self._left -= 1
        if not depth or self._left < 0:
            raise _TooManyError
        content: list[tuple[int, int] | Tag] = []
        for index in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                content.append(self.tag(child, depth - 1))
                continue
            mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
            # PDFium counts elements that have nothing on the page, and does not show them.
            content += self._words.pop(mark, ()) if mark >= 0 else (Tag(EMPTY),)
        kind = self._kind(element)
        spans = _spans(element) if kind in ("TD", "TH") else (1, 1)
        return Tag(kind, tuple(content), *spans)

    def _kind(self, element: Any) -> str:
        length = raw.FPDF_StructElement_GetType(element, self._name, _LONGEST)
        return self._name.raw[: min(length, _LONGEST)].decode("utf-16-le", "replace").rstrip("\0")


def _spans(element: Any) -> tuple[int, int]:
    """Return over how many rows and columns a cell reaches."""
    spans = [1, 1]
    number = ctypes.c_float()
    for index in range(raw.FPDF_StructElement_GetAttributeCount(element)):
        attributes = raw.FPDF_StructElement_GetAttributeAtIndex(element, index)
        for place, name in enumerate((b"RowSpan", b"ColSpan")):
            value = raw.FPDF_StructElement_Attr_GetValue(attributes, name)
            if value and raw.FPDF_StructElement_Attr_GetNumberValue(value, number):
                spans[place] = int(min(max(number.value, 1), _LARGEST))
    return spans[0], spans[1]
