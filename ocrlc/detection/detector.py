"""Finding the lines of a page."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocrlc.detection import page_scale
from ocrlc.detection.postprocess import BoxOptions, boxes_from_map
from ocrlc.detection.weights import find_weights
from ocrlc.inference.lazy_network import LazyNetwork
from ocrlc.inference.network import EngineOptions, Network
from ocrlc.inference.selection import (
    AUTO,
    check_variant,
    choose_engine,
    choose_precision,
    open_network,
)
from ocrlc.loading.pixels import checked_array
from ocrlc.polygons import side_lengths
from ocrlc.preprocess import detector_input, to_grey
from ocrlc.system.cpu import thread_budget
from ocrlc.system.forks import BoundToProcess
from ocrlc.system.stages import stage

Image = NDArray[np.uint8]
Polygon = NDArray[np.float32]
Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]

CACHED_SHAPES = 4
"""Number of page sizes whose compiled kernels are kept; each takes up to 30 MB, and compiling for
one takes some 30 ms."""
MIN_SIDE = 3
"""Boxes with a side shorter than this, in pixels of the page, are dropped."""
BORDER = 16
"""Width in pixels of the network's input of a border added around pages with ink at an edge:
without it, text directly at the edge is missed."""
NEAR = 0.1
"""Boxes whose score misses the threshold by at most this are counted."""


@dataclass(frozen=True, slots=True)
class DetectorOptions:
    """How pages are scaled for detection, and how probability maps become boxes.

    Attributes:
        boxes: thresholds and sizes of boxes; None for those that belong to the weights.
        letter_height: pages are scaled so that their median letter has this height in pixels.
        small_letter_height: height in pixels to which letters may be scaled instead if the page
            would otherwise have more than `soft_pixels`.
        soft_pixels: number of pixels of a scaled page up to which no smaller letters are used.
        max_scale: largest factor by which pages are enlarged.
        limit_side: longer side, in pixels, to which pages without measurable letters are reduced;
            such pages are never enlarged.
        max_pixels: largest input of the network in pixels; larger pages are computed in tiles.
        max_page_pixels: largest scaled page in pixels, which bounds the memory of the map.
        overlap: overlap of neighbouring tiles in pixels.
    """

    boxes: BoxOptions | None = None
    letter_height: float = 11.0
    small_letter_height: float = 9.0
    soft_pixels: int = 1_300_000
    max_scale: float = 1.5
    limit_side: int = 1280
    max_pixels: int = 450_000
    max_page_pixels: int = 24_000_000
    overlap: int = 128


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The lines found on a page.

    Attributes:
        polygons: corners of the lines, as `Detector.detect` returns them.
        near: number of boxes whose score was just below the threshold.
        left_out: number of regions that were ignored because there were too many.
        letter_height: median height in pixels of the letters in the network's input; None if
            there were too few letters to tell.
    """

    polygons: list[Polygon]
    near: int = 0
    left_out: int = 0
    letter_height: float | None = None


class LineFinder:
    """Finds lines with any network that returns a map of where text is.

    Args:
        run: the network: takes what `preprocess.detector_input` returns (1, 3, H, W) to a map of
            probabilities (1, 1, H / k, W / k).
        boxes: how the map becomes boxes.
        options: how pages are scaled.
    """

    def __init__(self, run: Run, boxes: BoxOptions, options: DetectorOptions | None = None) -> None:
        self.run, self.boxes = run, boxes
        self.options = options or DetectorOptions()

    def detect(self, image: Image) -> list[Polygon]:
        """Find the lines of a page.

        Args:
            image: the page. Shape: H, W grey or H, W, 3 BGR.

        Returns:
            For each line its corners in pixels of the page, clockwise from the text's top-left,
            inside the page. Shape of each: 4, 2. In no particular order; empty for a blank page.

        Raises:
            InputError: the image is not the pixels of a page.
            ModelError: the detector is broken.
        """
        return self.find(image).polygons

    @stage("detect")
    def find(self, image: Image, grey: Image | None = None) -> Found:
        """Find the lines of a page as `detect` does; also report what was left out.

        Args:
            image: the page, as for `detect`.
            grey: the same page in grey, if the caller has it. Shape: H, W.
        """
        given = checked_array(image)
        grey = to_grey(given) if grey is None else grey
        letters = page_scale.letter_heights(grey)
        scale = self._scale(given.shape[0], given.shape[1], letters)
        border = 0
        if page_scale.has_ink_at_edge(grey):  # a long, thin page shall not become a large one
            border = min(round(BORDER / scale), 2 * min(grey.shape))
        page = page_scale.with_border(given, border)
        probability = self.probability(page, scale)
        lower = replace(self.boxes, box_thresh=max(0.0, self.boxes.box_thresh - NEAR))
        height, width = page.shape[:2]
        rows, columns = page_scale.network_size(height, width, scale)
        # In a coarser map, outlines lie between its pixels.
        probability = cv2.resize(probability, (columns, rows), interpolation=cv2.INTER_LINEAR)
        boxes = boxes_from_map(probability, lower)
        corners = boxes.corners * np.array((width / columns, height / rows), np.float32)
        corners -= np.float32(border)
        height, width = given.shape[:2]
        sure = boxes.scores >= self.boxes.box_thresh
        near = _finished(corners[~sure], height, width)
        return Found(
            _finished(corners[sure], height, width),
            len(near),
            boxes.left_out,
            float(np.median(letters)) * scale if len(letters) else None,
        )

    def probability(self, page: Image, scale: float | None = None) -> NDArray[np.float32]:
        """Compute for each place of a page the probability that it belongs to a line.

        Args:
            page: the page. Shape: H, W or H, W, 3.
            scale: factor by which the page is scaled; None to choose it by the size of the letters.

        Returns:
            Probabilities, 0 to 1. Shape: that of the scaled page (multiples of 32) divided by the
            map's stride.
        """
        h, w = page.shape[:2]
        if scale is None:
            scale = self._scale(h, w, page_scale.letter_heights(to_grey(page)))
        height, width = page_scale.network_size(h, w, scale)
        cut = page_scale.tiles(height, width, self.options.max_pixels, self.options.overlap)
        if len(cut) == 1:
            return self._map(page, height, width)
        method = cv2.INTER_AREA if h > 2 * height else cv2.INTER_LINEAR
        scaled: Image = cv2.resize(page, (width, height), interpolation=method)
        probability: NDArray[np.float32] | None = None
        # One map is put together from all tiles, so that no box ends at a seam.
        inked = [(tile, kept) for tile, kept in cut if page_scale.has_ink(scaled, tile)]
        for (top, left, bottom, right), kept in inked or cut[:1]:
            part = self._map(scaled[top:bottom, left:right], bottom - top, right - left)
            stride = (bottom - top) // part.shape[0]
            if probability is None:
                probability = np.zeros((height // stride, width // stride), np.float32)
            y0, x0, y1, x1 = (side // stride for side in kept)
            top, left = top // stride, left // stride
            probability[y0:y1, x0:x1] = part[y0 - top : y1 - top, x0 - left : x1 - left]
        assert probability is not None
        return probability

    def _scale(self, height: int, width: int, letters: NDArray[np.float64]) -> float:
        """Return the factor by which a page with letters of these heights is scaled."""
        options = self.options
        scale = page_scale.text_scale(letters, options.letter_height, options.max_scale)
        if scale is None:
            scale = min(1.0, options.limit_side / max(height, width))
        else:
            smaller = scale * min(1.0, options.small_letter_height / options.letter_height)
            scale = min(scale, max(smaller, math.sqrt(options.soft_pixels / (height * width))))
        return min(scale, math.sqrt(options.max_page_pixels / (height * width)))

    def _map(self, page: Image, height: int, width: int) -> NDArray[np.float32]:
        probability: NDArray[np.float32] = self.run(detector_input(page, height, width))[0, 0]
        return probability


class Detector(BoundToProcess, LineFinder):
    """Finds lines of text with a trained detector; may be shared between threads.

    The program is loaded when the first page is given.

    Args:
        det: a detector's name, a bundle's folder, a folder in PaddleOCR's inference format, or the
            name of one of PaddleOCR's models, which is downloaded; None for the default detector.
        threads: number of threads to compute on; None for all usable cores.
        onednn: whether to use oneDNN's kernels.
        precision: "auto", "fp32", "bf16" or "int8", as for `Recognizer`. Detectors not known to
            find the same lines in bf16 are computed in fp32 instead; the default detector, if it
            has no int8 variant, as with auto.
        options: how pages are scaled, and how maps become boxes.
        engine: "auto", "paddle", "openvino" or "onnxruntime"; auto is the fastest that is
            installed and was measured to work as well with the model, else Paddle.

    Raises:
        ModelError: the detector is unknown or broken.
        ConfigError: an option is not valid, or not on this machine.
    """

    def __init__(
        self,
        det: str | Path | None = None,
        threads: int | None = None,
        onednn: bool = True,
        precision: str = "auto",
        options: DetectorOptions | None = None,
        engine: str = "auto",
    ) -> None:
        self.weights = find_weights(det)
        vouched = self.weights.vouched
        if precision == "int8" and det is None and not self.weights.has_int8:
            # Nobody has named it: int8 is meant for the recogniser that it finds lines for.
            precision = AUTO
        self.engine = choose_engine(
            engine, str(det), self.weights.onnx_alone, vouched, precision, onednn
        )
        measured = vouched.get(self.engine, ())
        options = options or DetectorOptions()
        self._network = LazyNetwork(self._open)
        super().__init__(self._network.run, options.boxes or self.weights.boxes, options)
        chosen = choose_precision(self.engine, precision, onednn, measured)
        check_variant(str(det), chosen, self.weights.has_int8)
        self.engine_options = EngineOptions(
            threads=thread_budget(threads),
            cached_shapes=CACHED_SHAPES,
            onednn=onednn,
            precision=chosen if chosen == "int8" or chosen in measured else "fp32",
        )

    def _open(self) -> Network:
        program = self.weights.program(self.engine, self.engine_options.precision)
        return open_network(self.engine, program, self.engine_options)


def _finished(corners: NDArray[np.float32], height: int, width: int) -> list[Polygon]:
    """Clip boxes to the page, straighten nearly upright ones, drop tiny ones.

    Shape of `corners`: N, 4, 2.
    """
    polygons = []
    for corner in corners:
        box = corner
        if np.ptp(box[:2, 1]) < 1 and np.ptp(box[[0, 3], 0]) < 1:
            # With whole pixels and right angles, crops are slices: exact and without cost.
            box = _upright(box)
        box[:, 0] = np.clip(box[:, 0], 0, width)
        box[:, 1] = np.clip(box[:, 1], 0, height)
        if side_lengths(box).min() >= MIN_SIDE:
            polygons.append(box)
    return polygons


def _upright(box: Polygon) -> Polygon:
    """Return the upright box of whole pixels that is nearest to a nearly upright box."""
    x0, x1 = np.round([box[[0, 3], 0].mean(), box[[1, 2], 0].mean()])
    y0, y1 = np.round([box[:2, 1].mean(), box[2:, 1].mean()])
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
