"""Characters that look alike, settled by what stands around them: O and 0, l, I and 1, º and °.

Pixels often do not tell them apart. Each rule says which is meant where language, neighbours or the
other entries of a column tell, and leaves the rest. Rules replace characters one for one, so that
places stay; `Line.raw` and `Word.raw` keep what the network read. Letters between which the
network hesitates are another matter: `recognition.spelling`.

`scripts/score_look_alikes.py` measures the good and the harm that each rule does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ocrlc.recognition.word_list import WordList
from ocrlc.results import Line, Word

Rule = Callable[[Sequence[Line]], list[str]]
"""Returns the text of each line, as long as it was."""

DIGITS = str.maketrans("OoIl", "0011")
"""The digits that letters may be meant as."""
_GROUP = r"[\dOoIl]+"
_NUMBER = re.compile(rf"(?<![\w.,:/'’|-]){_GROUP}(?:[.,:/]{_GROUP})+(?![\w|])")
"""An amount, a date or a time; codes, which may have letters, have other signs or none."""
_WORD = re.compile(r"[^\W_]+")
_LEAST_LETTERS = 4
_PEERS = 3
"""Entries of a column that must agree on what stands at a place."""
_MAJORITY = 0.75
"""Share of a page's apostrophes that must have one form for the others to get it."""
_FEW = 4
"""Number of apostrophes below which a page has no form of its own."""
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_LOW_QUOTE = re.compile(r"(?<!\S)‚(?=\w)")
_QUOTED_LINES = 3
"""Lines in which a quotation that opens in the first of them must be closed."""
_DEGREE = re.compile(r"(?<=\d)(\s?)º(?=\s?[CFK]\b)")
_ORDINAL = re.compile(r"(?<![^\W_])([nN])([°º])(?=\s?[\dA-Z#]|\s|$)")
_LANGUAGE_WORD = re.compile(r"[^\W\d_]+")
_WITH_DEGREE = frozenset(
    ("le", "les", "des", "du", "et", "pour", "avec", "dans", "sur", "est", "au", "aux",
     "il", "gli", "di", "della", "per", "sono", "che")
)  # fmt: skip
_WITH_ORDINAL = frozenset(
    ("el", "los", "las", "y", "para", "por", "del", "en", "uma", "os", "não", "dos", "das", "em",
     "com", "ao")
)  # fmt: skip
"""Frequent words of the languages that write n° (French, Italian) and nº (Spanish, Portuguese)."""


def settle(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a page with the characters that look alike settled.

    Args:
        lines: the lines read, with their words.
    """
    for rule in RULES.values():
        lines = applied(rule, lines)
    return tuple(lines)


def applied(rule: Rule, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with one rule's replacements."""
    return tuple(_with_text(line, text) for line, text in zip(lines, rule(lines), strict=True))


def numbers(lines: Sequence[Line]) -> list[str]:
    """Letters in numbers are digits: `1O.5O` is 10.50, `l2/03/2019` begins with 1."""

    def settled(match: re.Match[str]) -> str:
        text = match[0]
        figures = sum(c.isdigit() for c in text)
        if figures < max(2, sum(c.isalpha() for c in text)):
            return text
        # A code may begin with a capital (O50.2), and a measure end with its unit (0.5l).
        first = "" if text[0] == "l" else text[0]
        last = text[-1] if text[-1] in "loI" else ""
        inner = text[len(first) : len(text) - len(last)]
        return first + inner.translate(DIGITS) + last

    return [_NUMBER.sub(settled, line.text) for line in lines]


def commas(lines: Sequence[Line]) -> list[str]:
    """A low quotation mark that opens nothing is a comma."""
    texts = [line.text for line in lines]

    def settled(text: str, below: str) -> str:
        return "".join(
            "," if c == "‚" and not _opens(text, place, below) else c
            for place, c in enumerate(text)
        )

    return [
        settled(text, "".join(texts[number + 1 : number + _QUOTED_LINES]))
        for number, text in enumerate(texts)
    ]


def _opens(text: str, place: int, below: str) -> bool:
    """Whether a low quotation mark opens something that is closed further on."""
    if not _LOW_QUOTE.match(text, place):
        return False
    return any(mark in text[place:] + below for mark in "‘’'")


def words(lines: Sequence[Line]) -> list[str]:
    """Digits and letters in words are those of the known word: `T0TAL`, `BlLL`, `Iine`."""
    known = WordList.bundled()

    def settled(match: re.Match[str]) -> str:
        text = match[0]
        if len(text) < _LEAST_LETTERS or not re.search("[01Il]", text):
            return text
        # Till POS1, 1ST floor: a digit at an end is one.
        if text[0].isdigit() or text[-1].isdigit() or known.log_frequency(text) is not None:
            return text
        for candidate in _as_words(text):
            if candidate != text and known.log_frequency(candidate) is not None:
                return candidate
        return text

    return [_WORD.sub(settled, line.text) for line in lines]


def _as_words(text: str) -> Iterator[str]:
    """Yield what a run of letters and digits reads as in capitals, small letters, or as a title."""
    others = [c for c in text if c not in "01Il"]
    if len(others) > 1 and all(c.isupper() for c in others):
        yield text.replace("0", "O").translate(str.maketrans("1l", "II"))
    if all(c.islower() for c in others):
        small = text.replace("0", "o").translate(str.maketrans("1I", "ll"))
        yield small
        if text[0] in "lI":
            yield "I" + small[1:]
    elif text[0].isupper() and all(c.islower() for c in others[1:]):
        yield text[0] + text[1:].replace("0", "o").translate(str.maketrans("1I", "ll"))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word in a column: where it is along its line, how high, and which line's."""

    line: int
    start: int
    text: str
    left: float
    right: float
    height: float

    def is_below(self, other: _Entry) -> bool:
        """Whether two words of different lines have an edge in common."""
        slack = min(self.height, other.height) / 2
        aligned = min(abs(self.left - other.left), abs(self.right - other.right)) <= slack
        return self.line != other.line and aligned


def columns(lines: Sequence[Line]) -> list[str]:
    """A letter in a code or number is a digit where the others of its column have digits.

    The reverse would do more harm than good: `100.00` in a column of `RM5.00`.
    """
    texts = [list(line.text) for line in lines]
    entries = list(_entries(lines))
    by_length: dict[int, list[_Entry]] = {}
    for entry in entries:
        by_length.setdefault(len(entry.text), []).append(entry)
    for entry in entries:
        places = [i for i, c in enumerate(entry.text) if c in "OoIl"]
        if not places:
            continue
        same = by_length[len(entry.text)]
        peers = [one.text for one in same if _is_alike(entry.text, one.text, places)]
        if len(peers) <= _PEERS:
            continue
        peers = [
            one.text
            for one in same
            if one.is_below(entry) and _is_alike(entry.text, one.text, places)
        ]
        for place in places:
            texts[entry.line][entry.start + place] = _of_column(entry.text[place], peers, place)
    return ["".join(text) for text in texts]


def _entries(lines: Sequence[Line]) -> Iterator[_Entry]:
    for number, line in enumerate(lines):
        for match, word in zip(re.finditer(r"\S+", line.text), line.words, strict=False):
            if re.search(r"\d", word.text):
                yield _Entry(number, match.start(), match[0], *_extent(word))


def _extent(word: Word) -> tuple[float, float, float]:
    """Return where a word begins and ends along its own direction, and its height, in pixels."""
    (x0, y0), (x1, y1), _, (x3, y3) = word.polygon
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1e-6)
    across, down = (x1 - x0) / length, (y1 - y0) / length
    height = ((x3 - x0) ** 2 + (y3 - y0) ** 2) ** 0.5
    return x0 * across + y0 * down, x1 * across + y1 * down, height


def _is_alike(text: str, other: str, places: Sequence[int]) -> bool:
    """Whether two words have the same kinds of characters at all but some places."""
    return all(
        _kind(a) == _kind(b)
        for i, (a, b) in enumerate(zip(text, other, strict=True))
        if i not in places
    )


def _kind(character: str) -> str:
    """Return the kind of a character: digit, capital, small letter, or itself."""
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    return character


def _of_column(character: str, peers: Sequence[str], place: int) -> str:
    """Return a digit in place of a letter if all others have one at its place."""
    sure = [peer[place] for peer in peers if peer[place] not in "OoIl"]
    agreed = len(sure) >= _PEERS and all(one.isdigit() for one in sure)
    return character.translate(DIGITS) if agreed else character


def apostrophes(lines: Sequence[Line]) -> list[str]:
    """Apostrophes between letters have the form that nearly all of the page have."""
    forms = Counter(one for line in lines for one in _APOSTROPHE.findall(line.text))
    form, count = forms.most_common(1)[0] if forms else ("", 0)
    if count == forms.total() or count < max(_FEW, _MAJORITY * forms.total()):
        return [line.text for line in lines]
    return [_APOSTROPHE.sub(form, line.text) for line in lines]


def ordinals(lines: Sequence[Line]) -> list[str]:
    """`º` before C is a degree; after n it is what the page's language writes there.

    Where words do not tell the language, it is `°` if at least half of the page's numbers have it.
    """
    texts = [_DEGREE.sub(r"\1°", line.text) for line in lines]
    signs = [match[2] for text in texts for match in _ORDINAL.finditer(text)]
    if not signs:
        return texts
    seen = [word for text in texts for word in _LANGUAGE_WORD.findall(text.lower())]
    degree, ordinal = (
        sum(word in known for word in seen) for known in (_WITH_DEGREE, _WITH_ORDINAL)
    )
    if max(degree, ordinal) >= _PEERS and not degree / 2 <= ordinal <= 2 * degree:
        sign = "°" if degree > ordinal else "º"
    elif 2 * signs.count("°") >= len(signs):
        sign = "°"
    else:
        return texts
    return [_ORDINAL.sub(rf"\1{sign}", text) for text in texts]


RULES: dict[str, Rule] = {
    "commas": commas,
    "numbers": numbers,
    "words": words,
    "columns": columns,
    "apostrophes": apostrophes,
    "ordinals": ordinals,
}
"""The rules in the order in which they are applied."""


def _with_text(line: Line, text: str) -> Line:
    """Return a line with another text of the same length, in its words and characters too."""
    if text == line.text:
        return line
    found = [match[0] for match in re.finditer(r"\S+", text)]
    settled = tuple(_word(word, one) for word, one in zip(line.words, found, strict=True))
    return replace(line, text=text, words=settled, raw=line.raw or line.text)


def _word(word: Word, text: str) -> Word:
    if text == word.text:
        return word
    characters = tuple(
        replace(one, text=character) for one, character in zip(word.characters, text, strict=False)
    )
    return replace(word, text=text, characters=characters, raw=word.raw or word.text)
