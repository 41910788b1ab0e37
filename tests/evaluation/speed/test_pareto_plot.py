"""The front of models that nothing beats."""

from __future__ import annotations

from pathlib import Path

import cv2

from ocrlc.evaluation.speed.pareto_plot import Point, draw_pareto, front


def point(name: str, ms: float, exact: float) -> Point:
    return Point(name, "oneDNN", ms, exact, exact - 1, exact + 1)


def test_the_front_holds_what_nothing_beats() -> None:
    points = [
        point("slow and best", 9, 90),
        point("fast", 1, 70),
        point("beaten on both", 5, 75),
        point("middle", 4, 80),
        point("as fast, worse", 4, 79),
        point("as good, slower", 10, 90),
    ]
    assert [p.name for p in front(points)] == ["fast", "middle", "slow and best"]


def test_the_picture_is_one(tmp_path: Path) -> None:
    path = tmp_path / "pareto.png"
    draw_pareto([point("a", 1, 50), point("b", 3, 60)], path, "Some CPU")
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image.shape == (660, 990)
    assert image.min() < 50 < 200 < image.max()
