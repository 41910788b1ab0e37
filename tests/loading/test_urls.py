"""Documents from URLs: read like files, named without what is secret."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ocrlc.document import Document
from ocrlc.errors import InputError, LimitError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.writers import write
from tests.support.stores import memory_store


@pytest.fixture
def store():
    with memory_store() as files:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(buffer, "PNG")
        files.pipe_file("/in/scan.png", buffer.getvalue())
        yield files


def test_a_page_is_loaded_from_a_url(store):
    (page,) = load_pages("memory://in/scan.png")
    assert (page.source, page.image.shape[:2]) == ("memory://in/scan.png", (30, 40))


def test_the_limit_of_a_file_holds(store):
    with pytest.raises(LimitError, match="larger than"):
        load_pages("memory://in/scan.png", LoadOptions(max_bytes=20))
    with pytest.raises(InputError, match="no such file"):
        load_pages("memory://in/gone.png")


def test_a_document_of_a_url_is_saved_at_one(store, document):
    document.save("memory://out/scan.json")
    assert store.cat_file("/out/scan.json") == write(document, "json")
    (page,) = load_pages("memory://in/scan.png")
    height, width = page.image.shape[:2]
    first = document.pages[0]
    scan = Document((type(first)(page.source, 1, width, height, first.lines[:1]),))
    scan.save("memory://out/scan.pdf")
    assert store.cat_file("/out/scan.pdf").startswith(b"%PDF-")
