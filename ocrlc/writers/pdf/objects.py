"""Parts of PDF files: objects and an invisible font.

A small PDF 1.7 file (ISO 32000-1) is just a list of objects and a table of their offsets.
"""

from __future__ import annotations

import io
import zlib

Matrix = tuple[float, float, float, float, float, float]
"""A transformation matrix, as the operator `cm` takes it."""

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


class Objects:
    """The objects of a PDF file; numbers start at 1."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        self.bodies.append(body)
        return len(self.bodies)

    def add_stream(self, data: bytes, entries: bytes = b"", *, deflate: bool = True) -> int:
        """Add a stream object and return its number; `deflate`: compress the data."""
        if deflate:
            data, entries = zlib.compress(data, 9), entries + b" /Filter /FlateDecode"
        head = b"<< %s /Length %d >>" % (entries, len(data))
        return self.add(head + b"\nstream\n" + data + b"\nendstream")

    def to_bytes(self, root: int) -> bytes:
        """Return the whole file."""
        file = io.BytesIO()
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.bodies, 1):
            offsets.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
        file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        size = len(offsets) + 1
        file.write(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (size, root))
        file.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return file.getvalue()


def add_font(objects: Objects) -> int:
    """Add an invisible font for all of Unicode; every character is half as wide as high.

    Codes are UTF-16 units, so that ToUnicode is a single range; some viewers read characters
    beyond the first 65,536 as two.
    """
    file = objects.add_stream(_glyphless(), b"")
    descriptor = objects.add(
        b"<< /Type /FontDescriptor /FontName /Glyphless /Flags 5 /FontBBox [0 0 500 1000]"
        # Poppler treats a descent of 0 as missing, and assumes half a line.
        b" /ItalicAngle 0 /Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80"
        b" /FontFile2 %d 0 R >>" % file
    )
    to_glyph = objects.add_stream(b"\x00\x01" * 65536)
    cid_font = objects.add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Glyphless /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /CIDToGIDMap %d 0 R /FontDescriptor %d 0 R >>" % (to_glyph, descriptor)
    )
    unicode = objects.add_stream(TO_UNICODE)
    return objects.add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Glyphless /Encoding /Identity-H"
        b" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (cid_font, unicode)
    )


def _glyphless() -> bytes:
    # It loads many modules.
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    font = FontBuilder(1000, isTTF=True)
    # No current date, so that the same document gives the same file.
    font.font.recalcTimestamp = False
    font.updateHead(created=0, modified=0)
    names = [".notdef", "blank"]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({32: "blank"})
    # A full box, although never drawn: PDFium drops vertical text whose shapes have no height.
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 1000), (500, 1000), (500, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    font.setupHorizontalHeader(ascent=1000, descent=0)
    font.setupNameTable({"familyName": "Glyphless", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=1000, sTypoDescender=0, usWinAscent=1000, usWinDescent=0)
    font.setupPost(keepGlyphNames=False)
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
