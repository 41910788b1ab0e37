"""`ocrlc mcp` as an assistant uses it: through a client of the protocol, over stdio."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="needs mcp: pip install 'ocrlc[mcp]'")

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from PIL import Image

ROOT = Path(__file__).parents[2]
RECEIPT = ROOT / "data/samples/receipt.jpg"
REAL = ("-m", "ocrlc.cli.main")
FAKE = (str(ROOT / "tests/cli/fake_ocrlc.py"),)
SECRET = "text of secret"


@contextmanager
def client(program, *args):
    """Start the command and yield a function that calls one of its tools."""
    command = StdioServerParameters(
        command=sys.executable, args=[*program, "mcp", *map(str, args)], env=dict(os.environ)
    )
    with start_blocking_portal() as portal:
        session = Client(command, read_timeout_seconds=120)
        with portal.wrap_async_context_manager(session) as connected:

            def call(name, **arguments):
                return portal.call(connected.call_tool, name, arguments)

            call.list = lambda: portal.call(connected.list_tools).tools
            call.instructions = connected.instructions
            yield call


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder that may be read, another one that may not, and links between them."""
    place = tmp_path_factory.mktemp("mcp")
    inside, outside = place / "scans", place / "private"
    (inside / "march").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.png").write_text("secret")
    for name in ("a.png", "march/b.png", "turned.png", "broken.png"):
        (inside / name).write_text(Path(name).stem)
    (inside / "slow.png").write_text("slow")
    (inside / "link.png").symlink_to(inside / "march/b.png")
    (inside / "out.png").symlink_to(outside / "secret.png")
    (inside / "elsewhere").symlink_to(outside, target_is_directory=True)
    (inside / "loop.png").symlink_to(inside / "loop.png")
    os.mkfifo(inside / "pipe.png")
    (place / "scans-and-more").mkdir()
    (place / "scans-and-more/secret.png").write_text("secret")
    (place / "entry").symlink_to(inside, target_is_directory=True)
    return place


@pytest.fixture(scope="module")
def fake(place):
    with client(FAKE, place / "entry", "--timeout", "2") as call:
        yield call


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    (folder / "receipt.jpg").write_bytes(RECEIPT.read_bytes())
    pages = [Image.new("L", (300, 200), 255) for _ in range(2)]
    pages[0].save(folder / "two.tif", save_all=True, append_images=pages[1:])
    (folder / "large.jpg").write_bytes(RECEIPT.read_bytes() + bytes(200_000))
    limits = ("--max-bytes", "300000", "--max-pages", "1", "--timeout", "500")
    with client(REAL, folder, "--threads", "1", *limits) as call:
        yield call


def texts(answer) -> list[str]:
    assert not answer.is_error, answer.content
    return [block.text for block in answer.content]


def error(answer) -> str:
    assert answer.is_error
    (block,) = answer.content
    return block.text


def test_a_document_is_read(real):
    (markdown,) = texts(real("read_document", path="receipt.jpg"))
    assert markdown.startswith("# PENNYWORTH\n")
    assert "| SOURDOUGH LOAF 800G | 3.95 |" in markdown
    (found,) = texts(real("read_document", path="receipt.jpg", format="json"))
    (page,) = json.loads(found)["pages"]
    assert (page["width"], page["height"]) == (720, 1900)
    assert page["lines"][0]["text"] == "PENNYWORTH"


def test_a_region_is_read(real):
    top = real("read_region", path="receipt.jpg", region="0%,0%,100%,10%").structured_content
    assert top["text"] == "PENNYWORTH"
    assert 0.5 < top["score"] <= 1
    assert (top["width"], top["height"], top["warnings"]) == (720, 1900, [])
    price = real("read_region", path="receipt.jpg", region="530,395,100,55", allow=["amount"])
    assert price.structured_content["text"] == "3.95"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "large.jpg"}, "larger than 0.3 MB"),
        ({"path": "two.tif"}, "page"),
        ({"path": "receipt.jpg", "pages": "3"}, "has 1 page(s)"),
        ({"path": "receipt.jpg", "pages": "one"}, "write them as 1-3,7"),
        ({"path": "receipt.jpg", "format": "pdf"}, "markdown"),
    ],
)
def test_limits_and_errors_are_told(real, arguments, message):
    assert message in error(real("read_document", **arguments))


@pytest.mark.parametrize("region", ["1,2,3", "10%,20,30,40", "90%,0%,20%,10%", "a,b,c,d"])
def test_a_region_that_is_none_is_told(real, region):
    assert "zone" in error(real("read_region", path="receipt.jpg", region=region))


def test_tools_say_what_they_do(fake, place):
    tools = {tool.name: tool for tool in fake.list()}
    assert set(tools) == {"read_document", "read_region"}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())
    described = tools["read_document"].input_schema["properties"]
    assert all(one["description"] for one in described.values())
    assert str(place / "scans") in fake.instructions


@pytest.mark.parametrize("path", ["a.png", "march/b.png", "march/../a.png", "link.png"])
def test_files_of_the_folder_are_read(fake, place, path):
    assert texts(fake("read_document", path=path, format="text"))[0].startswith("text of ")
    absolute = str(place / "scans" / path)
    assert texts(fake("read_document", path=absolute, format="text"))[0].startswith("text of ")


@pytest.mark.parametrize(
    "path",
    [
        "../private/secret.png",
        "march/../../private/secret.png",
        "{place}/private/secret.png",
        "{place}/scans/../private/secret.png",
        "{place}/scans-and-more/secret.png",
        "out.png",
        "elsewhere/secret.png",
        "../private/no-such.png",
    ],
)
@pytest.mark.parametrize("tool", ["read_document", "read_region"])
def test_files_elsewhere_are_not(fake, place, path, tool):
    options = {"region": "0,0,9,9"} if tool == "read_region" else {}
    told = error(fake(tool, path=path.format(place=place), **options))
    assert f"not below the folders that may be read: {place / 'scans'}" in told
    assert SECRET not in told


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone.png", "no such file"),
        ("march", "is no file"),
        ("pipe.png", "is no file"),
        ("", "is no file"),
        ("loop.png", "no "),
        ("a\0.png", "embedded null"),
        ("x" * 300, "name too long"),
        ("x" * 5000, "at most 4096"),
        ("https://example.org/a.png", "URLs are not read"),
        ("s3://scans/a.png", "URLs are not read"),
        ("broken.png", "not an image, or cut off"),
    ],
)
def test_what_is_no_document_is_told(fake, path, message):
    assert message.lower() in error(fake("read_document", path=path)).lower()


def test_warnings_follow_the_text(fake):
    assert texts(fake("read_document", path="turned.png", format="text")) == [
        "text of turned\n",
        "page 1: page turned",
    ]


def test_a_document_that_takes_too_long_costs_itself_alone(fake):
    assert "took longer than 2 s" in error(fake("read_document", path="slow.png"))
    assert texts(fake("read_document", path="a.png", format="text")) == ["text of a\n"]


def test_stdout_is_the_protocols_and_its_end_ends_the_server(place):
    """The reader prints while it reads; the client goes away while a document is read."""
    with subprocess.Popen(
        [sys.executable, *FAKE, "mcp", str(place / "scans")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        told = []

        def send(number, method, **params):
            message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            server.stdin.write(json.dumps(message) + "\n")
            server.stdin.flush()

        def read(number, path):
            send(number, "tools/call", name="read_document", arguments={"path": path})

        hello = {"clientInfo": {"name": "test", "version": "1"}, "capabilities": {}}
        send(1, "initialize", protocolVersion="2025-06-18", **hello)
        told.append(server.stdout.readline())
        read(2, "a.png")
        told.append(server.stdout.readline())
        read(3, "slow.png")
        while server.stderr.readline() != "reading\n":
            pass
        server.stdin.close()
        assert server.wait(60) == 0
        told += server.stdout.read().splitlines()
        assert "Traceback" not in server.stderr.read()
    assert [json.loads(line)["id"] for line in told[:2]] == [1, 2]
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in told)


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["gone"], 2, "gone: no such folder"),
        ([], 2, "FOLDER"),
        ([".", "--rec", "nowhere"], 4, "lcnet-latin"),
        ([".", "--timeout", "0"], 2, "--timeout"),
    ],
)
def test_errors_at_the_start(tmp_path, args, code, message):
    done = subprocess.run(
        [sys.executable, *FAKE, "mcp", *args], capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
