"""Vacancy titles → ESCO occupations (the JobBERT evaluation set): a CSV with `vacancyTitle` and `conceptUri`."""

from __future__ import annotations

from pathlib import Path

from model.benchmarks.task import Candidate, Task, find_file, make_task, read_rows
from search.errors import InputError, SourceError
from search.records import Taxonomy
from search.texts import label_texts

LANGUAGE = "en"


def read_truth(path: Path) -> tuple[Path, dict[str, dict[str, int]]]:
    """Return the file, and title → URIs of its occupations, each with 1.

    `path` is the file, its folder, or a folder above `titles`. Raises InputError where there is no file, SourceError for one
    without the columns.
    """
    file = path if path.is_file() else find_file(path, "titles.csv", "titles/titles.csv")
    if file is None:
        raise InputError(f"{path} has no titles.csv (plain or .gz)")
    truth: dict[str, dict[str, int]] = {}
    for row in read_rows(file):
        title, uri = row.get("vacancyTitle"), row.get("conceptUri")
        if not title or not uri:
            raise SourceError(str(file), "needs the columns vacancyTitle and conceptUri, filled in every row")
        truth.setdefault(title.strip(), {})[uri] = 1
    return file, truth


def read_titles(path: Path, taxonomy: Taxonomy) -> list[Task]:
    """Return two tasks: occupations by their preferred label, as published, and by the best of all labels.

    A title that occurs with several occupations is one query, with all of them relevant. Occupations that the release does not have
    are left out. Raises InputError where there is no file, SourceError for one without the columns.
    """
    file, qrels = read_truth(path)
    queries = {f"T{number:06}": title for number, title in enumerate(qrels, start=1)}
    relevant = {key: qrels[title] for key, title in queries.items()}
    codes = {uri: occupation.code for uri, occupation in taxonomy.occupations.items()}
    tasks = []
    for name, only_preferred in (("titles-preferred", True), ("titles-all-labels", False)):
        candidates = tuple(
            Candidate(f"{uri} {place}", uri, text, LANGUAGE)
            for uri, occupation in taxonomy.occupations.items()
            for place, text in enumerate(label_texts(occupation, LANGUAGE)[: 1 if only_preferred else None])
        )
        note = "an occupation is its preferred label" if only_preferred else "an occupation is the best of its labels"
        tasks.append(
            make_task(
                name, queries, candidates, relevant, (LANGUAGE, LANGUAGE),
                by_concept=True, isco=codes, note=f"{note}; a title with several occupations counts once", sources=(file,),
            )
        )  # fmt: skip
    return tasks
