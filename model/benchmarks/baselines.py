"""What needs no engine: the bare cosine loop, character TF-IDF, edit distance. Each ranks all candidates for each query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from model.benchmarks.metrics import EXTRA, Ranking
from model.benchmarks.task import Task
from search.encoder import Vectors
from search.extras import need
from search.forms import best_forms

BATCH = 128
"""queries scored at once"""
Scores = Callable[[int, int], Any]
"""rows from, to → array of scores (rows, candidates)"""


def bare_cosine(task: Task, queries: Vectors, candidates: Vectors, depth: int) -> dict[str, Ranking]:
    """Rank by the dot product of unit vectors, (n, dimension) and (m, dimension), by numpy alone."""
    return _rank(task, lambda start, stop: queries[start:stop] @ candidates.T, depth)


def char_tfidf(task: Task, depth: int) -> dict[str, Ranking]:
    """Rank by the cosine of TF-IDF vectors of character 3- to 5-grams (scikit-learn, `char_wb`, logarithmic counts)."""
    vectorizer = need("sklearn.feature_extraction.text", EXTRA).TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float32
    )
    candidates = vectorizer.fit_transform([candidate.text for candidate in task.candidates]).T.tocsr()
    queries = vectorizer.transform(list(task.queries.values()))
    return _rank(task, lambda start, stop: (queries[start:stop] @ candidates).toarray(), depth)


def edit_distance(task: Task, depth: int) -> dict[str, Ranking]:
    """Rank by the normalised similarity of case-folded texts by insertions and deletions (rapidfuzz `ratio`)."""
    from rapidfuzz import fuzz, process

    texts = [candidate.text.casefold() for candidate in task.candidates]
    queries = [text.casefold() for text in task.queries.values()]
    return _rank(task, lambda start, stop: process.cdist(queries[start:stop], texts, scorer=fuzz.ratio), depth)


def ordered(task: Task, hits: Sequence[tuple[str, float]], uris: dict[str, str] | None = None) -> Ranking:
    """Order (candidate id, score) by score, ties by id; by concept, each concept by its best candidate, ties by URI."""
    if not task.by_concept:
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    uris = uris if uris is not None else {candidate.id: candidate.uri for candidate in task.candidates}
    return best_forms(hits, uris)


def _rank(task: Task, scores: Scores, depth: int) -> dict[str, Ranking]:
    ids = [candidate.id for candidate in task.candidates]
    uris = {candidate.id: candidate.uri for candidate in task.candidates}
    keys, run = list(task.queries), {}
    for start in range(0, len(keys), BATCH):
        block = np.asarray(scores(start, start + BATCH), dtype=np.float32)
        for key, row in zip(keys[start : start + BATCH], block, strict=True):
            cut = min(depth, len(ids))
            least = np.partition(row, -cut)[-cut]
            hits = [(ids[column], float(row[column])) for column in np.flatnonzero(row >= least)]  # ties at the cut too
            run[key] = ordered(task, hits, uris)[:depth]
    return run
