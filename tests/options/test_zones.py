"""Zones as users write them: on the command line and in templates."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ocrlc.errors import ConfigError
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.template import load_template, parse_template
from ocrlc.options.zones import Zone, parse_zones


def test_pixels_percent_names_and_characters() -> None:
    assert Zone.parse("10,20,300.5,40:total") == Zone("total", 10, 20, 300.5, 40)
    assert Zone.parse(" 1%, 2%,30%,4% ").percent
    assert Zone.parse("1,2,3,4:no:0123-:").allow == ("0123-:",)
    first, second = parse_zones(["1,2,3,4", "5,6,7,8:b:digits"])
    assert (first.name, first.allow, second.name, second.allow) == ("zone1", (), "b", ("digits",))


def test_boxes_are_whole_pixels_within_the_page() -> None:
    assert Zone("a", 10, 25, 50, 50, percent=True).box(200, 100) == (20, 25, 120, 75)
    assert Zone("a", 190, 90, 50, 50).box(200, 100) == (190, 90, 200, 100)
    assert Zone("a", 200, 0, 50, 50).box(200, 100) is None
    assert Zone("a", 0, 0, 0.2, 5).box(200, 100) is None
    assert Zone.parse("33.3%,0%,66.7%,100%").box(200, 100) == (67, 0, 200, 100)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x,y,w,h"),
        ("1,2,3", "x,y,w,h"),
        ("1,2,3,4,5", "x,y,w,h"),
        ("1,2,3%,4%", "all in pixels or all in %"),
        ("a,b,c,d:name", "x,y,w,h"),
        ("1,2,0,4", "more than 0"),
        ("-1,2,3,4", "from 0"),
        ("nan,2,3,4", "from 0"),
        ("inf,2,3,4", "from 0"),
        ("1e308,2,1e308,4", "beyond any page"),
        ("1,2,3,4:total:digit", "the set digits"),
        ("60%,0%,41%,10%:total", "zone total: it reaches beyond 100 %"),
    ],
)
def test_what_is_no_zone_is_said(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Zone.parse(text)


def test_names_must_differ() -> None:
    with pytest.raises(ConfigError, match="different names: a"):
        ReadOptions(zones=parse_zones(["1,2,3,4:a", "5,6,7,8:a"]))


def test_a_template_has_names_boxes_characters_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "form.yml"
    path.write_text(
        "zones:\n"
        "  - {name: number, box: '60%, 5%, 35%, 4%'}\n"
        "  - name: 2024\n    box: [1, 2, 3.5, 4]\n    allow: [amount, EUR]\n    page: 2\n"
        "  - {name: day, box: [1%, 2%, 3%, 4%], allow: date}\n"
    )
    assert load_template(path) == (
        Zone("number", 60, 5, 35, 4, percent=True),
        Zone("2024", 1, 2, 3.5, 4, allow=("amount", "EUR"), page=2),
        Zone("day", 1, 2, 3, 4, percent=True, allow="date"),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "it needs one key, zones"),
        ("zones: []", "it needs one key, zones"),
        ("zones: {a: 1}", "zones must be a list"),
        ("zones: 3", "zones must be a list"),
        ("fields: []", "it needs one key, zones"),
        ("zones: [1,", "no YAML"),
        ("\x00", "no YAML"),
        ("zones: [{name: a}]", "has name and box"),
        (
            "zones: [{name: a, box: '1,2,3,4', allowed: digits}]",
            "it may have: allow, page; not allowed",
        ),
        ("zones: [{name: a, box: 7}]", "x,y,w,h"),
        ("zones: [{name: a, box: '1,2,3,4', page: first}]", "page must be a number"),
        ("zones: [{name: a, box: '1,2,3,4', page: 0}]", "numbered from 1"),
        ("zones: [{name: '', box: '1,2,3,4'}]", "empty name"),
        ("zones: [{name: , box: '1,2,3,4'}]", "empty name"),
        ("zones: [{name: [a], box: '1,2,3,4'}]", "name must be text"),
        ("zones: [{name: a, box: {x: 1}}]", "box must be a list"),
        ("zones: [{name: a, box: [1, 2, 3, [4]]}]", "box must be text"),
        ("zones: [{name: a, box: '1,2,3,4', allow: {a: b}}]", "allow must be a list"),
        ("zones: [{name: a, box: '1,2,3,4', allow: }]", "name of a set: digits"),
        ("zones: [{name: a, box: '1,2,3,4', allow: digit}]", "the set digits"),
        ("zones: [{name: a, box: '1,2,3,4', page: 1.5}]", "page must be a number"),
        ("zones: [{name: a, box: '1,2,3,4', page: }]", "page must be a number"),
        ("zones: [{name: a, box: '1,2,3,4', name: b}]", "the key name is there twice"),
        ("zones: [{name: a, box: '1,2,3,4'}]\nzones: []", "the key zones is there twice"),
        ("zones: [{name: a, box: '1,2,3,4'}]\n---\n", "no YAML"),
        ("zones: &a [*a]", "no YAML|has name and box"),
        ("zones: [" + "a," * 1001 + "]", "1001 entries; there may be 1000"),
        ("zones: [{name: a, box: '1,2,3,4', allow: []}, 5]", "has name and box"),
    ],
)
def test_what_is_no_template_is_said_with_its_file(
    tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "form.yml"
    path.write_text(content)
    with pytest.raises(ConfigError, match=message) as caught:
        load_template(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_templates_say_is_text_as_it_stands(tmp_path: Path) -> None:
    """Not an octal number, a time or a truth value, as YAML would have it."""
    path = tmp_path / "form.yml"
    path.write_text(
        "zones:\n"
        "  - {name: 007, box: '1,2,3,4', allow: 0123}\n"
        "  - {name: 12:30, box: '1,2,3,4', allow: [yes, 1.0]}\n"
        "  - {name: no, box: '1,2,3,4'}\n"
    )
    zones = load_template(path)
    assert [(zone.name, zone.allow) for zone in zones] == [
        ("007", ("0123",)),
        ("12:30", ("yes", "1.0")),
        ("no", ()),
    ]


def test_templates_are_in_utf_8_of_bounded_size(tmp_path: Path) -> None:
    path = tmp_path / "form.yml"
    path.write_bytes("zones: [{name: Müller, box: '1,2,3,4'}]".encode("latin-1"))
    with pytest.raises(ConfigError, match="not in UTF-8: invalid start byte at byte 16"):
        load_template(path)
    zone = b"\xef\xbb\xbfzones: [{name: a, box: '1,2,3,4'}]\n"
    path.write_bytes(zone)  # as Windows writes it
    assert load_template(path)[0].name == "a"
    path.write_bytes(zone + b"#" * (1 << 20))
    with pytest.raises(ConfigError, match="larger than 1 MB"):
        load_template(path)


def test_aliases_make_no_large_values_of_small_templates(tmp_path: Path) -> None:
    """Text of nested aliases would be 10 GB, and nothing but text is taken."""
    deeper = ", ".join(f"&a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10))
    text = f"[&a0 [x, x, x, x, x, x, x, x, x, x], {deeper}]"
    path = tmp_path / "form.yml"
    for key in ("name", "box", "allow", "page"):
        values = {"name": "a", "box": "'1,2,3,4'", "allow": "digits", "page": "1", key: text}
        entry = ", ".join(f"{one}: {value}" for one, value in values.items())
        path.write_text(f"zones: [{{{entry}}}]")
        with pytest.raises(ConfigError, match=f"{key} must be text"):
            load_template(path)


@pytest.mark.parametrize("text", ["[" * 60_000, "{a: " * 15_000, "? " * 30_000, "- " * 30_000])
def test_deep_templates_are_refused_at_once(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(ConfigError, match="nested too deep"):
        parse_template(text.encode(), "form")
    assert time.process_time() - begun < 0.5


def test_an_allowed_set_may_be_shared_by_zones(tmp_path: Path) -> None:
    path = tmp_path / "form.yml"
    path.write_text(
        "zones:\n- {name: a, box: '1,2,3,4', allow: &sums [amount, EUR]}\n"
        "- {name: b, box: '1,2,3,4', allow: *sums}\n"
    )
    assert [zone.allow for zone in load_template(path)] == [("amount", "EUR")] * 2


def test_a_template_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_template(tmp_path / "none.yml")
