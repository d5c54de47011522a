"""The order of matches once a user has accepted some, dismissed others, or asked for variety. Scores and confidences stay.

What was dismissed is gone, and what is near it goes down; what was accepted comes first, and what is near it goes up. That is
Qdrant's recommendation by average vector, for each vector of an occupation: positive are the query and the accepted ones, negative
the dismissed ones. Its rankings are fused with the plain order, so that words, segments and single labels keep their say
(docs/decisions/0019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from qdrant_client import models

from search.catalogue import Catalogue
from search.encoder import Vectors
from search.errors import InputError
from search.fusion import reciprocal_rank_fusion
from search.store.base import OCCUPATIONS, Reader, point_id

PLAIN = "plain"
PULL = 0.5
"""weight of all recommendations together; the plain order has 1"""
SPREAD = 100
"""first matches among which variety is looked for"""


@dataclass(frozen=True, slots=True)
class Steering:
    """What a user wants beside the query: occupations accepted and dismissed, each given as URI, UUID, code or label.

    `diversity` is 0 (by fit alone) to 1 (each as unlike those before it as can be).
    """

    accepted: tuple[str, ...] = ()
    dismissed: tuple[str, ...] = ()
    diversity: float = 0.0

    def resolve(self, catalogue: Catalogue) -> Steered | None:
        """Return the points that are meant; None where nothing is asked for.

        Raises UnknownValue for an occupation that the index does not have, InputError for one that is accepted and dismissed, and
        for a diversity out of 0…1.
        """
        if not 0 <= self.diversity <= 1:
            raise InputError(f"diversity must be between 0 and 1, not {self.diversity}")
        accepted, dismissed = (
            {point_id(catalogue.occupation_uri(name)): name for name in names} for names in (self.accepted, self.dismissed)
        )
        if both := [name for item, name in accepted.items() if item in dismissed]:
            raise InputError(f"{both[0]!r} is accepted and dismissed; leave it out of one of them")
        if not (accepted or dismissed or self.diversity):
            return None
        return Steered(tuple(accepted), tuple(dismissed), self.diversity)


@dataclass(frozen=True, slots=True)
class Steered:
    """Steering in point ids that the index holds."""

    accepted: tuple[str, ...]
    dismissed: tuple[str, ...]
    diversity: float

    def order(
        self,
        reader: Reader,
        fused: Sequence[tuple[str, float]],
        query: Vectors,
        vectors: Mapping[str, str],
        weights: Mapping[str, float],
    ) -> list[str]:
        """Return the ids of `fused` (id, score; best first) in the order asked for, without the dismissed ones.

        `query` is the whole query, unit length; `vectors` is part → name of a vector, "label" among them; `weights` are theirs.
        """
        kept = [(item, score) for item, score in fused if item not in self.dismissed]
        if kept and (self.accepted or self.dismissed):
            plain = [item for item, _ in kept]
            rankings = self._recommended(reader, plain, query, vectors)
            whole = sum(weights[part] for part in rankings)
            shares = {part: PULL * weights[part] / whole for part in rankings if weights[part]}
            kept = reciprocal_rank_fusion({PLAIN: plain, **{part: rankings[part] for part in shares}}, {PLAIN: 1.0, **shares})
        first = [item for item, _ in kept if item in self.accepted]
        others = [(item, score) for item, score in kept if item not in self.accepted]
        if self.diversity:
            return first + _spread(reader, others, vectors["label"], self.diversity)
        return first + [item for item, _ in others]

    def _recommended(
        self, reader: Reader, items: Sequence[str], query: Vectors, vectors: Mapping[str, str]
    ) -> dict[str, list[str]]:
        """Return part → these items by likeness to the query and what was accepted, and unlikeness to what was dismissed."""
        among = models.Filter(must=[models.HasIdCondition(has_id=list(items))])
        examples = _vectors(reader, [*self.accepted, *self.dismissed], list(vectors.values()))
        parts, requests = [], []
        for part, using in vectors.items():
            liked, disliked = (
                [examples[item][using] for item in items if using in examples[item]]
                for items in (self.accepted, self.dismissed)
            )
            if liked or disliked:
                wanted = models.RecommendInput(
                    positive=[query.tolist(), *liked],
                    negative=disliked,
                    strategy=models.RecommendStrategy.AVERAGE_VECTOR,
                )
                asked = models.RecommendQuery(recommend=wanted)
                requests.append(
                    models.QueryRequest(query=asked, using=using, filter=among, limit=len(items), with_payload=False)
                )
                parts.append(part)
        answers = reader.query(OCCUPATIONS, requests) if requests else []
        return {part: [str(point.id) for point in answer] for part, answer in zip(parts, answers, strict=True)}


def _spread(reader: Reader, scored: Sequence[tuple[str, float]], using: str, diversity: float) -> list[str]:
    """Return the first `SPREAD` items anew by maximal marginal relevance, then the others."""
    items = [item for item, _ in scored]
    first = items[:SPREAD]
    held = _vectors(reader, first, [using])
    nothing = [0.0] * reader.manifest.dimension  # unlike everything
    vectors = np.array([held[item].get(using, nothing) for item in first], dtype=np.float32)
    scores = np.array([score for _, score in scored[:SPREAD]])
    relevance = scores / scores.max() if len(scores) and scores.max() > 0 else scores
    return [first[index] for index in mmr_order(relevance, vectors, diversity)] + items[SPREAD:]


def _vectors(reader: Reader, items: Sequence[str], names: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Return id → name → vector, as far as they exist."""
    records = reader.retrieve(OCCUPATIONS, items, with_payload=False, with_vectors=names)
    return {str(record.id): cast("dict[str, list[float]]", record.vector or {}) for record in records}


def mmr_order(relevance: Vectors, vectors: Vectors, diversity: float) -> list[int]:
    """Return the indices by maximal marginal relevance: next is what has most (1 - d) · relevance - d · likeness to any before it.

    `relevance` is 0…1, shape (n,); `vectors` have unit length, shape (n, dim); likeness is the cosine. Ties go to the earlier one.
    Source: Carbonell and Goldstein 1998, "The use of MMR, diversity-based reranking…"; the first has nothing before it.
    """
    left = list(range(len(relevance)))
    likeness = np.full(len(relevance), -1.0)
    chosen: list[int] = []
    while left:
        penalty = likeness[left] if chosen else np.zeros(len(left))
        at = left.pop(int(np.argmax((1 - diversity) * relevance[left] - diversity * penalty)))
        chosen.append(at)
        likeness = np.maximum(likeness, vectors @ vectors[at])
    return chosen
