"""Development sets from held-out labels: one to choose the best weights by, and files that `careerspace evaluate` reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers.sentence_transformer.evaluation import RerankingEvaluator

from model.training.corpus import Corpus

_QUERIES = 24
"""of each language, in the evaluation during training"""
_NEGATIVES = 24
"""concepts with the nearest codes, among which the right one must come first"""


def make_evaluator(corpus: Corpus) -> RerankingEvaluator | None:
    """Return the evaluator of a run: held-out label → its concept among neighbours by code. None where nothing is held out."""
    occupations = sorted(corpus.of_kind("occupation"), key=lambda subject: (subject.code, subject.uri))
    place = {subject.uri: at for at, subject in enumerate(occupations)}
    generator = np.random.default_rng(0)
    samples = []
    for language in corpus.languages:
        held = [item for item in corpus.held_out if item.language == language]
        for at in generator.permutation(len(held))[:_QUERIES]:
            item = held[at]
            start = max(0, place[item.uri] - _NEGATIVES // 2)
            near = [other for other in occupations[start : start + _NEGATIVES] if other.uri != item.uri]
            right = [corpus.subjects[item.uri].labels[language][0]]
            negative = [other.labels[language][0] for other in near if language in other.labels]
            if negative := [text for text in negative if text not in right]:
                samples.append({"query": item.text, "positive": right, "negative": negative})
    return RerankingEvaluator(samples, name="held-out", show_progress_bar=False, write_csv=False) if samples else None


def write_held_out(corpus: Corpus, folder: Path) -> None:
    """Write one development set a language, in the layout of MELO: all other labels are the candidates."""
    for language in corpus.languages:
        held = [item for item in corpus.held_out if item.language == language]
        if not held:
            continue
        rows = [
            (f"C{number:06}_{language}_{place:03}", label, subject.uri)
            for number, subject in enumerate(corpus.of_kind("occupation", "group"))
            for place, label in enumerate(subject.written.get(language, ()))
        ]
        by_uri: dict[str, list[str]] = {}
        for element, _, uri in rows:
            by_uri.setdefault(uri, []).append(element)
        home = folder / f"esco_q_{language}_c_{language}"
        _write(home / "queries.tsv", [(f"Q{number:06}", item.text) for number, item in enumerate(held)])
        _write(home / "corpus_elements.tsv", [(element, label) for element, label, _ in rows])
        _write(home / "concept_mapping.tsv", [(element, uri) for element, _, uri in rows])
        judged = [(f"Q{number:06}", "0", element, "1") for number, item in enumerate(held) for element in by_uri[item.uri]]
        _write(home / "annotations.tsv", judged)


def _write(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ("\t".join(" ".join(cell.split()) for cell in row) for row in rows)  # some labels of ESCO hold line breaks
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
