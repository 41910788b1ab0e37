"""The server as it is started: real processes, the bundled model, real connections."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
import uvicorn

from ocrlc.server import run
from scripts.load_test import abuses, ask, cli_result
from scripts.loading.abuse import answer_left_unread, connected, request_head
from tests.support.limited import limited
from tests.support.server import serving


def test_results_are_those_of_the_command_line(server, receipt):
    wanted = cli_result(receipt)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(partial(ask, server.url), [receipt] * 8))
    assert b"PENNYWORTH" in wanted
    assert [(status, body) for status, body, _ in answers] == [(200, wanted)] * 8


def test_overload_is_told_at_once(server, receipt):
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(partial(ask, server.url), [receipt] * 12))
    statuses = [status for status, *_ in answers]
    assert set(statuses) == {200, 503}
    refused = [seconds for status, _, seconds in answers if status == 503]
    served = [seconds for status, _, seconds in answers if status == 200]
    assert max(refused) < max(served)
    assert ask(server.url, receipt)[0] == 200


@pytest.mark.parametrize("name", abuses(Path(__file__)))
def test_abuse_is_answered_or_dropped(server, receipt, name):
    send, wanted = abuses(receipt)[name]
    assert send(server.url) == wanted
    assert ask(server.url, receipt)[0] == 200
    health = httpx.get(f"{server.url}/health", timeout=60).json()
    assert health["inside"] == 0
    assert "ocrlc_reader_restarts 0.0" in httpx.get(f"{server.url}/metrics", timeout=60).text


@asynccontextmanager
async def protocol(app=None, state=None):
    """Serve an app with the server's protocol; yield a port. `state` knows the connections."""
    config = uvicorn.Config(app or (lambda *_: None), http=run.PatientProtocol, lifespan="off")
    config.load()
    state = state or uvicorn.server.ServerState()
    make = partial(run.PatientProtocol, config=config, server_state=state, app_state={})
    listening = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    yield listening.sockets[0].getsockname()[1]
    listening.close()


async def small(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_silent_connections_do_not_stay(monkeypatch):
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.2)

    async def use():
        async with protocol() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HT")
            assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()

    asyncio.run(use())


def test_connections_that_begin_a_second_request_do_not_stay(monkeypatch):
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.5)

    async def use():
        async with protocol(small) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"204" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
            writer.write(b"G")
            assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()

    asyncio.run(use())


async def large(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": bytes(50_000_000)})


def test_answers_that_are_not_received_are_dropped(monkeypatch):
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.2)
    monkeypatch.setattr(run, "ANSWER_SECONDS", 0.5)

    async def use():
        async with protocol(large) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(3)
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await asyncio.wait_for(reader.readexactly(50_000_000), 60)
            writer.close()

    asyncio.run(use())


GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


async def slow(scope, receive, send):
    await asyncio.sleep(0.5)
    await small(scope, receive, send)


async def half_closed(port: int, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send something and close the writing half of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(sent)
    writer.write_eof()
    return reader, writer


@pytest.mark.parametrize(
    ("sent", "heads"),
    [
        (GET, [b"HTTP/1.1 100", b"HTTP/1.1 204"]),
        (b"GET / HTTP/1.0\r\n\r\n", [b"HTTP/1.1 204"]),
        (GET * 2, [b"HTTP/1.1 204", b"HTTP/1.1 100", b"HTTP/1.1 204"]),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf", []),
        (GET + b"GET / HT", [b"HTTP/1.1 204"]),
    ],
)
def test_whole_requests_are_answered_where_no_other_follows(sent, heads):
    async def use():
        async with protocol(slow) as port:
            reader, writer = await half_closed(port, sent)
            said = await asyncio.wait_for(reader.read(), 5)  # earlier than idle connections
            assert [each[:12] for each in said.split(b"\r\n\r\n") if each] == heads
            writer.close()

    asyncio.run(use())


def test_half_closed_connections_whose_answer_is_not_received_are_dropped(monkeypatch):
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.2)
    monkeypatch.setattr(run, "ANSWER_SECONDS", 0.5)
    state = uvicorn.server.ServerState()

    async def use():
        async with protocol(large, state) as port:
            _, writer = await half_closed(port, GET)
            await until(lambda: state.connections)
            await until(lambda: not state.connections)
            writer.transport.abort()

    asyncio.run(use())


def test_clients_that_have_left_altogether_are_noticed(monkeypatch):
    monkeypatch.setattr(run, "HEADER_SECONDS", 0.2)
    said = []

    async def listening(scope, receive, send):
        said.append((await receive())["type"])
        said.append((await receive())["type"])

    async def use():
        async with protocol(listening) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET)
            await until(lambda: said)
            writer.close()
            await until(lambda: len(said) == 2)

    asyncio.run(use())
    assert said == ["http.request", "http.disconnect"]


async def until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


def test_document_of_a_client_that_sends_no_more_is_read(server, receipt):
    with connected(server.url) as connection:
        data = receipt.read_bytes()
        connection.sendall(request_head(len(data), "?format=text") + data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(120)
        with connection.makefile("rb") as answer:
            said = answer.read()
    assert b"HTTP/1.1 200" in said
    assert b"PENNYWORTH" in said


def test_shutdown_waits_for_those_alone_who_receive_their_answer(monkeypatch):
    monkeypatch.setattr(run, "LEAVING_SECONDS", 1.0)
    state = uvicorn.server.ServerState()

    async def ask(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return reader, writer

    async def use():
        async with protocol(large, state) as port:
            (slow, one), (_, other) = [await ask(port) for _ in range(2)]
            while len(state.connections) < 2 or any(
                not each.transport.get_write_buffer_size() for each in state.connections
            ):
                await asyncio.sleep(0.01)
            for each in list(state.connections):
                each.shutdown()
            head = await slow.readuntil(b"\r\n\r\n")
            for _ in range(10):  # for longer than those who receive nothing are waited for
                await asyncio.wait_for(slow.readexactly(4_500_000), 30)
                await asyncio.sleep(0.3)
            await asyncio.wait_for(slow.readexactly(5_000_000), 30)
            assert b"200" in head
            end = time.monotonic() + 30
            while state.connections:
                assert time.monotonic() < end
                await asyncio.sleep(0.1)
            one.close()
            other.transport.abort()

    asyncio.run(use())


def test_connections_are_bounded(monkeypatch):
    monkeypatch.setattr(run, "most_connections", lambda: 2)

    async def use():
        async with protocol(small) as port:
            kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            await asyncio.sleep(0.1)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 5) == b""
            for _, each in [*kept, (reader, writer)]:
                each.close()

    asyncio.run(use())


def flood(port: int, count: int) -> None:
    """Open connections that say nothing, and leave them after a second."""
    kept = [socket.socket() for _ in range(count)]
    for each in kept:
        each.setblocking(False)
        each.connect_ex(("127.0.0.1", port))
    time.sleep(1)
    for each in kept:
        each.close()


def health_in_the_end(url: str, seconds: float = 120) -> str:
    """Ask until there is an answer: the kernel holds connections whose clients have gone, and new
    ones are closed until those have been accepted.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return httpx.get(f"{url}/health", timeout=60).json()["status"]
        except httpx.TransportError:
            assert time.monotonic() < end
            time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.parametrize("files", [48, 256])
def test_log_does_not_grow_at_the_limit_of_open_files(receipt, files):
    """With 48, accepting connections fails itself; with 256, they are closed."""
    command = limited(f"-n {files}", [str(Path(sys.executable).with_name("ocrlc"))])
    with serving("--timeout", "600", "--page-timeout", "600", command=command) as server:
        for _ in range(8):
            flood(server.port, 4 * files)
        assert health_in_the_end(server.url) == "ok"
        assert ask(server.url, receipt)[0] == 200
        assert 0 < len(server.log) < 60


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_what_runs_is_finished_before_the_server_ends(root, number, code):
    invoice = root / "data/samples/invoice.jpg"
    with (
        serving("--timeout", "600", "--page-timeout", "600") as server,
        ThreadPoolExecutor(3) as pool,
        httpx.Client(base_url=server.url, timeout=60) as client,
    ):
        asked = [pool.submit(ask, server.url, invoice) for _ in range(3)]
        while client.get("/health").json()["inside"] < 3:
            assert not all(each.done() for each in asked)
        server.process.send_signal(number)
        assert [each.result()[0] for each in asked] == [200] * 3
        assert server.process.wait(60) == code


@pytest.mark.slow
def test_answers_that_nobody_receives_do_not_delay_the_end():
    with (
        serving("--timeout", "600", "--page-timeout", "600") as server,
        httpx.Client(base_url=server.url, timeout=60) as client,
        answer_left_unread(server.url),
    ):
        for inside in (1, 0):  # it has arrived, it has been answered
            while client.get("/health").json()["inside"] != inside:
                time.sleep(0.05)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(120) == 0
        assert time.monotonic() - begun < 3 * run.LEAVING_SECONDS + 15


@pytest.mark.slow
def test_documents_of_a_server_that_was_killed_are_removed_at_the_next_start(receipt, tmp_path):
    env, data = {"TMPDIR": str(tmp_path)}, receipt.read_bytes()
    with serving(env=env) as server, connected(server.url) as connection:
        readers = server.readers()
        for each in readers:
            each.suspend()  # so that the document is still being read
        connection.sendall(request_head(len(data)) + data)
        while (health := httpx.get(f"{server.url}/health", timeout=60).json())["inside"] != 1:
            assert health["status"] == "ok"
        while data not in kept(tmp_path):
            time.sleep(0.05)
        server.process.kill()
        server.process.wait(60)
        for each in readers:
            each.resume()
        assert data in kept(tmp_path)
    with serving(env=env) as server:
        assert data not in kept(tmp_path)
        assert ask(server.url, receipt)[0] == 200
    assert kept(tmp_path) == []


def kept(folder: Path) -> list[bytes]:
    """Return the contents of all files below a folder."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_port_that_is_taken(server):
    ocrlc = Path(sys.executable).with_name("ocrlc")
    command = [ocrlc, "serve", "--port", str(server.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"ocrlc: cannot listen on 127.0.0.1, port {server.port}: ")
    assert "--port" in line
