import pickle

import numpy as np
import pytest

from ocrlc.charset import Charset
from ocrlc.synthesis import FontFace, LineSynthesizer, find_fonts
from ocrlc.synthesis.drawing.fonts import bundled_fonts, pillow_font
from ocrlc.synthesis.text.mixture import plain

LATIN = Charset.load("latin").characters


@pytest.fixture(scope="module")
def faces() -> list[FontFace]:
    return find_fonts()


@pytest.fixture(scope="module")
def synthesizer(faces: list[FontFace]) -> LineSynthesizer:
    return LineSynthesizer(LATIN, fonts=faces)


def test_a_line_is_a_function_of_its_seed(
    synthesizer: LineSynthesizer, faces: list[FontFace]
) -> None:
    copy = pickle.loads(pickle.dumps(LineSynthesizer(LATIN, fonts=faces)))
    lines = [synthesizer.line(seed) for seed in (0, 5, 10**14)]
    for seed, line in zip((10**14, 5, 0), reversed(lines), strict=True):
        again = copy.line(seed)
        assert again.text == line.text
        assert np.array_equal(again.image, line.image)
    assert len({line.text for line in lines}) == 3


def test_images_are_grey_crops_with_ink_on_paper(synthesizer: LineSynthesizer) -> None:
    for seed in range(400):
        line = synthesizer.line(seed)
        assert line.image.dtype == np.uint8
        height, width = line.image.shape
        assert 12 <= height <= 140
        assert 8 <= width <= 3000
        assert np.ptp(line.image.astype(int)) >= 30, (seed, line.text)


def test_texts_are_tidy_and_known(synthesizer: LineSynthesizer) -> None:
    for seed in range(400):
        text = synthesizer.line(seed).text
        assert text
        assert set(text) <= set(LATIN)
        assert text == text.strip()
        assert "  " not in text


def test_fonts_have_the_glyphs_they_are_asked_for(synthesizer: LineSynthesizer) -> None:
    from random import Random

    for seed in range(400):
        text, face = synthesizer._draw(Random(seed))
        assert set(plain(text)) - {" "} <= face.characters


@pytest.mark.parametrize("split", ["train", "test"])
def test_a_split_uses_its_own_families(split: str, faces: list[FontFace]) -> None:
    if len({face.split for face in faces}) < 2:
        pytest.skip("too few fonts for two sides")
    synthesizer = LineSynthesizer(LATIN, fonts=faces, split=split)  # type: ignore[arg-type]
    assert {face.split for face in synthesizer.chooser.faces} == {split}


@pytest.mark.parametrize("split", ["train", "test", "all"])
def test_bundled_fonts_suffice(split: str) -> None:
    synthesizer = LineSynthesizer(LATIN, fonts=bundled_fonts(), split=split)  # type: ignore[arg-type]
    for seed in range(60):
        assert synthesizer.line(seed).image.size


def test_pillows_own_font_suffices() -> None:
    face = pillow_font()
    if face is None:
        pytest.skip("Pillow was built without FreeType")
    synthesizer = LineSynthesizer(LATIN, fonts=[face])
    for seed in range(60):
        line = synthesizer.line(seed)
        assert set(line.text) - {" "} <= face.characters


def test_digits_only() -> None:
    synthesizer = LineSynthesizer("0123456789")
    for seed in range(60):
        assert synthesizer.line(seed).text.isdigit()
