"""Just enough HTTP/2 to load a gRPC server without the client becoming the bottleneck.

A gRPC library's client costs as much as the server, and both share two cores. This one sends a prepared header block
and a prepared message, and reads of an answer only what shows that it is one: a message and `grpc-status: 0`.
It asks the server to keep no header table, so every status arrives as the same plain bytes and needs no decoder.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

_DATA, _HEADERS, _RESET, _SETTINGS, _PING, _GOAWAY, _WINDOW, _CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
_ACK = _END_STREAM = 0x1
_END_HEADERS = 0x4
_PADDED_OR_PRIORITY = 0x28
_HEADER_TABLE_SIZE, _MAX_STREAMS = 1, 3
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_NO_HEADER_TABLE = _HEADER_TABLE_SIZE.to_bytes(2) + bytes(4)
_FIRST_WINDOW = 65_535
_WINDOW_STEP = 1 << 30
_OK = b"\x0bgrpc-status\x010"


class Answered(Protocol):
    """Hears how a call ended."""

    def __call__(self, *, ok: bool) -> None: ...


class Http2Error(Exception):
    """The server spoke in a way a measurement cannot go on with."""


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """A frame (RFC 9113, section 4.1)."""
    return len(payload).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + payload


def _word(text: bytes) -> bytes:
    """A string of a header block, not Huffman-coded (RFC 7541, section 5.2)."""
    if len(text) > 126:
        raise Http2Error(f"{len(text)} bytes are too long for a header here")
    return bytes((len(text),)) + text


def header_blocks(*, path: str, authority: str) -> tuple[bytes, bytes]:
    """The block of a connection's first request, which fills the server's table, and that of every later one.

    Numbers are places in the static and the dynamic table (RFC 7541, appendix A and section 2.3).
    """
    fixed = bytes((0x83, 0x86))  # :method POST, :scheme http
    first = fixed + b"\x44" + _word(path.encode()) + b"\x41" + _word(authority.encode())
    first += b"\x40" + _word(b"te") + _word(b"trailers")
    first += b"\x5f" + _word(b"application/grpc") + b"\x7a" + _word(b"hamyon-benchmark")
    return first, fixed + bytes((0xC2, 0xC1, 0xC0, 0xBF, 0xBE))


def authorization_header(secret: str) -> bytes:
    """Sent in full with every request, as grpc's own client does: it is nobody's to keep."""
    return b"\x0f\x08" + _word(f"Bearer {secret}".encode())


class Http2Connection(asyncio.Protocol):
    """One connection; as many calls at a time as are made."""

    def __init__(self, *, path: str, authority: str, lost: Callable[[Exception], None]) -> None:
        self._transport: asyncio.Transport
        self._block, self._later_block = header_blocks(path=path, authority=authority)
        self._lost = lost
        self._calls: dict[int, Answered] = {}
        self._with_message: set[int] = set()
        self._waiting: deque[tuple[bytes, bytes, Answered]] = deque()
        self._next_stream = 1
        self._send_window = _FIRST_WINDOW
        self._received = 0
        self._buffer = b""
        self._closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        settings = frame(_SETTINGS, 0, 0, _NO_HEADER_TABLE)
        self._transport.write(_PREFACE + settings + frame(_WINDOW, 0, 0, _WINDOW_STEP.to_bytes(4)))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._closing:
            self._lost(exc or Http2Error("the server closed a connection"))

    def close(self) -> None:
        """Close without a complaint."""
        self._closing = True
        self._transport.close()

    def call(self, authorization: bytes, message: bytes, answered: Answered) -> None:
        """Send a request; `answered` hears whether it went well."""
        size = len(message) + 5
        if size > self._send_window:
            self._waiting.append((authorization, message, answered))
            return
        self._send_window -= size
        stream = self._next_stream
        self._next_stream += 2
        self._calls[stream] = answered
        headers = frame(_HEADERS, _END_HEADERS, stream, self._block + authorization)
        self._block = self._later_block
        body = b"\x00" + len(message).to_bytes(4) + message
        self._transport.write(headers + frame(_DATA, _END_STREAM, stream, body))

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data
        position, size = 0, len(data)
        try:
            while size - position >= 9:
                end = position + 9 + int.from_bytes(data[position : position + 3])
                if end > size:
                    break
                stream = int.from_bytes(data[position + 5 : position + 9])
                self._read(data[position + 3], data[position + 4], stream, data[position + 9 : end])
                position = end
        except Http2Error as error:
            self._closing = True
            self._transport.abort()
            self._lost(error)
        self._buffer = data[position:]

    def _read(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind == _DATA:
            self._received += len(payload)
            if len(payload) > 5:
                self._with_message.add(stream)
            if self._received > _WINDOW_STEP // 2:
                self._transport.write(frame(_WINDOW, 0, 0, self._received.to_bytes(4)))
                self._received = 0
        elif kind == _HEADERS:
            if not flags & _END_HEADERS or flags & _PADDED_OR_PRIORITY:
                raise Http2Error("headers in a form this client does not read")
            if flags & _END_STREAM:
                self._end(stream, ok=_OK in payload and stream in self._with_message)
        elif kind == _RESET:
            self._end(stream, ok=False)
        else:
            self._control(kind, flags, stream, payload)

    def _end(self, stream: int, *, ok: bool) -> None:
        self._with_message.discard(stream)
        self._calls.pop(stream)(ok=ok)

    def _control(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        if kind == _SETTINGS and not flags & _ACK:
            self._check_settings(payload)
            self._transport.write(frame(_SETTINGS, _ACK, 0, b""))
        elif kind == _PING and not flags & _ACK:
            self._transport.write(frame(_PING, _ACK, 0, payload))
        elif kind == _WINDOW and stream == 0:
            self._send_window += int.from_bytes(payload)
            waiting, self._waiting = self._waiting, deque()
            for call in waiting:
                self.call(*call)
        elif kind == _GOAWAY:
            raise Http2Error(f"the server goes away: {payload[8:].decode(errors='replace')}")
        elif kind == _CONTINUATION:
            raise Http2Error("headers in a form this client does not read")

    def _check_settings(self, payload: bytes) -> None:
        for start in range(0, len(payload), 6):
            name, value = int.from_bytes(payload[start : start + 2]), int.from_bytes(payload[start + 2 : start + 6])
            if (name == _HEADER_TABLE_SIZE and value < 1024) or (name == _MAX_STREAMS and value < 64):
                raise Http2Error(f"the server allows too little: setting {name} is {value}")
