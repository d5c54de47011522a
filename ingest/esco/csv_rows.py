"""Read one table of the CSV package row by row, strictly, and name the row where it goes wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.esco.files import Part, Progress, open_part
from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, str]
Columns = tuple[str, ...]
Taker = Callable[[Row], None]


def read_table(path: Path, part: Part, progress: Progress, columns: Columns, take: Taker) -> int:
    """Hand each row to `take`, which raises ValueError for a row that makes no sense; return the number of rows.

    Raises SourceError with table, row and line where a needed column is missing, a row is malformed or makes no sense.
    """
    with open_part(part, progress) as stream:
        text = io.TextIOWrapper(io.BufferedReader(stream, 2**16), encoding="utf-8-sig", newline="")
        rows = _Rows(text, columns)
        try:
            for row in rows:
                take(row)
        except (csv.Error, ValueError) as error:
            raise SourceError(str(path), _reason(error), f"{part.name}, row {rows.number}, line {rows.line}") from error
    return rows.number - 1


def _reason(error: Exception) -> str:
    return f"not UTF-8 ({error.reason})" if isinstance(error, UnicodeDecodeError) else str(error)


class _Rows:
    """Iterate over rows as dictionaries, and know which row it is; the header is row 1."""

    def __init__(self, text: io.TextIOWrapper, columns: Columns) -> None:
        self._reader = csv.reader(text, strict=True)
        self._columns = columns
        self.number = 1

    @property
    def line(self) -> int:
        return self._reader.line_num

    def __iter__(self) -> Iterator[Row]:
        header = next(self._reader, [])
        missing = [column for column in self._columns if column not in header]
        if missing:
            raise ValueError(f"lacks the column {', '.join(missing)}; it has {', '.join(header) or 'none'}")
        self.number += 1  # counted before it is read, so that an error names it
        for values in self._reader:
            if len(values) == len(header):
                yield dict(zip(header, values, strict=True))
            elif values:
                raise ValueError(f"{len(values)} values under {len(header)} columns")
            self.number += 1
        self.number -= 1
