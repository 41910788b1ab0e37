"""Sentences of translation catalogues (`.mo`)."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterator

from scripts.harvesting.piece import Piece, tidy

_PROGRAM = re.compile(
    r"%[\d$\s#+.*-]*[a-zA-Z(]|%\d|\$\w|\$\{|\{[\w.:]*\}|^[^\n]{0,60}:\n|\\n|\bhttps?:"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_MNEMONIC = re.compile(r"(?<![A-Za-z0-9])[_&~](?=\w)|(?<=\w)[_&~](?=\w)")


def read_catalogue(data: bytes, *, originals: bool = False) -> Iterator[Piece]:
    """Yield the sentences of a catalogue: translations, or the English originals.

    Messages a program fills in are left out, markup within sentences is taken away. A damaged
    catalogue has none.
    """
    try:
        messages = gettext.GNUTranslations(io.BytesIO(data))._catalog  # type: ignore[attr-defined]
    except (OSError, ValueError, IndexError):  # its header is taken as it comes
        return
    for key, translation in messages.items():
        original = key[0] if isinstance(key, tuple) else key
        message = original.rpartition("\x04")[2] if originals else translation
        if not original or not isinstance(message, str) or _PROGRAM.search(message):
            continue
        for paragraph in re.split(r"\n\s*\n", _TAG.sub("", message)):
            marks = _MNEMONIC.findall(paragraph)
            text = tidy(_MNEMONIC.sub("", paragraph) if len(marks) == 1 else paragraph)
            if len(text.split()) >= 4:
                yield Piece("prose", text)
