import pickle
import time

import cv2
import numpy as np
import pytest

from ocrlc.errors import ConfigError
from ocrlc.synthesis import FontFace, find_fonts
from ocrlc.synthesis.drawing.fonts import bundled_fonts
from ocrlc.synthesis.pages import PageSynthesizer
from ocrlc.synthesis.pages.effects import EFFECTS
from ocrlc.synthesis.pages.geometry import Picture
from ocrlc.synthesis.pages.kinds import KINDS, PROFILES
from ocrlc.synthesis.pages.lines import Placed, joined, outline, polygon
from ocrlc.synthesis.pages.synthesizer import _line


@pytest.fixture(scope="module")
def faces() -> list[FontFace]:
    return find_fonts()


@pytest.fixture(scope="module")
def synthesizer(faces: list[FontFace]) -> PageSynthesizer:
    return PageSynthesizer(fonts=faces, split="train")


def share_inside(ink: np.ndarray, polygons: list[np.ndarray]) -> tuple[float, float]:
    """Share of the ink inside the polygons, and of polygons that hold any."""
    mask = np.zeros_like(ink)
    held = 0
    for corners in polygons:
        own = np.zeros_like(ink)
        cv2.fillPoly(own, [np.round(corners * 16 - 8).astype(np.int32)], 255, cv2.LINE_8, 4)
        held += bool((ink[own > 0] > 100).any())
        mask |= own
    dark = ink > 100
    return float((mask[dark] > 0).mean()), held / max(1, len(polygons))


def test_a_page_is_a_function_of_its_seed(
    synthesizer: PageSynthesizer, faces: list[FontFace]
) -> None:
    copy = pickle.loads(pickle.dumps(PageSynthesizer(fonts=faces, split="train")))
    pages = {seed: synthesizer.page(seed) for seed in (0, 3, 9, 10**14)}
    for seed in (10**14, 9, 3, 0):
        again, page = copy.page(seed), pages[seed]
        assert (again.kind, again.effect) == (page.kind, page.effect)
        assert np.array_equal(again.image, page.image)
        assert [line.text for line in again.lines] == [line.text for line in page.lines]
        for line, other in zip(page.lines, again.lines, strict=True):
            assert np.array_equal(line.polygon, other.polygon)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_drawn(kind: str, synthesizer: PageSynthesizer) -> None:
    lines = 0
    for seed in range(4):
        page = synthesizer.page(seed, kind=kind)
        assert page.image.dtype == np.uint8
        assert page.image.ndim == 2
        height, width = page.image.shape
        for line in page.lines:
            assert line.polygon.shape == (4, 2)
            assert line.polygon.dtype == np.float32
            assert line.text.strip() == line.text != ""
            assert (line.polygon >= 0).all()
            assert (line.polygon <= (width, height)).all()
        lines += len(page.lines)
    assert (lines == 0) == (kind == "blank")


@pytest.mark.parametrize("effect", EFFECTS)
def test_polygons_go_with_the_page(effect: str, synthesizer: PageSynthesizer) -> None:
    """Ink of text alone, as white sheets show it, is where the polygons are."""
    for seed in (1, 2, 5):
        _, sheet, _, rng = synthesizer.sheet(seed, kind="letter", traced=True)
        assert sheet.trace is not None
        placed = joined(sheet.lines)
        points = np.array([outline(line, sheet.width, sheet.height) for line in placed])
        moved = EFFECTS[effect](Picture(255 - sheet.trace, points, sheet.smallest), rng)
        ground = float(np.median(moved.image))
        for own in moved.points:
            corners = polygon(own)
            height, width = moved.image.shape
            x0, y0 = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
            x1, y1 = np.minimum(np.ceil(corners.max(axis=0)), (width, height)).astype(int)
            if x1 - x0 < 4 or y1 - y0 < 4:
                continue
            patch = cv2.blur(moved.image[y0:y1, x0:x1], (3, 3))
            assert ground - float(patch.min()) > 20, (seed, corners)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "blank"])
def test_polygons_hold_the_ink_and_little_else(kind: str, synthesizer: PageSynthesizer) -> None:
    for seed in range(3):
        _, sheet, _, _ = synthesizer.sheet(seed, kind=kind, traced=True)
        assert sheet.trace is not None
        placed = joined(sheet.lines)
        polygons = [polygon(outline(line, sheet.width, sheet.height)) for line in placed]
        if not polygons:
            continue
        inside, held = share_inside(sheet.trace, polygons)
        assert inside > 0.999
        assert held == 1
        for line, corners in zip(placed, polygons, strict=True):
            tall = float(np.hypot(*(corners[3] - corners[0])))
            ink = line.bottom - line.top
            assert ink + 2 <= tall + 0.01
            assert tall <= max(1.2 * ink, ink + 2.01)
            top = corners[1] - corners[0]
            assert np.allclose(top / np.hypot(*top), {0: (1, 0), 1: (0, -1), 3: (0, 1)}[line.turn])


def test_pages_without_text_have_no_lines(synthesizer: PageSynthesizer) -> None:
    pages = [synthesizer.page(seed, kind="blank") for seed in range(25)]
    assert not any(page.lines for page in pages)
    assert len({page.image.std().round() for page in pages}) > 5


def test_text_runs_up_and_down_beside_upright_text(synthesizer: PageSynthesizer) -> None:
    seen = set()
    for seed in range(12):
        for line in synthesizer.page(seed, kind="turned", effect="plain").lines:
            seen |= line.flags
            if "up" in line.flags or "down" in line.flags:
                assert line.is_vertical
    assert {"up", "down"} <= seen


def test_columns_of_a_newspaper_are_apart(synthesizer: PageSynthesizer) -> None:
    """Lines of text end at their column, however narrow the gutter."""
    for seed in range(6):
        _, sheet, _, _ = synthesizer.sheet(seed, kind="newspaper")
        placed = joined(sheet.lines)
        widest = max(line.right - line.left for line in placed if line.size == sheet.body)
        assert widest < 0.95 * sheet.width


def test_letters_are_of_the_sizes_documents_have(synthesizer: PageSynthesizer) -> None:
    sizes = [
        line.size
        for seed in range(60)
        for line in synthesizer.sheet(seed)[1].lines
        for _ in line.text
    ]
    capitals = 0.7 * np.array(sizes)
    assert capitals.min() >= 6
    assert capitals.max() <= 65
    assert ((capitals >= 8) & (capitals <= 25)).mean() > 0.75


@pytest.mark.parametrize(("left", "flags"), [(5, set()), (-2, set()), (-60, {"cut"})])
def test_cut_lines_are_said(left: float, flags: set[str]) -> None:
    image = np.full((100, 200), 255, np.uint8)
    image[42:58, 0:100] = 0
    line = Placed(left, 40, left + 120, 60, 58, 24, 0, "Cut")
    found = _line(line, outline(line, 200, 100), Picture(image, np.empty((0, 10, 2)), 24), 22)
    assert found is not None
    assert found.flags == flags
    assert found.is_readable == (not flags)
    assert found.polygon.min() >= 0


def test_faint_and_lost_lines_are_said() -> None:
    picture = Picture(np.full((100, 200), 255, np.uint8), np.empty((0, 10, 2)), 24)
    line = Placed(20, 40, 120, 60, 58, 24, 0, "Pale")
    found = _line(line, outline(line, 200, 100), picture, 22)
    assert found is not None
    assert found.flags == {"faint"}
    assert _line(line, outline(line, 200, 100) - 300, picture, 22) is None


@pytest.mark.parametrize("profile", PROFILES)
def test_bundled_fonts_suffice(profile: str) -> None:
    synthesizer = PageSynthesizer(fonts=bundled_fonts(), split="test", profile=profile)
    assert sum(len(synthesizer.page(seed).lines) for seed in range(8)) > 20


def test_an_unknown_profile_is_an_error() -> None:
    with pytest.raises(ConfigError, match="documents"):
        PageSynthesizer(profile="poems")


@pytest.mark.long
def test_pages_are_drawn_on_the_fly(synthesizer: PageSynthesizer) -> None:
    for seed in range(10):
        synthesizer.page(seed)
    start = time.process_time()
    for seed in range(100, 140):
        synthesizer.page(seed)
    assert (time.process_time() - start) / 40 < 1.0, "seconds of processor time a page"
