"""How well skills are found in sentences: TECH and HOUSE, with every setting of the linker's weights that is asked for.

    python -m benchmarks.skills DATA ESCO [--trials]

DATA is a folder with CSV files of sentence, span, sub_span and label, ESCO the file that the published index was made from. Queries
and measures are those of `careerspace evaluate --benchmark skills`; `--trials` varies one weight at a time.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.esco import read_taxonomy
from model.benchmarks.metrics import mean, measure
from model.benchmarks.skills import read_skills
from model.benchmarks.task import Task
from model.remembering import Remembering
from search.encoder import encoder_of
from search.linker import SkillLinker
from search.settings import get_settings
from search.skill_scores import WEIGHTS, Weights
from search.store import open_store
from search.view import View

TOP = 200
TRIALS: Mapping[str, Sequence[float]] = {
    "whole": (0.0, 0.1, 0.2, 0.3, 0.4),
    "chunk": (0.3, 0.4, 0.5, 0.6, 0.8),
    "description": (0.0, 0.1, 0.2, 0.3, 0.4),
    "preferred": (0.0, 0.4, 0.6, 0.8, 0.9),
    "alternative": (0.0, 0.2, 0.4, 0.6),
    "single": (0.0, 0.1, 0.2, 0.4),
    "common": (0.0, 0.05, 0.1),
    "fuzzy": (0.0, 0.5, 0.8, 1.0),
    "size": (2, 3, 4, 6, 8, 12),
    "step": (1, 2, 3),
}


def figures(linker: SkillLinker, task: Task) -> list[float]:
    """Return MRR, RP@5 and RP@10."""
    answers = linker.rank(list(task.queries.values()), TOP, task.candidate_language)
    run = {key: [(hit.uri, hit.score) for hit in hits] for key, hits in zip(task.queries, answers, strict=True)}
    values = measure(run, task.qrels)
    return [mean(values[name]) for name in ("MRR", "RP@5", "RP@10")]


def main(arguments: Sequence[str]) -> None:
    """Print a row for each set and each trial."""
    parser = argparse.ArgumentParser(prog="benchmarks.skills")
    parser.add_argument("data", type=Path)
    parser.add_argument("esco", type=Path)
    parser.add_argument("--trials", action="store_true", help="vary one weight at a time")
    given = parser.parse_args(arguments)
    settings = get_settings()
    taxonomy, _ = read_taxonomy(given.esco, ("en",))
    tasks = read_skills(given.data, taxonomy)
    view = View(open_store(settings).open())
    first = SkillLinker(view, Remembering(encoder_of(settings)))
    print(view.provenance)
    print(f"{'':24}" + "".join(f"{task.name[:16]:>17} {'RP@5':>6} {'RP@10':>6}" for task in tasks) + f" {'mean MRR':>9}")
    rows: list[tuple[str, Weights]] = [
        ("as shipped", WEIGHTS),
        ("dense only", replace(WEIGHTS, preferred=0, alternative=0, single=0, common=0)),
        ("whole sentence only", Weights(1, 0, 0, 0, 0, 0, 0)),
    ]
    if given.trials:
        rows += [(f"{name} {value}", replace(WEIGHTS, **{name: value})) for name, values in TRIALS.items() for value in values]
    for name, weights in rows:
        found = [figures(first.reweighted(weights), task) for task in tasks]
        line = "".join(f"{mrr:>17.3f} {100 * five:>6.1f} {100 * ten:>6.1f}" for mrr, five, ten in found)
        print(f"{name:24}{line} {sum(mrr for mrr, _, _ in found) / len(found):>9.3f}", flush=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
