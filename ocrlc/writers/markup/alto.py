"""ALTO 4, the XML format of libraries and archives; all lengths are in pixels."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ocrlc.polygons import Polygon
from ocrlc.results import Character, Line, Page, Pages
from ocrlc.version import __version__
from ocrlc.writers.geometry import Box, box_of, one_line, words_of, xml_text
from ocrlc.writers.output_format import OutputFormat

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA = f"{NAMESPACE} http://www.loc.gov/standards/alto/v4/alto-4-2.xsd"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write(document: Pages) -> str:
    """Return the document as ALTO XML, with a Page element per page."""
    alto = ET.Element(
        "alto",
        {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": SCHEMA,
            "SCHEMAVERSION": "4.2",
        },
    )
    _describe(ET.SubElement(alto, "Description"), document)
    layout = ET.SubElement(alto, "Layout")
    for number, page in enumerate(document.pages, 1):
        _page(layout, number, page)
    ET.indent(alto)
    return HEAD + ET.tostring(alto, encoding="unicode") + "\n"


def _describe(description: ET.Element, document: Pages) -> None:
    ET.SubElement(description, "MeasurementUnit").text = "pixel"
    if document.pages:
        image = ET.SubElement(description, "sourceImageInformation")
        ET.SubElement(image, "fileName").text = xml_text(document.pages[0].source)
    step = ET.SubElement(description, "Processing", {"ID": "ocr"})
    software = ET.SubElement(step, "processingSoftware")
    ET.SubElement(software, "softwareName").text = "ocrlc"
    ET.SubElement(software, "softwareVersion").text = __version__


def _page(layout: ET.Element, number: int, page: Page) -> None:
    size = {"WIDTH": str(page.width), "HEIGHT": str(page.height)}
    attributes = {"ID": f"page_{number}", "PHYSICAL_IMG_NR": str(page.number), **size}
    element = ET.SubElement(layout, "Page", attributes)
    space = ET.SubElement(element, "PrintSpace", _place(Box(0, 0, page.width, page.height)))
    if not page.lines:
        return
    whole = _place(box_of([line.polygon for line in page.lines], page))
    block = ET.SubElement(space, "TextBlock", {"ID": f"block_{number}_1", **whole})
    for row, line in enumerate(page.lines, 1):
        _line(block, f"{number}_{row}", line, page)


def _line(block: ET.Element, key: str, line: Line, page: Page) -> None:
    box = box_of([line.polygon], page)
    element = ET.SubElement(block, "TextLine", {"ID": f"line_{key}", **_place(box)})
    _shape(element, line.polygon)
    end = None
    for column, word in enumerate(words_of(line), 1):
        box = box_of([word.polygon], page)
        if end is not None:
            gap = max(box.left - end, 0)
            ET.SubElement(
                element, "SP", {"HPOS": str(end), "VPOS": str(box.top), "WIDTH": str(gap)}
            )
        attributes = {
            "ID": f"string_{key}_{column}",
            **_place(box),
            "CONTENT": one_line(xml_text(word.text)),
            "WC": _rate(word.score),
        }
        string = ET.SubElement(element, "String", attributes)
        for place, character in enumerate(word.characters, 1):
            _glyph(string, f"{key}_{column}_{place}", character, page)
        end = box.right


def _glyph(string: ET.Element, key: str, character: Character, page: Page) -> None:
    attributes = {
        "ID": f"glyph_{key}",
        **_place(box_of([character.polygon], page)),
        "CONTENT": xml_text(character.text),
        "GC": _rate(character.score),
    }
    ET.SubElement(string, "Glyph", attributes)


def _rate(score: float) -> str:
    return f"{min(max(score, 0.0), 1.0):.2f}"


def _shape(parent: ET.Element, polygon: Polygon) -> None:
    points = " ".join(f"{round(x)},{round(y)}" for x, y in polygon)
    ET.SubElement(ET.SubElement(parent, "Shape"), "Polygon", {"POINTS": points})


def _place(box: Box) -> dict[str, str]:
    return {
        "HPOS": str(box.left),
        "VPOS": str(box.top),
        "WIDTH": str(box.width),
        "HEIGHT": str(box.height),
    }


FORMAT = OutputFormat(
    name="alto",
    title="ALTO",
    description="ALTO, the XML format of libraries and archives",
    write=write,
    ending=".alto.xml",
    media_type="application/xml",
)
