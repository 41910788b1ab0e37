"""Nothing that a document points to is opened: no address on the web, no other file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, PngImagePlugin

from ocrlc.document import Document
from ocrlc.loading.load import load_pages
from ocrlc.results import Page
from ocrlc.writers import write
from tests.support.hostile_pdfs import add_page, saved

PICTURE = b"q 612 0 0 792 0 0 cm /I Do Q"


class Web:
    """A server that notes what is asked of it."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()


def pointing_pdf(url: str, black: Path) -> bytes:
    """Return a PDF whose pages, actions and forms point to the web and to a black picture."""
    pdf = Pdf.new()
    places = {
        "web": Dictionary(Type=Name.Filespec, FS=Name.URL, F=String(f"{url}/picture")),
        "file": Dictionary(Type=Name.Filespec, F=String(str(black))),
    }
    for place in places.values():
        picture = Stream(pdf, b"")
        picture.Type, picture.Subtype = Name.XObject, Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 8, 8, 8
        picture.ColorSpace, picture.F = Name.DeviceGray, place
        content = Stream(pdf, PICTURE)
        page = add_page(pdf, PICTURE, XObject=Dictionary(I=pdf.make_indirect(picture)))
        content.F = place
        page.Contents = Array([page.Contents, pdf.make_indirect(content)])
        link = Dictionary(Type=Name.Action, S=Name.URI, URI=String(f"{url}/link"))
        submit = Dictionary(Type=Name.Action, S=Name.SubmitForm, F=place)
        script = Dictionary(S=Name.JavaScript, JS=String(f"app.launchURL('{url}/script')"))
        page.AA = Dictionary(O=script, C=submit)
        rect = Array([0, 0, 612, 792])
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=link)
        page.Annots = Array([pdf.make_indirect(note)])
    launch = Dictionary(S=Name.Launch, F=places["file"], Next=Dictionary(S=Name.URI, URI=url))
    pdf.Root.OpenAction = launch
    xfa = f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><a href="{url}/xfa"/></xdp:xdp>'.encode()
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, xfa))
    return saved(pdf)


def pointing_png(url: str) -> bytes:
    """Return a PNG whose texts and metadata name an address."""
    info = PngImagePlugin.PngInfo()
    xmp = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{url}/entity">]><x>&e;</x>'
    info.add_itxt("XML:com.adobe.xmp", xmp)
    info.add_text("Comment", f"{url}/comment")
    file = BytesIO()
    Image.new("L", (64, 64), 255).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def test_nothing_that_a_document_points_to_is_opened(web: Web, tmp_path: Path) -> None:
    black = tmp_path / "black.raw"
    black.write_bytes(bytes(64))
    for name, data in (
        ("a.pdf", pointing_pdf(web.url, black)),
        ("a.png", pointing_png(web.url)),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        pages = list(load_pages(path))
        assert all(np.all(page.image == 255) for page in pages)  # not the other file either
        sizes = [page.image.shape[1::-1] for page in pages]
        read = tuple(Page(str(path), n, *size) for n, size in enumerate(sizes, 1))
        assert write(Document(read), "pdf").startswith(b"%PDF")
    assert web.asked == []
    with pytest.raises(OSError, match="404"):
        urlopen(f"{web.url}/seen")
    assert web.asked == ["/seen"]
