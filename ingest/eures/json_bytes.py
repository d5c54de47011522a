"""A sliding window over a JSON stream: it finds where values end without parsing them, and never holds more than one record.

A library that parses while it reads gives up at the first broken record and has no cap on one; here a record is cut out first,
by brackets and quotes alone, and decoded afterwards, so a broken one costs only itself.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 2**18
"""bytes read at a time"""
_BLANK = re.compile(rb"[\s\x1e]*+")  # 0x1e separates the values of a JSON text sequence (RFC 7464)
_BRACKET_OR_QUOTE = re.compile(rb'["\[\]{}]')
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.S)
_SCALAR = re.compile(rb'[^\s,:"\[\]{}]*+')
_LINE = re.compile(rb"\n[{\[]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ZEROS: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
"""which of the first four bytes are zero → encoding"""


class Stream(Protocol):
    """What is asked of a stream of bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Read at most `size` bytes; none at the end."""
        ...


class BrokenJson(ValueError):
    """No value can be cut out here; the message says why, `reason` is "malformed" or "too_large"."""

    def __init__(self, detail: str, reason: str = "malformed") -> None:
        self.reason = reason
        super().__init__(detail)


class Window:
    """The part of a stream that is being looked at; `at` is where the next value begins.

    `again` is how many bytes may be read a second time after breaks.
    """

    def __init__(self, stream: Stream, again: int = 0) -> None:
        self.data = b""
        self.at = 0
        self._again = again
        self._chunks = _utf8(stream)
        self._before = 0

    @property
    def byte(self) -> int:
        """Bytes of the stream (as UTF-8) before the current place."""
        return self._before + self.at

    def more(self) -> bool:
        """Drop what was passed and read on; False at the end of the stream."""
        chunk = next(self._chunks, b"")
        self._before += self.at
        self.data, self.at = self.data[self.at :] + chunk, 0
        return bool(chunk)

    def next(self, skip: bytes = b"") -> bytes:
        """Go to the next byte that is neither blank nor one of `skip`, and return it; empty at the end."""
        while True:
            self.at = _BLANK.match(self.data, self.at).end()  # type: ignore[union-attr]  # matches nothing, too
            found = self.data[self.at : self.at + 1]
            if found and found in skip:
                self.at += 1
            elif found or not self.more():
                return found

    def line_end(self, cap: int) -> int | None:
        """Return where the current line ends, None if that is more than `cap` bytes away."""
        seen = self.at
        while (end := self.data.find(b"\n", seen)) < 0:
            seen = len(self.data) - self.at
            if seen > cap:
                return None
            if not self.more():
                return len(self.data)
        return end if end - self.at <= cap else None

    def has_line(self, begin: int) -> bool:
        """Tell whether a line that begins with a bracket is in sight, behind the byte `begin`."""
        return _LINE.search(self.data, max(begin - self._before, 0)) is not None

    def resume(self, begin: int) -> None:
        """After a break, go to the next line that begins with a bracket; `begin` is where what broke began, in bytes.

        What was read since then is looked at again, but not without end: beyond the allowance, only what was not read yet.
        """
        reached = self._before + len(self.data)
        self.at = max(begin - self._before, 0) if self._again > 0 else len(self.data)
        while (line := _LINE.search(self.data, self.at)) is None:
            self.at = max(self.at, len(self.data) - 1)  # the last byte may be the end of a line
            if not self.more():
                self.at = len(self.data)
                return
        self.at = line.start() + 1
        self._again -= max(reached - self.byte, 0)

    def take(self, cap: int) -> bytes | None:
        """Go behind the value that begins here and return its bytes, None if they are more than `cap`.

        Raises BrokenJson where the stream ends first, or where a value beyond the cap reaches over lines that begin with a
        bracket: a quote or bracket is missing there, and such a line is the place to go on. The current place is unchanged then.
        """
        walk = _Walk(self.data[self.at : self.at + 1])
        position, dropped = self.at, 0
        while not walk.ended:
            position = walk.on(self.data, position)
            if walk.ended:
                break
            if not dropped and position - self.at > cap and _LINE.search(self.data, self.at, position):
                raise BrokenJson(f"is larger than {cap:,} bytes", "too_large")
            if dropped or position - self.at > cap:
                dropped += position - self.at
                self.at = position
            position -= self.at
            if not self.more():
                if not walk.scalar:
                    raise BrokenJson("ends in the middle of a value")
                break
        start, self.at = self.at, position
        return None if dropped + position - start > cap else self.data[start:position]


class _Walk:
    """Where in a value we are: how deep, and whether in a string."""

    def __init__(self, first: bytes) -> None:
        self.ended = False
        self.scalar = first not in (b'"', b"{", b"[")
        self._depth = 0
        self._quoted = False

    def on(self, data: bytes, position: int) -> int:
        """Walk on as far as the data reach or the value ends; return the new position."""
        if self.scalar:
            position = _SCALAR.match(data, position).end()  # type: ignore[union-attr]  # matches nothing, too
            self.ended = position < len(data)
            return position
        while not self.ended:
            if self._quoted:
                position = _STRING.match(data, position).end()  # type: ignore[union-attr]
                if data[position : position + 1] != b'"':
                    return position  # the end of the data, or a backslash whose character is still to come
                position += 1
                self._quoted = False
                self.ended = self._depth == 0
                continue
            found = _BRACKET_OR_QUOTE.search(data, position)
            if found is None:
                return len(data)
            position = found.end()
            self._meet(found.group())
        return position

    def _meet(self, mark: bytes) -> None:
        if mark == b'"':
            self._quoted = True
        elif mark in b"{[":
            self._depth += 1
        else:
            self._depth -= 1
            self.ended = self._depth == 0


def _utf8(stream: Stream) -> Iterator[bytes]:
    """Yield the stream as UTF-8 without a byte-order mark; UTF-16 and UTF-32 are told by the mark or by zero bytes."""
    first = stream.read(CHUNK)
    encoding = next((name for mark, name in _BOMS if first.startswith(mark)), None) or _by_zeros(first)
    if encoding == "utf-8":
        yield first.removeprefix(codecs.BOM_UTF8)
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    chunk = first
    while chunk:
        text = decoder.decode(chunk).removeprefix("\ufeff")
        chunk = stream.read(CHUNK)
        if text:
            yield text.encode("utf-8", "replace")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")


def _by_zeros(first: bytes) -> str:
    # a JSON text begins with two ASCII characters (RFC 4627, section 3); a single zero byte is only damage
    zeros = tuple(byte == 0 for byte in first[:4])
    return _ZEROS.get(zeros, "utf-8")
