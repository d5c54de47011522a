"""Runs on disk: TREC run files, and the measures of every query as a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

from model.benchmarks.metrics import PerQuery, Ranking
from model.benchmarks.task import read_lines, refuse_again
from search.errors import SourceError


def write_run(path: Path, run: Mapping[str, Ranking], tag: str) -> None:
    """Write "query Q0 item rank score tag" lines, tab-separated."""
    lines = (
        f"{query}\tQ0\t{item}\t{rank}\t{score:.6f}\t{tag}\n"
        for query, ranking in run.items()
        for rank, (item, score) in enumerate(ranking, start=1)
    )
    path.write_text("".join(lines), encoding="utf-8")


def read_run(path: Path) -> dict[str, Ranking]:
    """Read a tab-separated run file, in the order of its ranks.

    Raises SourceError for a line that is none, and for an item that a query has twice.
    """
    found: dict[str, list[tuple[int, str, float]]] = {}
    lines: dict[Hashable, int] = {}
    for number, line in read_lines(path):
        try:
            query, _, item, rank, score, _ = line.split("\t")
            hit = int(rank), item, float(score)
        except ValueError:
            raise SourceError(str(path), "not a line of a TREC run", f"line {number}") from None
        refuse_again(lines, (query, item), number, path, f"{item!r} for the query {query!r}")
        found.setdefault(query, []).append(hit)
    return {query: [(item, score) for _, item, score in sorted(hits)] for query, hits in found.items()}


def write_per_query(path: Path, per_query: PerQuery) -> None:
    """Write a table: a query in each line, a measure in each column."""
    names = list(per_query)
    lines = ["\t".join(["query", *names])]
    lines += ["\t".join([query, *(f"{per_query[name][query]:.6f}" for name in names)]) for query in per_query[names[0]]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_per_query(path: Path) -> PerQuery:
    """Read what `write_per_query` wrote. Raises SourceError for another table, and for a query that is there twice."""
    rows, lines = [], dict[Hashable, int]()
    for number, line in read_lines(path):
        rows.append(line.split("\t"))
        refuse_again(lines, rows[-1][0], number, path, f"the query {rows[-1][0]!r}")
    try:
        names = rows[0][1:]
        columns = list(zip(*((row[0], *map(float, row[1:])) for row in rows[1:]), strict=True))
        return {name: dict(zip(columns[0], column, strict=True)) for name, column in zip(names, columns[1:], strict=True)}
    except (IndexError, ValueError) as error:
        raise SourceError(str(path), f"not a table of measures by query: {error}") from error
