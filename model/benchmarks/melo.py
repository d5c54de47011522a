"""MELO: national job titles → ESCO labels. Folders with queries, corpus_elements, annotations and concept_mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from model.benchmarks.task import Candidate, Task, find_file, make_task, need_file, read_pairs, read_qrels
from search.errors import InputError

_NAME = re.compile(r".*_q_([a-z]{2})_c_([a-z]{2})")
_GROUP = re.compile(r".*/isco/C(\d{1,4})")


def read_melo(folder: Path, codes: Mapping[str, str] | None = None) -> list[Task]:
    """Read a set, or every set below a folder (or below its `melo`). `codes` is occupation URI → ISCO code, where known.

    Raises InputError where there is none, SourceError for a file that can't be read.
    """
    sets = [folder] if _is_set(folder) else sorted(path for path in _below(folder) if path.is_dir() and _is_set(path))
    if not sets:
        raise InputError(
            f"{folder} has no MELO set: a folder with queries.tsv, corpus_elements.tsv and annotations.tsv, or .gz"
        )
    return [_read_set(path, codes or {}) for path in sets]


def _below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [*folder.iterdir(), *((folder / "melo").iterdir() if (folder / "melo").is_dir() else ())]


def _is_set(folder: Path) -> bool:
    return bool(find_file(folder, "queries.tsv") and find_file(folder, "annotations.tsv"))


def _read_set(folder: Path, codes: Mapping[str, str]) -> Task:
    names = ("queries.tsv", "corpus_elements.tsv", "annotations.tsv", "concept_mapping.tsv")
    paths = tuple(need_file(folder, name) for name in names)
    match = _NAME.fullmatch(folder.name)
    languages = (match[1], match[2]) if match else ("", "")
    concepts = read_pairs(paths[3])
    elements = read_pairs(paths[1])
    candidates = tuple(Candidate(key, concepts.get(key, key), text, languages[1]) for key, text in elements.items())
    groups = {uri: group[1] for uri in concepts.values() if (group := _GROUP.fullmatch(uri))}
    return make_task(
        folder.name,
        read_pairs(paths[0]),
        candidates,
        read_qrels(paths[2]),
        languages,
        isco={**groups, **codes},
        note="every surface form is ranked; reciprocal rank of the first relevant one",
        sources=paths,
    )
