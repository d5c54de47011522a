"""A match: an occupation with its score, what it is worth, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from search.catalogue import shown_label
from search.confidence import features_of, highest, why_abstained
from search.demand import Demand, count_demand
from search.evidence import Evidence, TextEvidence, evidence_of
from search.levels import LevelCounts
from search.query import Query
from search.rankings import places, similarities
from search.store.base import OCCUPATIONS, point_id
from search.view import Provenance, View

SHOWN = (
    "uri", "code", "preferred", "description", "isco_groups", "regulated", "collections", "essential_skills", "optional_skills",
    "n_ads",
)  # fmt: skip
"""payload fields that a match carries"""


@dataclass(frozen=True, slots=True)
class Match:
    """One occupation that fits.

    `score` is the fused rank score, 1.0 when first in every ranking: good for ordering, no probability. `similarity` is the
    cosine of the whole query to each dense vector of the occupation ("label", "skills", and "centroid" or, where no job ads are
    indexed, "description"), only those that exist; `ranks` is its place in each ranking that holds it: by the whole query
    ("label"), by the best single segment ("label of a segment"), by words ("words"), for a title by its best single label ("form").
    `confidence` is the calibrated probability that the occupation is right, None where no calibration fits; `features` is what it
    is made of (search/confidence.py). `occupation` holds the payload fields of `SHOWN`. `demand` is None where no job ads are
    indexed; `evidence` is None where it was not asked for. `rank` is the place in the answer, `rank_by_score` that by score alone:
    they differ where matches are steered (search/steering.py), which leaves score and confidence as they are; `accepted` says
    whether the steering accepts it.
    """

    rank: int
    rank_by_score: int
    accepted: bool
    score: float
    label: str
    label_language: str
    similarity: Mapping[str, float]
    ranks: Mapping[str, int]
    occupation: Mapping[str, Any]
    demand: Demand | None
    confidence: float | None = None
    features: Mapping[str, float] = field(default_factory=dict)
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Matches, best first; `language` is the one whose vectors were compared.

    `levels` counts every occupation that passes the filters. `calibrated` says whether there is a calibration for encoder and
    language. `abstained` says why nothing was confident enough, where `min_confidence` left no match; None otherwise.
    """

    matches: list[Match]
    language: str
    provenance: Provenance
    levels: LevelCounts
    calibrated: bool = False
    abstained: str | None = None


def make_matches(
    view: View,
    fused: Sequence[tuple[str, float]],
    order: Sequence[str],
    accepted: Sequence[str],
    rankings: Mapping[str, Sequence[str]],
    near: Mapping[str, Mapping[str, float]],
    languages: Sequence[str],
    now: int,
) -> list[Match]:
    """Return the matches in `order`; what they are worth follows from `fused`, whatever the order."""
    ranks = places(rankings, [item for item, _ in fused])
    features = features_of([near[item] for item, _ in fused], [ranks[item] for item, _ in fused], rankings)
    by_score = {item: place for place, (item, _) in enumerate(fused)}
    records = {str(record.id): record.payload or {} for record in view.reader.retrieve(OCCUPATIONS, order, with_payload=SHOWN)}
    demand = count_demand(view.reader, [records[item]["uri"] for item in order], now) if view.catalogue.has_ads else {}
    matches = []
    for place, item in enumerate(order, start=1):
        label, label_language = shown_label(records[item], languages)
        matches.append(
            Match(
                rank=place,
                rank_by_score=by_score[item] + 1,
                accepted=item in accepted,
                score=fused[by_score[item]][1],
                label=label,
                label_language=label_language,
                similarity=near[item],
                ranks=ranks[item],
                occupation=records[item],
                demand=demand.get(records[item]["uri"]),
                features=features[by_score[item]],
            )
        )
    return matches


def keep_confident(
    matches: list[Match], minimum: float | None, kind: str | None, *, calibrated: bool
) -> tuple[list[Match], str | None]:
    """Return the matches that are confident enough and, where none of them is, why."""
    if minimum is None or not matches:
        return matches, None
    found = [match for match in matches if match.confidence is not None and match.confidence >= minimum]
    if found:
        return found, None
    return [], why_abstained(highest(match.confidence for match in matches), minimum, kind, calibrated=calibrated)


def explain_matches(
    view: View,
    matches: Sequence[Match],
    said: TextEvidence,
    adds: Sequence[Mapping[str, float]],
    query: Query,
    language: str,
) -> list[Match]:
    """Return matches with their evidence; `adds` is what each ranking adds to the score of each match."""
    vectors = {"description": f"description_{language}"} | ({"ads": "ads"} if view.catalogue.has_ads else {})
    ids = [point_id(match.occupation["uri"]) for match in matches]
    near = similarities(view.reader, OCCUPATIONS, ids, query.whole, vectors)
    return [
        replace(match, evidence=evidence_of(said, match.occupation, added, {**match.similarity, **near[item]}))
        for match, added, item in zip(matches, adds, ids, strict=True)
    ]
