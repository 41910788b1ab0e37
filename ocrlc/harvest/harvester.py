"""A harvest: page after page of a folder's PDFs, until there are lines enough."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.charset import Charset
from ocrlc.datasets.page_labels import UNREADABLE
from ocrlc.detection.detector import Detector
from ocrlc.errors import ConfigError
from ocrlc.harvest.cutting import Cut, LineCutter
from ocrlc.harvest.documents import Document, find_documents, in_turn, page_order
from ocrlc.harvest.journal import HarvestedLine, HarvestedPage, Journal
from ocrlc.harvest.looks import Look, degrade
from ocrlc.harvest.options import LARGEST_EM, HarvestOptions
from ocrlc.harvest.pages import READING_DPI, DrawnPage, PdfPage, open_page
from ocrlc.harvest.regions import page_regions, scaled
from ocrlc.recognition.recognizer import Recognizer
from ocrlc.synthesis.augmentation import Rng, between

Image = NDArray[np.uint8]

CROP_HEIGHT = 64
"""Higher crops are scaled down to this: recognisers look at no more."""
PAGE_EM = 24.0
"""Pages of larger print are stored scaled down to this, pixels."""
PAGE_QUALITY = 90
MOST_UNKNOWN = 0.2
"""Pages with a larger share of regions that the layer does not know are no use to a detector."""
_FEWEST = 10
"""Pages with fewer characters are passed over."""
_LABELS_EVERY = 25


class Harvester:
    """Harvests a folder of PDFs into line crops and labelled pages.

    Args:
        folder: of the PDFs, searched with the folders in it.
        output: a folder; a harvest that it holds is gone on with.
        options: see `HarvestOptions`.
        detector: finds the lines.
        recognizer: judges the text layers.

    Raises:
        ConfigError: there are no PDFs of this split, or the output holds another harvest.
    """

    def __init__(
        self,
        folder: Path,
        output: Path,
        options: HarvestOptions,
        detector: Detector,
        recognizer: Recognizer,
    ) -> None:
        self.documents = find_documents(folder, options.split)
        if not self.documents:
            raise ConfigError(
                f"{folder}: no PDF of the split {options.split!r} in it "
                "(documents in one sub-folder stay together)"
            )
        self.output = output
        self.options = options
        self.detector = detector
        self.cutter = LineCutter(recognizer, Charset.load(options.charset), options)
        self.journal = Journal(output, options.settings(folder))

    def run(self, lines: int, progress: Callable[[Journal], None] = lambda _: None) -> None:
        """Harvest until there are so many lines, or no pages left.

        Args:
            lines: to have in the end, those of earlier runs included.
            progress: called after every page.
        """
        try:
            for number, (document, page) in enumerate(self._pages()):
                if self.journal.counts["lines"] >= lines:
                    break
                self.journal.add(self._harvest(document, page))
                progress(self.journal)
                if number % _LABELS_EVERY == _LABELS_EVERY - 1:
                    self.journal.write_labels()
        finally:
            self.journal.write_labels()

    def _pages(self) -> Iterator[tuple[Document, int]]:
        """Yield documents and numbers, from 0, of the pages that are still to be harvested."""
        orders: dict[str, list[int]] = {}
        taken: dict[str, int] = defaultdict(int)
        over: set[str] = set()
        for document in in_turn(self.documents, self.options.seed):
            if len(over) == len(self.documents):
                return
            name = document.name
            if name not in orders:
                orders[name] = page_order(document, _count(document), self.options.seed)
            if taken[name] == len(orders[name]):
                over.add(name)
                continue
            page = orders[name][taken[name]]
            taken[name] += 1
            if (name, page + 1) not in self.journal.done:
                yield document, page

    def _harvest(self, document: Document, number: int) -> HarvestedPage:
        """Harvest a page; one that PDFium cannot draw gives nothing."""
        import pypdfium2 as pdfium  # loads PDFium

        rng = np.random.default_rng([self.options.seed, _key(document), number])
        nothing = HarvestedPage(document.name, number + 1, 0, "none")
        try:
            with closing(pdfium.PdfDocument(document.path)) as opened:
                page = open_page(opened[number])
                if len(page.glyphs) < _FEWEST:
                    return nothing
                dpi = self._draw_dpi(page, rng)
                drawn = page.draw(dpi)
                judged = page.draw(max(dpi, READING_DPI))
        except pdfium.PdfiumError:
            return nothing
        em = _small_print(page) * drawn.scale[1]
        degraded = rng.random() < self.options.degraded
        look = degrade(drawn.image, rng, em) if degraded else Look(drawn.image, np.eye(3), "clean")
        # From the pixels of the page that is judged to those of the degraded one.
        factors = np.array(drawn.scale) / judged.scale
        look = Look(look.image, look.matrix @ np.diag([*factors, 1.0]), look.kind)
        found = self.detector.detect(look.image)
        cut = self.cutter.cut(page.glyphs, judged, look, found, rng)
        kept = self._chosen(cut, rng)
        image, regions = self._store_page(document, number, page, judged, look, cut, em)
        return HarvestedPage(
            document=document.name,
            page=number + 1,
            dpi=drawn.dpi,
            look=look.kind,
            image=image,
            regions=regions,
            lines=tuple(self._store_line(document, number, k, cut) for k in kept),
            dropped=dict(cut.dropped),
        )

    def _draw_dpi(self, page: PdfPage, rng: Rng) -> int:
        """Draw a resolution by chance: as many below the middle, geometrically, as above."""
        options = self.options
        if options.dpi_steps:
            return int(rng.choice(options.dpi_steps))
        low, high = options.dpi
        largest = max(low, min(high, round(72 * LARGEST_EM / _small_print(page))))
        return round(low * math.pow(largest / low, between(rng, 0, 1)))

    def _chosen(self, cut: Cut, rng: Rng) -> list[int]:
        """Return the numbers of the lines that are kept of a page."""
        count = len(cut.lines)
        most = self.options.per_page
        if most is None or count <= most:
            return list(range(count))
        return sorted(int(k) for k in rng.choice(count, most, replace=False))

    def _store_line(self, document: Document, number: int, k: int, cut: Cut) -> HarvestedLine:
        line = cut.lines[k]
        crop = line.crop
        if crop.shape[0] > CROP_HEIGHT:
            width = max(1, round(crop.shape[1] * CROP_HEIGHT / crop.shape[0]))
            crop = cv2.resize(crop, (width, CROP_HEIGHT), interpolation=cv2.INTER_AREA)
        key = f"{_key(document):012x}"
        name = f"lines/{key[:2]}/{key}_crop_{(number + 1) * 1000 + k}.png"
        self._write(name, crop)
        return HarvestedLine(
            image=name,
            text=line.text,
            reading=line.reading,
            font=line.font,
            em=round(line.em, 1),
            agreement=round(line.agreement, 3),
            new_font=line.new_font,
        )

    def _store_page(
        self,
        document: Document,
        number: int,
        page: PdfPage,
        judged: DrawnPage,
        look: Look,
        cut: Cut,
        em: float,
    ) -> tuple[str | None, tuple[dict[str, object], ...]]:
        """Store a page for the detector; nothing where too much of it is unknown."""
        regions = page_regions(page, judged, look, cut.unknown)
        texts = sum(region["transcription"] != UNREADABLE for region in regions)
        if texts == 0 or len(cut.unknown) > MOST_UNKNOWN * texts:
            return None, ()
        factor = min(1.0, PAGE_EM / em)
        size = (round(look.image.shape[1] * factor), round(look.image.shape[0] * factor))
        image = cv2.resize(look.image, size, interpolation=cv2.INTER_AREA)
        key = f"{_key(document):012x}"
        name = f"pages/{key}_{number + 1}.jpg"
        self._write(name, np.asarray(image, np.uint8))
        return name, tuple(scaled(regions, factor))

    def _write(self, name: str, image: Image) -> None:
        path = self.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        options = [cv2.IMWRITE_JPEG_QUALITY, PAGE_QUALITY] if name.endswith(".jpg") else []
        path.write_bytes(cv2.imencode(path.suffix, image, options)[1].tobytes())


def _small_print(page: PdfPage) -> float:
    """Return the size of a page's small print, points: a quarter of it is smaller."""
    return max(1.0, float(np.percentile(page.glyphs.size, 25)))


def _count(document: Document) -> int:
    """Return how many pages a document has; none where it cannot be opened."""
    import pypdfium2 as pdfium  # loads PDFium

    try:
        with closing(pdfium.PdfDocument(document.path)) as opened:
            return len(opened)
    except pdfium.PdfiumError:
        return 0


def _key(document: Document) -> int:
    """Return a number that stands for a document."""
    return int(hashlib.sha256(document.name.encode()).hexdigest()[:12], 16)
