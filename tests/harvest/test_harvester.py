"""A harvest from PDFs to label files."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from ocrlc import Detector, Recognizer
from ocrlc.config import LabelSource
from ocrlc.datasets.labels import read_labels, read_line_labels
from ocrlc.datasets.page_labels import UNREADABLE
from ocrlc.datasets.records import Report
from ocrlc.errors import ConfigError
from ocrlc.evaluation.text_metrics import cer
from ocrlc.harvest.harvester import Harvester
from ocrlc.harvest.journal import JOURNAL, LINES, PAGES, read_journal
from ocrlc.harvest.options import HarvestOptions
from tests.harvest.papers import HEIGHT, PROSE, WIDTH, opened, prose, write

CLEAN = HarvestOptions(degraded=0, dpi=(150, 150))


@pytest.fixture(scope="module")
def readers() -> tuple[Detector, Recognizer]:
    return Detector(threads=1), Recognizer(threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One document with a sound layer, one whose layer says something else, one that is none."""
    folder = tmp_path_factory.mktemp("documents")

    seen = opened(prose).draw(200).image

    def wrong(canvas):
        canvas.setFont("Times-Roman", 12)
        for number in range(len(PROSE)):
            canvas.drawString(40, 250 - 16 * number, "Something else altogether is under here")
        canvas.drawImage(ImageReader(Image.fromarray(seen)), 0, 0, WIDTH, HEIGHT)

    write(folder / "sound.pdf")
    write(folder / "wrong.pdf", wrong)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    return folder


def test_lines_and_pages(folder, tmp_path, readers) -> None:
    harvester = Harvester(folder, tmp_path, CLEAN, *readers)
    harvester.run(1000)
    store, lines = read_line_labels(LabelSource(kind="labels", labels=str(tmp_path)), Report())
    assert {line.text for line in lines} <= set(PROSE)
    assert len(lines) >= len(PROSE) - 1
    crops = [store.grey(line.path) for line in lines]
    read = readers[1].recognize(crops)
    assert cer([(r.text, line.text) for r, line in zip(read, lines, strict=True)]) < 5

    pages = LabelSource(kind="labels", labels=str(tmp_path / PAGES))
    store, records = read_labels(pages)
    record = next(record for record in records if PROSE[0] in record.text)
    regions = json.loads(record.text)
    assert sorted(r["transcription"] for r in regions) == sorted(PROSE)
    image = store.grey(record.path)
    for region in regions:
        (x0, y0), _, (x1, y1), _ = (np.round(p).astype(int) for p in region["points"])
        around = image[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2]
        dark = np.argwhere(around < 128)
        assert np.abs(dark.min(axis=0) - 2).max() <= 2
        assert np.abs(dark.max(axis=0) - np.array(around.shape) + 3).max() <= 2


def test_wrong_layers_are_dropped(folder, tmp_path, readers) -> None:
    harvester = Harvester(folder, tmp_path, CLEAN, *readers)
    harvester.run(1000)
    pages = {page.document: page for page in read_journal(tmp_path / JOURNAL)}
    assert set(pages) == {"sound.pdf", "wrong.pdf"}
    assert pages["wrong.pdf"].lines == ()
    assert pages["wrong.pdf"].dropped["the reader disagrees"] > 0


def test_degraded_pages_keep_their_truth(folder, tmp_path, readers) -> None:
    options = HarvestOptions(degraded=1, dpi=(150, 150), seed=3)
    harvester = Harvester(folder, tmp_path, options, *readers)
    harvester.run(1000)
    page = next(p for p in read_journal(tmp_path / JOURNAL) if p.document == "sound.pdf")
    assert page.look in {"scan", "copy", "fax", "photo"}
    assert {line.text for line in page.lines} <= set(PROSE)
    assert len(page.lines) >= 3
    image = cv2.imread(str(tmp_path / page.image), 0)
    for region in page.regions:
        if region["transcription"] == UNREADABLE:
            continue
        box = np.array(region["points"])
        (x0, y0), (x1, y1) = box.min(axis=0).astype(int), box.max(axis=0).astype(int)
        part = image[y0:y1, x0:x1]
        assert int(part.max()) - int(part.min()) > 50  # there is ink in it


def test_going_on(folder, tmp_path, readers) -> None:
    whole = Harvester(folder, tmp_path / "whole", CLEAN, *readers)
    whole.run(1000)
    parts = tmp_path / "parts"
    Harvester(folder, parts, CLEAN, *readers).run(1)
    with (parts / JOURNAL).open("a", encoding="utf-8") as file:
        file.write('{"document": "torn')
    Harvester(folder, parts, CLEAN, *readers).run(1000)
    for name in (LINES, PAGES, JOURNAL):
        assert (parts / name).read_text().replace("/parts", "") == (
            tmp_path / "whole" / name
        ).read_text().replace("/whole", "")
    with pytest.raises(ConfigError, match="other settings"):
        Harvester(folder, parts, HarvestOptions(degraded=0.5), *readers)


def test_thinned_lines_and_fewer_of_a_page(folder, tmp_path, readers) -> None:
    options = HarvestOptions(degraded=0, dpi=(150, 150), per_page=2, thin="Nobody|carts|eleven")
    harvester = Harvester(folder, tmp_path, options, *readers)
    harvester.run(1000)
    assert harvester.journal.counts["lines"] == 2
    assert harvester.journal.counts["dropped: thinned"] >= 1


def test_without_documents(tmp_path, readers) -> None:
    with pytest.raises(ConfigError, match="no PDF"):
        Harvester(tmp_path, tmp_path / "out", CLEAN, *readers)
