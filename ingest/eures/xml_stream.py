"""Many ads in one stream of XML, one after another or below one root, cut apart without parsing and without holding the stream.

A cut needs only the start and the end of `PositionOpening`, so that a broken document costs itself and not the rest.
Comments and CDATA sections are honoured: an ad's text can't end its document, nor begin another one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.eures.raw import RejectedRecord
from ingest.eures.xml import byte_order, declared_encoding

_CHUNK = 1 << 16
_MAX_TAG = 1 << 16
"""bytes"""
_MAX_OUTER = 100
"""namespace declarations around an ad"""
_RESYNC = 8
"""A comment or CDATA section that is longer than so many times the cap was never closed: cut at the next start again."""

_START = rb"(?P<start>(?:[\w.-]{1,64}:)?PositionOpening(?:\s[^<>]*|/)?>)"
_END = rb"(?P<end>/(?:[\w.-]{1,64}:)?PositionOpening\s*>)"
_COMMON = rb"(?P<section>!--|!\[CDATA\[)|(?P<declaration>\?xml\s[^<>]*\?>)|" + _START + rb"|" + _END
# all of it behind one "<", which the regex engine then looks for at the speed of memchr
_OUTSIDE = re.compile(rb"<(?:" + _COMMON + rb"|(?P<doctype>!(?i:DOCTYPE))|(?P<element>/?[A-Za-z_][^<>]*>))")
_INSIDE = re.compile(rb"<(?:" + _COMMON + rb")")
_NAMESPACE = re.compile(rb"(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}


class Bytes(Protocol):
    """Anything to read bytes from."""

    def read(self, size: int, /) -> bytes: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Piece:
    """One document as it was cut out; `rejected` in place of `data` where it can't be used.

    `data` is UTF-8, or in the 8-bit `encoding` that the stream declared.
    """

    data: bytes
    encoding: str | None = None
    rejected: RejectedRecord | None = None


def split(stream: Bytes, limit: int = 2_000_000) -> Iterator[Piece]:
    """Yield the `PositionOpening` documents of a stream, each of at most `limit` bytes.

    Holds `limit` plus some 64 KB at most. A DOCTYPE before a document rejects that one; before a root that holds several, all.
    """
    return _Cutter(limit).cut(_utf8_chunks(stream))


def _utf8_chunks(stream: Bytes) -> Iterator[bytes]:
    chunk = stream.read(_CHUNK)
    encoding, mark = byte_order(chunk[:4])
    chunk = chunk[mark:]
    decode = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace").decode
    while chunk:
        yield decode(chunk).encode("utf-8", "replace") if decode else chunk
        chunk = stream.read(_CHUNK)


class _Cutter:
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.buffer = b""
        self.position = 0
        """up to here the buffer has been looked at"""
        self.start: int | None = None
        """where the document begins that is being read"""
        self.skipping = False
        """the document was too large, and the stream is followed to its end"""
        self.section = b""
        """what ends the comment or CDATA section that is being read"""
        self.section_length = 0
        self.outer: dict[bytes, bytes] = {}
        """namespace declarations of the elements around"""
        self.wrapped = False
        self.depth = 0
        """of elements around that were not closed yet"""
        self.doctype = False
        self.encoding: str | None = None

    def cut(self, chunks: Iterator[bytes]) -> Iterator[Piece]:
        for chunk in chunks:
            self._append(chunk)
            while (match := self._next()) is not None:
                yield from self._take(match)
                if self.doctype and self.wrapped:  # which would be one document with a DOCTYPE
                    yield self._refused("doctype", "declares a DOCTYPE")
                    return
            if self.start is not None and len(self.buffer) - self.start > self.limit:
                yield self._refused("too_large", f"more than {self.limit:,} bytes")
                self.skipping, self.start = True, None
        if self.start is not None:
            yield self._piece(len(self.buffer))
        elif self.doctype:
            yield self._refused("doctype", "declares a DOCTYPE")
        elif self.section and not self.skipping:
            yield self._refused("malformed", "ends within a comment")
        elif self.depth:
            yield self._refused("malformed", "ends before its root does")

    def _append(self, chunk: bytes) -> None:
        done = self.position if self.start is None else self.start
        self.buffer = self.buffer[done:] + chunk
        self.position -= done
        self.start = None if self.start is None else 0

    def _next(self) -> re.Match[bytes] | None:
        if self.section and not self._leave_section():
            return None
        pattern = _OUTSIDE if self.start is None and not self.skipping else _INSIDE
        match = pattern.search(self.buffer, self.position)
        if match:
            self.position = match.end()
        else:  # a tag may be cut off at the end of the chunk
            last = self.buffer.rfind(b"<", self.position)
            self.position = last if last >= 0 and len(self.buffer) - last < _MAX_TAG else len(self.buffer)
        return match

    def _leave_section(self) -> bool:
        end = self.buffer.find(self.section, self.position)
        reached = max(self.position, len(self.buffer) - 2) if end < 0 else end + 3
        self.section_length += reached - self.position
        self.position = reached
        if end >= 0 or self.section_length > _RESYNC * self.limit:
            self.section = b""
        return not self.section

    def _take(self, match: re.Match[bytes]) -> Iterator[Piece]:
        kind = match.lastgroup
        if kind == "section":
            self.section, self.section_length = _ENDS[match[0]], 0
        elif kind == "end":
            if self.start is not None:
                yield self._piece(match.end())
            elif not self.skipping:
                yield self._refused("malformed", "ends without having begun")
            self.skipping = False
        elif kind == "doctype":
            self.doctype, self.wrapped = True, False
        elif kind == "element":
            self._enter_or_leave(match[0])
            if len(self.outer) < _MAX_OUTER:
                self.outer.update(_NAMESPACE.findall(match[0]))
        else:  # something new begins, though the last one did not end
            if self.start is not None:
                yield self._piece(match.start())
            self.skipping = False
            yield from self._declared(match[0]) if kind == "declaration" else self._started(match)

    def _enter_or_leave(self, tag: bytes) -> None:
        self.wrapped = True
        if tag.startswith(b"</"):
            self.depth = max(0, self.depth - 1)
        elif not tag.endswith(b"/>"):
            self.depth += 1

    def _declared(self, declaration: bytes) -> Iterator[Piece]:
        self.encoding = declared_encoding(declaration)
        self.outer, self.wrapped, self.depth = {}, False, 0
        if self.doctype:  # of a document without any ad
            yield self._refused("doctype", "declares a DOCTYPE")

    def _started(self, match: re.Match[bytes]) -> Iterator[Piece]:
        self.start = match.start()
        if match[0].endswith(b"/>"):
            yield self._piece(match.end())

    def _piece(self, end: int) -> Piece:
        data = self.buffer[self.start : end]
        self.start = None
        if self.doctype:
            return self._refused("doctype", "declares a DOCTYPE")
        if len(data) > self.limit:
            return self._refused("too_large", f"more than {self.limit:,} bytes")
        if self.outer:  # the prefixes that the elements around declare; on the same line, so that lines still count
            declarations = b" ".join(b"%s=%s" % item for item in self.outer.items())
            data = b"<outer %s>%s</outer>" % (declarations, data)
        return Piece(data, self.encoding)

    def _refused(self, reason: str, detail: str) -> Piece:
        self.doctype = False
        return Piece(b"", rejected=RejectedRecord(reason, detail))
