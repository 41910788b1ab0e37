"""An app whose reader needs no model: it does what the document says."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ocrlc.document import Document
from ocrlc.errors import FormatError, InputError, LimitError, ModelError, TimeLimitError
from ocrlc.results import Line, Page, Word
from ocrlc.server.app import create_app
from ocrlc.server.limits import Limits
from ocrlc.server.pool import ReaderPool

OPTIONS = ("--queue", "3", "--upload-timeout", "3", "--timeout", "600", "--page-timeout", "600")
CORNERS = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
ERRORS = {
    b"format": FormatError("not an image or PDF"),
    b"limit": LimitError("larger than 1 megapixels"),
    b"late": TimeLimitError("took longer than 1 s"),
    b"damaged": InputError("is truncated"),
    b"model": ModelError("broken"),
    b"bug": RuntimeError("unforeseen"),
}


class FakeReader:
    """Reads a line of text from a file that holds just that."""

    def __init__(self) -> None:
        self.seen = []
        self.busy = threading.Lock()
        self.stops = []
        self.read_options = []
        self.restarts = 0

    def load(self):
        pass

    def recognize(self, source, load_options=None, read_options=None, *, within=None, stop=None):
        assert self.busy.acquire(blocking=False), "a reader reads one document at a time"
        try:
            self.seen.append((source.path, load_options, within))
            self.read_options.append(read_options)
            self.stops.append(stop)
            return self.read(source, stop)
        finally:
            self.busy.release()

    def read(self, source, stop):
        data = source.read()
        if data in ERRORS:
            raise ERRORS[data]
        if data == b"slow":
            end = time.monotonic() + 20
            while time.monotonic() < end and not stop.is_set():
                time.sleep(0.01)
        text = data.decode(errors="replace")
        word = Word(text, 0.5, CORNERS)
        return Document((Page(source.name, 1, 30, 20, (Line(text, 0.5, CORNERS, (word,)),)),))

    def call(self, function, *arguments, within=None):
        return function(*arguments)


@pytest.fixture
def reader():
    return FakeReader()


@pytest.fixture
def make_app(reader, tmp_path):
    def make(limits=None, waiting=2, readers=None):
        pool = ReaderPool(readers or [reader], waiting)
        app = create_app(pool, tmp_path, limits or Limits(), "lcnet-latin")
        app.state.pool = pool
        return app

    return make


@pytest.fixture
def client(make_app):
    with TestClient(make_app(), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def server():
    """The real one, in processes of its own."""
    from tests.support.server import serving

    with serving(*OPTIONS) as server:
        yield server


@pytest.fixture(scope="session")
def receipt(tmp_path_factory):
    """A part of a sample: what is tested with it is not how long reading takes."""
    from PIL import Image

    path = tmp_path_factory.mktemp("serve") / "receipt.png"
    samples = Path(__file__).parents[2] / "data/samples"
    with Image.open(samples / "receipt.jpg") as picture:
        picture.crop((0, 0, picture.width, 400)).save(path)
    return path
