"""Tables as files: CSV for everybody, Parquet for programs. Both say what they were made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from search.errors import InputError
from search.extras import need
from search.store.files import replacing

Table = tuple[Sequence[str], list[tuple[object, ...]], dict[str, str]]
"""columns, rows, and what they were made of"""


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path, made_of: Mapping[str, str]) -> None:
    """Write rows in the form that the file's ending names: .csv, after lines "# name: value" of what it was made of, or .parquet,
    whose metadata says it.

    A file of that name is replaced once the new one is whole. Raises InputError for another ending, Parquet without the extra
    `analysis`, or a folder that can't be written.
    """
    check_table(path)
    try:
        with replacing(path) as part:
            FORMS[path.suffix.lower()](columns, rows, part, made_of)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror or error}") from None


def check_table(path: Path) -> None:
    """Raise InputError where a file's ending names no form, or a library that its form needs is missing."""
    if path.suffix.lower() not in FORMS:
        raise InputError(f"{path.name} ends with none of {', '.join(FORMS)}")
    if path.suffix.lower() == ".parquet":
        need("pyarrow", "analysis")


def read_table(path: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows of a file that `write_table` wrote, each column → value (all texts in CSV), and what it was made of.

    Raises InputError for another ending or a missing library, OSError or ValueError for a file that can't be read.
    """
    check_table(path)
    if path.suffix.lower() == ".csv":
        lines = path.read_text(encoding="utf-8").splitlines()
        about = dict(line[2:].partition(": ")[::2] for line in lines if line.startswith("# "))
        return list(csv.DictReader(line for line in lines if not line.startswith("# "))), about
    from pyarrow import parquet

    table = parquet.read_table(path)
    return table.to_pylist(), {name.decode(): value.decode() for name, value in (table.schema.metadata or {}).items()}


def write_parquet(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path, made_of: Mapping[str, str]) -> None:
    """Write a Parquet file; a column's type is that of its values, which must all be of one type or None."""
    import pyarrow as pa
    from pyarrow import parquet

    listed = list(rows)
    table = pa.table({name: [row[at] for row in listed] for at, name in enumerate(columns)})
    parquet.write_table(table.replace_schema_metadata(dict(made_of)), path)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], made_of: Mapping[str, str]) -> str:
    """Return rows as CSV, after lines "# name: value" of what they were made of."""
    text = io.StringIO()
    text.writelines(f"# {name}: {value}\n" for name, value in made_of.items())
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]], path: Path, made_of: Mapping[str, str]) -> None:
    path.write_text(csv_text(columns, rows, made_of), encoding="utf-8", newline="")


FORMS: dict[str, Callable[[Sequence[str], Iterable[Sequence[object]], Path, Mapping[str, str]], None]] = {
    ".csv": _write_csv,
    ".parquet": write_parquet,
}
"""ending of a file's name → what writes it"""
