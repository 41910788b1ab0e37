"""Requests whose messages come as a test says, which no client does."""

from __future__ import annotations

import anyio


def scope(path="/v1/recognize", headers=()):
    given = {"host": "test", "content-type": "application/octet-stream", **dict(headers)}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in given.items()],
        "server": ("test", 80),
        "client": ("test", 1),
    }


class Exchange:
    """Runs an app on messages that are given one by one; None waits for ever."""

    def __init__(self, messages, headers=()):
        self.messages = list(messages)
        self.headers = headers
        self.sent = []

    async def receive(self):
        message = self.messages.pop(0) if self.messages else None
        if callable(message):
            message = await message()
        if message is None:
            await anyio.sleep_forever()
        return message

    async def send(self, message):
        self.sent.append(message)

    async def run(self, app):
        with anyio.fail_after(30):
            await app(scope(headers=self.headers), self.receive, self.send)
        return self

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def headers_sent(self):
        return {key.decode(): value.decode() for key, value in self.sent[0]["headers"]}


def part(data, more=False):
    return {"type": "http.request", "body": data, "more_body": more}


GONE = {"type": "http.disconnect"}
