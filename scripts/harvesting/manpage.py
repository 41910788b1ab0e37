"""Paragraphs of manual pages written with the man macros of roff."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.harvesting.piece import Piece, code_lines, tidy

_SPECIAL = {
    "em": "—", "en": "–", "hy": "-", "aq": "'", "dq": '"', "lq": "“", "rq": "”", "oq": "‘",
    "cq": "’", "co": "©", "rg": "®", "tm": "™", "bu": "•", "mu": "×", "de": "°", "->": "→",
    "<-": "←", ">=": "≥", "<=": "≤", "+-": "±", "ti": "~", "ha": "^", "ga": "`", "rs": "\\",
    "Fo": "«", "Fc": "»", "Bq": "„", "bq": "‚", "ss": "ß", "ae": "æ", "oe": "œ", "'e": "é",
    "at": "@", "sh": "#", "Do": "$", "lB": "[", "rB": "]", "lC": "{", "rC": "}", "ba": "|",
    "Eu": "€", "sc": "§", "S2": "²", "12": "½", "14": "¼", "/_": "∠", "(a": "á", ":a": "ä",
    ":o": "ö", ":u": "ü", "o/": "ø", "oa": "å",
}  # fmt: skip
_ESCAPE = re.compile(
    r"\\(?:f(?:\(..|\[[^]]*\]|.)|s[+-]?\d+|\((..)|\[([^]]*)\]|\*(?:\(..|\[[^]]*\]|.)"
    r"|[hvwl]'[^']*'|([-e .'`|^&%~/,c:!?0{}\\]))"
)
_CHARACTERS = {"-": "-", "e": "\\", "\\": "\\", " ": " ", "~": " ", "0": " ", ".": ".", "'": "'",
               "`": "`"}  # fmt: skip
_FONTS = frozenset(("B", "I", "R", "SM", "SB", "BI", "BR", "IB", "IR", "RB", "RI"))
_BREAKS = frozenset(("PP", "P", "LP", "TP", "IP", "HP", "TQ", "RS", "RE", "br", "sp"))
_CODE = {"nf": "fi", "EX": "EE", "TS": "TE", "SY": "YS"}


def _replace(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    if name:
        point = re.fullmatch(r"u([0-9A-F]{4,5})", name)
        return chr(int(point[1], 16)) if point else _SPECIAL.get(name, "")
    return _CHARACTERS.get(match[3] or "", "")


def plain_roff(line: str) -> str:
    """Return a line of text without roff's escapes."""
    return _ESCAPE.sub(_replace, line)


def _words(arguments: str) -> list[str]:
    return [a or b for a, b in re.findall(r'"((?:[^"]|"")*)"?|(\S+)', arguments)]


def read_manual_page(data: str) -> Iterator[Piece]:
    """Yield the paragraphs, headings and lines of code of a page; mdoc pages have none."""
    if re.search(r"^\.Dd ", data, re.MULTILINE):
        return
    text: list[str] = []
    code: list[str] = []
    until = ""
    for line in data.splitlines():
        macro, _, rest = line[1:].strip().partition(" ") if line[:1] in ".'" else ("", "", line)
        if line[:1] in ".'" and not macro:
            continue
        rest = rest.split('\\"')[0]
        if until:
            if macro == until:
                if until in ("fi", "EE"):
                    yield from code_lines("\n".join(code))
                code, until = [], ""
            elif not macro:
                code.append(plain_roff(line))
            elif macro in _FONTS:
                code.append(plain_roff(" ".join(_words(rest))))
            continue
        if not macro and rest.strip():
            text.append(plain_roff(rest))
            continue
        if macro in _FONTS:
            joint = " " if macro in ("B", "I", "R", "SM", "SB") else ""
            text.append(plain_roff(joint.join(_words(rest))))
            continue
        if macro in ("UR", "MT", "UE", "ME"):
            if macro in ("UE", "ME") and rest.strip() and text:
                text[-1] += plain_roff(rest)
            continue
        if macro and macro not in _BREAKS and macro not in _CODE and macro not in ("SH", "SS"):
            continue
        if paragraph := tidy(" ".join(text)):
            yield Piece("prose", paragraph)
        text = []
        if macro in ("SH", "SS") and (heading := tidy(plain_roff(" ".join(_words(rest))))):
            yield Piece("heading", heading)
        until = _CODE.get(macro, "")
    if paragraph := tidy(" ".join(text)):
        yield Piece("prose", paragraph)
