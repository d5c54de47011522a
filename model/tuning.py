"""Weights of the fused rankings of surface forms, chosen on development sets by one grid over all of them.

The rankings are asked for once; each choice of weights is then a fusion in memory. The choice is the mean MRR over the sets, each
counting the same, so that no large set decides alone.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.embeddings import EmbeddingCache
from model.benchmarks.evaluate import DEPTH, form_of, index_candidates
from model.benchmarks.metrics import mean, measure
from model.benchmarks.task import Task
from search.encoder import Encoder
from search.forms import CHARS, TEXT, WORDS, FormWeights, fuse_forms, rank_forms

CHARS_TRIED = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
WORDS_TRIED = (0.0, 0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Trial:
    """One choice of weights; `scores` is set → MRR, `mean` their mean."""

    weights: FormWeights
    scores: dict[str, float]

    @property
    def mean(self) -> float:
        """Mean MRR over the sets."""
        return sum(self.scores.values()) / len(self.scores)


def tune_forms(
    tasks: Sequence[Task], encoder: Encoder, cache: EmbeddingCache, told: Callable[[int, int], None] | None = None
) -> list[Trial]:
    """Return every choice that was tried, best first, ties by the smaller weights."""
    choices = [FormWeights(chars=chars, words=words) for chars, words in itertools.product(CHARS_TRIED, WORDS_TRIED)]
    scores: dict[FormWeights, dict[str, float]] = {choice: {} for choice in choices}
    for done, task in enumerate(tasks, start=1):
        texts = sorted({candidate.text for candidate in task.candidates})
        cache.fill(encoder, texts)
        vectors = cache.get(encoder.identity, texts)
        queries = list(task.queries.values())
        with tempfile.TemporaryDirectory() as folder:
            reader = index_candidates(task, encoder, vectors, Path(folder), lambda _done, _total: None)
            rankings = rank_forms(reader, queries, encoder.encode_queries(queries), [TEXT, CHARS, WORDS], depth=DEPTH)
            reader.close()
        ids = {form_of(candidate).id: candidate.id for candidate in task.candidates}
        for choice in choices:
            run = {
                key: [(ids[item], score) for item, score in fuse_forms(ranking, choice)]
                for key, ranking in zip(task.queries, rankings, strict=True)
            }
            scores[choice][task.name] = mean(measure(run, task.qrels)["MRR"])
        if told:
            told(done, len(tasks))
    trials = [Trial(choice, scores[choice]) for choice in choices]
    return sorted(trials, key=lambda trial: (-trial.mean, trial.weights.chars, trial.weights.words))


def write_tuned(path: Path, best: Trial, about: dict[str, str]) -> None:
    """Write the settings that `FormWeights.tuned` reads: the weights, what they scored, and how they were found."""
    content = {"forms": asdict(best.weights), "scores": best.scores, **about}
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(path)
