"""hOCR 1.2: XHTML whose elements have boxes and confidences."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ocrlc.results import Line, Page, Pages, Word
from ocrlc.version import __version__
from ocrlc.writers.geometry import Box, box_of, percent, quarter_turns, words_of, xml_text
from ocrlc.writers.output_format import OutputFormat

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word"
CHARACTER = "ocrx_cinfo"


def write(document: Pages) -> str:
    """Return the document as XHTML."""
    words = (word for page in document.pages for line in page.lines for word in line.words)
    has_characters = any(word.characters for word in words)
    html = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml"})
    head = ET.SubElement(html, "head")
    sources = dict.fromkeys(page.source for page in document.pages)
    ET.SubElement(head, "title").text = xml_text(", ".join(sources))
    for name, content in (
        ("ocr-system", f"ocrlc {__version__}"),
        ("ocr-capabilities", f"{CAPABILITIES} {CHARACTER}" if has_characters else CAPABILITIES),
        ("ocr-number-of-pages", str(len(document.pages))),
    ):
        ET.SubElement(head, "meta", {"name": name, "content": content})
    body = ET.SubElement(html, "body")
    for number, page in enumerate(document.pages, 1):
        _page(body, number, page)
    ET.indent(html)
    _close_up(html)
    return HEAD + ET.tostring(html, encoding="unicode") + "\n"


def _page(body: ET.Element, number: int, page: Page) -> None:
    source = xml_text(page.source).replace('"', "'")
    whole = Box(0, 0, page.width, page.height)
    title = f'image "{source}"; {_bbox(whole)}; ppageno {number - 1}'
    element = _element(body, "div", "ocr_page", f"page_{number}", title)
    if not page.lines:
        return
    area = _bbox(box_of([line.polygon for line in page.lines], page))
    block = _element(element, "div", "ocr_carea", f"block_{number}_1", area)
    paragraph = _element(block, "p", "ocr_par", f"par_{number}_1", area)
    for row, line in enumerate(page.lines, 1):
        _line(paragraph, f"{number}_{row}", line, page)


def _line(paragraph: ET.Element, key: str, line: Line, page: Page) -> None:
    title = _bbox(box_of([line.polygon], page))
    if turns := quarter_turns(line.polygon):
        title += f"; textangle {360 - 90 * turns}"  # counter-clockwise
    element = _element(paragraph, "span", "ocr_line", f"line_{key}", title)
    for column, word in enumerate(words_of(line), 1):
        title = f"{_bbox(box_of([word.polygon], page))}; x_wconf {percent(word.score)}"
        child = _element(element, "span", "ocrx_word", f"word_{key}_{column}", title)
        if word.characters:
            _characters(child, word, page)
        else:
            child.text = xml_text(word.text)


def _characters(parent: ET.Element, word: Word, page: Page) -> None:
    """Add a word's characters as Tesseract does (`hocr_char_boxes`)."""
    for character in word.characters:
        box = _bbox(box_of([character.polygon], page)).replace("bbox", "x_bboxes")
        title = f"{box}; x_conf {100 * min(max(character.score, 0.0), 1.0):.2f}"
        child = ET.SubElement(parent, "span", {"class": CHARACTER, "title": title})
        child.text = xml_text(character.text)


def _close_up(html: ET.Element) -> None:
    """Take the line breaks that indenting put between a word's characters out again."""
    for span in html.iter("span"):
        if span.get("class") == "ocrx_word" and len(span):
            span.text = ""
            for child in span:
                child.tail = ""


def _element(parent: ET.Element, tag: str, kind: str, key: str, title: str) -> ET.Element:
    return ET.SubElement(parent, tag, {"class": kind, "id": key, "title": title})


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


FORMAT = OutputFormat(
    name="hocr",
    title="hOCR",
    description="XHTML with the boxes and confidences of lines and words",
    write=write,
    ending=".hocr",
    media_type="application/xhtml+xml",
)
