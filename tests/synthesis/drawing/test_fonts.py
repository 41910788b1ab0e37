import logging
import shutil
from pathlib import Path

import pytest

from ocrlc.synthesis import FontFace, find_fonts
from ocrlc.synthesis.drawing import fonts as fonts_module
from ocrlc.synthesis.drawing.designs import design_of, is_left_out, kind_of
from ocrlc.synthesis.drawing.font_choice import FontChooser
from ocrlc.synthesis.drawing.fonts import bundled_fonts, default_directories


def face(family: str) -> FontFace:
    return FontFace("", 0, family, "Regular", frozenset("abc"))


def test_something_to_write_with_is_always_found() -> None:
    faces = find_fonts()
    assert faces
    assert [(f.family, f.style) for f in faces] == sorted({(f.family, f.style) for f in faces})
    for f in faces:
        assert set("AZaz09.,") <= f.characters


def test_without_system_fonts_bundled_ones_are_used_and_a_warning_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fonts_module, "default_directories", lambda: [tmp_path])
    with caplog.at_level(logging.WARNING, logger="ocrlc.synthesis.drawing.fonts"):
        faces = find_fonts()
    assert faces
    assert "list_fonts.py --packages" in caplog.text


def test_broken_files_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "empty.ttf").write_bytes(b"")
    (tmp_path / "noise.otf").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "collection.ttc").write_bytes(b"ttcf\x00\x01\x00\x00\xff\xff\xff\xff")
    assert find_fonts([tmp_path]) == []
    real = [f for f in [*find_fonts(), *bundled_fonts()] if f.path]
    if not real:
        pytest.skip("no font file to copy")
    copy = Path(shutil.copy(real[0].path, tmp_path))
    (tmp_path / f"cut{copy.suffix}").write_bytes(copy.read_bytes()[:2000])
    assert {f.path for f in find_fonts([tmp_path])} == {str(copy)}


def test_folders_that_are_missing_are_no_error(tmp_path: Path) -> None:
    assert find_fonts([tmp_path / "nowhere"]) == []
    assert all(isinstance(folder, Path) for folder in default_directories())


def test_split_depends_on_the_family_alone_and_is_disjoint() -> None:
    faces = find_fonts()
    train = {f.family for f in faces if f.split == "train"}
    test = {f.family for f in faces if f.split == "test"}
    assert not train & test
    sides = [face(f"Family {i}").split for i in range(2000)]
    assert 0.08 < sides.count("test") / len(sides) < 0.16


@pytest.mark.parametrize(
    ("family", "clone"),
    [
        ("Liberation Sans", "Arimo"),
        ("Nimbus Sans", "FreeSans"),
        ("Nimbus Roman", "TeX Gyre Termes"),
        ("DejaVu Sans Mono", "Hack"),
        ("Roboto", "Roboto Condensed"),
        ("Noto Sans", "Open Sans"),
        ("Clear Sans", "Clear Sans Thin"),
    ],
)
def test_clones_are_on_the_same_side(family: str, clone: str) -> None:
    assert design_of(family) == design_of(clone)
    assert face(family).split == face(clone).split


@pytest.mark.parametrize(
    ("family", "style", "kind"),
    [
        ("OCR A", "Regular", "machine"),
        ("Courier Prime", "Bold", "machine"),
        ("DejaVu Sans Mono", "Book", "mono"),
        ("DejaVu Sans", "Condensed", "condensed"),
        ("Noto Sans", "Regular", "sans"),
        ("Liberation Serif", "Regular", "serif"),
        ("Dancing Script", "Regular", "script"),
    ],
)
def test_kinds_are_told_by_name(family: str, style: str, kind: str) -> None:
    assert kind_of(family, style, fixed_pitch=False, family_class=0, panose=(0, 0)) == kind


def test_symbol_fonts_are_left_out() -> None:
    assert is_left_out("Noto Color Emoji", "Regular")
    assert is_left_out("STIX Math", "Regular")
    assert not is_left_out("Noto Sans", "Bold")


def test_many_variants_do_not_make_a_family_frequent() -> None:
    many = [FontFace("", 0, "Crowd", f"Style {i}", frozenset("a")) for i in range(99)]
    chooser = FontChooser([*many, FontFace("", 0, "Loner", "Style", frozenset("a"))])
    shares = [b - a for a, b in zip((0, *chooser.bounds), chooser.bounds, strict=False)]
    assert shares[-1] == pytest.approx(sum(shares[:-1]))


@pytest.mark.parametrize(("family", "warnings"), [("Lato", 1), ("Noto Serif", 0)])
def test_a_warning_says_that_no_font_is_held_out(
    family: str, warnings: int, caplog: pytest.LogCaptureFixture
) -> None:
    faces = [face("Roboto"), face(family)]
    chooser = FontChooser(faces, "test")
    assert {f.family for f in chooser.faces} == ({"Roboto", "Lato"} if warnings else {family})
    assert len(caplog.records) == warnings
    assert ("fonts-noto-core" in caplog.text) == bool(warnings)


@pytest.mark.parametrize("family", ["Noto Serif", "Andika", "Courier Prime", "JetBrains Mono"])
def test_packages_that_are_said_to_help_hold_a_held_out_font(family: str) -> None:
    assert face(family).split == "test"
