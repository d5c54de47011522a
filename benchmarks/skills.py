"""How well skills are found in sentences: TECH and HOUSE, with every setting of the linker's weights that is asked for.

    python -m benchmarks.skills DATA [--trials]

DATA is a folder with `tech_validation.csv` and `house_validation.csv` (sentence, span, sub_span, label). The index of the settings,
which must hold the English ESCO, ranks all of its skills for each sentence; relevant are all labels that the file gives the
sentence and the index knows. Reported are MRR, RP@5 and RP@10 over sentences with at least one.
`--trials` varies one weight at a time.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from search.engine import Engine
from search.linker import WEIGHTS, SkillLinker, Weights
from search.settings import get_settings

SETS = ("tech", "house")
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


def read_truth(path: Path) -> dict[str, set[str]]:
    """Return sentence → its labels."""
    truth: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            truth.setdefault(row["sentence"], set()).add(row["label"])
    return truth


def measure(linker: SkillLinker, truth: Mapping[str, set[str]], known: set[str]) -> tuple[int, float, float, float]:
    """Return (sentences, MRR, RP@5, RP@10)."""
    relevant = {sentence: labels & known for sentence, labels in truth.items() if labels & known}
    answers = linker.rank(list(relevant), TOP, "en")
    reciprocal, at = 0.0, {5: 0.0, 10: 0.0}
    for labels, hits in zip(relevant.values(), answers, strict=True):
        places = [place for place, hit in enumerate(hits, start=1) if hit.label in labels]
        reciprocal += 1 / places[0] if places else 0.0
        for depth in at:
            at[depth] += sum(place <= depth for place in places) / min(depth, len(labels))
    count = len(relevant)
    return count, reciprocal / count, at[5] / count, at[10] / count


class Remembering:
    """An encoder that encodes each text once, for trials that differ in their weights only."""

    def __init__(self, encoder: object) -> None:
        self._encoder = encoder
        self._known: dict[str, object] = {}

    def encode_queries(self, texts: Sequence[str]) -> object:
        """Return their vectors."""
        import numpy as np

        if missing := [text for text in texts if text not in self._known]:
            self._known.update(zip(missing, self._encoder.encode_queries(missing), strict=True))  # type: ignore[attr-defined]
        return np.array([self._known[text] for text in texts])


def main(arguments: Sequence[str]) -> None:
    """Print a row for each set and each trial."""
    parser = argparse.ArgumentParser(prog="benchmarks.skills")
    parser.add_argument("data", type=Path)
    parser.add_argument("--trials", action="store_true", help="vary one weight at a time")
    given = parser.parse_args(arguments)
    engine = Engine.from_settings(get_settings())
    view = engine.view()
    encoder = Remembering(engine._encoder)
    truths = {name: read_truth(given.data / f"{name}_validation.csv") for name in SETS}
    first = SkillLinker(view, encoder)  # type: ignore[arg-type]
    known = {str(skill["preferred"].get("en")) for skill in first.payloads}
    print(view.provenance)
    print(f"{'':24}" + "".join(f"{name:>8} {'MRR':>6} {'RP@5':>6} {'RP@10':>6}" for name in SETS) + f" {'mean MRR':>9}")
    rows: list[tuple[str, Weights]] = [("as shipped", WEIGHTS)]
    rows += [
        ("dense only", replace(WEIGHTS, preferred=0, alternative=0, single=0, common=0)),
        ("whole sentence only", Weights(1, 0, 0, 0, 0, 0, 0)),
    ]
    if given.trials:
        rows += [(f"{name} {value}", replace(WEIGHTS, **{name: value})) for name, values in TRIALS.items() for value in values]
    for name, weights in rows:
        start = time.perf_counter()
        linker = first.reweighted(weights)
        figures = [measure(linker, truth, known) for truth in truths.values()]
        line = "".join(f"{count:>8} {mrr:>6.3f} {100 * five:>6.1f} {100 * ten:>6.1f}" for count, mrr, five, ten in figures)
        mean = sum(mrr for _, mrr, _, _ in figures) / len(figures)
        print(f"{name:24}{line} {mean:>9.3f}  {time.perf_counter() - start:.1f} s", flush=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
