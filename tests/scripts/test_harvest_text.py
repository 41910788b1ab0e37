import gzip
import struct
import subprocess
from pathlib import Path

import pytest

from scripts.harvest_text import gather
from scripts.harvesting.balance import first_characters, shares
from scripts.harvesting.catalogue import read_catalogue
from scripts.harvesting.cleaning import is_clean, language_of, speaks
from scripts.harvesting.manpage import read_manual_page
from scripts.harvesting.markup import read_markup
from scripts.harvesting.packages import Package, files_of, unpack
from scripts.harvesting.piece import Piece
from scripts.harvesting.plaintext import read_plain_text, read_pod

PAGE = r"""'\" t
.TH LAMP 1 "May 2026"
.SH NAME
lamp \- light a room
.SH "HOW IT WORKS"
The
.B lamp
command \(lqlights\(rq a room,
see
.BR table (3).
.PP
It waits; the \fIoil\fP must be full \[em] always.
.nf
lamp \-\-oil=2 hall
.fi
.TS
a b
c d
.TE
.TP
.B \-v
Say what is done.
"""


def catalogue(messages: dict[str, str]) -> bytes:
    """Return a `.mo` file: magic, revision, count, two tables of lengths and offsets, strings."""
    items = sorted((k.encode(), v.encode()) for k, v in {"": "charset=UTF-8", **messages}.items())
    items[0] = (b"", b"Content-Type: text/plain; charset=UTF-8\n")
    start = 28 + 16 * len(items)
    data, tables = b"", [b"", b""]
    for column in (0, 1):
        for item in items:
            tables[column] += struct.pack("<2I", len(item[column]), start + len(data))
            data += item[column] + b"\0"
    head = (0x950412DE, 0, len(items), 28, 28 + 8 * len(items), 0, start)
    return struct.pack("<7I", *head) + tables[0] + tables[1] + data


def test_manual_pages_lose_their_macros() -> None:
    assert list(read_manual_page(PAGE)) == [
        Piece("heading", "NAME"),
        Piece("prose", "lamp - light a room"),
        Piece("heading", "HOW IT WORKS"),
        Piece("prose", "The lamp command “lights” a room, see table(3)."),
        Piece("prose", "It waits; the oil must be full — always."),
        Piece("code", "lamp --oil=2 hall"),
        Piece("prose", "-v Say what is done."),
    ]
    assert not list(read_manual_page(".Dd May 2026\n.Sh NAME\nother macros\n"))


def test_pages_lose_their_tags() -> None:
    page = """<html><head><title>no</title></head><body><nav><p>menu</p></nav>
    <h1>The <em>lamp</em></h1><p>It&rsquo;s lit,
    see <a href="x">Fig.&nbsp;3</a>.<br/>So.</p><ul><li>one<li>two</ul>
    <pre>a = 1\n\nb(2);</pre><script>x()</script><p>soft\u00adware</p></body></html>"""
    assert list(read_markup(page)) == [
        Piece("heading", "The lamp"),
        Piece("prose", "It’s lit, see Fig. 3."),
        Piece("prose", "So."),
        Piece("prose", "one"),
        Piece("prose", "two"),
        Piece("code", "a = 1"),
        Piece("code", "b(2);"),
        Piece("prose", "software"),
    ]


def test_mallard_and_docbook_are_read_alike() -> None:
    mallard = (
        '<page><info><desc>no</desc></info><title>Der Akku</title><p>Er <em style="strong">lädt'
        "</em>.</p><steps><item><p>Erstens.</p></item></steps></page>"
    )
    assert [p.text for p in read_markup(mallard)] == ["Der Akku", "Er lädt.", "Erstens."]
    docbook = "<chapter><title>A</title><para>B <literal>c</literal>.</para><screen>d e</screen>"
    assert list(read_markup(docbook)) == [
        Piece("heading", "A"),
        Piece("prose", "B c."),
        Piece("code", "d e"),
    ]


def test_catalogues_give_sentences_of_either_side() -> None:
    data = catalogue(
        {
            "_Open the door of the house": "Ö_ffne die Tür des Hauses",
            "Read %d files from disk now": "%d Dateien von der Platte gelesen",
            "Quit": "Ende",
            "menu\x04A <b>long</b> way to go": "Ein <b>langer</b> Weg zu gehen",
        }
    )
    assert [p.text for p in read_catalogue(data)] == [
        "Öffne die Tür des Hauses",
        "Ein langer Weg zu gehen",
    ]
    assert [p.text for p in read_catalogue(data, originals=True)] == [
        "Open the door of the house",
        "A long way to go",
    ]


def test_plain_text_and_pod_are_split_at_empty_lines() -> None:
    text = (
        "Title\n=====\n\nOne two\n  three four.\n\n    x = y(1)\n    z[2]\n\n"
        "     Indented prose is kept.\n"
    )
    assert list(read_plain_text(text)) == [
        Piece("heading", "Title"),
        Piece("prose", "One two three four."),
        Piece("code", "x = y(1)"),
        Piece("code", "z[2]"),
        Piece("prose", "Indented prose is kept."),
    ]
    pod = "=head1 THE B<lamp>\n\nSee L<the manual|perl> and C<x E<lt> 1>.\n\n  my $x;\n\n=over 4\n"
    assert list(read_pod(pod)) == [
        Piece("heading", "THE lamp"),
        Piece("prose", "See the manual and x < 1."),
        Piece("code", "my $x;"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("The members of the committee are chosen every year.", "en", True),
        ("Die Mitglieder des Ausschusses werden jedes Jahr gewählt.", "de", True),
        ("The members of the committee are chosen every year.", "da", False),
        ("Die Mitglieder des Ausschusses werden jedes Jahr gewählt.", "en", False),
        ("Члены комитета избираются каждый год, see the text.", "en", False),
        ("The x = {y} || z[2] && a->b of the thing and so on.", "en", False),
        ("The members of the committee are chosen every", "en", False),
        ("Too short.", "en", False),
    ],
)
def test_prose_is_kept_in_its_language_only(text: str, language: str, kept: bool) -> None:
    assert is_clean(Piece("prose", text), language) is kept


def test_languages_are_told_apart_from_english() -> None:
    assert speaks("Dette er en bog om et hus", "da")
    assert not speaks("Any person who is able to access the computer", "da")
    assert language_of("pt_BR") == "pt"
    assert language_of("no") == language_of("nb-NO") == "nb"
    assert language_of("ru") is None


def test_sources_share_evenly_what_they_have() -> None:
    assert shares({"a": 10, "b": 100, "c": 100}, 90) == {"a": 10, "b": 40, "c": 40}
    assert shares({"a": 5}, 90) == {"a": 5}
    assert first_characters(["abc", "de", "f"], 6) == ["abc", "de"]


def _lay(folder: Path, where: str, data: str | bytes) -> None:
    path = folder / where
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


@pytest.fixture
def package(tmp_path: Path) -> Package:
    german = "<p>Der Hund läuft über die Straße und sucht das Haus.</p>"
    english = "<p>The dog runs over the street and looks for the house.</p>"
    for where, data in {
        "usr/share/doc/lamp/html/de/one.html": german + english,
        "usr/share/doc/lamp/html/de/two.html": german,
        "usr/share/doc/lamp/html/three.html": english,
        "usr/share/doc/lamp/html/ru/four.html": "<p>Собака бежит.</p>",
        "usr/share/man/man1/lamp.1.gz": gzip.compress(PAGE.encode()),
        "usr/share/locale/de/LC_MESSAGES/lamp.mo": catalogue(
            {"I know that you are at home.": "Ich weiß, dass du zu Hause bist."}
        ),
        "usr/share/doc/lamp/copyright": "Files: *\nLicense: GPL-2+\n text\n\nLicense: CC0-1.0\n",
    }.items():
        _lay(tmp_path, where, data)
    return Package("lamp", tmp_path, "1.2-3")


def test_a_packages_files_are_filed_by_language(package: Package) -> None:
    names = {k: sorted(p.name for p in v) for k, v in files_of(package).items()}
    assert names == {
        "de": ["lamp.mo", "one.html", "two.html"],
        "en": ["lamp.1.gz", "lamp.mo", "three.html"],
    }
    assert package.licences == "GPL-2+, CC0-1.0"


def test_texts_are_gathered_once_and_in_their_language(package: Package) -> None:
    found = gather([package], 10_000, 0)
    assert sorted(found["de"]["lamp"]) == [
        "Der Hund läuft über die Straße und sucht das Haus.",
        "Ich weiß, dass du zu Hause bist.",
    ]
    assert "I know that you are at home." in found["en"]["lamp"]
    assert "The lamp command “lights” a room, see table(3)." not in found["de"]["lamp"]
    assert found["code"]["lamp"] == ["lamp --oil=2 hall"]
    assert gather([package], 10_000, 0) == found


def test_packages_that_are_there_are_not_downloaded(
    package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    debs = tmp_path / "debs"
    _lay(debs, "lamp_1%3a1.2-3_all.deb", "")
    _lay(debs, "unpacked/lamp/usr/share/x.txt", "text")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("ran a program"))
    assert [(p.name, p.version) for p in unpack(["lamp"], debs)] == [("lamp", "1:1.2-3")]


def test_a_broken_file_stops_nothing(package: Package, capfd: pytest.CaptureFixture[str]) -> None:
    _lay(package.folder, "usr/share/locale/fr/LC_MESSAGES/lamp.mo", b"no catalogue")
    _lay(package.folder, "usr/share/locale/it/LC_MESSAGES/lamp.mo", catalogue({"a": "b"})[:60])
    assert set(gather([package], 10_000, 0)) == {"de", "en", "code"}
    assert "fr/LC_MESSAGES/lamp.mo left out" in capfd.readouterr().err
