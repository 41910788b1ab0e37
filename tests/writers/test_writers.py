from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from ocrlc.document import Document
from ocrlc.errors import ConfigError
from ocrlc.polygons import turn_polygon
from ocrlc.results import Character, Line, Page, Word, ZoneText
from ocrlc.version import __version__
from ocrlc.writers import FORMATS, format_of, save, save_each, write
from tests.conftest import box as make_box
from tests.support.stores import memory_store

XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"


@pytest.fixture
def odd(line_at):
    """A page with what breaks markup, tables and JSON, partly outside the picture."""
    text = 'a<b>&"c"\td\x07 \u2028\ufffe 𝔘'
    corners = ((-5, -3), (400, 2), (400, 30), (-5, 25))
    line = Line(text, 1.2, corners, (Word(text, 1.2, corners),))
    wordless = Line("no words", 0.5, ((0, 50), (90, 50), (90, 70), (0, 70)))
    return Document((Page('dir/"<odd>&.png', 1, 300, 100, (line, wordless)),))


TEXTUAL = [name for name, format in FORMATS.items() if not format.is_binary]


@pytest.mark.parametrize("name", TEXTUAL)
@pytest.mark.parametrize("pages", [(), (Page("blank.png", 1, 10, 10),)])
def test_documents_without_text_can_be_written(name, pages):
    assert isinstance(write(Document(pages), name), bytes)


@pytest.mark.parametrize("name", TEXTUAL)
def test_every_format_holds_all_the_text(document, name):
    content = write(document, name).decode()
    in_tables = ("2,400.00", "€")
    for word in in_tables if name == "csv" else ("ACME", "2024-0001", *in_tables):
        assert word in content


def test_text_has_a_row_per_line_and_form_feeds_between_pages(document):
    text = write(document, "text").decode()
    assert text == "".join(f"{line.text}\n" for line in document.pages[0].lines) + "\f" + "".join(
        f"{line.text}\n" for line in document.pages[1].lines
    )


def test_json_is_the_contract(document):
    found = json.loads(write(document, "json"))
    assert found == json.loads(json.dumps(document.to_dict()))
    assert set(found) == {"ocrlc", "pages"}
    assert found["ocrlc"] == __version__
    page = found["pages"][0]
    assert set(page) == {
        "source",
        "number",
        "width",
        "height",
        "orientation",
        "lines",
        "blocks",
        "warnings",
    }
    line = page["lines"][0]
    assert set(line) == {"text", "score", "polygon", "words"}
    assert [len(corner) for corner in line["polygon"]] == [2, 2, 2, 2]
    assert set(line["words"][0]) == {"text", "score", "polygon"}
    assert "Söhne" in write(document, "json").decode()


def test_jsonl_has_an_object_a_page(document, odd):
    rows = write(document, "jsonl").decode().splitlines()
    assert [json.loads(row)["number"] for row in rows] == [1, 2]
    assert write(odd, "jsonl").count(b"\n") == 1


def test_tsv_reads_like_tesseracts(document):
    content = write(document, "tsv").decode()
    rows = list(csv.DictReader(content.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert list(rows[0]) == [
        "level",
        "page_num",
        "block_num",
        "par_num",
        "line_num",
        "word_num",
        "left",
        "top",
        "width",
        "height",
        "conf",
        "text",
    ]
    words = [row for row in rows if row["level"] == "5"]
    assert [row["text"] for row in words[:4]] == ["ACME", "&", "Söhne", "<GmbH>"]
    assert {row["conf"] for row in rows if row["level"] != "5"} == {"-1"}
    assert words[-1]["conf"] == "76"
    assert [words[2][key] for key in ("left", "top", "width", "height")] == [
        "120", "50", "50", "20",
    ]  # fmt: skip
    pages = [row for row in rows if row["level"] == "1"]
    assert [(row["page_num"], row["width"]) for row in pages] == [("1", "1000"), ("2", "1000")]


def test_tsv_keeps_its_columns_whatever_the_text(odd):
    rows = [row.split("\t") for row in write(odd, "tsv").decode().split("\n")[:-1]]
    assert {len(row) for row in rows} == {12}
    words = [row for row in rows if row[0] == "5"]
    assert words[0][10] == "100"
    assert words[1][11] == "no words"


def test_hocr_is_xml_with_boxes_and_confidences(document):
    html = ET.fromstring(write(document, "hocr"))
    found = {kind: html.findall(f".//*[@class='{kind}']") for kind in ("ocr_page", "ocr_line")}
    assert [page.get("title") for page in found["ocr_page"]] == [
        'image "in voice.pdf"; bbox 0 0 1000 1400; ppageno 0',
        'image "in voice.pdf"; bbox 0 0 1000 1400; ppageno 1',
    ]
    assert len(found["ocr_line"]) == 11
    word = html.find(f".//{XHTML}span[@class='ocrx_word']")
    assert (word.text, word.get("title")) == ("ACME", "bbox 50 50 90 70; x_wconf 90")
    keys = [element.get("id") for element in html.iter() if element.get("id")]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", ["hocr", "alto"])
def test_markup_survives_any_text(odd, name):
    tree = ET.fromstring(write(odd, name))
    values = [
        value for element in tree.iter() for value in (element.text, *element.attrib.values())
    ]
    assert any(value and 'a<b>&"c"' in value for value in values)


def test_boxes_stay_within_the_page(odd):
    word = ET.fromstring(write(odd, "hocr")).find(f".//{XHTML}span[@class='ocrx_word']")
    assert word.get("title") == "bbox 0 0 300 30; x_wconf 100"


def test_alto_places_lines_strings_and_spaces(document):
    alto = ET.fromstring(write(document, "alto"))
    assert alto.tag == f"{ALTO}alto"
    assert alto.find(f"{ALTO}Description/{ALTO}MeasurementUnit").text == "pixel"
    assert [page.get("PHYSICAL_IMG_NR") for page in alto.iter(f"{ALTO}Page")] == ["1", "2"]
    line = next(alto.iter(f"{ALTO}TextLine"))
    strings = line.findall(f"{ALTO}String")
    assert " ".join(string.get("CONTENT") for string in strings) == "ACME & Söhne <GmbH>"
    assert len(line.findall(f"{ALTO}SP")) == 3
    place = {key: strings[0].get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "WC")}
    assert place == {"HPOS": "50", "VPOS": "50", "WIDTH": "40", "HEIGHT": "20", "WC": "0.90"}


# CSV


def test_csv_has_the_tables(document):
    rows = [
        ["Description", "Qty", "Total"],
        ["Widget, large", "2", "2,400.00 €"],
        ["Bolt", "10", "50.00 €"],
    ]
    assert read_csv(write(document, "csv")) == rows
    assert read_csv(write(twice(document), "csv")) == [*rows, [], *rows]
    assert write(Document((document.pages[1],)), "csv") == b""


def test_each_table_has_a_file_of_its_own(document, tmp_path):
    place = tmp_path / "a.pdf.csv"
    assert save_each(document, place, "csv") == [place]
    first, second = tmp_path / "a.pdf-1.csv", tmp_path / "a.pdf-2.csv"
    assert save_each(twice(document), place, "csv") == [first, second]
    assert first.read_bytes() == second.read_bytes() == place.read_bytes()
    with memory_store() as files:
        places = save_each(twice(document), "memory://here/a.csv", "csv")
        assert places == ["memory://here/a-1.csv", "memory://here/a-2.csv"]
        assert [files.cat_file(place) for place in places] == [place.read_bytes()] * 2
    assert save_each(twice(document), tmp_path / "a.txt", "text") == [tmp_path / "a.txt"]


def twice(document):
    return Document((document.pages[0], replace(document.pages[0], number=2)))


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_zones_are_results_by_name(document):
    zones = (
        ZoneText("number", "2024-0001", 0.98765, document.pages[0].lines[1].polygon, (1,)),
        ZoneText("address", 'A "Ltd"\nYork', 0.5, document.pages[0].lines[0].polygon),
    )
    first = replace(document.pages[0], zones=zones)
    second = replace(document.pages[1], zones=(ZoneText("total", "5", 1.0, zones[0].polygon),))
    found = json.loads(write(Document((first, second)), "json"))["pages"]
    assert set(found[0]["zones"]) == {"number", "address"}
    assert found[0]["zones"]["number"]["lines"] == [1]
    assert found[0]["zones"]["number"]["score"] == 0.9877
    rows = list(csv.reader(io.StringIO(write(Document((first, second)), "csv").decode())))
    assert rows == [
        ["source", "page", "number", "address", "total"],
        ["in voice.pdf", "1", "2024-0001", 'A "Ltd"\nYork', ""],
        ["in voice.pdf", "2", "", "", "5"],
    ]


# Characters


@pytest.fixture
def spelled(line_at):
    """A page whose first word has its characters, and the second not."""
    line = line_at("A& B", 40, 30)
    first, second = line.words
    characters = tuple(
        Character(text, 0.7 + i / 10, make_box(40 + 10 * i, 30, 50 + 10 * i, 50))
        for i, text in enumerate("A&")
    )
    words = (replace(first, characters=characters), second)
    return Document((Page("a.png", 1, 300, 200, (replace(line, words=words),)),))


def test_json_has_the_characters_that_were_asked_for(spelled):
    first, second = json.loads(write(spelled, "json"))["pages"][0]["lines"][0]["words"]
    assert [(one["text"], one["score"]) for one in first["characters"]] == [("A", 0.7), ("&", 0.8)]
    assert first["characters"][1]["polygon"] == [[50, 30], [60, 30], [60, 50], [50, 50]]
    assert "characters" not in second


def test_alto_has_glyphs(spelled):
    glyphs = list(ET.fromstring(write(spelled, "alto")).iter(f"{ALTO}Glyph"))
    assert [glyph.get("CONTENT") for glyph in glyphs] == ["A", "&"]
    place = {key: glyphs[1].get(key) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT", "GC")}
    assert place == {"HPOS": "50", "VPOS": "30", "WIDTH": "10", "HEIGHT": "20", "GC": "0.80"}


def test_hocr_has_character_boxes_and_no_space_inside_words(spelled, document):
    html = ET.fromstring(write(spelled, "hocr"))
    first, second = html.findall(f".//{XHTML}span[@class='ocrx_word']")
    assert ("".join(first.itertext()), "".join(second.itertext())) == ("A&", "B")
    assert [one.get("title") for one in first] == [
        "x_bboxes 40 30 50 50; x_conf 70.00",
        "x_bboxes 50 30 60 50; x_conf 80.00",
    ]
    assert {one.get("class") for one in first} == {"ocrx_cinfo"}
    assert b"ocrx_cinfo" in write(spelled, "hocr").partition(b"</head>")[0]
    assert b"ocrx_cinfo" not in write(document, "hocr")


def test_characters_turn_with_their_page(spelled):
    (page,) = spelled.pages
    upright = replace(page, orientation=90).upright()
    first = upright.lines[0].words[0]
    assert first.characters[0].polygon == turn_polygon(
        page.lines[0].words[0].characters[0].polygon, 90, 300, 200
    )


# Files


def test_endings_name_every_format_and_no_two_the_same():
    assert len({format.ending for format in FORMATS.values()}) == len(FORMATS)
    for name, format in FORMATS.items():
        assert format.name == name
        assert format_of(f"scan{format.ending.upper()}") == name


@pytest.mark.parametrize("name", TEXTUAL)
def test_document_saves_by_ending(document, tmp_path, name):
    path = tmp_path / f"out{FORMATS[name].ending}"
    document.save(path)
    assert path.read_bytes() == write(document, name)


def test_unknown_formats_and_endings_list_the_known(document, tmp_path):
    with pytest.raises(ConfigError, match=r"\.json"):
        document.save(tmp_path / "out.docx")
    with pytest.raises(ConfigError, match="hocr"):
        document.save(tmp_path / "out.txt", "docx")
    assert list(tmp_path.iterdir()) == []


def test_saving_replaces_the_file_in_one_step(document, tmp_path, monkeypatch):
    path = tmp_path / "out.txt"
    path.write_text("old")
    monkeypatch.setattr("os.replace", _full)
    with pytest.raises(ConfigError, match="no space"):
        save(document, path)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["out.txt"]


def _full(source, target):
    raise OSError(28, "no space left on device")


@pytest.mark.parametrize(("degrees", "angle"), [(0, None), (90, 270), (180, 180), (270, 90)])
def test_hocr_says_how_lines_lie(line_at, degrees, angle):
    line = line_at("up and down", 40, 30)
    leaning = np.array([0, 2]) * np.array(line.polygon)[:, :1] / 100
    turned = np.array(turn_polygon(line.polygon, -degrees % 360, 300, 300)) + leaning
    page = Page("a.png", 1, 300, 300, (replace(line, polygon=tuple(map(tuple, turned))),))
    element = ET.fromstring(write(Document((page,)), "hocr")).find(f".//{XHTML}span")
    assert element.get("class") == "ocr_line"
    assert element.get("title").partition("textangle ")[2] == str(angle or "")
