from __future__ import annotations

import io
import struct

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw

from ocrlc.document import Document
from ocrlc.errors import InputError
from ocrlc.loading.load import load_pages
from ocrlc.loading.options import LoadOptions
from ocrlc.results import Page
from ocrlc.writers import write
from tests.support.debian import pdftotext

SIZE = (400, 200)
TEXTS = ("Größe & Preis", "1.234,50 €", "žluťoučký kůň")


@pytest.fixture
def picture() -> Image.Image:
    """Noise that hardly compresses, with a black corner at the top left."""
    grain = np.random.default_rng(1).integers(150, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    image = Image.fromarray(grain)
    ImageDraw.Draw(image).rectangle((0, 0, 150, 60), fill="black")
    return image


def lines(line_at):
    return tuple(line_at(text, 40, 30 + 50 * row) for row, text in enumerate(TEXTS))


def read(content: bytes, page: int = 0) -> str:
    with pdfium.PdfDocument(content) as pdf:
        return " ".join(pdf[page].get_textpage().get_text_bounded().split())


def render(content: bytes, scale: float = 150 / 72) -> np.ndarray:
    with pdfium.PdfDocument(content) as pdf:
        return pdf[0].render(scale=scale).to_numpy()[:, :, :3].astype(int)


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.jpg", {}), ("a.jpg", {"quality": 95, "dpi": (200, 200)}), ("a.png", {}), ("a.tif", {})],
)
def test_picture_becomes_a_searchable_page(tmp_path, picture, line_at, monkeypatch, name, options):
    path = tmp_path / name
    picture.save(path, **options)
    document = Document((Page(str(path), 1, *SIZE, lines(line_at)),))
    content = write(document, "pdf")
    assert read(content) == " ".join(TEXTS)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write(document, "pdf") == content
    if name != "a.tif":
        assert len(content) < 1.1 * path.stat().st_size + 20_000
    if name == "a.jpg":
        assert path.read_bytes() in content


def test_word_boxes_are_where_they_were_seen(tmp_path, picture, line_at):
    path = tmp_path / "a.png"
    picture.save(path)
    content = write(Document((Page(str(path), 1, *SIZE, lines(line_at)),)), "pdf")
    with pdfium.PdfDocument(content) as pdf:
        text = pdf[0].get_textpage()
        found = np.array([text.get_charbox(0, loose=True), text.get_charbox(4, loose=True)])
    left, bottom, right, top = *found[0][:2], *found[1][2:]
    pixels = (
        np.array([left, SIZE[1] * 72 / 150 - top, right, SIZE[1] * 72 / 150 - bottom]) * 150 / 72
    )
    assert np.abs(pixels - [40, 30, 90, 50]).max() < 2


@pytest.mark.parametrize("name", ["fax.tif", "turned.jpg"])
def test_pages_of_a_fax_are_as_high_as_they_were(tmp_path, picture, line_at, name):
    """It has twice as many dots across as down, on paper that may lie on its side."""
    path = tmp_path / name
    on_its_side = name == "turned.jpg"
    exif = Image.Exif()
    if on_its_side:
        exif[0x0112] = 6
        picture = picture.rotate(90, expand=True)
    picture.convert("L").save(path, dpi=(98, 204)[:: 1 if on_its_side else -1], exif=exif)
    content = write(Document((Page(str(path), 1, *SIZE, lines(line_at)),)), "pdf")
    with pdfium.PdfDocument(content) as pdf:
        size = pdf[0].get_size()
        text = pdf[0].get_textpage()
        found = np.array([text.get_charbox(0, loose=True), text.get_charbox(4, loose=True)])
    assert size == pytest.approx((SIZE[0] * 72 / 204, SIZE[1] * 72 / 98), abs=0.01)
    left, bottom, right, top = *found[0][:2], *found[1][2:]
    across, down = 204 / 72, 98 / 72
    pixels = [left * across, SIZE[1] - top * down, right * across, SIZE[1] - bottom * down]
    assert np.abs(np.subtract(pixels, [40, 30, 90, 50])).max() < 2


def test_pdftotext_reads_the_same(tmp_path, picture, line_at):
    path = tmp_path / "a.jpg"
    picture.save(path)
    content = write(Document((Page(str(path), 1, *SIZE, lines(line_at)),)), "pdf")
    assert pdftotext(content).split() == " ".join(TEXTS).split()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("name", "mode"), [("a.jpg", "RGB"), ("a.png", "RGB"), ("a.tif", "RGB"), ("a.tif", "1"),
                       ("a.webp", "RGB")]
)  # fmt: skip
def test_page_looks_as_it_was_read_in_every_orientation(tmp_path, picture, orientation, name, mode):
    path = tmp_path / name
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture.convert(mode).save(path, exif=exif)
    (seen,) = load_pages(path)
    expected = np.dstack([seen.image] * 3) if seen.image.ndim == 2 else seen.image
    height, width = expected.shape[:2]
    shown = render(write(Document((Page(str(path), 1, width, height),)), "pdf"))
    assert shown.shape == expected.shape
    assert np.abs(shown - expected).mean() < 3


@pytest.mark.parametrize("ending", [".png", ".tif"])
@pytest.mark.parametrize("colour", [False, True])
def test_deep_pictures_look_as_they_were_read(tmp_path, picture, ending, colour):
    """Twelve bits in sixteen: as they stand, they would be nearly black."""
    import cv2

    path = tmp_path / f"a{ending}"
    pixels = np.asarray(picture if colour else picture.convert("L"), np.uint16) * 16
    assert cv2.imwrite(str(path), pixels)
    (seen,) = load_pages(path)
    assert seen.image.max() == 255
    expected = np.dstack([seen.image] * 3) if seen.image.ndim == 2 else seen.image
    shown = render(write(Document((Page(str(path), 1, *SIZE),)), "pdf"))
    assert np.abs(shown - expected).mean() < 1


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.jpg", "CMYK", {}),
        ("a.mpo", "RGB", {"format": "MPO", "save_all": True}),
        ("a.png", "P", {}),
        ("a.gif", "P", {}),
        ("a.png", "P", {"transparency": bytes(range(0, 256, 16))}),
        ("a.gif", "P", {"transparency": 15}),
        ("a.png", "1", {}),
        ("a.tif", "1", {"compression": "group4"}),
        ("a.tif", "1", {"compression": "group3"}),
        ("a.bmp", "1", {}),
    ],
)
def test_packed_pictures_stay_small(tmp_path, root, name, mode, options):
    path = tmp_path / name
    with Image.open(root / "data/samples/invoice.jpg") as page:
        crisp = page.convert("L").point(lambda value: 255 * (value > 128))
        if mode == "RGB":
            options = {**options, "append_images": [page.copy()]}
        plain = page.quantize(16, dither=Image.Dither.NONE) if mode == "P" else page.convert(mode)
        if mode == "1":
            plain = crisp.convert("1")
        plain.save(path, **options)
    (seen,) = load_pages(path)
    height, width = seen.image.shape[:2]
    content = write(Document((Page(str(path), 1, width, height),)), "pdf")
    assert len(content) <= 1.1 * path.stat().st_size + 20_000
    expected = np.dstack([seen.image] * 3) if seen.image.ndim == 2 else seen.image
    shown = render(content, width / _width(content))[:height]
    assert np.abs(shown - expected).mean() < (20 if mode == "CMYK" else 3)


def _width(content: bytes) -> float:
    with pdfium.PdfDocument(content) as pdf:
        return pdf[0].get_width()


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg"])
def test_page_looks_as_it_was_read_in_every_mode(tmp_path, picture, mode, ending):
    path = tmp_path / f"a{ending}"
    image = picture.convert("L").convert("I;16") if mode == "I;16" else picture.convert(mode)
    try:
        image.save(path)
    except OSError:
        pytest.skip(f"{ending} does not hold {mode}")
    (seen,) = load_pages(path)
    expected = seen.image if seen.image.ndim == 3 else np.repeat(seen.image[:, :, None], 3, 2)
    shown = render(write(Document((Page(str(path), 1, *SIZE),)), "pdf"))
    # A CMYK JPEG stays one, and PDFium has other inks than Pillow.
    assert np.abs(shown - expected).mean() < (20 if (mode, ending) == ("CMYK", ".jpg") else 12)


def test_every_frame_of_a_tiff_is_a_page(tmp_path, picture, line_at):
    path = tmp_path / "a.tif"
    picture.save(path, save_all=True, append_images=[picture.rotate(180)])
    pages = tuple(
        Page(str(path), number, *SIZE, (line_at(f"page {number}", 10, 10),)) for number in (1, 2)
    )
    content = write(Document(pages), "pdf")
    assert [read(content, page) for page in (0, 1)] == ["page 1", "page 2"]


@pytest.fixture
def scan(tmp_path, picture):
    """A PDF of one page that is a picture."""
    picture.save(tmp_path / "a.jpg")
    path = tmp_path / "scan.pdf"
    path.write_bytes(write(Document((Page(str(tmp_path / "a.jpg"), 1, *SIZE),)), "pdf"))
    return path


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_pdf_keeps_its_pages_and_gets_text(scan, line_at, turn):
    with pdfium.PdfDocument(scan.read_bytes()) as pdf:
        pdf[0].set_rotation(turn)
        file = io.BytesIO()
        pdf.save(file)
    scan.write_bytes(file.getvalue())
    before = scan.read_bytes()
    (seen,) = load_pages(scan, LoadOptions(dpi=150))
    height, width = seen.image.shape[:2]
    line = line_at("Rechnung Nr. 5", 30, 60)
    content = write(Document((Page(str(scan), 1, width, height, (line,)),)), "pdf")
    assert read(content) == "Rechnung Nr. 5"
    assert np.array_equal(render(content), render(before))
    assert len(content) < 1.1 * len(before) + 20_000
    with pdfium.PdfDocument(content) as pdf:
        assert pdf[0].get_rotation() == turn
        left, bottom, right, top = pdf[0].get_textpage().get_charbox(0, loose=True)
    middle = {
        0: (35, height - 70),
        90: (70, 35),
        180: (width - 35, 70),
        270: (height - 70, width - 35),
    }[turn]
    found = ((left + right) / 2 * 150 / 72, (bottom + top) / 2 * 150 / 72)
    assert found == pytest.approx(middle, abs=3)


def test_page_with_text_is_left_as_it_is_and_told(scan, line_at, caplog):
    page = Page(str(scan), 1, *SIZE, (line_at("once", 30, 60),))
    scan.write_bytes(write(Document((page,)), "pdf"))
    again = Page(str(scan), 1, *SIZE, (line_at("twice", 30, 60),))
    assert read(write(Document((again,)), "pdf")) == "once"
    assert "page 1 has text already" in caplog.text


def test_several_sources_make_one_file(tmp_path, picture, scan, line_at):
    pages = tuple(
        Page(str(path), 1, *SIZE, (line_at(path.name, 30, 60),))
        for path in (tmp_path / "a.jpg", scan)
    )
    content = write(Document(pages), "pdf")
    assert [read(content, page) for page in (0, 1)] == ["a.jpg", "scan.pdf"]


def test_source_that_is_no_file_is_told():
    with pytest.raises(InputError, match="<stdin>"):
        write(Document((Page("<stdin>", 1, 10, 10),)), "pdf")


# PDF over PDF, as other programs write and lock it


def with_text(path, line_at, load_options=None) -> bytes:
    """Return a PDF with a line on its first page."""
    (seen, *_) = load_pages(path, load_options)
    height, width = seen.image.shape[:2]
    page = Page(str(path), 1, width, height, (line_at("Rechnung Nr. 5", 30, 60),))
    return write(Document((page,)), "pdf", load_options)


@pytest.mark.parametrize("strength", [4, 6])
def test_locked_pdf_stays_locked(scan, line_at, strength):
    """As it was: the same passwords open it, the same permissions hold."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        lock = pikepdf.Encryption(
            user="sesame", owner="boss", R=strength, allow=pikepdf.Permissions(modify_form=False)
        )
        pdf.save(scan, encryption=lock)
    content = with_text(scan, line_at, LoadOptions(password="sesame"))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    for password in ("sesame", "boss"):
        with pikepdf.open(io.BytesIO(content), password=password) as pdf:
            assert strength == pdf.encryption.R
            assert not pdf.allow.modify_form
        with pdfium.PdfDocument(content, password=password) as drawn:
            assert "Rechnung" in drawn[0].get_textpage().get_text_range()
    page = Page(str(scan), 1, *SIZE, (line_at("x", 30, 60),))
    with pytest.raises(InputError, match=r"scan\.pdf.*password"):
        write(Document((page,)), "pdf", LoadOptions(password="nuts"))


def test_pdf_with_a_password_for_its_owner_only(scan, line_at):
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        lock = pikepdf.Encryption(user="", owner="boss", allow=pikepdf.Permissions(extract=True))
        pdf.save(scan, encryption=lock)
    content = with_text(scan, line_at)
    assert read(content) == "Rechnung Nr. 5"
    with pikepdf.open(io.BytesIO(content), password="boss") as pdf:
        assert pdf.owner_password_matched


def test_joined_pdf_tells_that_it_is_not_locked(scan, tmp_path, line_at, caplog):
    with pikepdf.open(scan) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="a", owner="b"))
    pages = tuple(
        Page(str(path), 1, *SIZE, (line_at(path.name, 30, 60),))
        for path in (scan, tmp_path / "locked.pdf")
    )
    content = write(Document(pages), "pdf", LoadOptions(password="a"))
    assert [read(content, page) for page in (0, 1)] == ["scan.pdf", "locked.pdf"]
    assert "protection" in caplog.text


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [(20, 2, 180, 92), (-50, -50, 400, 300)])
def test_text_is_in_place_on_cropped_pages(scan, line_at, box, turn):
    """Also where the crop box reaches beyond the page, and where the page begins off the origin."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = [-10, -5, 192, 96]
        pdf.pages[0].CropBox = box
        pdf.pages[0].Rotate = turn
        pdf.save(scan)
    before = scan.read_bytes()
    content = with_text(scan, line_at, LoadOptions(dpi=150))
    assert np.array_equal(render(content), render(before))
    assert read(content) == "Rechnung Nr. 5"
    with pdfium.PdfDocument(content) as pdf:
        page = pdf[0]
        size = (*render(content).shape[1::-1], 0)
        place = pdfium.PdfPosConv(page, (0, 0, *size))
        left, bottom, right, top = page.get_textpage().get_charbox(0, loose=True)
        corners = np.array([place.to_bitmap(left, bottom), place.to_bitmap(right, top)])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    assert np.abs(np.array([x0, y0, x1, y1]) - [30, 60, 40, 80]).max() <= 3


def test_everything_else_in_a_pdf_stays(scan, line_at):
    """What PDFium takes for unused, too; and whatever a page does to the state of drawing."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        page.Resources.Font = pikepdf.Dictionary(
            Unused=pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
        )
        page.contents_add(b"q q 0.5 0 0 0.5 100 100 cm 0 0 10 10 re W n")
        page.obj["/Annots"] = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link)])
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("one", 0))
        pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"attached")
        pdf.docinfo["/Title"] = "A title"
        pdf.save(scan)
    before = scan.read_bytes()
    content = with_text(scan, line_at)
    assert read(content) == "Rechnung Nr. 5"
    assert with_text(scan, line_at) == content
    assert np.array_equal(render(content), render(before))
    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(content)) as new:
        assert not new.check_pdf_syntax()
        assert new.docinfo["/Title"] == "A title"
        assert new.attachments["a.txt"].get_file().read_bytes() == b"attached"
        assert "/Unused" in new.pages[0].Resources.Font
        assert "/Outlines" in new.Root
        assert len(new.pages[0].Annots) == 1
        streams = [part.read_raw_bytes() for part in new.pages[0].Contents]
        assert streams[-1] == [part.read_raw_bytes() for part in old.pages[0].Contents][-1]


def test_signed_pdf_is_told(scan, line_at, caplog):
    with_text(scan, line_at)
    assert "signature" not in caplog.text
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), SigFlags=3)
        pdf.save(scan)
    with_text(scan, line_at)
    assert "scan.pdf: is signed; the signature does not hold" in caplog.text


@pytest.mark.parametrize("signed", [False, True])
def test_signature_in_a_field_without_flags_is_told(scan, line_at, caplog, signed):
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=pikepdf.Array([0, 1, 2, 3]))
        inner = pdf.make_indirect(pikepdf.Dictionary(T="inner", **({"V": value} if signed else {})))
        outer = pdf.make_indirect(pikepdf.Dictionary(T="outer", Kids=pikepdf.Array([inner])))
        inner.Kids = pikepdf.Array([outer])  # fields in a loop end too
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([outer]))
        pdf.save(scan)
    with_text(scan, line_at)
    assert ("scan.pdf: is signed" in caplog.text) is signed


def test_pdf_that_gets_no_text_is_the_same_file(scan, line_at):
    """Written again, a document signed as it came from a computer would lose its signature."""
    scan.write_bytes(with_text(scan, line_at))
    assert with_text(scan, line_at) == scan.read_bytes()


@pytest.mark.parametrize("strength", [3, 4])
def test_password_with_an_umlaut(scan, line_at, strength):
    """Before PDF 2.0, passwords are not UTF-8."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        modern = strength > 3
        lock = pikepdf.Encryption(
            user="Schlüssel", owner="x", R=strength, aes=modern, metadata=modern
        )
        pdf.save(scan, encryption=lock)
    content = with_text(scan, line_at, LoadOptions(password="Schlüssel"))
    with pdfium.PdfDocument(content, password="Schlüssel") as pdf:
        assert "Rechnung" in pdf[0].get_textpage().get_text_range()


def test_pictures_in_a_pdf_keep_their_predictors(scan, line_at):
    """A gradient takes many times the room without."""
    y, x = np.mgrid[:600, :600]
    with Image.fromarray((x * y // 800).astype(np.uint8)) as gradient:
        gradient.save(file := io.BytesIO(), "PNG")
    start = (png := file.getvalue()).index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        picture = pdf.make_stream(png[start + 4 : start + 4 + length])
        picture.Filter = pikepdf.Array([pikepdf.Name.FlateDecode])
        picture.DecodeParms = pikepdf.Array([pikepdf.Dictionary(Predictor=15, Columns=600)])
        pdf.Root.Picture = picture
        before = picture.read_raw_bytes()
        pdf.save(scan, compress_streams=False)
    with pikepdf.open(io.BytesIO(with_text(scan, line_at))) as pdf:
        assert pdf.Root.Picture.read_raw_bytes() == before


def test_many_objects_stay_packed(scan, line_at):
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.Root.Extra = pikepdf.Array(
            [pdf.make_indirect(pikepdf.Dictionary(Number=i)) for i in range(5000)]
        )
        pdf.save(scan, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    content = with_text(scan, line_at)
    assert len(content) < 1.1 * scan.stat().st_size + 20_000


def test_full_page_of_text_stays_small(scan, line_at):
    text = " ".join("word" for _ in range(500))
    before = scan.read_bytes()
    page = Page(str(scan), 1, 4000, 2000, tuple(line_at(text, 1, y) for y in range(0, 90, 30)))
    assert len(write(Document((page,)), "pdf")) < 1.1 * len(before) + 20_000


def test_words_of_large_pages_are_in_place(scan, line_at):
    """A pixel's size in points is a fraction of many digits; a page has thousands of pixels."""
    with pikepdf.open(scan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = [0, 0, 595.276, 841.89]
        pdf.save(scan)
    page = Page(str(scan), 1, 9095, 12863, (line_at("far", 9000, 12800),))
    content = write(Document((page,)), "pdf")
    with pdfium.PdfDocument(content) as pdf:
        left, bottom, *_ = pdf[0].get_textpage().get_charbox(0, loose=True)
    assert left * 9095 / 595.276 == pytest.approx(9000, abs=2)
    assert bottom * 12863 / 841.89 == pytest.approx(12863 - 12820, abs=2)


def test_transparent_picture_of_one_bit_lies_over_white(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", SIZE, 0).save(path, transparency=0)
    assert render(write(Document((Page(str(path), 1, *SIZE),)), "pdf")).min() == 255


def test_transparent_grey_stays_grey(tmp_path, picture):
    path = tmp_path / "a.png"
    picture.resize((1000, 500)).convert("L").save(path, transparency=0)
    content = write(Document((Page(str(path), 1, 1000, 500),)), "pdf")
    assert len(content) < 1.1 * path.stat().st_size + 20_000


@pytest.mark.parametrize(
    ("name", "mode"), [("a.jpg", "RGB"), ("a.png", "RGB"), ("a.png", "1"), ("a.gif", "P")]
)
def test_truncated_picture_looks_as_it_was_read(tmp_path, picture, name, mode):
    path = tmp_path / name
    picture.convert(mode).save(path)
    whole, options = path.read_bytes(), LoadOptions(allow_truncated=True)
    assert write(Document((Page(str(path), 1, *SIZE),)), "pdf", options) == write(
        Document((Page(str(path), 1, *SIZE),)), "pdf"
    )
    path.write_bytes(whole[: len(whole) // 2])
    (seen,) = load_pages(path, options)
    expected = seen.image if seen.image.ndim == 3 else np.repeat(seen.image[:, :, None], 3, 2)
    shown = render(write(Document((Page(str(path), 1, *SIZE),)), "pdf", options))
    assert np.array_equal(shown, expected)


@pytest.mark.parametrize("dpi", [float("nan"), float("inf"), 0.0])
def test_resolution_that_is_no_number_is_not_believed(tmp_path, picture, line_at, monkeypatch, dpi):
    """TIFFs may state 0/0 or 1/0."""
    path = tmp_path / "a.tif"
    picture.save(path)
    size = picture.size
    ask = Image.open

    def opened(*args, **options):
        found = ask(*args, **options)
        found.info["dpi"] = (300.0, dpi)
        return found

    monkeypatch.setattr(Image, "open", opened)
    content = write(Document((Page(str(path), 1, *size, (line_at("a", 30, 60),)),)), "pdf")
    with pdfium.PdfDocument(content) as pdf:
        assert pdf[0].get_size() == pytest.approx([side * 72 / 300 for side in size], abs=1)
