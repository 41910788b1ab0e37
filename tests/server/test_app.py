"""Every answer of the app: results in all formats, and all the ways to be refused."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import anyio
import pytest
from PIL import Image
from starlette.testclient import TestClient

from ocrlc.errors import ConfigError, ResourceError
from ocrlc.loading.options import LoadOptions
from ocrlc.options.read_options import ReadOptions
from ocrlc.options.zones import Zone
from ocrlc.server import uploads
from ocrlc.server.formats import MEDIA_TYPES
from ocrlc.server.limits import Limits
from ocrlc.writers import FORMATS, write
from tests.server.asgi import GONE, Exchange, part
from tests.server.conftest import FakeReader

BYTES = {"Content-Type": "application/octet-stream"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


def read(client, data=b"hello", query="", name="a b.png", **headers):
    return client.post(f"/v1/recognize{query}", files={"file": (name, data)}, headers=headers)


def assert_problem(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert "\n" not in problem["detail"]


@pytest.fixture
def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 1500), "white").save(buffer, "PNG")
    return buffer.getvalue()


def expected(name, data, format):
    class Source(io.BytesIO):
        pass

    source = Source(data)
    source.name = name
    return write(FakeReader().read(source, None), format)


def test_all_formats_are_served():
    assert set(MEDIA_TYPES) == {name for name, one in FORMATS.items() if one.is_installed}


@pytest.mark.parametrize("format", sorted(set(MEDIA_TYPES) - {"pdf"}))
def test_format_by_name(client, format):
    answer = read(client, query=f"?format={format}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == MEDIA_TYPES[format]
    assert answer.content == expected("a b.png", b"hello", format)


@pytest.mark.parametrize("format", sorted(set(MEDIA_TYPES) - {"pdf", "layout"}))
def test_format_by_accept(client, format):
    wanted = MEDIA_TYPES[format].partition(";")[0]
    answer = read(client, Accept=f"image/*, {wanted};q=0.7, */*;q=0.1")
    assert answer.content == expected("a b.png", b"hello", format)


def test_pdf_holds_the_document(client, picture):
    answer = read(client, picture, "?format=pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_pdf_is_made_with_the_documents_own_options(client, picture):
    cut = picture[: len(picture) * 2 // 3]
    assert_problem(read(client, cut, "?format=pdf"), 422)
    answer = read(client, cut, "?format=pdf&allow_truncated=true")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF-")


def test_pdf_of_what_is_no_document_names_it_as_the_client_does(client, tmp_path):
    answer = read(client, b"nothing", "?format=pdf")
    assert_problem(answer, 422)
    assert "a b.png" in answer.json()["detail"]
    assert str(tmp_path) not in answer.text


def test_pictures_of_pages(client, picture):
    (page,) = read(client, picture, "?pictures=true").json()["pages"]
    head, _, encoded = page["picture"].partition(",")
    assert head == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as shown:
        assert (shown.format, shown.size) == ("JPEG", (1600, 800))
    assert "picture" not in read(client, picture).json()["pages"][0]
    assert_problem(read(client, query="?pictures=true&format=text"), 422)


def test_characters_on_request(client, reader):
    read(client)
    assert reader.read_options[-1] == ReadOptions()
    read(client, query="?characters=true&format=alto")
    assert reader.read_options[-1] == ReadOptions(characters=True)


def test_boxes_of_words_on_request(client):
    assert "<span" not in read(client, query="?format=html").text
    assert '<span data-box="' in read(client, query="?format=html&word_boxes=true").text


def test_look_alikes_may_stay_as_read(client, reader):
    read(client, query="?normalize=false")
    assert reader.read_options[-1] == ReadOptions(normalize=False)
    assert_problem(read(client, query="?normalize=perhaps"), 422)


def test_allowed_characters(client, reader):
    read(client, query="?allow=digits&allow=EUR")
    assert reader.read_options[-1] == ReadOptions(allow=("digits", "EUR"))
    answer = read(client, query="?allow=")
    assert_problem(answer, 422)
    assert "digits" in answer.json()["detail"]
    assert_problem(read(client, query="?allow=a" * 1 + "&allow=b" * 20), 422)


@pytest.mark.parametrize(
    ("template", "detail"),
    [
        ("zones: 3", "zones must be a list"),
        ("a: [", "no YAML"),
        ("[" * 9000, "no YAML|nested too deep"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        ("zones: [{name: [&a [x, x], &b [*a, *a]], box: '1,2,3,4'}]", "name must be text"),
        ("zones: [" + "{name: a, box: '1,2,3,4'}," * 101 + "]", "101 zones|different names"),
        ("x" * 70_000, "larger than 64 KB|exceeded"),
    ],
)
def test_what_is_no_template(client, template, detail):
    files = {"file": ("a.png", b"hello"), "template": ("t.yml", template)}
    answer = client.post("/v1/recognize", files=files)
    assert answer.status_code in (400, 413, 422), answer.text
    assert re.search(detail, answer.json()["detail"])


def test_zones(client, reader):
    assert read(client, query="?region=1,2,3,4:a:digits&region=10%25,0%25,5%25,5%25").is_success
    assert reader.read_options[-1].zones == (
        Zone("a", 1, 2, 3, 4, allow="digits"),
        Zone("zone2", 10, 0, 5, 5, percent=True),
    )
    template = "zones: [{name: total, box: '1%,2%,3%,4%', allow: [amount]}]"
    for extra in ({"data": {"template": template}}, {"files": {"template": template.encode()}}):
        files = {"file": ("a.png", b"hello"), **extra.pop("files", {})}
        answer = client.post("/v1/recognize?region=1,2,3,4", files=files, **extra)
        assert answer.is_success, answer.text
        assert reader.read_options[-1].zones == (
            Zone("total", 1, 2, 3, 4, percent=True, allow=("amount",)),
            Zone("zone1", 1, 2, 3, 4),
        )
    answer = read(client, query="?region=1,2,3")
    assert_problem(answer, 422)
    assert "x,y,w,h" in answer.json()["detail"]


def test_body_without_a_form(client):
    curls = "application/x-www-form-urlencoded"
    for kind in ("application/octet-stream", "application/pdf", "image/png", curls):
        answer = client.post("/v1/recognize", content=b"raw", headers={"Content-Type": kind})
        assert answer.json()["pages"][0]["lines"][0]["text"] == "raw"
    assert client.post("/v1/recognize", content=b"raw").status_code == 200


def test_query_says_how_the_document_is_opened(client, reader):
    read(client, query="?pages=2-3&dpi=150&text_layer=only&allow_truncated=1")
    _, options, within = reader.seen[-1]
    limits = Limits()
    assert options == LoadOptions(
        dpi=150,
        pages="2-3",
        text_layer="only",
        allow_truncated=True,
        max_bytes=limits.load_options.max_bytes,
        max_pixels=limits.load_options.max_pixels,
        max_pages=limits.load_options.max_pages,
    )
    assert within == limits.seconds


def test_nothing_is_kept(client, reader, tmp_path):
    for data in (b"hello", b"bug", b"damaged", b"x" * 2_000_000):
        read(client, data)
    assert len(reader.seen) == 4
    assert not any(path.exists() for path, *_ in reader.seen)
    assert list(tmp_path.iterdir()) == []


def test_folder_of_documents_that_is_removed(client, tmp_path):
    tmp_path.rmdir()
    assert read(client).status_code == 200
    assert tmp_path.stat().st_mode & 0o077 == 0


def test_folder_of_documents_that_cannot_be_made(client, tmp_path):
    tmp_path.rmdir()
    tmp_path.write_text("a file in its place")
    answer = read(client)
    assert_problem(answer, 503)
    assert "Not a directory" in answer.json()["detail"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("size", [10, 2_000_000])
def test_full_disk(client, reader, monkeypatch, size):
    full = Path("/dev/full")
    monkeypatch.setattr(uploads, "NamedTemporaryFile", lambda dir: full.open("r+b"))
    for send in (read, lambda client, data: client.post("/v1/recognize", content=data)):
        answer = send(client, b"x" * size)
        assert_problem(answer, 503)
        assert "No space left" in answer.json()["detail"]
    assert reader.seen == []


def test_document_that_is_gone_when_it_is_read(tmp_path):
    with pytest.raises(ResourceError, match="No such file"):
        uploads.Upload(tmp_path / "gone", "a.png").read()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a/b/c.png", "c.png"), ("C:\\x\\y.tif", "y.tif"), ("..", ".."), ("ü.pdf", "ü.pdf")],
)
def test_names_are_names_not_paths(client, name, kept):
    assert read(client, name=name).json()["pages"][0]["source"] == kept


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"format", 415),
        (b"limit", 413),
        (b"late", 504),
        (b"damaged", 422),
        (b"model", 500),
        (b"bug", 500),
    ],
)
def test_errors_of_reading(client, data, status):
    assert_problem(read(client, data), status)
    assert read(client).status_code == 200


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (FORM, b"garbage", 400),
        ({"Content-Type": "multipart/form-data"}, b"--x", 400),
        (FORM, b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", 400),
        (FORM, b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nab', 422),
        (FORM, b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n', 422),
        (FORM, b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n--x--\r\n', 422),
        (BYTES, b"", 422),
        ({"Content-Type": "application/json"}, b"{}", 415),
        ({"Content-Type": "text/uri-list"}, b"http://example.org", 415),
        ({**BYTES, "Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        ({**BYTES, "Accept": "image/png"}, b"a", 406),
    ],
)
def test_requests_that_are_refused(client, reader, headers, body, status):
    assert_problem(client.post("/v1/recognize", content=body, headers=headers), status)
    assert reader.seen == []


@pytest.mark.parametrize("query", ["?format=docx", "?pages=x", "?pages=3-1", "?dpi=1", "?dpi=nan"])
def test_queries_that_are_refused(client, reader, query):
    assert_problem(read(client, query=query), 422)
    assert reader.seen == []


def test_unknown_paths_and_methods(client):
    assert_problem(client.get("/nowhere"), 404)
    assert_problem(client.get("/static/../app.py"), 404)
    answer = client.get("/v1/recognize")
    assert_problem(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_too_many_bytes(make_app, reader):
    limits = Limits(LoadOptions(max_bytes=100_000))
    with TestClient(make_app(limits)) as client:
        assert read(client, b"x" * 100_000).status_code == 200
        assert_problem(read(client, b"x" * 100_001), 413)
        assert_problem(read(client, b"x" * 300_000), 413)
        chunks = (b"x" * 50_000 for _ in range(10))
        assert_problem(client.post("/v1/recognize", content=chunks, headers=BYTES), 413)
    assert len(reader.seen) == 1


def test_a_declared_length_is_enough_to_be_refused(make_app):
    app = make_app(Limits(LoadOptions(max_bytes=100)))
    headers = {"content-length": "101", "expect": "100-continue"}
    exchange = anyio.run(Exchange([], headers).run, app)
    assert exchange.status == 413
    assert exchange.headers_sent["connection"] == "close"


def test_documents_that_do_not_arrive(make_app):
    app = make_app(Limits(upload_seconds=0.2))
    exchange = anyio.run(Exchange([part(b"a", more=True)], {"content-length": "9"}).run, app)
    assert exchange.status == 408
    assert app.state.pool.inside == 0


def test_full_queue_is_told_at_once(client):
    pool = client.app.state.pool
    pool.inside = pool.most
    answer = read(client)
    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) >= 1
    pool.inside = 0
    assert read(client).status_code == 200


@pytest.mark.parametrize("messages", [[GONE], [part(b"a", more=True), GONE]])
def test_client_that_leaves_while_sending(make_app, reader, messages):
    app = make_app()
    anyio.run(Exchange(messages, {"content-length": "9"}).run, app)
    assert reader.seen == []
    assert app.state.pool.inside == 0


def test_client_that_leaves_while_its_document_is_read(make_app, reader):
    app = make_app()

    async def leave():
        while not reader.stops:
            await anyio.sleep(0.01)
        return GONE

    async def use():
        await Exchange([part(b"slow"), leave], {"content-length": "4"}).run(app)
        assert reader.stops[0].is_set()
        assert app.state.pool.inside == 0
        again = await Exchange([part(b"hello")], {"content-length": "5"}).run(app)
        assert again.status == 200

    anyio.run(use)


def test_api_key(make_app):
    with TestClient(make_app(Limits(api_key="sésame"))) as client:
        for path in ("/", "/health", "/static/app.js"):
            assert client.get(path).status_code == 200
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic c2VzYW1l"}):
            answer = client.post("/v1/recognize", content=b"a", headers=headers)
            assert_problem(answer, 401)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert client.get("/v1/models", headers=headers).status_code == 401
            assert client.get("/metrics", headers=headers).status_code == 401
        key = {"Authorization": "Bearer sésame".encode()}
        assert client.post("/v1/recognize", content=b"a", headers=key).status_code == 200
        assert client.get("/v1/models", headers=key).status_code == 200


def test_blanks_around_the_api_key_lock_nobody_out(make_app):
    with TestClient(make_app(Limits(api_key=" key\n"))) as client:
        assert client.get("/v1/models").status_code == 401
        headers = {"Authorization": "Bearer key"}
        assert client.get("/v1/models", headers=headers).status_code == 200


@pytest.mark.parametrize("key", [" ", "\n", "a\nb", "a\0"])
def test_keys_that_no_client_can_send_are_refused(key):
    with pytest.raises(ConfigError, match="API key"):
        Limits(api_key=key)


@pytest.mark.parametrize("path", ["/", "/health", "/v1/models", "/metrics", "/static/app.js"])
def test_headers_alone(client, path):
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""


def test_health_tells_readers_that_do_not_start(make_app, reader):
    app = make_app(readers=[reader, FakeReader()])
    with TestClient(app) as client:
        app.state.pool._down.add(reader)
        assert client.get("/health").json()["status"] == "degraded"
        assert client.get("/health").json()["readers"] == 1
        app.state.pool._down.update(app.state.pool.readers)
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
        assert "ocrlc_readers_down 2.0" in client.get("/metrics").text
        answer = read(client)
        assert_problem(answer, 503)
        assert "no process that reads can be started" in answer.json()["detail"]
        assert int(answer.headers["retry-after"]) > 0


def test_health_and_models(client):
    assert client.head("/health").status_code == 200
    health = client.get("/health").json()
    assert (health["status"], health["inside"], health["places"]) == ("ok", 0, 3)
    models = client.get("/v1/models").json()["models"]
    assert [(model["name"], model["in_use"]) for model in models] == [("lcnet-latin", True)]
    assert all(model["size_bytes"] > 0 for model in models)


def test_metrics_count(client):
    read(client)
    read(client, b"damaged")
    figures = client.get("/metrics").text
    assert 'ocrlc_requests_total{path="/v1/recognize",status="200"} 1.0' in figures
    assert 'ocrlc_requests_total{path="/v1/recognize",status="422"} 1.0' in figures
    assert "ocrlc_pages_total 1.0" in figures
    assert "ocrlc_inside 0.0" in figures


def test_headers_that_bound_what_a_browser_does(client):
    page, result = client.get("/"), read(client, query="?format=hocr")
    assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "sandbox" in result.headers["content-security-policy"]
    assert result.headers["cache-control"] == "no-store"
    for answer in (page, result, client.get("/nowhere")):
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_page_has_nothing_from_elsewhere(client, root):
    for path in (root / "ocrlc/server/page").iterdir():
        content = path.read_text()
        assert client.get(f"/static/{path.name}").status_code == 200
        assert "http" not in content.replace("http://www.w3.org/2000/svg", ""), path.name
        assert "style=" not in content, path.name
