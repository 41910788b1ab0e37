"""Pages drawn with known structure."""

from __future__ import annotations

import random

import pytest

from ocrlc.evaluation.structure.markdown import parse


def test_drawn_pages_are_the_same_every_time_and_say_what_they_hold():
    draw = pytest.importorskip("scripts.structured.draw")
    from scripts.drawing.fonts import FontMissingError
    from scripts.structured.contents import Heading, Table, markdown
    from scripts.structured.families import BUILDING

    try:
        content, parts = draw.draw_page(BUILDING[0], random.Random(3))
    except FontMissingError as missing:
        pytest.skip(str(missing))
    assert draw.draw_page(BUILDING[0], random.Random(3)) == (content, parts)
    parsed = parse(markdown(parts))
    assert len(parsed.headings) == sum(isinstance(part, Heading) for part in parts)
    assert len(parsed.tables) == sum(isinstance(part, Table) for part in parts) > 0
    image = draw.render(content, 50)
    assert image.shape == (585, 414, 3)
    assert image.min() < 100 < image.max()


def test_tables_of_papers_are_drawn_alone():
    draw = pytest.importorskip("scripts.structured.draw")
    from scripts.drawing.fonts import FontMissingError
    from scripts.structured.families import PAPERS

    try:
        tables = [draw.draw_table(PAPERS[0], random.Random(seed), 100) for seed in range(12)]
    except FontMissingError as missing:
        pytest.skip(str(missing))
    for image, table in tables:
        parsed = parse(table.markdown())
        assert parsed.rules == ["groups"]
        widths = {sum(cell.columns for cell in table.rows[-1]), *(len(row) for row in table.rows)}
        assert max(widths) > 2
        assert (image[:2] > 250).all()
        assert image.min() < 100
    assert any(cell.columns > 1 for _, table in tables for cell in table.rows[0])
