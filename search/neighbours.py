"""The neighbourhood of an occupation: what is near and why, and what a change to another one takes. Needs no model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qdrant_client import models

from search.catalogue import shown_label
from search.demand import Demand, count_demand
from search.encoder import Vectors
from search.errors import InputError
from search.fusion import reciprocal_rank_fusion
from search.levels import level_of
from search.named import Named, held_names, named
from search.overlap import OVERLAP_FIELDS, SkillOverlap, common_isco, skill_overlap
from search.store.base import OCCUPATIONS, SKILLS, point_id
from search.view import Provenance, View

BY: Mapping[str, tuple[str, ...]] = {
    "text": ("label", "description"),
    "skills": ("skills",),
    "ads": ("ads",),
    "all": ("label", "description", "skills", "ads"),
}
"""what neighbours can be ranked by → the vectors that are compared"""
WEIGHTS: Mapping[str, float] = {"label": 0.5, "description": 0.5, "skills": 1.0, "ads": 1.0}
"""weight of each vector in the fusion: text, skills and ads count the same"""
MAX_TOP = 200
SHOWN = ("uri", "code", "preferred", "isco_groups", "regulated", *OVERLAP_FIELDS)
"""payload fields that an answer needs"""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two occupations are near: exact sets of ESCO's skills. For the fields see `search.overlap.SkillOverlap`.

    First in each stand the skills that fewest occupations list: they say most of what two have in common, or what sets one apart.
    `common_group` is the smallest ISCO group that holds both, None where they share no major group.
    """

    shared_essential: list[Named]
    shared_optional: list[Named]
    only_first: list[Named]
    only_second: list[Named]
    jaccard: float | None
    common_group: Named | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An occupation near another one.

    `score` is the fused rank score, 1.0 when first in every ranking that it can be in: it orders, and is no probability.
    `similarity` is the cosine for each compared vector that both have. `regulated` is "yes", "no" or "unknown".
    `demand` is None where no job ads are indexed.
    """

    rank: int
    score: float
    occupation: Named
    similarity: Mapping[str, float]
    regulated: str
    reasons: Reasons
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of one occupation, nearest first."""

    occupation: Named
    by: str
    language: str
    neighbours: list[Neighbour]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a transition. `skill_level` is ISCO's, 1 to 4, None where ISCO gives none."""

    occupation: Named
    regulated: str
    skill_level: int | None
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Transition:
    """What a change from one occupation to another takes.

    `has` is the share of the target's essential skills that are essential at the start, `may_have` counts those that are optional
    there too; `has_back` and `may_have_back` are the same for the way back. None where ESCO lists no essential skill.
    `skill_level_step` is the target's ISCO skill level less that at the start, None where either is not known.
    `similarity` is the cosine for each vector that both have. `warnings` are sentences, none where nothing is to be minded.
    """

    start: Side
    target: Side
    has: float | None
    may_have: float | None
    has_back: float | None
    may_have_back: float | None
    skill_level_step: int | None
    similarity: Mapping[str, float]
    reasons: Reasons
    warnings: list[str]
    language: str
    provenance: Provenance


class Neighbourhood:
    """Answers questions about occupations among themselves, from one generation.

    `now`, in seconds since 1970, decides which ads can still be applied to.
    """

    def __init__(self, view: View, now: int) -> None:
        self._view = view
        self._now = now

    def neighbours(self, name: str, *, by: str = "all", top: int = 10, language: str | None = None) -> Neighbours:
        """Return the occupations nearest to one given as URI, UUID, code or label.

        `by` is one of `BY`. Vectors of the first of `language` and the indexed ones are compared, names are in it. Raises
        UnknownValue for an occupation or language that is not indexed, InputError for another `by`, `top` out of 1…200, or an
        occupation without a vector to compare.
        """
        check_question(by, top)
        languages = self._view.languages(language)
        uri = self._view.catalogue.occupation_uri(name)
        (first,) = self._payloads([uri])
        scores = self._scores(point_id(uri), vector_names(BY[by], languages[0]))
        if not scores:
            raise InputError(f"{shown_label(first, languages)[0]} has nothing to compare by {by}: {_NOTHING_TO_COMPARE[by]}")
        rankings = {part: ranked(found) for part, found in scores.items()}
        fused = fuse_held(rankings)[:top]
        uris = [self._view.catalogue.occupation_uris[item] for item, _ in fused]
        payloads = self._payloads(uris)
        reasons = self._reasons([(first, payload) for payload in payloads], languages)
        demand = self._demand(uris)
        found = [
            Neighbour(
                rank=place,
                score=score,
                occupation=named(payload, languages),
                similarity={part: near[item] for part, near in scores.items() if item in near},
                regulated=payload["regulated"],
                reasons=why,
                demand=demand.get(payload["uri"]),
            )
            for place, ((item, score), payload, why) in enumerate(zip(fused, payloads, reasons, strict=True), start=1)
        ]
        return Neighbours(named(first, languages), by, languages[0], found, self._view.provenance)

    def transition(self, start: str, target: str, *, language: str | None = None) -> Transition:
        """Return what a change between two occupations takes, each given as URI, UUID, code or label.

        Raises UnknownValue for an occupation or language that is not indexed, InputError where both are the same.
        """
        languages = self._view.languages(language)
        uris = [self._view.catalogue.occupation_uri(name) for name in (start, target)]
        if uris[0] == uris[1]:
            raise InputError("start and target are the same occupation")
        first, second = self._payloads(uris)
        overlap = skill_overlap(first, second)
        (reasons,) = self._reasons([(first, second)], languages)
        demand = self._demand(uris)
        sides = [
            Side(
                named(payload, languages),
                payload["regulated"],
                level_of(payload["code"], "").skill_level,
                demand.get(payload["uri"]),
            )
            for payload in (first, second)
        ]
        levels = [side.skill_level for side in sides]
        return Transition(
            start=sides[0],
            target=sides[1],
            has=overlap.first_has,
            may_have=overlap.first_may_have,
            has_back=overlap.second_has,
            may_have_back=overlap.second_may_have,
            skill_level_step=levels[1] - levels[0] if levels[0] and levels[1] else None,
            similarity=self._similarity(uris, vector_names(BY["all"], languages[0])),
            reasons=reasons,
            warnings=_warnings(sides[1]),
            language=languages[0],
            provenance=self._view.provenance,
        )

    def _scores(self, item: str, vectors: Mapping[str, str]) -> dict[str, dict[str, float]]:
        """Return part → id → cosine to a point, for every other occupation that has the vector.

        Parts that the point lacks are left out.
        """
        own = self._vectors([item], vectors)[item]
        every = len(self._view.catalogue.occupation_uris)
        requests = [
            models.QueryRequest(query=own[part].tolist(), using=vectors[part], limit=every, with_payload=False) for part in own
        ]
        answers = self._view.reader.query(OCCUPATIONS, requests) if requests else []
        scores = {
            part: {str(point.id): point.score for point in answer if str(point.id) != item}
            for part, answer in zip(own, answers, strict=True)
        }
        return {part: found for part, found in scores.items() if found}

    def _similarity(self, uris: Sequence[str], vectors: Mapping[str, str]) -> dict[str, float]:
        first, second = (self._vectors([point_id(uri)], vectors)[point_id(uri)] for uri in uris)
        return {part: float(first[part] @ second[part]) for part in vectors if part in first and part in second}

    def _vectors(self, ids: Sequence[str], vectors: Mapping[str, str]) -> dict[str, dict[str, Vectors]]:
        records = self._view.reader.retrieve(OCCUPATIONS, ids, with_payload=False, with_vectors=list(vectors.values()))
        return {str(record.id): held_vectors(record, vectors) for record in records}

    def _payloads(self, uris: Sequence[str]) -> list[dict[str, Any]]:
        records = self._view.reader.retrieve(OCCUPATIONS, [point_id(uri) for uri in uris], with_payload=SHOWN)
        return [record.payload or {} for record in records]

    def _demand(self, uris: Sequence[str]) -> dict[str, Demand]:
        return count_demand(self._view.reader, uris, self._now) if self._view.catalogue.has_ads else {}

    def _reasons(
        self, pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], languages: Sequence[str]
    ) -> list[Reasons]:
        """Return the reasons for each pair; the skills of all of them are fetched at once."""
        overlaps = [skill_overlap(first, second) for first, second in pairs]
        listed = (uri for overlap in overlaps for uris in _lists(overlap) for uri in uris)
        skills = held_names(self._view, SKILLS, listed, languages)
        groups, rare = self._view.catalogue.isco_groups, self._view.catalogue.listed_by
        found = []
        for (first, second), overlap in zip(pairs, overlaps, strict=True):
            shared, optional, only_first, only_second = (
                sorted(
                    (skills[uri] for uri in uris if uri in skills), key=lambda skill: (rare[skill.uri], skill.label, skill.uri)
                )
                for uris in _lists(overlap)
            )
            code = common_isco(first, second)
            group = named(groups[code], languages) if code in groups else None
            found.append(Reasons(shared, optional, only_first, only_second, overlap.jaccard, group))
        return found


def check_question(by: str, top: int) -> None:
    """Raise InputError for what is not in `BY`, or a number of neighbours out of 1…200."""
    if by not in BY:
        raise InputError(f"neighbours are ranked by one of {', '.join(BY)}, not by {by!r}")
    if not 1 <= top <= MAX_TOP:
        raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")


def vector_names(parts: Sequence[str], language: str) -> dict[str, str]:
    """Return part → name of its vector in a language; job ads have none."""
    return {part: part if part == "ads" else f"{part}_{language}" for part in parts}


def held_vectors(record: models.Record, vectors: Mapping[str, str]) -> dict[str, Vectors]:
    """Return part → vector, float32 of shape (dim,), for the named vectors that a point has."""
    held = record.vector if isinstance(record.vector, dict) else {}
    return {part: np.asarray(held[name], dtype=np.float32) for part, name in vectors.items() if name in held}


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Return ids by their cosine, best first; what is equal to six digits, as far as float32 goes, by id."""
    return sorted(scores, key=lambda item: (-round(scores[item], 6), item))


def fuse_held(rankings: Mapping[str, Sequence[str]]) -> list[tuple[str, float]]:
    """Fuse whole rankings by weighted reciprocal ranks; return (id, score), best first, ties by id.

    What a ranking does not hold has no such vector: that counts neither for nor against it, so its score is scaled to the rankings
    that do hold it, and 1.0 means first in each of those.
    """
    fused = reciprocal_rank_fusion(rankings, WEIGHTS)
    held: dict[str, float] = {}
    for part, ranking in rankings.items():
        for item in ranking:
            held[item] = held.get(item, 0.0) + WEIGHTS[part]
    every = sum(WEIGHTS[part] for part, ranking in rankings.items() if ranking)
    scaled = ((item, min(1.0, score * every / held[item])) for item, score in fused)
    return sorted(scaled, key=lambda pair: (-pair[1], pair[0]))


_NOTHING_TO_COMPARE = {
    "text": "it has neither labels nor a description",
    "skills": "ESCO lists no skills for it",
    "ads": "no job ads declare it, or none are indexed",
    "all": "it has no vectors",
}


def _warnings(target: Side) -> list[str]:
    name = target.occupation.label
    if target.regulated == "yes":
        return [f"{name} is a regulated profession: each country decides which qualification it asks for"]
    if target.regulated == "unknown":
        return [f"ESCO does not say whether {name} is a regulated profession: ask the country's authority"]
    return []


def _lists(overlap: SkillOverlap) -> tuple[tuple[str, ...], ...]:
    return overlap.shared_essential, overlap.shared_optional, overlap.only_first, overlap.only_second
