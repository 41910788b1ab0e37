"""PDFs of a few kilobytes that ask for far more time or memory than their size suggests."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from tests.support.hostile_pictures import jpeg, repeated
from tests.support.seeds import encoded

LETTER = (0, 0, 612, 792)
MB = bytes(1 << 20)


def add_page(pdf: Pdf, content: bytes, box: tuple[float, ...] = LETTER, **resources) -> Dictionary:
    """Add a page to a PDF; return it."""
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array(list(box)),
        Contents=pdf.make_stream(content),
        Resources=Dictionary(**resources),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


def saved(pdf: Pdf, **options: object) -> bytes:
    """Return a PDF as a file; its streams stay as they were made."""
    file = io.BytesIO()
    level = pikepdf.StreamDecodeLevel.none
    pdf.save(file, compress_streams=False, stream_decode_level=level, static_id=True, **options)
    return file.getvalue()


def one_page(content: bytes, box: tuple[float, ...] = LETTER, **resources) -> bytes:
    """Return a PDF of one page."""
    pdf = Pdf.new()
    add_page(pdf, content, box, **resources)
    return saved(pdf)


def of_picture(data: bytes, width: int, height: int, **entries: object) -> bytes:
    """Return a PDF whose page is filled by a picture."""
    pdf = Pdf.new()
    picture = Stream(pdf, data)
    for name, value in dict(Width=width, Height=height, **entries).items():
        picture[f"/{name}"] = value
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    content = b"q 612 0 0 792 0 0 cm /I Do Q"
    add_page(pdf, content, XObject=Dictionary(I=pdf.make_indirect(picture)))
    return saved(pdf)


def add_forms(pdf: Pdf, depth: int, width: int, first: bytes) -> Stream:
    """Return a form that shows another one several times, which shows another one …"""
    form = None
    for _ in range(depth):
        made = pdf.make_stream(b"/F Do " * width if form is not None else first)
        made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array(list(LETTER))
        if form is not None:
            made.Resources = Dictionary(XObject=Dictionary(F=form))
        form = made
    assert form is not None
    return form


def forms() -> bytes:
    pdf = Pdf.new()
    form = add_forms(pdf, 12, 10, b"0 0 1 1 re f")
    add_page(pdf, b"/F Do", XObject=Dictionary(F=form))
    return saved(pdf)


def groups() -> bytes:
    """Return a PDF of transparent forms inside one another."""
    pdf = Pdf.new()
    form = add_forms(pdf, 400, 1, b"1 0 0 rg 0 0 600 700 re f")
    inner = form
    while inner is not None:
        inner.Group = Dictionary(S=Name.Transparency, I=True, K=True)
        inner = inner.Resources.XObject.F if "/Resources" in inner else None
    half = Dictionary(G=Dictionary(Type=Name.ExtGState, ca=0.5))
    add_page(pdf, b"/G gs /F Do", XObject=Dictionary(F=form), ExtGState=half)
    return saved(pdf)


def masks() -> bytes:
    """Return a PDF whose forms are masked by forms that are masked …"""
    pdf = Pdf.new()
    state = None
    for _ in range(12):
        content = b"/G gs 0 0 600 700 re f /G gs 0 0 500 600 re f"
        form = pdf.make_stream(content if state is not None else b"0 0 600 700 re f")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array(list(LETTER))
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        if state is not None:
            form.Resources = Dictionary(ExtGState=Dictionary(G=state))
        mask = Dictionary(S=Name.Luminosity, G=form)
        state = pdf.make_indirect(Dictionary(Type=Name.ExtGState, SMask=mask))
    add_page(pdf, b"/G gs 0 0 612 792 re f", ExtGState=Dictionary(G=state))
    return saved(pdf)


def strokes() -> bytes:
    """Return a PDF whose content is a thousand times its size."""
    pdf = Pdf.new()
    page = add_page(pdf, b"")
    page.Contents = Stream(pdf, repeated(b"0 0 m 612 792 l S\n" * 50_000, 240))
    page.Contents.Filter = Name.FlateDecode
    return saved(pdf)


def nested_content() -> bytes:
    """Return a PDF whose content is compressed three times over."""
    data = zlib.compress(repeated(b"0 0 m 612 792 l S\n" * 50_000, 240), 9)
    pdf = Pdf.new()
    page = add_page(pdf, b"")
    page.Contents = Stream(pdf, zlib.compress(data, 9))
    page.Contents.Filter = Array([Name.FlateDecode] * 3)
    return saved(pdf)


def dashes() -> bytes:
    lines = b"".join(b"0 %d m 612 %d l S\n" % (y, y) for y in range(0, 792, 8))
    return one_page(b"[0.0001 0.0001] 0 d 0.1 w\n" + lines)


def curves() -> bytes:
    return one_page(b"0 0 m " + b"9e3 8e3 -9e3 7e3 612 792 c 0 0 l " * 20_000 + b"f*")


def clips() -> bytes:
    path = b"0 0 m 9e3 8e3 -9e3 7e3 612 792 c h W n "
    return one_page(b"q " * 2_000 + path * 20_000 + b"0 0 612 792 re f")


def tiling() -> bytes:
    pdf = Pdf.new()
    add_tiling(pdf)
    return saved(pdf)


def add_tiling(pdf: Pdf) -> None:
    """Add a page to a PDF that takes minutes to draw, and little memory."""
    cell = pdf.make_stream(b"0 0 0.5 0.5 re f")
    cell.PatternType, cell.PaintType, cell.TilingType = 1, 1, 1
    cell.BBox, cell.XStep, cell.YStep = Array([0, 0, 1, 1]), 0.01, 0.01
    cell.Resources = Dictionary()
    add_page(pdf, b"/Pattern cs /P scn 0 0 612 792 re f", Pattern=Dictionary(P=cell))


def tilings() -> bytes:
    """Return a PDF of tiles that are filled with tiles, which are filled with tiles …"""
    pdf = Pdf.new()
    pattern = None
    for _ in range(8):
        cell = pdf.make_stream(b"/Pattern cs /P scn 0 0 99 99 re f" if pattern else b"0 0 1 1 re f")
        cell.PatternType, cell.PaintType, cell.TilingType = 1, 1, 1
        cell.BBox, cell.XStep, cell.YStep = Array([0, 0, 99, 99]), 5, 5
        cell.Resources = Dictionary(Pattern=Dictionary(P=pattern)) if pattern else Dictionary()
        pattern = cell
    content = b"/Pattern cs /P scn 0 0 612 792 re f"
    add_page(pdf, content, Pattern=Dictionary(P=pattern))
    return saved(pdf)


def shading() -> bytes:
    pdf = Pdf.new()
    function = pdf.make_stream(b"{ " + b"dup mul 1 add sqrt " * 5000 + b" exch pop dup dup }")
    function.FunctionType, function.Domain = 4, Array([0, 1, 0, 1])
    function.Range = Array([0, 1, 0, 1, 0, 1])
    shade = Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Function=function)
    shade.Matrix = Array([612, 0, 0, 792, 0, 0])
    add_page(pdf, b"/S sh " * 20, Shading=Dictionary(S=shade))
    return saved(pdf)


def mesh() -> bytes:
    """Return a PDF of 300,000 triangles that cover the page each."""
    corners = [(0, 0), (65535, 0), (32768, 65535)]
    points = b"".join(struct.pack(">BHHBBB", 0, *corner, 9, 9, 9) for corner in corners)
    pdf = Pdf.new()
    shade = Stream(pdf, repeated(points * 1000, 300))
    shade.Filter, shade.ShadingType, shade.ColorSpace = Name.FlateDecode, 4, Name.DeviceRGB
    shade.BitsPerCoordinate, shade.BitsPerComponent, shade.BitsPerFlag = 16, 8, 8
    shade.Decode = Array([0, 612, 0, 792, 0, 1, 0, 1, 0, 1])
    add_page(pdf, b"/S sh", Shading=Dictionary(S=pdf.make_indirect(shade)))
    return saved(pdf)


def sampled() -> bytes:
    """Return a PDF of a function that claims to have 10^16 samples."""
    pdf = Pdf.new()
    function = pdf.make_stream(MB[:4096])
    function.FunctionType, function.Size = 0, Array([10_000] * 4)
    function.Domain, function.Range = Array([0, 1] * 4), Array([0, 1] * 3)
    function.BitsPerSample = 8
    space = Array([Name.Separation, Name.Spot, Name.DeviceRGB, pdf.make_indirect(function)])
    add_page(pdf, b"/C cs 0.5 scn 0 0 600 700 re f", ColorSpace=Dictionary(C=space))
    return saved(pdf)


def huge_page() -> bytes:
    half = Dictionary(G=Dictionary(Type=Name.ExtGState, ca=0.5))
    content = b"/G gs 1 0 0 rg 10 10 100 100 re f"
    return one_page(content, (0, 0, 14_400, 14_400), ExtGState=half)


def endless_page() -> bytes:
    return one_page(b"0 0 9 9 re f", (0, 0, 2e9, 2e9))


def narrow_page() -> bytes:
    return one_page(b"0 0 9 9 re f", (0, 0, 1e7, 0.01))


def counted_pages() -> bytes:
    return one_page(b"0 0 9 9 re f").replace(b"/Count 1 ", b"/Count 1048000 ")


def many_pages() -> bytes:
    pdf = Pdf.new()
    page = pikepdf.Page(add_page(pdf, b"0 0 9 9 re f"))
    for _ in range(4999):
        pdf.pages.append(page)
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def deep_pages() -> bytes:
    pdf = Pdf.new()
    node = add_page(pdf, b"0 0 9 9 re f")
    for _ in range(11_000):
        parent = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([node])))
        node.Parent = parent
        node = parent
    pdf.Root.Pages = node
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def looping_pages() -> bytes:
    pdf = Pdf.new()
    page = add_page(pdf, b"0 0 9 9 re f")
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=30_000))
    tree.Kids = Array([tree, page])
    tree.Parent = tree
    pdf.Root.Pages = tree
    return saved(pdf)


def deep_arrays() -> bytes:
    return one_page(b"9").replace(b"/Root", b"/Junk " + b"[" * 200_000 + b"]" * 200_000 + b"/Root")


def object_stream() -> bytes:
    """Return a PDF whose catalogue lies in a stream of objects that unpacks to 850 MB."""
    catalogue, pages = b"<</Type/Catalog/Pages 3 0 R>>", b"<</Type/Pages/Kids[4 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 99 99]>>"
    index = b"2 0 3 %d 4 %d " % (len(catalogue), len(catalogue) + len(pages))
    blanks = b" " * 1024
    data = repeated((index + catalogue + pages + page).ljust(1024, b" ") + 1023 * blanks, 850)
    return _with_references(data, len(index))


def _with_references(objects: bytes, first: int) -> bytes:
    """Return a PDF of a stream of objects 2, 3 and 4, and a table of references as a stream."""
    out = b"%PDF-1.5\n"
    place = len(out)
    entries = b"/Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d" % (first, len(objects))
    out += b"1 0 obj<<%s>>stream\n%s\nendstream endobj\n" % (entries, objects)
    start = len(out)
    rows = [(0, 0, 255), (1, place, 0), (2, 1, 0), (2, 1, 1), (2, 1, 2), (1, start, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    entries = b"/Type/XRef/Size 6/W[1 4 1]/Root 2 0 R/Length %d" % len(table)
    out += b"5 0 obj<<%s>>stream\n%s\nendstream endobj\n" % (entries, table)
    return out + b"startxref\n%d\n%%%%EOF" % start


def references() -> bytes:
    """Return a PDF whose table of references claims four million objects in 28 MB."""
    table = repeated(struct.pack(">BIB", 1, 9, 0) * 1000, 4000)
    out = b"%PDF-1.5\n"
    entries = b"/Type/XRef/Size 4000000/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d"
    place = len(out)
    body = entries % len(table)
    out += b"1 0 obj<<%s>>stream\n%s\nendstream endobj\n" % (body, table)
    return out + b"startxref\n%d\n%%%%EOF" % place


def nested_filters() -> bytes:
    """Return a PDF of a picture of 18,000 x 18,000 pixels that is compressed three times."""
    data = zlib.compress(zlib.compress(repeated(b"\xff" * 1_000_000, 972), 9), 9)
    filters = Array([Name.FlateDecode] * 3)
    return of_picture(
        data, 18_000, 18_000, BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=filters
    )


def bit_picture() -> bytes:
    data = repeated(b"\xff" * 7500, 60_000)
    return of_picture(
        data,
        60_000,
        60_000,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.FlateDecode,
    )


def fax() -> bytes:
    parameters = Dictionary(K=-1, Columns=60_000, Rows=60_000)
    return of_picture(
        b"\xff" * 8000,
        60_000,
        60_000,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=parameters,
    )


def jbig2() -> bytes:
    def part(number: int, kind: int, data: bytes) -> bytes:
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    side = 65_000
    page = part(0, 48, struct.pack(">IIIIBH", side, side, 0, 0, 0, 0))
    region = struct.pack(">IIIIBB8b", side, side, 0, 0, 0, 8, 3, -1, -3, -1, 2, -2, -2, -2)
    data = page + part(1, 38, region + bytes(64)) + part(2, 49, b"")
    return of_picture(
        data,
        side,
        side,
        BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
        Filter=Name.JBIG2Decode,
    )


def jpx() -> bytes:
    side = 12_000
    picture = Image.new("L", (side, side), 255)
    data = encoded(picture, "JPEG2000", tile_size=(1024, 1024))
    return of_picture(data, side, side, Filter=Name.JPXDecode)


def scans() -> bytes:
    data = jpeg(9990, 4000)
    return of_picture(
        data,
        9990,
        9990,
        BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
        Filter=Name.DCTDecode,
    )


def profile() -> bytes:
    """Return a PDF of a colour profile that unpacks to 850 MB."""
    pdf = Pdf.new()
    icc = Stream(pdf, repeated(MB, 850))
    icc.Filter, icc.N, icc.Alternate = Name.FlateDecode, 3, Name.DeviceRGB
    space = Array([Name.ICCBased, pdf.make_indirect(icc)])
    add_page(pdf, b"/C cs 1 0 0 scn 0 0 99 99 re f", ColorSpace=Dictionary(C=space))
    return saved(pdf)


def font_file() -> bytes:
    """Return a PDF whose font unpacks to 850 MB."""
    pdf = Pdf.new()
    program = Stream(pdf, repeated(MB, 850))
    program.Filter, program.Length1 = Name.FlateDecode, 850 << 20
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.X, Flags=4)
    descriptor.FontFile2 = pdf.make_indirect(program)
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.X)
    font.FontDescriptor = pdf.make_indirect(descriptor)
    add_page(pdf, b"BT /F 9 Tf 9 9 Td (text) Tj ET", Font=Dictionary(F=pdf.make_indirect(font)))
    return saved(pdf)


def drawn_font() -> bytes:
    """Return a PDF of glyphs that are drawn of glyphs of another font, which are drawn …"""
    pdf = Pdf.new()
    font = None
    for _ in range(9):
        text = b"9 0 d0 BT /F 9 Tf " + b"(aaaaaaaaaa) Tj " + b"ET"
        glyph = pdf.make_stream(text if font is not None else b"9 0 d0 0 0 9 9 re f")
        made = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9, 9]))
        made.FontMatrix, made.CharProcs = Array([0.1, 0, 0, 0.1, 0, 0]), Dictionary(a=glyph)
        made.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a]))
        made.FirstChar, made.LastChar, made.Widths = 97, 97, Array([9])
        made.Resources = Dictionary(Font=Dictionary(F=font)) if font is not None else Dictionary()
        font = pdf.make_indirect(made)
    add_page(pdf, b"BT /F 99 Tf 9 9 Td (aaaaaaaaaa) Tj ET", Font=Dictionary(F=font))
    return saved(pdf)


def letters() -> bytes:
    """Return a PDF of ten million letters."""
    pdf = Pdf.new()
    page = add_page(pdf, b"")
    text = b"BT /F 4 Tf 9 9 Td (" + b"text " * 20_000 + b") Tj ET\n"
    page.Contents = Stream(pdf, repeated(text, 100))
    page.Contents.Filter = Name.FlateDecode
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F=font))
    return saved(pdf)


def notes() -> bytes:
    """Return a PDF of 20,000 notes that show the same form."""
    pdf = Pdf.new()
    form = add_forms(pdf, 3, 10, b"0 0 600 700 re f")
    page = add_page(pdf, b"0 0 9 9 re f")
    look = Dictionary(N=form)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, AP=look, Rect=Array([0, 0, 600, 700]))
    note = pdf.make_indirect(note)
    page.Annots = Array([note] * 20_000)
    return saved(pdf)


def fields() -> bytes:
    """Return a PDF of a form whose fields lie in one another, 5,000 deep."""
    pdf = Pdf.new()
    page = add_page(pdf, b"0 0 9 9 re f")
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=Array([0, 0, 99, 99]))
    )
    page.Annots = Array([field])
    for number in range(5_000):
        outer = pdf.make_indirect(Dictionary(T=f"f{number}", Kids=Array([field])))
        field.Parent = outer
        field = outer
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    return saved(pdf)


PDFS: dict[str, Callable[[], bytes]] = {
    "PDF, forms ten times in one another, 12 deep": forms,
    "PDF, 400 transparent forms in one another": groups,
    "PDF, masks of masks": masks,
    "PDF, content of 200 MB": strokes,
    "PDF, content of 200 MB, compressed three times": nested_content,
    "PDF, dashes of a millionth of an inch": dashes,
    "PDF, 40,000 curves": curves,
    "PDF, 20,000 clipping paths": clips,
    "PDF, tiles of a hundredth of a point": tiling,
    "PDF, tiles of tiles": tilings,
    "PDF, shading by a long program": shading,
    "PDF, shading of 300,000 triangles": mesh,
    "PDF, colours of 10^16 samples": sampled,
    "PDF, page of 5 x 5 m": huge_page,
    "PDF, page of 700 x 700 km": endless_page,
    "PDF, page of 3.5 km x 4 µm": narrow_page,
    "PDF, a million pages that are not there": counted_pages,
    "PDF, 5,000 pages": many_pages,
    "PDF, page tree 11,000 deep": deep_pages,
    "PDF, page tree in a loop": looping_pages,
    "PDF, 200,000 arrays in one another": deep_arrays,
    "PDF, objects of 850 MB": object_stream,
    "PDF, four million references": references,
    "PDF, picture of 1 GB, compressed three times": nested_filters,
    "PDF, picture of 3,600 megapixels, 1 bit": bit_picture,
    "PDF, fax of 3,600 megapixels": fax,
    "PDF, JBIG2 of 4,200 megapixels": jbig2,
    "PDF, JPEG 2000 of 144 megapixels": jpx,
    "PDF, JPEG of 4,000 scans": scans,
    "PDF, colour profile of 850 MB": profile,
    "PDF, font of 850 MB": font_file,
    "PDF, letters drawn of letters": drawn_font,
    "PDF, ten million letters": letters,
    "PDF, 20,000 notes": notes,
    "PDF, form fields 5,000 deep": fields,
}
"""What makes each kind of PDF, by what it is."""
