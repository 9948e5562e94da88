"""One kept-alive connection to a server under test: a request as bytes, its answer, nothing else. HTTP as little as it takes.

A client library would cost more than the servers that are measured; all bodies here are made beforehand.
"""

import asyncio
from dataclasses import dataclass
from typing import Self, cast

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    retry_after: float


class Line(asyncio.Protocol):
    """Open with `Line.open`; one request at a time. A server may close it while it is silent: it is opened again then. One
    that is lost with a request on its way raises ConnectionError."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._received = b""

    @classmethod
    async def open(cls, port: int) -> Self:
        line = cls(port)
        await line._connect()
        return line

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, HOST, self._port)

    async def ask(self, request: bytes) -> Answer:
        """The whole `request`, head and body; the answer to it."""
        if self._transport is None or self._transport.is_closing():
            await self._connect()
            assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    # --- asyncio's side -----------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(_header(head, b"content-length") or 0)
        if len(body) < length:
            return
        self._received = b""
        answer = Answer(int(head[9:12]), body, float(_header(head, b"retry-after") or 0))
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("the server closed the connection"))


def _header(head: bytes, name: bytes) -> bytes:
    """The value of a header; empty when it is not there."""
    return head.lower().partition(b"\r\n" + name + b":")[2].partition(b"\r\n")[0]


def request(path: str, body: bytes, headers: str = "") -> bytes:
    """A POST of JSON; `headers` are further lines, each with its end."""
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
