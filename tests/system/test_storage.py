"""Files at URLs: what is found, what is refused before it is downloaded, what errors say."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ocrlc.errors import ConfigError, InputError, LimitError
from ocrlc.system import storage
from ocrlc.system.storage import (
    PROTOCOLS,
    check_output,
    find_urls,
    is_url,
    list_url,
    read_url,
    shown,
    write_url,
)
from tests.support.stores import memory_store


@pytest.fixture
def store():
    with memory_store() as files:
        yield files


class Answers(BaseHTTPRequestHandler):
    """`/endless` never ends and does not say so; `/large` says that it is; `/a.png` is small."""

    asked: list[str]
    sent = 0

    def do_HEAD(self):
        self.asked.append(f"HEAD {self.path}")
        self.send_response(404 if self.path.startswith("/gone") else 200)
        if not self.path.startswith("/endless"):
            self.send_header("Content-Length", str(10**10 if self.path == "/large" else 5))
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()
        self.asked[-1] = f"GET {self.path}"
        try:
            if self.path.startswith("/endless"):
                while True:
                    type(self).sent += self.wfile.write(bytes(1 << 16))
            self.wfile.write(b"hello")
        except OSError:  # the client has enough
            return

    def log_message(self, *_):
        pass


@pytest.fixture
def web(monkeypatch):
    """The beginning of URLs of a web server, and what it is asked for."""
    # Without a certificate; the code does not look at the protocol's name.
    monkeypatch.setitem(PROTOCOLS, "http", PROTOCOLS["https"])
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    handler = type("Handler", (Answers,), {"asked": [], "sent": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler
        server.shutdown()


@pytest.mark.parametrize(
    ("place", "known"),
    [
        ("s3://bucket/a.png", True),
        ("https://example.org/a.png", True),
        ("http://example.org/a.png", False),
        ("file:///etc/passwd", False),
        ("s3:/bucket", False),
        ("scans/a.png", False),
        ("C://scans", False),
        ("", False),
    ],
)
def test_urls_are_of_known_protocols(place, known):
    assert is_url(place) is known


def test_what_is_written_is_read(store):
    write_url("memory://out/a b/é.txt", b"text")
    assert read_url("memory://out/a b/é.txt", 4) == b"text"
    write_url("memory://out/empty", b"")
    assert read_url("memory://out/empty", 4) == b""


def test_a_file_that_is_too_large_is_not_downloaded(store, monkeypatch):
    store.pipe_file("/a.png", b"12345")
    assert read_url("memory://a.png", 5) == b"12345"
    monkeypatch.setattr(store, "cat_file", lambda *_, **__: pytest.fail("it was downloaded"))
    with pytest.raises(LimitError, match=r"memory://a\.png: larger than 4e-06 MB"):
        read_url("memory://a.png", 4)


def test_a_file_that_grows_while_it_is_read_is_refused(store, monkeypatch):
    store.pipe_file("/a.png", b"12345")
    monkeypatch.setattr(store, "info", lambda _: {"size": 3, "type": "file"})
    with pytest.raises(LimitError):
        read_url("memory://a.png", 4)


def test_folders_and_patterns_are_listed_without_hidden_files(store):
    names = ("in/b.png", "in/sub/a.pdf", "in/.x/c.png", "in/../up.png", "in/.d.png", "other/e.png")
    for name in names:
        store.pipe_file(f"/{name}", b"x")
    found = [(one.url, one.below) for one in find_urls("memory://in/")]
    assert found == [
        ("memory://in/b.png", "b.png"),
        ("memory://in/sub/a.pdf", "sub/a.pdf"),
    ]
    (one,) = find_urls("memory://in/s*/*.pdf")
    assert (one.url, one.below) == ("memory://in/sub/a.pdf", "sub/a.pdf")
    (one,) = find_urls("memory://in/b.png")
    assert (one.url, one.below) == ("memory://in/b.png", "b.png")
    assert list(find_urls("memory://nowhere/")) == []


def test_the_stamp_changes_with_the_content(store):
    store.pipe_file("/in/a.png", b"x")
    (before,), (again,) = find_urls("memory://in/"), find_urls("memory://in/")
    store.pipe_file("/in/a.png", b"yy")
    (after,) = find_urls("memory://in/")
    assert before.stamp == again.stamp != after.stamp


def test_all_files_of_a_folder_are_listed(store):
    for name in ("a", ".done/b"):
        write_url(f"memory://out/{name}", b"x")
    assert list_url("memory://out/") == {"memory://out/a", "memory://out/.done/b"}
    assert list_url("memory://nowhere") == set()


def test_a_web_page_is_read_by_its_name_alone(web):
    url, _ = web
    assert read_url(f"{url}/a.png?key=1", 5) == b"hello"
    (one,) = find_urls(f"{url}/x/a.png?key=1")
    assert (one.url, one.below) == (f"{url}/x/a.png?key=1", "a.png")


def test_sizes_on_the_web_are_limited(web):
    url, handler = web
    with pytest.raises(LimitError):
        read_url(f"{url}/large", 1 << 20)
    assert handler.asked == ["HEAD /large"]
    with pytest.raises(LimitError):
        read_url(f"{url}/endless", 1 << 20)
    assert handler.sent < 50 << 20


def test_errors_name_the_file_without_its_secrets(web):
    url, _ = web
    with_password = url.replace("://", "://me:secret@")
    for place in (f"{url}/gone.png?signature=secret", f"{with_password}/gone.png"):
        with pytest.raises(InputError) as caught:
            read_url(place, 100)
        assert str(caught.value) == f"{url}/gone.png: no such file"
    assert shown("s3://bucket/a?b.png") == "s3://bucket/a?b.png"


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(storage, "find_spec", lambda name: None if name == "gcsfs" else name)
    with pytest.raises(ConfigError, match=r"gs://b/a\.png needs gcsfs: pip install 'ocrlc\[gs\]'"):
        read_url("gs://b/a.png", 100)


@pytest.mark.parametrize("place", ["https://example.org/", "ftp://example.org/", "file:///tmp/"])
def test_results_are_written_to_stores_only(place):
    with pytest.raises(ConfigError, match="s3://, gs://, az://"):
        check_output(place)


def test_a_write_that_fails_says_why(store, monkeypatch):
    def fail(*_, **__):
        raise PermissionError("Access Denied")

    monkeypatch.setattr(store, "pipe_file", fail)
    with pytest.raises(ConfigError, match=r"cannot write memory://out/a: Access Denied"):
        write_url("memory://out/a", b"x")
