"""Our own shape as CSV: a header, then one ad per row; comma, semicolon or tab; UTF-8, UTF-16 or cp1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from itertools import count
from typing import TYPE_CHECKING

from ingest.eures.json_fields import Fields
from ingest.eures.own import COLUMNS, MAX_UNKNOWN, make_ad, notices
from ingest.eures.raw import Notice, RawAd, Rejected, RejectedRecord
from ingest.eures.xml import CP1252_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.eures.sources import Document, Limits

DELIMITERS = (",", ";", "\t")


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected | Notice]:
    """Yield an ad for every row, and first a notice of the columns that nobody reads."""
    utf16 = document.stream.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding, errors = ("utf-16", "replace") if utf16 else ("utf-8-sig", CP1252_BYTES)
    text = io.TextIOWrapper(document.stream, encoding, errors, newline="")
    try:
        yield from _read(_Lines(text, limits.document), document.place, limits.document)
    finally:
        text.detach()  # the stream is not ours to close


def _read(lines: _Lines, place: str, cap: int) -> Iterator[RawAd | Rejected | Notice]:
    csv.field_size_limit(max(csv.field_size_limit(), cap))
    try:
        delimiter, header = read_header(next(lines, ""))
    except RejectedRecord as error:
        yield Rejected(f"{place}, row 1", error.reason, str(error))
        return
    if not is_known(header):
        yield Rejected(f"{place}, row 1", "not_an_ad", "the first row has no columns id and title, or id and description")
        return
    yield from notices(place, [name for name in header if name and name not in COLUMNS][:MAX_UNKNOWN])
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    for number in count(2):
        here = f"{place}, row {number}"
        lines.begin()
        try:
            row = next(rows, None)
            if row is None:
                return
            if (ad := _ad(here, header, row)) is not None:
                yield ad
        except csv.Error as error:
            yield Rejected(here, "malformed", f"is no CSV: {error}")
            lines.again()
        except RejectedRecord as error:
            yield Rejected(here, error.reason, str(error))


def read_header(line: str) -> tuple[str, list[str]]:
    """Return the delimiter under which most columns are known, and the columns in lower case."""
    found = [(delimiter, _columns(line, delimiter)) for delimiter in DELIMITERS]
    return max(found, key=lambda one: sum(name in COLUMNS for name in one[1]))


def is_known(header: list[str]) -> bool:
    """Tell whether a header has what every ad needs."""
    return "id" in header and ("title" in header or "description" in header)


def _columns(line: str, delimiter: str) -> list[str]:
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [name.strip().lower().replace(" ", "_") for name in row]


def _ad(place: str, header: list[str], row: list[str]) -> RawAd | None:
    if not any(value.strip() for value in row):
        return None
    if len(row) != len(header):
        raise RejectedRecord("malformed", f"{len(row)} values under {len(header)} columns")
    fields: Fields = {name: value.strip() for name, value in zip(header, row, strict=True) if name != "translations"}
    return make_ad("csv", place, fields)


class _Lines:
    """The lines of a text, none longer than the cap, and those of a broken row a second time.

    A quote that is missing takes in what follows, up to the end; so all but the first line of a broken row are looked at again.
    """

    def __init__(self, text: io.TextIOWrapper, cap: int) -> None:
        self._text = text
        self._cap = cap
        self._row: list[str] = []
        self._waiting: deque[str] = deque()
        self._again = 16 * cap
        """characters that may be looked at again, so that it has an end"""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        self._row.append(line)
        return line

    def begin(self) -> None:
        """Say that a row begins."""
        self._row.clear()

    def again(self) -> None:
        """Give the lines of this row another time, but the first."""
        if self._again > 0:
            self._again -= sum(map(len, self._row[1:]))
            self._waiting.extendleft(reversed(self._row[1:]))

    def _read(self) -> str:
        line = self._text.readline(self._cap)
        if not line:
            raise StopIteration
        if len(line) == self._cap and not line.endswith("\n"):
            while (rest := self._text.readline(self._cap)) and not rest.endswith("\n"):
                pass
            raise RejectedRecord("too_large", f"is larger than {self._cap:,} bytes")
        return line
