from __future__ import annotations

import pytest

from ocrlc.server.formats import INSTALLED, choose_format, format_options


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


def test_page_lists_every_format_and_holds_the_document_first():
    options = format_options().splitlines()
    assert options[0] == '<option value="pdf" data-ending=".pdf">Searchable PDF</option>'
    assert len(options) == len(INSTALLED)
    for format in INSTALLED.values():
        assert any(f'"{format.name}" data-ending="{format.ending}"' in row for row in options)
