"""The way from pixels to a document, with a recogniser that reads noise."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from ocrlc.document import Document
from ocrlc.errors import ConfigError, InputError, ModelError, TimeLimitError
from ocrlc.loading.page import RawPage
from ocrlc.pipeline import OCR
from ocrlc.recognition.confidence import Calibration
from ocrlc.results import Line
from tests.support.random_models import random_bundle


def page(seed: int = 0, size: tuple[int, int] = (420, 640)) -> np.ndarray:
    image = np.full(size, 245, np.uint8)
    rng = np.random.default_rng(seed)
    for y in range(50, size[0] - 20, 60):
        # Words of different lengths: were their spaces above one another, they would be columns.
        lengths = rng.permutation([3, 4, 6, 7])
        text = " ".join("".join(rng.choice(list("abcdeXYZ123"), n)) for n in lengths)
        cv2.putText(image, text, (20, y), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 20, 2, cv2.LINE_AA)
    return image


@pytest.fixture(scope="module")
def ocr(tmp_path_factory: pytest.TempPathFactory, program_cache: Path) -> OCR:
    bundle = random_bundle(tmp_path_factory.mktemp("pipeline") / "random")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OCRLC_CACHE", str(program_cache))
        reader = OCR(rec=bundle.path, threads=2, precision="fp32", min_score=0.0)
        reader.recognize(page())
    return reader


def test_document_has_lines_and_words_on_the_page(ocr: OCR) -> None:
    (read,) = ocr.recognize(page()).pages
    assert (read.width, read.height, read.number, read.source) == (640, 420, 1, "<array>")
    assert len(read.lines) == 6
    tops = [line.polygon[0][1] for line in read.lines]
    assert tops == sorted(tops)
    for line in read.lines:
        xs = [x for x, _ in line.polygon]
        ys = [y for _, y in line.polygon]
        assert min(xs) >= 0
        assert max(xs) <= 640
        assert " ".join(word.text for word in line.words) == " ".join(line.text.split())
        for word in line.words:
            assert all(min(xs) - 1e-3 <= x <= max(xs) + 1e-3 for x, _ in word.polygon)
            assert all(min(ys) - 1e-3 <= y <= max(ys) + 1e-3 for _, y in word.polygon)
        starts = [word.polygon[0][0] for word in line.words]
        assert starts == sorted(starts)


def test_grey_colour_and_file_read_the_same(ocr: OCR, tmp_path: Path) -> None:
    image = page(1)
    path = tmp_path / "page.png"
    cv2.imwrite(str(path), image)
    expected = ocr.recognize(image).pages[0].lines
    assert ocr.recognize(np.dstack([image] * 3)).pages[0].lines == expected
    assert ocr.recognize(path).pages[0].lines == expected
    assert ocr.recognize(path.read_bytes()).pages[0].lines == expected


def test_blank_page_has_a_warning_and_no_lines(ocr: OCR) -> None:
    (read,) = ocr.recognize(np.full((200, 300), 255, np.uint8)).pages
    assert read.lines == ()
    assert read.warnings == ("no text found",)


def test_shared_between_threads(ocr: OCR) -> None:
    pages = [page(seed, (240 + 60 * (seed % 3), 480 + 80 * (seed % 2))) for seed in range(6)]
    expected = [ocr.recognize(image) for image in pages]
    with ThreadPoolExecutor(2) as pool:
        results: list[Document] = list(pool.map(ocr.recognize, pages * 2))
    assert results == expected * 2


def in_the_widest_gap(lines: tuple[Line, ...]) -> float:
    """Return a score that some of the lines reach and others do not."""
    scores = sorted(line.score for line in lines)
    low, high = max(pairwise(scores), key=lambda pair: pair[1] - pair[0])
    return (low + high) / 2


def test_doubtful_lines_are_dropped(ocr: OCR) -> None:
    all_lines = ocr.recognize(page()).pages[0].lines
    threshold = in_the_widest_gap(all_lines)
    strict = OCR(rec=ocr.recognizer.model.name, threads=2, precision="fp32", min_score=threshold)
    assert strict.recognize(page()).pages[0].lines == tuple(
        line for line in all_lines if line.score >= threshold
    )


def test_the_threshold_is_the_networks_own_score_and_the_result_has_the_calibrated(ocr) -> None:
    plain = ocr.recognize(page()).pages[0].lines
    threshold = in_the_widest_gap(plain)
    name = ocr.recognizer.model.name
    calibrated = OCR(rec=name, threads=2, precision="fp32", min_score=threshold)
    low = ((0.5, 0.0001),)
    model = replace(calibrated.recognizer.model, calibration=Calibration(low, low))
    calibrated.recognizer.model = model
    lines = calibrated.recognize(page()).pages[0].lines
    assert [line.text for line in lines] == [one.text for one in plain if one.score >= threshold]
    assert {line.score for line in lines} == {w.score for one in lines for w in one.words}
    assert {line.score for line in lines} == {0.0001}


def test_a_multi_page_tiff_has_its_pages(ocr: OCR, tmp_path: Path) -> None:
    from PIL import Image

    first, second = Image.fromarray(page(0)), Image.fromarray(page(1)[:200])
    path = tmp_path / "two.tif"
    first.save(path, save_all=True, append_images=[second])
    read = ocr.recognize(path)
    assert [(p.number, p.height) for p in read.pages] == [(1, 420), (2, 200)]
    assert read.pages[0].lines == ocr.recognize(page(0)).pages[0].lines


def test_stream_tells_how_far_it_is(ocr: OCR) -> None:
    images = [page(0), b"no document", page(1)]
    told: list[tuple[int, int | None]] = []
    done = list(ocr.stream(images, progress=lambda *counts: told.append(counts)))
    assert [bool(outcome.error) for outcome in done] == [False, True, False]
    assert told == [(1, 3), (2, 3), (3, 3)]
    told.clear()
    list(ocr.stream(iter(images[1:2]), progress=lambda *counts: told.append(counts)))
    assert told == [(1, None)]


@pytest.mark.parametrize("source", ["page.png", b"page"])
def test_stream_takes_no_single_document(ocr: OCR, source: str | bytes) -> None:
    with pytest.raises(ConfigError, match=r"\[source\]"):
        next(ocr.stream(source))


def test_stream_gives_slow_documents_up(ocr: OCR) -> None:
    done = list(ocr.stream([page(0), page(1)], within=1e-6))
    assert [type(outcome.error) for outcome in done] == [TimeLimitError] * 2
    assert "<array>: took longer" in str(done[0].error)
    with pytest.raises(ConfigError, match="within"):
        list(ocr.stream([page(0)], within=0))


def test_stream_ends_when_told(ocr: OCR) -> None:
    stop = threading.Event()
    taken = []

    def sources() -> Iterator[np.ndarray]:
        for number in range(9):
            taken.append(number)
            yield page(number)

    def progress(done: int, total: int | None) -> None:
        if done == 2:
            stop.set()

    assert len(list(ocr.stream(sources(), progress=progress, stop=stop))) == 2
    assert taken == [0, 1]
    assert list(ocr.stream(sources(), stop=stop)) == []


def test_a_document_that_is_not_wanted_any_more_ends_with_its_page(
    ocr: OCR, tmp_path: Path
) -> None:
    from PIL import Image

    first, second, third = (Image.fromarray(page(number)[:200]) for number in range(3))
    path = tmp_path / "three.tif"
    first.save(path, save_all=True, append_images=[second, third])
    stop = threading.Event()

    def wanted(raw: RawPage) -> bool:
        if raw.number == 2:
            stop.set()
        return True

    assert [read.number for read in ocr.pages(path, wanted, stop=stop)] == [1]
    assert len(ocr.recognize(path, stop=threading.Event(), within=600).pages) == 3


def test_a_page_ends_between_its_steps(ocr: OCR) -> None:
    """Its lines are found, but not read."""
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise TimeLimitError("now")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr.recognizer, "read_lines", lambda *_, **__: pytest.fail("was read"))
        with pytest.raises(TimeLimitError, match="now"):
            ocr.reader.read(page(), check=check)


def test_asyncio_goes_on_while_threads_read(ocr: OCR) -> None:
    images = [page(seed) for seed in range(3)]

    async def read() -> tuple[list[Document], int]:
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0.001)
                turns += 1

        other = asyncio.ensure_future(others())
        documents = await asyncio.gather(
            *(asyncio.to_thread(ocr.recognize, image) for image in images)
        )
        other.cancel()
        return documents, turns

    documents, turns = asyncio.run(read())
    assert documents == [ocr.recognize(image) for image in images]
    assert turns > 3


def test_nothing_is_loaded_before_the_first_page(ocr: OCR) -> None:
    lazy = OCR(rec=ocr.recognizer.model.name)
    assert not lazy.recognizer._network.is_loaded
    assert not lazy.detector._network.is_loaded


def test_errors(ocr: OCR, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        ocr.recognize(tmp_path / "nowhere.png")
    with pytest.raises(ModelError, match="bundled are"):
        OCR(rec="no-such-model")
    with pytest.raises(ModelError, match="no-such-detector"):
        OCR(det="no-such-detector", rec=ocr.recognizer.model.name)
    with pytest.raises(ConfigError, match="min_score"):
        OCR(rec=ocr.recognizer.model.name, min_score=50)
