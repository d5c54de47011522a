"""The way from a text to an occupation: which of its skills the text shows, which are open, and what needs less.

Nearby occupations are the `NEARBY` whose centroids are nearest to the occupation's own, in the first indexed language: the same for
every resume, whatever its language. An occupation asks for a skill that ESCO calls essential for it. A live ad asks for it through
the occupations that it declares; ads that declare none ask for nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qdrant_client import models

from search.ad_filters import live
from search.ad_values import any_of
from search.catalogue import shown_label
from search.demand import DECLARED, count_demand
from search.errors import InputError
from search.evidence import FOUND, Coverage, SkillEvidence, TextEvidence
from search.levels import Level, level_of
from search.store.base import ADS, OCCUPATIONS, point_id
from search.view import Provenance, View

NEARBY = 20
"""occupations that count as near; also the most alternatives there can be"""
_FIELDS = ("uri", "code", "preferred", "essential_skills", "optional_skills")


@dataclass(frozen=True, slots=True)
class OpenSkill:
    """A skill of the occupation that the text does not show: missing, related or unknown (search/evidence.py).

    `nearby` is the number of nearby occupations, and `ads` the number of live ads, that ask for it; `ads` is None where none are
    indexed. An ad counts once, whatever the number of its occupations.
    """

    evidence: SkillEvidence
    essential: bool
    nearby: int
    ads: int | None


@dataclass(frozen=True, slots=True)
class NearOccupation:
    """An occupation with its level, its essential skills as the text shows them, and the live ads that declare it.

    `similarity` is the cosine of its centroid to that of the occupation asked for, 1.0 for that one itself.
    """

    uri: str
    code: str
    label: str
    level: Level
    essential: Coverage
    similarity: float
    ads: int | None

    @property
    def open(self) -> int:
        """Number of essential skills that are not found."""
        return self.essential.total - self.essential.count(FOUND)


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between a text and an occupation.

    `open` holds essential skills first, then what most nearby occupations, then what most ads ask for, then by label.
    `alternatives` are nearby occupations with at least one essential skill found and fewer open than the occupation, fewest
    first, then nearest; those without essential skills are left out, as nothing is known of what they need. `nearby` are all that
    were looked at, nearest first. `language` is the one whose vectors were compared.
    """

    occupation: NearOccupation
    optional: Coverage
    open: list[OpenSkill]
    alternatives: list[NearOccupation]
    nearby: list[NearOccupation]
    language: str
    provenance: Provenance


def find_gap(said: TextEvidence, uri: str, *, now: int, alternatives: int = 5) -> Gap:
    """Return the gap between what a text shows and the occupation with this URI, which the index holds.

    Ads count that can be applied to at `now` (seconds since 1970). Raises InputError for a text without a letter, or
    `alternatives` out of 0…`NEARBY`.
    """
    if not 0 <= alternatives <= NEARBY:
        raise InputError(f"alternatives must be between 0 and {NEARBY}, not {alternatives}")
    if not any(char.isalpha() for char in said.text):
        raise InputError("there is no text to look for skills in")
    view, language = said.linker.view, said.language
    near = {uri: 1.0, **_near(view, uri)}
    payloads = _payloads(view, list(near))
    demand = count_demand(view.reader, list(near), now) if view.catalogue.has_ads else {}
    languages = view.languages(language)

    def described(payload: Mapping[str, Any]) -> NearOccupation:
        found, code, label = payload["uri"], payload["code"], shown_label(payload, languages)[0]
        essential = said.coverage(payload["essential_skills"])
        ads = demand[found].declared if demand else None
        return NearOccupation(found, code, label, level_of(code, label), essential, near[found], ads)

    occupation, *nearby = (described(payload) for payload in payloads)
    optional = said.coverage(payloads[0]["optional_skills"])
    less = [other for other in nearby if other.essential.count(FOUND) and other.open < occupation.open]
    less.sort(key=lambda other: (other.open, -other.similarity, other.uri))
    still_open = _open(view, occupation.essential, optional, payloads[1:], now)
    return Gap(occupation, optional, still_open, less[:alternatives], nearby, language, view.provenance)


def _open(
    view: View, essential: Coverage, optional: Coverage, nearby: Sequence[Mapping[str, Any]], now: int
) -> list[OpenSkill]:
    with_ads = view.catalogue.has_ads
    found = [
        OpenSkill(
            skill,
            coverage is essential,
            sum(skill.uri in other["essential_skills"] for other in nearby),
            _ads_asking(view, skill.uri, now) if with_ads else None,
        )
        for coverage in (essential, optional)
        for skill in coverage.skills
        if skill.status != FOUND
    ]
    return sorted(found, key=lambda item: (not item.essential, -item.nearby, -(item.ads or 0), item.evidence.label))


def _ads_asking(view: View, skill: str, now: int) -> int:
    """Return how many live ads declare an occupation for which a skill is essential."""
    occupations = view.catalogue.essential_for.get(skill, ())
    return view.reader.count(ADS, live(now, any_of(DECLARED, occupations))) if occupations else 0


def _near(view: View, uri: str) -> dict[str, float]:
    """Return URI → cosine of the nearest occupations, nearest first; none where the occupation has no vector."""
    name, own = f"centroid_{view.manifest.languages[0]}", point_id(uri)
    (record,) = view.reader.retrieve(OCCUPATIONS, [own], with_payload=["uri"], with_vectors=[name])
    vectors: Any = record.vector or {}
    if name not in vectors:
        return {}
    others = models.Filter(must_not=[models.HasIdCondition(has_id=[own])])
    request = models.QueryRequest(query=vectors[name], using=name, filter=others, limit=NEARBY, with_payload=False)
    (answer,) = view.reader.query(OCCUPATIONS, [request])
    return {view.catalogue.occupation_uris[str(point.id)]: point.score for point in answer}


def _payloads(view: View, uris: Sequence[str]) -> list[dict[str, Any]]:
    records = view.reader.retrieve(OCCUPATIONS, [point_id(uri) for uri in uris], with_payload=_FIELDS)
    return [dict(record.payload or {}) for record in records]
