"""The question put to the index: which occupations fit? Vectors and words, each ranked by the engine, fused here."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from qdrant_client import models

from search.catalogue import shown_label
from search.encoder import Encoder, Vectors, unit
from search.errors import IndexMismatch, InputError
from search.filters import OccupationFilter
from search.fusion import reciprocal_rank_fusion
from search.settings import Settings
from search.sparse import encode_sparse_query
from search.store.base import OCCUPATIONS, Manifest, Reader, Store
from search.view import Provenance, View

DEPTH = 200
"""candidates taken from each ranking before they are fused"""
PARTS = ("label", "description", "skills")
"""what of an occupation has a dense vector"""
WEIGHTS: Mapping[str, float] = {"label": 1.0, "description": 0.5, "skills": 0.5, "words": 0.5}
"""weight of each part in the fusion; docs/decisions/0005 says where they come from"""
SHOWN = (
    "uri", "code", "preferred", "description", "isco_groups", "regulated", "collections", "essential_skills", "optional_skills",
)  # fmt: skip
"""payload fields that a match carries"""
MAX_TOP = 1000


@dataclass(frozen=True, slots=True)
class Match:
    """One occupation that fits.

    `score` is the fused rank score, 1.0 when first in every ranking: good for ordering, no probability. `similarity` is the
    cosine of the whole query to each dense vector of the occupation ("label", "description", "skills"), only those that exist;
    `ranks` is its place in each ranking that holds it: by the whole query ("label"), by the best single segment
    ("label of a segment"), by words ("words"). `occupation` holds the payload fields of `SHOWN`.
    """

    rank: int
    score: float
    label: str
    label_language: str
    similarity: Mapping[str, float]
    ranks: Mapping[str, int]
    occupation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Matches, best first; `language` is the one whose vectors were compared."""

    matches: list[Match]
    language: str
    provenance: Provenance


class Engine:
    """Answers questions from the published generation, following to a new one as soon as it is published. Thread-safe.

    Raises IndexMissing when nothing is published, and IndexMismatch when another encoder, or a release other than
    `pinned_release`, wrote the index.
    """

    def __init__(self, store: Store, encoder: Encoder, *, pinned_release: str | None = None) -> None:
        self._store = store
        self._encoder = encoder
        self._pinned_release = pinned_release
        self._lock = threading.Lock()
        self._view: View | None = None

    @classmethod
    def from_settings(cls, settings: Settings, *, index_first: bool = True) -> Self:
        """Open the store and load the encoder that the settings name.

        `index_first` looks for the index before the model is loaded, so that a missing one is told at once; a service that may
        start before the first ingest sets it to False.
        """
        from search.encoder import encoder_of
        from search.store import open_store

        store = open_store(settings)
        if index_first:
            store.open().close()
        return cls(store, encoder_of(settings), pinned_release=settings.esco_version)

    def view(self) -> View:
        """Return the published generation; follow to a new one when there is one."""
        view = self._view
        if view is not None and self._store.current() == view.manifest.generation:
            return view
        with self._lock:
            if self._view is None or self._store.current() != self._view.manifest.generation:
                reader = self._store.open()
                _check_encoder(reader.manifest, self._encoder)
                self._view = View(reader, self._pinned_release)
            return self._view

    def match(
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        language: str | None = None,
        detected: str | None = None,
        filters: OccupationFilter | None = None,
        top: int = 20,
    ) -> MatchResult:
        """Return the occupations nearest to a query.

        The query is `segments` of text, or the caller's own `vector` of the index's encoder (any length but zero; scaled to unit
        length here). `language` chooses among the indexed languages; without it `detected` does where it is indexed, else the first
        one is taken.
        Raises InputError for an empty query, a vector of another dimension or not finite, or `top` out of 1…1000; UnknownValue
        for a filter value, or a `language`, that the index does not have.
        """
        if not 1 <= top <= MAX_TOP:
            raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
        view = self.view()
        segments = [segment for segment in segments if segment.strip()]
        if vector is not None and segments:
            raise InputError("give text or a vector, not both")
        # what is cheap to refuse is refused before anything is encoded
        chosen = view.languages(language)[0]
        if language is None and detected in view.manifest.languages:
            chosen = detected
        condition = (filters or OccupationFilter()).resolve(view.catalogue)
        if vector is not None:
            vectors = _checked_vector(vector, view.manifest)[None]
        elif segments:
            vectors = self._encoder.encode_queries(segments)
        else:
            raise InputError("there is nothing to match: give text or a vector")
        whole = pool(vectors, segments) if segments else vectors[0]
        rankings = _rankings(view.reader, whole, vectors, "\n".join(segments), chosen, condition, max(DEPTH, top))
        fused = reciprocal_rank_fusion(rankings, _weights(rankings))[:top]
        matches = _matches(view, fused, rankings, whole, chosen)
        return MatchResult(matches, chosen, view.provenance)

    def warm(self) -> None:
        """Do now what the first request would have to wait for: open, read the labels, run the model once."""
        view = self.view()
        _ = view.catalogue.occupation_labels, view.catalogue.isco_counts
        self._encoder.encode_queries(["warm"])


def _check_encoder(manifest: Manifest, encoder: Encoder) -> None:
    if manifest.model != encoder.identity:
        raise IndexMismatch(
            f"the index was built with {manifest.model} ({manifest.dimension} dims), this process encodes with "
            f"{encoder.identity} ({encoder.dimension} dims). Set CAREERSPACE_MODEL to the index's model, or run "
            "`careerspace ingest esco` again"
        )


def _checked_vector(vector: Sequence[float], manifest: Manifest) -> Vectors:
    array = np.asarray(vector, dtype=np.float64)
    if array.shape != (manifest.dimension,):
        raise InputError(
            f"the vector has {array.size} numbers, the index's encoder {manifest.model} gives {manifest.dimension}"
        )
    largest = np.abs(array).max()
    if not np.isfinite(largest) or largest == 0:
        raise InputError("the vector is zero or holds a number that is not finite")
    array = array / largest  # so that no square overflows or vanishes
    return np.asarray(array / np.linalg.norm(array), dtype=np.float32)


def pool(vectors: Vectors, segments: Sequence[str]) -> Vectors:
    """Return one unit vector of shape (dim,) for segments' vectors of shape (n, dim): their mean, weighted by characters."""
    weights = np.array([len(segment) for segment in segments], dtype=np.float64)
    pooled: Vectors = unit((weights[:, None] * vectors).sum(axis=0, keepdims=True))[0]
    return pooled


def _rankings(
    reader: Reader,
    whole: Vectors,
    segments: Vectors,
    text: str,
    language: str,
    condition: models.Filter | None,
    depth: int,
) -> dict[str, list[str]]:
    """Rank by each dense vector of a language, for the whole query and for its best segment, and by words where there is text.

    Returns name → point ids, best first. A query of one segment is the whole: it has no ranking of segments.
    """
    singles = segments if len(segments) > 1 else segments[:0]
    requests = [_request(vector, f"{part}_{language}", condition, depth) for part in PARTS for vector in (whole, *singles)]
    sparse = encode_sparse_query(text) if text else None
    if sparse and sparse.indices:
        requests.append(_request(sparse, "words", condition, depth))
    answers = iter(reader.query(OCCUPATIONS, requests))
    rankings: dict[str, list[str]] = {}
    for part in PARTS:
        rankings[part] = [str(point.id) for point in next(answers)]
        if len(singles):
            rankings[f"{part} of a segment"] = _best_of([next(answers) for _ in singles], depth)
    for answer in answers:  # the one by words, if any
        rankings["words"] = [str(point.id) for point in answer]
    return rankings


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


def _weights(rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Give each part its weight; where a part is ranked by the whole and by segments, each has half of it."""
    parts = {name: name.removesuffix(" of a segment") for name in rankings}
    shared = {part: sum(part == other for other in parts.values()) for part in parts.values()}
    return {name: WEIGHTS[part] / shared[part] for name, part in parts.items()}


def _matches(
    view: View, fused: Sequence[tuple[str, float]], rankings: Mapping[str, Sequence[str]], whole: Vectors, language: str
) -> list[Match]:
    ids = [item for item, _ in fused]
    records = {str(record.id): record.payload or {} for record in view.reader.retrieve(OCCUPATIONS, ids, with_payload=SHOWN)}
    similarities = _similarities(view.reader, ids, whole, language)
    places = {name: {item: rank for rank, item in enumerate(ranking, start=1)} for name, ranking in rankings.items()}
    matches = []
    for rank, (item, score) in enumerate(fused, start=1):
        label, label_language = shown_label(records[item], view.languages(language))
        matches.append(
            Match(
                rank=rank,
                score=score,
                label=label,
                label_language=label_language,
                similarity=similarities[item],
                ranks={name: place[item] for name, place in places.items() if item in place},
                occupation=records[item],
            )
        )
    return matches


def _similarities(reader: Reader, ids: Sequence[str], whole: Vectors, language: str) -> dict[str, dict[str, float]]:
    """Return id → part → cosine to the whole query, for the parts that the occupation has."""
    similarities: dict[str, dict[str, float]] = {item: {} for item in ids}
    if not ids:
        return similarities
    condition = models.Filter(must=[models.HasIdCondition(has_id=list(ids))])
    requests = [_request(whole, f"{part}_{language}", condition, len(ids)) for part in PARTS]
    for part, answer in zip(PARTS, reader.query(OCCUPATIONS, requests), strict=True):
        for point in answer:
            similarities[str(point.id)][part] = point.score
    return similarities
