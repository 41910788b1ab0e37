import os
import pickle
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from ocrlc.charset import Charset
from ocrlc.errors import ConfigError
from ocrlc.synthesis import LineSynthesizer
from ocrlc.synthesis.drawing.fonts import bundled_fonts
from ocrlc.synthesis.text.corpus import LONGEST, TextCorpus, cut
from ocrlc.synthesis.text.mixture import TextSource, plain

LATIN = Charset.load("latin").characters
ENGLISH = (
    "If I am late, I will pay what I owe; “so be it,” she said (see [28], vol. iii, pp. 4–9).",
    "Where the committee finds that a member has not answered, it may write to him again, and"
    " again after a month; the third letter says what follows: et al., etc., and so forth. " * 6,
    "A short one.",
)
GERMAN = ("Über die Straße ging ein „alter“ Bär – er suchte Äpfel, fand aber keine … " * 5,)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.txt").write_text("".join(f"{t.strip()}\n" for t in ENGLISH), "utf-8")
    (tmp_path / "de.txt").write_text("".join(f"{t.strip()}\n" for t in GERMAN), "utf-8")
    (tmp_path / "empty.txt").write_text("\n", "utf-8")
    (tmp_path / "SOURCES.md").write_text("# not a text\n", "utf-8")
    return tmp_path


def test_pieces_are_parts_of_paragraphs(folder: Path) -> None:
    corpus = TextCorpus(str(folder))
    assert corpus.names == ["de", "en"]
    everything = " ".join(ENGLISH + GERMAN)
    pieces = [corpus.draw(Random(seed)) for seed in range(3000)]
    unbroken = [p for p in pieces if not p.endswith("-") and not p.isupper()]
    assert all(piece in everything for piece in unbroken)
    assert len(unbroken) > 0.85 * len(pieces)
    assert all(1 <= len(piece) <= LONGEST for piece in pieces)
    assert sum(piece[-1] == "-" for piece in pieces) > 20
    assert sum(piece.isupper() for piece in pieces) > 20


def test_pieces_have_the_lengths_of_lines(folder: Path) -> None:
    corpus = TextCorpus(str(folder))
    lengths = sorted(len(corpus.draw(Random(seed))) for seed in range(3000))
    assert 25 <= lengths[1500] <= 60
    assert lengths[-1] > 70


def test_long_paragraphs_come_as_often_as_they_are_long(folder: Path) -> None:
    corpus = TextCorpus(str(folder))
    counts = Counter(corpus.paragraph(Random(seed), "en") for seed in range(2000))
    assert counts[ENGLISH[1].strip()] > counts[ENGLISH[0]] > counts[ENGLISH[2]] > 0


@pytest.mark.parametrize("shape", ["line", "start", "end", "around", "words", "capitals"])
@pytest.mark.parametrize("text", ["a", "one two", "x" * 300, ENGLISH[0], "l " * 200])
def test_every_way_to_cut_copes_with_every_paragraph(shape: str, text: str) -> None:
    for seed in range(100):
        assert 1 <= len(cut(text.strip(), shape, Random(seed), "en")) <= LONGEST


def test_ends_and_starts_are_those_of_the_paragraph() -> None:
    text = ENGLISH[1].strip()
    for seed in range(50):
        assert text.endswith(cut(text, "end", Random(seed), "en"))
        assert text.startswith(cut(text, "start", Random(seed), "en").rstrip("-")[:8])


def test_a_piece_depends_on_its_seed_alone(folder: Path) -> None:
    first = TextCorpus(str(folder))
    pieces = [first.draw(Random(seed)) for seed in range(50)]
    copy = pickle.loads(pickle.dumps(first))
    assert [copy.draw(Random(seed)) for seed in reversed(range(50))] == pieces[::-1]
    assert len(pickle.dumps(first)) < 1000


def test_a_folders_name_may_hold_a_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PROSE", os.fspath(folder))
    assert TextCorpus("${SOME_PROSE}").names == ["de", "en"]


def test_a_folder_without_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no <language>.txt"):
        TextCorpus(str(tmp_path))
    with pytest.raises(ConfigError, match="nowhere"):
        TextSource(LATIN, prose=str(tmp_path / "nowhere"))


def test_about_half_of_the_texts_are_pieces(folder: Path) -> None:
    source = TextSource(LATIN, prose=str(folder))
    everything = " ".join(ENGLISH + GERMAN)
    texts = [plain(source.draw(Random(seed))) for seed in range(2000)]
    mine = sum(len(text) > 20 and text in everything for text in texts)
    assert 0.35 * len(texts) < mine < 0.6 * len(texts)
    assert set("".join(texts)) <= set(LATIN)


def test_other_scripts_are_left_out(folder: Path) -> None:
    (folder / "de.txt").unlink()
    (folder / "en.txt").write_text("Слово о полку Игореве\n", "utf-8")
    source = TextSource(LATIN, prose=str(folder))
    assert all(set(source.draw(Random(seed))) & set(LATIN) for seed in range(200))


def test_lines_are_drawn_of_them(folder: Path) -> None:
    synthesizer = LineSynthesizer(LATIN, fonts=bundled_fonts(), prose=str(folder))
    copy = pickle.loads(pickle.dumps(synthesizer))
    texts = {synthesizer.line(seed).text for seed in range(40)}
    assert texts == {copy.line(seed).text for seed in range(40)}
    assert any(text in ENGLISH[1] for text in texts if len(text) > 15)
