"""Sentences → ESCO skills (TECH, HOUSE, TECHWOLF): CSV files with sentence, span, sub_span and label."""

from __future__ import annotations

from pathlib import Path

from model.benchmarks.task import Candidate, Task, make_task, read_lines, read_rows
from search.errors import InputError, SourceError
from search.records import Taxonomy
from search.texts import label_texts

LANGUAGE = "en"
ABSENT = {"LABEL NOT PRESENT", "UNDERSPECIFIED", ""}
"""labels that say that a span names no skill of ESCO"""


def read_skills(path: Path, taxonomy: Taxonomy) -> list[Task]:
    """Return a task for each file: a query is a sentence, relevant are the skills of all of its spans.

    Sentences without a skill of this release are left out and counted. A skill is the best of its labels. Raises InputError where
    there is no file, SourceError for one without the columns.
    """
    folder = path / "skills" if (path / "skills").is_dir() else path
    files = [path] if path.is_file() else [file for file in sorted(folder.glob("*.csv*")) if _has_columns(file)]
    if not files:
        raise InputError(f"{path} has no CSV file with the columns sentence and label")
    candidates = tuple(
        Candidate(f"{uri} {place}", uri, text, LANGUAGE)
        for uri, skill in taxonomy.skills.items()
        for place, text in enumerate(label_texts(skill, LANGUAGE))
    )
    uris: dict[str, str] = {}
    for preferred in (False, True):  # a preferred label overrules another skill's alternative one
        for uri, skill in taxonomy.skills.items():
            for label in skill.labels(LANGUAGE)[: 1 if preferred else None]:
                uris[label.casefold()] = uri
    return [_read_file(file, candidates, uris) for file in files]


def _has_columns(file: Path) -> bool:
    header = next((line for _, line in read_lines(file)), "").split(",")
    return {"sentence", "label"} <= set(header)


def _read_file(file: Path, candidates: tuple[Candidate, ...], uris: dict[str, str]) -> Task:
    qrels: dict[str, dict[str, int]] = {}
    unknown: set[str] = set()
    for row in read_rows(file):
        sentence, label = row.get("sentence"), (row.get("label") or "").strip()
        if sentence is None:
            raise SourceError(str(file), "needs the columns sentence and label")
        relevant = qrels.setdefault(sentence.strip(), {})
        if label not in ABSENT:
            if uri := uris.get(label.casefold()):
                relevant[uri] = 1
            else:
                unknown.add(label)
    queries = {f"S{number:05}": sentence for number, sentence in enumerate(qrels, start=1)}
    return make_task(
        file.name.split(".")[0],
        queries,
        candidates,
        {key: qrels[sentence] for key, sentence in queries.items()},
        (LANGUAGE, LANGUAGE),
        by_concept=True,
        note=f"a skill is the best of its labels; {len(unknown):,} labels of the file are not in this release",
        sources=(file,),
    )
