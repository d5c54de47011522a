"""TalentCLEF and alike: `q_id TAB jobtitle`, `c_id TAB jobtitle`, qrels.tsv; a candidate is its own concept."""

from __future__ import annotations

from pathlib import Path

from model.benchmarks.task import Candidate, Task, make_task, need_file, read_pairs, read_qrels


def read_talentclef(folder: Path) -> list[Task]:
    """Read one folder. Raises InputError where a file lacks, SourceError where one can't be read."""
    paths = (need_file(folder, "queries", "queries.tsv"), need_file(folder, "corpus_elements", "corpus_elements.tsv"))
    qrels = need_file(folder, "qrels.tsv", "annotations.tsv")
    candidates = tuple(Candidate(key, key, text, "") for key, text in read_pairs(paths[1]).items())
    name = f"talentclef-{folder.name}"
    return [make_task(name, read_pairs(paths[0]), candidates, read_qrels(qrels), ("", ""), sources=(*paths, qrels))]
