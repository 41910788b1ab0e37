import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.synthesis.drawing.fonts import FontFace, bundled_fonts
from ocrlc.synthesis.drawing.typeset import SetLine, Spacing, set_line
from ocrlc.synthesis.text.mixture import fit
from ocrlc.synthesis.text.typesetting import (
    LETTER_GAP,
    LOWERED,
    NARROW_GAP,
    RAISED,
    WIDE_GAP,
    Part,
    letterspaced,
    lowered,
    plain,
    raised,
    split_parts,
    without_idle_marks,
)

LATIN = Charset.load("latin").characters


@pytest.fixture(scope="module")
def face() -> FontFace:
    return next(f for f in bundled_fonts() if (f.family, f.style) == ("DejaVu Sans", "Book"))


def _set(text: str, face: FontFace, spacing: Spacing | None = None) -> SetLine:
    return set_line(text, face, 40, spacing or Spacing())


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (letterspaced("FOR WARD"), "FOR WARD"),
        (f"H{lowered('2')}O", "H2O"),
        (f"word{raised('12')}", "word12"),
        (f"m{raised('2')}", "m²"),
        (f"a,{NARROW_GAP}b", "a, b"),
        (f"a{WIDE_GAP}b", "a b"),
    ],
)
def test_marks_are_not_read(text: str, read: str) -> None:
    assert plain(text) == read
    assert plain(fit(text, LATIN)) == read


def test_marks_that_say_nothing_are_dropped() -> None:
    text = f"{LETTER_GAP}a {NARROW_GAP}b{LOWERED}{RAISED}c d{LOWERED}"
    assert without_idle_marks(text) == f"a b{RAISED}c d"
    assert fit(f"x{LOWERED}中", LATIN) == "x"
    assert fit(letterspaced("ABC"), "ABC") == letterspaced("ABC").replace(LETTER_GAP, "")


def test_parts_are_split_at_marks() -> None:
    text = f"ab c{LETTER_GAP}d{LOWERED}2{WIDE_GAP}e"
    assert split_parts(text, words=False) == [
        Part("ab c", ""),
        Part("d", LETTER_GAP),
        Part("2", "", -1),
        Part("e", WIDE_GAP),
    ]
    assert split_parts("ab c", words=True) == [Part("ab", ""), Part("c", " ")]


def test_letterspaced_words_are_wider_and_words_stay_apart(face: FontFace) -> None:
    tight, wide = _set("TO BE", face), _set(letterspaced("TO BE"), face)
    assert wide.right - wide.left > 1.3 * (tight.right - tight.left)
    columns = wide.ink[:, wide.left : wide.right].max(axis=0) > 0
    gaps = [len(run) for run in "".join("x" if c else " " for c in columns).split("x") if run]
    assert max(gaps) > 1.5 * sorted(gaps)[-2]


def test_figures_stand_low_or_high_and_are_small(face: FontFace) -> None:
    base, low, high = (_set(text, face) for text in ("x8", f"x{LOWERED}8", f"x{RAISED}8"))
    assert low.bottom - low.baseline > 3
    assert high.top < base.top
    assert base.right - base.left > low.right - low.left
    heights = []
    for line in (base, low, high):
        rows = np.flatnonzero(line.ink[:, line.right - 4 :].max(axis=1))
        heights.append(rows[-1] - rows[0])
    assert heights[1] < 0.8 * heights[0]


def test_a_narrow_space_is_narrower_than_a_space(face: FontFace) -> None:
    narrow, usual = _set(f"a,{NARROW_GAP}b", face), _set("a, b", face)
    none = _set("a,b", face)
    assert none.right < narrow.right < usual.right


def test_text_without_marks_is_set_as_before(face: FontFace) -> None:
    spaced = Spacing(letter=2.0, word=1.5)
    by_letter, plainly = _set("Now then", face, spaced), _set("Now then", face)
    assert by_letter.right > plainly.right
