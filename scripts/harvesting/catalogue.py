"""Sentences of translation catalogues (`.mo`)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from scripts.harvesting.piece import Piece, tidy

_PROGRAM = re.compile(
    r"%[\d$\s#+.*-]*[a-zA-Z(]|%\d|\$\w|\$\{|\{[\w.:]*\}|^[^\n]{0,60}:\n|\\n|\bhttps?:"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MNEMONIC = re.compile(r"(?<![A-Za-z0-9])[_&~](?=\w)|(?<=\w)[_&~](?=\w)")


def _messages(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield originals and translations, of plural forms the first.

    Python's `gettext` refuses catalogues whose rules for plurals are broken.

    Raises:
        ValueError: the bytes are no catalogue, or not in the charset they name.
    """
    order = {b"\xde\x12\x04\x95": "<", b"\x95\x04\x12\xde": ">"}.get(data[:4])
    if order is None:
        raise ValueError("not a catalogue")
    try:
        _, count, first, second = struct.unpack_from(f"{order}4I", data, 4)
        spans = [struct.unpack_from(f"{order}{2 * count}I", data, at) for at in (first, second)]
    except struct.error as error:
        raise ValueError(f"cut short: {error}") from error
    charset = "utf-8"
    for i in range(0, 2 * count, 2):
        pair = [
            data[start : start + length].split(b"\0")[0].decode(charset)
            for length, start in (span[i : i + 2] for span in spans)
        ]
        if not pair[0] and (named := re.search(r"charset=([\w-]+)", pair[1])):
            charset = named[1] if named[1] != "CHARSET" else charset
        yield pair[0], pair[1]


def read_catalogue(data: bytes, *, originals: bool = False) -> Iterator[Piece]:
    """Yield the sentences of a catalogue: translations, or the English originals.

    Messages a program fills in are left out, markup within sentences is taken away.
    """
    for original, translation in _messages(data):
        message = original.rpartition("\x04")[2] if originals else translation
        if not original or _PROGRAM.search(message):
            continue
        for paragraph in re.split(r"\n\s*\n", _TAG.sub("", message)):
            marks = _MNEMONIC.findall(paragraph)
            text = tidy(_MNEMONIC.sub("", paragraph) if len(marks) == 1 else paragraph)
            if len(text.split()) >= 4:
                yield Piece("prose", text)
