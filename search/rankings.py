"""The points of a collection ranked for a query: by each dense vector, whole and by its best segment, and by words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qdrant_client import models

from search.encoder import Vectors
from search.query import Query
from search.sparse import encode_sparse_query
from search.store.base import Reader

WORDS = "words"
FORM = "form"
"""the ranking of a title by the best single label of an occupation"""
_OF_A_SEGMENT = " of a segment"
PARTS = ("label", "description", "skills")
"""what of an occupation has a dense vector"""
PARTS_WITH_ADS = ("label", "centroid", "skills")
"""the same where job ads are indexed: the job centroid, which is the description until ads join it, stands for the description"""
WEIGHTS: Mapping[str, float] = {"label": 1.0, "description": 0.5, "centroid": 0.5, "skills": 0.5, "words": 0.5}
"""weight of each part in the fusion for a document; docs/decisions/0005 and 0011 say where they come from"""


def rank(
    reader: Reader, collection: str, query: Query, vectors: Mapping[str, str], condition: models.Filter | None, depth: int
) -> dict[str, list[str]]:
    """Return name → the best `depth` point ids, best first, asked for in one round trip.

    `vectors` is the name of a part → the dense vector that it is compared with. A part is ranked by the whole query ("label")
    and, for a query of several segments, by the best of them ("label of a segment"); "words" ranks by shared words where there is
    text.
    """
    requests = [
        _request(vector, using, condition, depth) for using in vectors.values() for vector in (query.whole, *query.segments)
    ]
    sparse = encode_sparse_query(query.text) if query.text else None
    if sparse and sparse.indices:
        requests.append(_request(sparse, WORDS, condition, depth))
    answers = iter(reader.query(collection, requests))
    rankings: dict[str, list[str]] = {}
    for part in vectors:
        rankings[part] = [str(point.id) for point in next(answers)]
        if len(query.segments):
            rankings[part + _OF_A_SEGMENT] = _best_of([next(answers) for _ in query.segments], depth)
    for answer in answers:  # the one by words, if any
        rankings[WORDS] = [str(point.id) for point in answer]
    return rankings


def shared_weights(rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float]) -> dict[str, float]:
    """Give each part its weight; where a part is ranked by the whole and by segments, each has half of it."""
    parts = {name: name.removesuffix(_OF_A_SEGMENT) for name in rankings}
    shared = {part: sum(part == other for other in parts.values()) for part in parts.values()}
    return {name: weights[part] / shared[part] for name, part in parts.items()}


def places(rankings: Mapping[str, Sequence[str]], ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return id → name of a ranking → place in it, from 1; only the rankings that hold the id."""
    ranks = {name: {item: place for place, item in enumerate(ranking, start=1)} for name, ranking in rankings.items()}
    return {item: {name: rank[item] for name, rank in ranks.items() if item in rank} for item in ids}


def similarities(
    reader: Reader, collection: str, ids: Sequence[str], whole: Vectors, vectors: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Return id → part → cosine to the whole query, for the vectors that the point has."""
    found: dict[str, dict[str, float]] = {item: {} for item in ids}
    if not ids:
        return found
    condition = models.Filter(must=[models.HasIdCondition(has_id=list(ids))])
    requests = [_request(whole, using, condition, len(ids)) for using in vectors.values()]
    for part, answer in zip(vectors, reader.query(collection, requests), strict=True):
        for point in answer:
            found[str(point.id)][part] = point.score
    return found


def _request(
    query: Vectors | models.SparseVector, using: str, condition: models.Filter | None, depth: int
) -> models.QueryRequest:
    vector = query if isinstance(query, models.SparseVector) else query.tolist()
    return models.QueryRequest(query=vector, using=using, filter=condition, limit=depth, with_payload=False)


def _best_of(answers: Sequence[Sequence[models.ScoredPoint]], depth: int) -> list[str]:
    """Rank points by their best score in several answers, ties by id."""
    best: dict[str, float] = {}
    for point in (point for answer in answers for point in answer):
        best[str(point.id)] = max(point.score, best.get(str(point.id), -1.0))
    return sorted(best, key=lambda item: (-best[item], item))[:depth]
