"""Read JSON record by record: one object, a list, JSON Lines, or several values one after another; lists inside envelopes too.

An envelope's lists are named by their keys: ("jvs",) or ("data", "items"). Their entries are records, and so is every object
outside of them that has none of these lists. Nothing is loaded whole; a record larger than the cap is passed over.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ingest.eures.json_bytes import BrokenJson, Window
from ingest.eures.raw import RawAd, Rejected, RejectedRecord
from ingest.eures.xml import CP1252_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from ingest.eures.sources import Document, Limits

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One decoded value; `container` names the list it was in, `key` its key if that was an object."""

    place: str
    value: object
    container: Path = ()
    key: str | None = None
    warnings: tuple[str, ...] = ()


def read_records(
    document: Document, limits: Limits, containers: frozenset[Path], make: Callable[[Record], RawAd | None]
) -> Iterator[RawAd | Rejected]:
    """Make an ad of every record. `make` returns None for what is rightly no ad, and raises RejectedRecord."""
    for record in _Reader(document, limits.document, containers):
        if isinstance(record, Rejected):
            yield record
            continue
        try:
            ad = make(record)
        except RejectedRecord as error:
            yield Rejected(record.place, error.reason, str(error))
            continue
        if ad is not None:
            ad.warnings.extend(record.warnings)
            yield ad


def decode(raw: bytes) -> tuple[object, tuple[str, ...]]:
    """Decode one value; return it with warnings of what was repaired. Raises RejectedRecord "malformed".

    Repaired are bytes that are not UTF-8 (read as cp1252), line breaks in strings, NaN, infinite numbers and lone surrogates.
    """
    try:
        return msgspec.json.decode(raw), ()
    except RecursionError as error:
        raise RejectedRecord("malformed", "is nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _repaired(raw)


def _repaired(raw: bytes) -> tuple[object, tuple[str, ...]]:
    text = raw.decode("utf-8", CP1252_BYTES)
    repaired = "repaired_characters" if _is_utf8(raw) else "repaired_encoding"
    try:
        value = json.loads(text, strict=False, parse_constant=_no_number, parse_float=_finite)
        # lone surrogates can't be stored or encoded; this way they become "?"
        clean = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return json.loads(clean), (repaired,)
    except RecursionError as error:
        raise RejectedRecord("malformed", "is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise RejectedRecord("malformed", f"is not JSON: {error.msg}, character {error.pos}") from error
    except ValueError as error:
        raise RejectedRecord("malformed", "has a number of thousands of digits") from error


def _no_number(_name: str) -> None:
    return None


def _finite(written: str) -> float | None:
    number = float(written)
    return number if math.isfinite(number) else None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """One document's records in their order, with a Rejected for each that can't be read."""

    def __init__(self, document: Document, cap: int, containers: frozenset[Path]) -> None:
        self._window = Window(document.stream, again=16 * cap)
        self._place = document.place
        self._cap = cap
        self._containers = containers
        self._on_the_way = {path[:length] for path in containers for length in range(1, len(path))}
        self._number = 0
        self._begin = 0
        """byte at which the current value began"""
        self._by_lines = False
        """known to be JSON Lines"""
        self._whole_until = 0
        """byte up to which lines are known to be no records, so that each is looked at once"""
        self._between = b","
        """what may stand between two values; after a break also the ends of what was broken"""

    def __iter__(self) -> Iterator[Record | Rejected]:
        while first := self._window.next(skip=self._between):
            self._begin = self._window.byte
            if (first == b"{" or self._by_lines) and self._begin >= self._whole_until and (record := self._line()):
                yield record
                continue
            try:
                yield from self._value(first)
            except BrokenJson as error:
                yield self._rejected(error.reason, f"{error} (byte {self._window.byte})")
                self._by_lines, self._between = False, b",]}"
                self._window.resume(self._begin)

    def _value(self, first: bytes) -> Iterator[Record | Rejected]:
        if first == b"[":
            yield from self._entries(())
        elif first == b"{":
            yield from self._object(())
        else:
            raise BrokenJson("neither an object nor a list")

    def _line(self) -> Record | Rejected | None:
        """Return the record that is the current line, None if lines are not records here."""
        window = self._window
        end = window.line_end(self._cap)
        if end is None:  # a page of a search may be longer than a record
            self._whole_until = window.byte + self._cap
            return None
        line = window.data[window.at : end].strip()
        try:
            value = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._by_lines = self._by_lines or self._is_broken_line(line, end)
            if not self._by_lines:
                self._whole_until = window.byte + end - window.at
                return None
            window.at = end
            return self._record(line)
        if not isinstance(value, dict) or any((key,) in self._containers or (key,) in self._on_the_way for key in value):
            return None
        self._by_lines = True
        window.at = end
        self._number += 1
        return Record(self._here(), value)

    def _is_broken_line(self, line: bytes, end: int) -> bool:
        """Tell a broken line of JSON Lines from the first line of a value that goes on: the next line is whole."""
        if line.endswith((b"{", b"[", b",", b":")):
            return False
        following = self._window.data[end : end + self._cap].lstrip().partition(b"\n")[0].strip()
        try:
            return isinstance(msgspec.json.decode(following), dict)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False

    def _entries(self, path: Path) -> Iterator[Record | Rejected]:
        """Read the entries of a list; those of the outermost may be envelopes."""
        self._window.at += 1
        while (first := self._window.next(skip=b",")) != b"]":
            if first == b"{":  # other entries may be the debris of a broken line
                self._begin = self._window.byte
            if first == b"{" and not path:
                yield from self._object(())
            elif first and first not in b"}:":
                entry = self._record(self._window.take(self._cap), path)
                if first not in b'{["' and isinstance(entry, Rejected) and self._window.has_line(self._begin):
                    raise BrokenJson("a list with something else between its entries")
                yield entry
            else:
                raise BrokenJson("ends in the middle of a list" if not first else "a list that is not closed")
        self._window.at += 1

    def _members(self) -> Iterator[tuple[bytes, str, bytes]]:
        """Go through an object: yield each key, written and decoded, and the first byte of its value, which the caller reads."""
        self._window.at += 1
        while (first := self._window.next(skip=b",")) != b"}":
            if first != b'"':
                raise BrokenJson("ends in the middle of an object" if not first else "a key without quotes")
            written = self._window.take(self._cap)
            if self._window.next() != b":":
                raise BrokenJson("a key without a value")
            self._window.at += 1
            value = self._window.next()
            if not value or value in b",:]}":
                raise BrokenJson("a key without a value")
            yield written or b'""', _key(written), value
        self._window.at += 1

    def _object(self, path: Path) -> Generator[Record | Rejected, None, bool]:
        """Read an object: the entries of its lists, or itself as a record. Returns whether it had such lists."""
        parts: list[bytes] = []
        size, found = 0, False
        for written, key, first in self._members():
            inner = (*path, key)
            if inner in self._containers:
                found = True
                yield from self._list(inner, first)
            elif inner in self._on_the_way and first == b"{":
                found = (yield from self._object(inner)) or found
            else:
                value = self._window.take(self._cap)
                size += self._cap if value is None else len(written) + len(value) + 2
                if value is not None and size <= self._cap:
                    parts.append(written + b":" + value)
        if not found and not path:
            yield self._record(b"{" + b",".join(parts) + b"}" if size <= self._cap else None)
        return found

    def _list(self, path: Path, first: bytes) -> Iterator[Record | Rejected]:
        if first == b"[":
            yield from self._entries(path)
        elif first == b"{":
            yield from self._keyed(path)
        elif (value := self._window.take(self._cap)) != b"null":
            yield self._record(value, path)

    def _keyed(self, path: Path) -> Iterator[Record | Rejected]:
        """Read the members of an object as records."""
        for _, key, _ in self._members():
            self._begin = self._window.byte
            yield self._record(self._window.take(self._cap), path, key)

    def _record(self, raw: bytes | None, path: Path = (), key: str | None = None) -> Record | Rejected:
        if raw is None:
            return self._rejected("too_large", f"is larger than {self._cap:,} bytes")
        try:
            value, warnings = decode(raw)
        except RejectedRecord as error:
            return self._rejected(error.reason, str(error))
        self._number += 1
        return Record(self._here(), value, path, key, warnings)

    def _rejected(self, reason: str, detail: str) -> Rejected:
        self._number += 1
        return Rejected(self._here(), reason, detail)

    def _here(self) -> str:
        return f"{self._place}, record {self._number}"


def _key(written: bytes | None) -> str:
    try:
        return str(decode(written)[0]) if written else ""
    except RejectedRecord:
        return ""
