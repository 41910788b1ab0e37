from __future__ import annotations

import pytest

from ocrlc.server.formats import choose_format


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/*", "text"),
        ("application/*;q=0.2, text/plain;q=0.1", "json"),
        ("text/plain;q=0.1, application/xml;q=0.3", "alto"),
        ("*/*;q=0.9, application/json;q=0", "text"),
        ("APPLICATION/PDF", "pdf"),
        ("application/json;q=high", None),
        ("image/png", None),
        ("", "json"),
    ],
)
def test_the_best_that_is_accepted(accept, format):
    assert choose_format(accept) == format
