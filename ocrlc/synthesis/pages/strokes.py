"""Hand-made marks that are not text: signatures, scribbles, rings of stamps, drawings."""

from __future__ import annotations

import math
from random import Random

import cv2
import numpy as np

from ocrlc.synthesis.augmentation import Image


def signature(width: int, height: int, chance: Random) -> Image:
    """Return a signature's strokes. Ink coverage. Shape: height, width."""
    image = np.zeros((height, width), np.uint8)
    thick = max(1, round(height * chance.uniform(0.02, 0.06)))
    x, y = 0.05 * width, 0.6 * height
    points = []
    loops = chance.randint(4, 11)
    round_ = chance.uniform(0.0, 1.0)
    for step in range(loops):
        tall = height * chance.uniform(0.08, 0.3) * (1.8 if step in (0, loops // 2) else 1)
        wide = 0.9 * width / loops
        lean = chance.uniform(0.1, 0.6)
        if chance.random() > round_:
            # Sharp strokes up and down, as m, u and t have them.
            for k in range(chance.randint(2, 5)):
                dy = -tall * (k % 2) * chance.uniform(0.4, 1.2)
                points.append((x + wide * k / 4 - lean * dy, y + dy))
        else:
            turn = chance.choice((-1, 1))
            phase = chance.uniform(0, 6.28)
            for k in range(16):
                angle = phase + turn * 6.28 * k / 16
                dy = -tall * (0.5 + 0.5 * math.sin(angle))
                reach = chance.uniform(0.45, 0.5) * wide * math.cos(angle)
                points.append((x + wide * k / 16 + reach - lean * dy, y + dy))
        x += wide
        y += height * chance.uniform(-0.06, 0.05)
    line = np.array(points, np.float32)
    cv2.polylines(image, [(line * 8).astype(np.int32)], False, 255, thick, cv2.LINE_AA, 3)
    if chance.random() < 0.6:
        start = (int(width * chance.uniform(0, 0.3)), int(height * chance.uniform(0.6, 0.95)))
        end = (int(width * chance.uniform(0.6, 1)), int(height * chance.uniform(0.5, 0.9)))
        cv2.line(image, start, end, 255, thick, cv2.LINE_AA)
    return image


def handwriting(width: int, height: int, chance: Random) -> Image:
    """Return rows of strokes that look like joined-up writing. Ink coverage."""
    image = np.zeros((height, width), np.uint8)
    tall = height / chance.randint(2, 8)
    y = tall
    while y < height - 2:
        x = chance.uniform(0, 0.1) * width
        while x < width * chance.uniform(0.7, 1):
            wide = tall * chance.uniform(0.6, 3)
            word = signature(max(8, int(wide)), max(8, int(tall)), chance)
            rows = min(word.shape[0], height - int(y - tall))
            columns = min(word.shape[1], width - int(x))
            if rows > 0 and columns > 0:
                target = image[int(y - tall) :, int(x) :][:rows, :columns]
                np.maximum(target, word[:rows, :columns], out=target)
            x += wide + tall * 0.4
        y += tall
    return image


def ring(size: int, chance: Random) -> Image:
    """Return an empty round stamp: circles, ticks where its letters would be, a star. Coverage."""
    image = np.zeros((size, size), np.uint8)
    centre = (size // 2, size // 2)
    thick = max(1, size // 50)
    outer = size // 2 - thick - 1
    for share in (1.0, 0.93, 0.62):
        if share == 1.0 or chance.random() < 0.7:
            cv2.circle(image, centre, int(outer * share), 255, thick, cv2.LINE_AA)
    if chance.random() < 0.5:
        cv2.circle(image, centre, max(2, size // 12), 255, -1, cv2.LINE_AA)
    return image


def sketch(width: int, height: int, chance: Random) -> Image:
    """Return a technical drawing: lines, arcs, frames and arrows without a word. Coverage."""
    image = np.zeros((height, width), np.uint8)
    for _ in range(chance.randint(6, 40)):
        x, y = chance.randrange(width), chance.randrange(height)
        reach = max(8, int(min(width, height) * chance.uniform(0.02, 0.5)))
        thick = chance.choice((1, 1, 1, 2, 3))
        shape = chance.randrange(5)
        if shape == 0:
            cv2.circle(image, (x, y), reach // 2, 255, thick, cv2.LINE_AA)
        elif shape == 1:
            cv2.rectangle(image, (x, y), (x + reach, y + chance.randint(4, reach)), 255, thick)
        elif shape == 2:
            angle = chance.randrange(360)
            cv2.ellipse(image, (x, y), (reach, reach // 2), angle, 0, angle + 40, 255, thick, 16)
        elif shape == 3:
            end = (chance.randrange(width), chance.randrange(height))
            cv2.arrowedLine(image, (x, y), end, 255, thick, cv2.LINE_AA, 0, 0.05)
        else:
            end = (
                (x, chance.randrange(height))
                if chance.random() < 0.5
                else (chance.randrange(width), y)
            )
            cv2.line(image, (x, y), end, 255, thick)
    return image
