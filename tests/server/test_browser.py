"""The page at / in a real browser: Debian's Chromium without a window."""

from __future__ import annotations

import json
import shlex

import pytest
from playwright.sync_api import expect

from ocrlc.options.template import load_template
from ocrlc.options.zones import parse_zones
from scripts.shoot_page import PATIENCE, browsing, open_page, read
from tests.support.debian import need


@pytest.fixture(scope="module")
def browser():
    need("chromium")
    with browsing() as browser:
        yield browser


@pytest.fixture
def visit(browser, server):
    """Open the page; nothing may be said on its console but what the browser says of a status."""
    complaints, pages = [], []

    def open_one(width=1280):
        page = open_page(browser, server.url, width, 800)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture(scope="session")
def book(tmp_path_factory, receipt):
    """A PDF of ten scanned pages."""
    from PIL import Image

    path = tmp_path_factory.mktemp("book") / "book.pdf"
    with Image.open(receipt) as picture:
        page = picture.convert("RGB")
        page.save(path, save_all=True, append_images=[page] * 9, resolution=150)
    return path


@pytest.mark.slow
def test_structure_is_shown_in_place_of_lines(visit, root):
    page = visit()
    read(page, root / "data/samples/invoice.jpg")
    table = page.locator(".blocks table").last
    assert not table.is_visible()
    page.click("#structure")
    assert page.locator("#structure").get_attribute("aria-pressed") == "true"
    assert not page.locator(".lines").is_visible()
    heads = table.locator("th").all_text_contents()
    assert heads == ["Item", "Description", "Qty", "Unit", "Unit price", "Amount"]
    assert table.locator("tr").nth(1).locator("td").first.text_content() == "HB-1140"
    assert page.locator(".blocks").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert "Dear Ms Okonjo," in page.locator(".blocks").text_content()
    page.click("#structure")
    assert page.locator(".lines").is_visible()


def on_screen(page, selector):
    return page.locator(selector).evaluate_all(
        "found => found.map(e => e.getBoundingClientRect()).map(r => [r.x, r.y, r.right, r.bottom])"
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_from_a_file_to_its_text(visit, receipt, width, tmp_path):
    page = visit(width)
    read(page, receipt)
    # Boxes lie over the picture, and there is one for every line.
    (left, top, right, bottom) = on_screen(page, ".sheet img")[0]
    boxes = on_screen(page, ".box")
    assert len(boxes) == page.locator("button.line").count() > 3
    for x0, y0, x1, y1 in boxes:
        assert left - 2 <= x0 < x1 <= right + 2
        assert top - 2 <= y0 < y1 <= bottom + 2
    assert page.text_content("#status") == f"{len(boxes)} lines on 1 page."
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    # Pointing at a box shows its text and score, on both sides.
    page.locator(".box").first.hover(force=True)
    line = page.locator("button.line").first
    assert "active" in line.get_attribute("class")
    shown = page.text_content("#readout")
    assert shown.startswith(line.locator(".text").text_content())
    assert shown.endswith("%")

    # Search marks a word in the list and on the page; accents and case do not count.
    page.fill("#search", "PÉNNYworth")
    assert page.text_content("#found") == "1 of 1"
    assert page.text_content("mark") == "PENNYWORTH"
    assert len(on_screen(page, "polygon.match.current")) == 1
    page.fill("#search", "no such word")
    assert page.text_content("#found") == "No match"
    assert page.locator("mark, .match").count() == 0

    # Downloads are what the server makes of the file.
    for format, ending in (("json", ".json"), ("pdf", ".pdf")):
        page.select_option("#format", format)
        with page.expect_download() as started:
            page.click("#download")
        assert started.value.suggested_filename == f"receipt.png{ending}"
        started.value.save_as(tmp_path / ending)
    lines = json.loads((tmp_path / ".json").read_text())["pages"][0]["lines"]
    assert [line["text"] for line in lines] == page.locator(".line .text").all_text_contents()
    assert (tmp_path / ".pdf").read_bytes().startswith(b"%PDF-")


def test_text_is_copied(visit, browser, receipt):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(page, receipt)
    page.click("#copy")
    expect(page.locator("#status")).to_have_text("The text is copied.", timeout=PATIENCE)
    lines = page.locator(".line .text").all_text_contents()
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(lines)


def test_zones_are_drawn_and_copied(visit, browser, receipt, tmp_path):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    read(page, receipt)
    page.click("#draw")
    sheet = page.locator(".sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()

    def drag(x0, y0, x1, y1):
        """Draw from one corner to another, in shares of the sheet."""
        page.mouse.move(box["x"] + x0 * box["width"], box["y"] + y0 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + x1 * box["width"], box["y"] + y1 * box["height"], steps=3)
        page.mouse.up()

    page.fill("#zone-name", "shop: a")
    drag(0.1, 0.05, 0.9, 0.15)
    page.fill("#zone-name", "")
    drag(0.5, 0.2, 0.3, 0.12)  # from the right bottom
    drag(0.5, 0.2, 0.5, 0.2)  # a click draws nothing
    assert page.text_content("#zones") == "shop: a, zone2"
    drag(0.2, 0.2, 0.3, 0.3)
    page.click("#zone-undo")
    assert page.locator("rect.zone").count() == 2

    page.click("#zone-copy")
    expect(page.locator("#status")).to_have_text("The template is copied.", timeout=PATIENCE)
    path = tmp_path / "form.yml"
    path.write_text(page.evaluate("navigator.clipboard.readText()"))
    shop, other = load_template(path)
    assert (shop.name, other.name, shop.percent) == ("shop: a", "zone2", True)
    assert (shop.x, shop.y, shop.width, shop.height) == pytest.approx((10, 5, 80, 10), abs=1)
    assert (other.x, other.y, other.width, other.height) == pytest.approx((30, 12, 20, 8), abs=1)

    page.click("#zone-region")
    expect(page.locator("#status")).to_have_text("The options are copied.", timeout=PATIENCE)
    words = shlex.split(page.evaluate("navigator.clipboard.readText()"))
    assert [zone.name for zone in parse_zones(words[1::2])] == ["shop  a", "zone2"]


def test_keyboard_alone(visit, receipt):
    page = visit()
    read(page, receipt)
    assert page.evaluate("document.activeElement.id") == "result"
    page.focus("#search")
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    assert page.text_content("#found").startswith("2 of ")
    for wanted in ("previous", "next", "copy", "structure", "draw", "format", "download"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == wanted
    page.keyboard.press("Tab")
    for key, number in (("ArrowDown", 1), ("End", -1), ("Home", 0), ("ArrowUp", 0)):
        page.keyboard.press(key)
        line = page.locator("button.line").nth(number)
        assert line.evaluate("line => line === document.activeElement && line.tabIndex === 0")
        assert "active" in page.locator(".box").nth(number).get_attribute("class")
    page.keyboard.press("Tab")
    assert page.locator("button.line:focus").count() == 0


@pytest.mark.slow
def test_ten_pages(visit, book):
    page = visit()
    read(page, book)
    assert page.locator(".page").count() == 10
    assert page.locator(".sheet img").evaluate_all("all => all.every(e => e.naturalWidth > 100)")
    page.fill("#search", "pennyworth")
    assert page.text_content("#found") == "1 of 10"
    page.click("#previous")
    assert page.text_content("#found") == "10 of 10"
    last = page.locator(".page").nth(9)
    assert last.locator(".match.current").count() == 1
    expect(last.locator(".match.current")).to_be_in_viewport(timeout=PATIENCE)


def test_what_is_no_document_is_said(visit, tmp_path):
    (tmp_path / "scan.png").write_text("no picture")
    page = visit()
    page.set_input_files("#file", tmp_path / "scan.png")
    said = "scan.png: not an image or PDF that ocrlc can read"
    expect(page.locator("#error")).to_have_text(said, timeout=PATIENCE)
    assert page.is_hidden("#result")
    assert page.is_hidden("#progress")


@pytest.mark.slow
def test_dropped_and_pasted_files_are_read(visit, receipt):
    page = visit()
    make = """([bytes, event]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], `${event}.png`, { type: "image/png" }));
        const given = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(event === "drop"
            ? new DragEvent("drop", { ...given, dataTransfer: data })
            : new ClipboardEvent("paste", { ...given, clipboardData: data }));
    }"""
    for event in ("drop", "paste"):
        page.evaluate(make, [list(receipt.read_bytes()), event])
        expect(page.locator("#result-title")).to_have_text(f"{event}.png", timeout=PATIENCE)


def test_every_control_has_a_name_and_text_has_contrast(visit, receipt):
    page = visit()
    read(page, receipt)
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, img")]
            .filter(e => e.checkVisibility())
            .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim()
                           || e.labels?.length || e.getAttribute("alt") !== null))
            .map(e => e.outerHTML)"""
    )
    assert unnamed == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("#drop-hint", ".primary", ".score", "h3", ".line .text"):
            assert contrast(page, selector) >= 4.5, (scheme, selector)


def contrast(page, selector):
    """Return the contrast of a text to what is behind it (WCAG 2)."""
    colours = page.locator(selector).first.evaluate(
        """element => {
            let behind = element;
            while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)")
                behind = behind.parentElement;
            return [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor]
                .map(colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number));
        }"""
    )
    lights = sorted(luminance(colour) for colour in colours)
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    parts = [part / 255 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
