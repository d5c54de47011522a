"""The question put to the index: which occupations fit? Vectors and words, each ranked by the engine, fused here."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qdrant_client import models

from search.catalogue import shown_label
from search.encoder import Encoder, Vectors, unit
from search.errors import IndexMismatch, InputError
from search.filters import OccupationFilter
from search.fusion import reciprocal_rank_fusion
from search.sparse import encode_sparse_query
from search.store.base import OCCUPATIONS, Manifest, Reader, Store
from search.view import Provenance, View

DEPTH = 200
"""candidates taken from each ranking before they are fused"""
WEIGHTS: Mapping[str, float] = {"label": 1.0, "description": 1.0, "skills": 0.5, "words": 0.5}
"""weight of each ranking in the fusion; docs/decisions/0005 says where they come from"""
MAX_TOP = 1000


@dataclass(frozen=True, slots=True)
class Match:
    """One occupation that fits.

    `score` is the fused rank score, 1.0 when first in every ranking: good for ordering, no probability. `similarity` is the
    cosine to each dense vector of the occupation ("label", "description", "skills"), only those that exist; `ranks` is the place
    in each ranking that holds it. `occupation` is the stored payload.
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

    def view(self) -> View:
        """Return the published generation; follow to a new one when there is one."""
        view = self._view
        if view is not None and self._store.current() == view.manifest.generation:
            return view
        with self._lock:
            if self._view is None or self._store.current() != self._view.manifest.generation:
                reader = self._store.open()
                _check(reader.manifest, self._encoder, self._pinned_release)
                self._view = View(reader)
            return self._view

    def encode_query(self, segments: Sequence[str]) -> Vectors:
        """Return one unit vector of shape (dim,) for a query of one or more segments, none of them empty.

        Segments are encoded one by one and averaged by length, so a long resume is read to its end.
        """
        vectors = self._encoder.encode_queries(segments)
        weights = np.array([len(segment) for segment in segments], dtype=np.float64)
        pooled: Vectors = unit((weights[:, None] * vectors).sum(axis=0, keepdims=True))[0]
        return pooled

    def match(
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        language: str | None = None,
        filters: OccupationFilter | None = None,
        top: int = 20,
    ) -> MatchResult:
        """Return the occupations nearest to a query.

        The query is `segments` of text, or the caller's own `vector` of the index's encoder (any length but zero; scaled to unit
        length here). `language` (ISO 639-1) chooses among the indexed languages; any other falls back to the first one.
        Raises InputError for an empty query, a vector of another dimension or not finite, or `top` out of 1…1000; UnknownValue
        for a filter value the index does not have.
        """
        if not 1 <= top <= MAX_TOP:
            raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
        view = self.view()
        segments = [segment for segment in segments if segment.strip()]
        if vector is not None:
            query = _checked_vector(vector, view.manifest)
        elif segments:
            query = self.encode_query(segments)
        else:
            raise InputError("there is nothing to match: give text or a vector")
        chosen = language if language in view.manifest.languages else view.manifest.languages[0]
        condition = (filters or OccupationFilter()).resolve(view.catalogue)
        rankings = _rankings(view.reader, query, "\n".join(segments), chosen, condition, max(DEPTH, top))
        fused = reciprocal_rank_fusion(rankings, WEIGHTS)[:top]
        return MatchResult(
            _matches(view.reader, fused, rankings, query, chosen, view.manifest.languages), chosen, view.provenance
        )

    def warm(self) -> None:
        """Do now what the first request would have to wait for: open, read the labels, run the model once."""
        view = self.view()
        _ = view.catalogue.occupation_labels, view.catalogue.isco_counts
        self._encoder.encode_queries(["warm"])


def _check(manifest: Manifest, encoder: Encoder, pinned_release: str | None) -> None:
    if manifest.model != encoder.identity:
        raise IndexMismatch(
            f"the index was built with {manifest.model} ({manifest.dimension} dims), this process encodes with "
            f"{encoder.identity} ({encoder.dimension} dims). Set CAREERSPACE_MODEL to the index's model, or run "
            "`careerspace ingest esco` again"
        )
    if pinned_release and manifest.esco_version != pinned_release:
        raise IndexMismatch(
            f"this installation is pinned to ESCO {pinned_release} (CAREERSPACE_ESCO_VERSION), "
            f"the index holds ESCO {manifest.esco_version}"
        )


def _checked_vector(vector: Sequence[float], manifest: Manifest) -> Vectors:
    array = np.asarray(vector, dtype=np.float64)
    if array.shape != (manifest.dimension,):
        raise InputError(
            f"the vector has {array.size} numbers, the index's encoder {manifest.model} gives {manifest.dimension}"
        )
    length = np.linalg.norm(array)
    if not np.isfinite(length) or length == 0:
        raise InputError("the vector is zero or holds a number that is not finite")
    return np.asarray(array / length, dtype=np.float32)


def _rankings(
    reader: Reader, query: Vectors, text: str, language: str, condition: models.Filter | None, depth: int
) -> dict[str, list[str]]:
    """Rank by every dense vector of a language, and by words where there is text; name → point ids, best first."""
    names = ["label", "description", "skills"]
    searches: list[tuple[Any, str]] = [(query.tolist(), f"{name}_{language}") for name in names]
    sparse = encode_sparse_query(text) if text else None
    if sparse and sparse.indices:
        names.append("words")
        searches.append((sparse, "words"))
    requests = [
        models.QueryRequest(query=vector, using=using, filter=condition, limit=depth, with_payload=False)
        for vector, using in searches
    ]
    answers = reader.query(OCCUPATIONS, requests)
    return {name: [str(point.id) for point in answer] for name, answer in zip(names, answers, strict=True)}


def _matches(
    reader: Reader,
    fused: Sequence[tuple[str, float]],
    rankings: Mapping[str, Sequence[str]],
    query: Vectors,
    language: str,
    languages: Sequence[str],
) -> list[Match]:
    places = {name: {item: rank for rank, item in enumerate(ranking, start=1)} for name, ranking in rankings.items()}
    vector_names = {f"{name}_{language}": name for name in ("label", "description", "skills")}
    records = {
        str(record.id): record
        for record in reader.retrieve(OCCUPATIONS, [item for item, _ in fused], with_vectors=list(vector_names))
    }
    matches = []
    for rank, (item, score) in enumerate(fused, start=1):
        record = records[item]
        payload = record.payload or {}
        vectors = record.vector if isinstance(record.vector, dict) else {}
        label, label_language = shown_label(payload, (language, *languages))
        matches.append(
            Match(
                rank=rank,
                score=score,
                label=label,
                label_language=label_language,
                similarity={
                    vector_names[name]: float(np.dot(query, np.asarray(vector)))
                    for name, vector in sorted(vectors.items())
                    if name in vector_names
                },
                ranks={name: place[item] for name, place in places.items() if item in place},
                occupation=payload,
            )
        )
    return matches
