"""One benchmark as data: queries, candidates, and which of them are relevant."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from search.errors import InputError, SourceError

Qrels = dict[str, dict[str, int]]
"""query → item → 1"""
T = TypeVar("T")
SUFFIXES = ("", ".gz")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A surface form that may be found: its id in the benchmark, its concept, its text."""

    id: str
    uri: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Task:
    """A benchmark, ready to be run.

    `by_concept` False ranks candidates, and `qrels` name their ids; True ranks concepts by the best of their candidates, and
    `qrels` name URIs. `isco` is URI → ISCO code where known. `left_out` counts queries without a relevant item, which no
    figure includes.
    """

    name: str
    queries: Mapping[str, str]
    candidates: tuple[Candidate, ...]
    qrels: Qrels
    query_language: str
    candidate_language: str
    by_concept: bool = False
    isco: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0
    note: str = ""
    sources: tuple[Path, ...] = ()

    def spread(self, rows: int | None) -> Task:
        """Return the task with `rows` of its queries, evenly from first to last; all of them where None."""
        kept = evenly(list(self.queries), rows)
        return replace(self, queries={key: self.queries[key] for key in kept}, qrels={key: self.qrels[key] for key in kept})


def evenly(items: Sequence[T], number: int | None) -> list[T]:
    """Return `number` of the items, evenly from first to last; all of them where there are no more, or where None."""
    if number is None or number >= len(items):
        return list(items)
    return [items[place * len(items) // number] for place in range(number)]


def make_task(  # noqa: PLR0913 - the parts of a benchmark
    name: str,
    queries: Mapping[str, str],
    candidates: tuple[Candidate, ...],
    qrels: Mapping[str, Mapping[str, int]],
    languages: tuple[str, str],
    *,
    by_concept: bool = False,
    isco: Mapping[str, str] | None = None,
    note: str = "",
    sources: tuple[Path, ...] = (),
) -> Task:
    """Return a task of the queries that have a text and a relevant candidate; the others are counted. Candidates without a text
    are left out.

    Raises InputError where nothing is left.
    """
    candidates = tuple(candidate for candidate in candidates if candidate.text.strip())
    there = {candidate.uri if by_concept else candidate.id for candidate in candidates}
    known = {key: {item: 1 for item, grade in items.items() if grade > 0 and item in there} for key, items in qrels.items()}
    kept = {key: text for key, text in queries.items() if known.get(key) and text.strip()}
    if not kept:
        raise InputError(f"{name}: none of its {len(queries):,} queries has a relevant one among {len(there):,} candidates")
    return Task(
        name=name,
        queries=kept,
        candidates=candidates,
        qrels={key: known[key] for key in kept},
        query_language=languages[0],
        candidate_language=languages[1],
        by_concept=by_concept,
        isco=isco or {},
        left_out=len(queries) - len(kept),
        note=note,
        sources=sources,
    )


def find_file(folder: Path, *names: str) -> Path | None:
    """Return the first of these files that the folder has, plain or .gz."""
    paths = (folder / f"{name}{suffix}" for name in names for suffix in SUFFIXES)
    return next((path for path in paths if path.is_file()), None)


def need_file(folder: Path, *names: str) -> Path:
    """Return the first of these files. Raises InputError that names them."""
    path = find_file(folder, *names)
    if path is None:
        raise InputError(f"{folder} has no {' or '.join(names)} (plain or .gz)")
    return path


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of a text file, plain or .gz, without empty lines. Raises SourceError where it can't be read."""
    try:
        with gzip.open(path, "rt", encoding="utf-8-sig") if path.suffix == ".gz" else path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SourceError(str(path), f"can't be read: {error}") from error


def read_rows(path: Path) -> Iterator[dict[str, str | None]]:
    """Yield the rows of a CSV file by its header. Raises SourceError where it can't be read."""
    try:
        yield from csv.DictReader(line for _, line in read_lines(path))
    except csv.Error as error:
        raise SourceError(str(path), f"can't be read as CSV, a quote may lack its end: {error}") from error


def refuse_again(lines: dict[Hashable, int], key: Hashable, number: int, path: Path, name: str) -> None:
    """Note on which line of a file a key stands. Raises SourceError where it stood on an earlier one: which one is right?"""
    first = lines.setdefault(key, number)
    if first != number:
        raise SourceError(str(path), f"{name} is there twice, first in line {first}; leave one of them out", f"line {number}")


def read_pairs(path: Path) -> dict[str, str]:
    """Read lines of "id TAB text"; a header (`q_id`, `c_id`) is left out.

    Raises SourceError for a line without a tab, and for an id that is there twice.
    """
    pairs: dict[str, str] = {}
    lines: dict[Hashable, int] = {}
    for number, line in read_lines(path):
        key, tab, text = line.partition("\t")
        if not tab:
            raise SourceError(str(path), "a line has no tab between id and text", f"line {number}")
        if not (number == 1 and key.lower() in {"q_id", "c_id", "id"}):
            refuse_again(lines, key.strip(), number, path, f"the id {key.strip()!r}")
            pairs[key.strip()] = text.strip()
    return pairs


def read_qrels(path: Path) -> Qrels:
    """Read TREC qrels, "query 0 item grade", parted by tabs or blanks.

    Raises SourceError for any other line, and for an item that a query has twice.
    """
    qrels: Qrels = {}
    lines: dict[Hashable, int] = {}
    for number, line in read_lines(path):
        parts = line.split()
        try:
            query, _, item, grade = parts
            graded = int(grade)
        except ValueError:
            raise SourceError(str(path), f"not a line of TREC qrels: {line[:80]!r}", f"line {number}") from None
        refuse_again(lines, (query, item), number, path, f"{item!r} for the query {query!r}")
        qrels.setdefault(query, {})[item] = graded
    return qrels
