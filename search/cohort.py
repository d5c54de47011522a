"""Where a group could go: the occupations near most of its members, how many each fits, and what most of them lack for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.demand import Demand, count_demand
from search.errors import InputError
from search.levels import level_of
from search.named import Named, named, names_of
from search.neighbours import MAX_TOP, Neighbourhood
from search.store.base import OCCUPATIONS, SKILLS, point_id
from search.view import Provenance, View

NEAR = 20
OVERLAP = 0.5
_SHOWN_LACKING = 5
_FIELDS = ("uri", "code", "preferred", "regulated", "essential_skills", "optional_skills")


@dataclass(frozen=True, slots=True)
class Lacking:
    """An essential skill of a target, and how many of those near it do not have it."""

    skill: Named
    members: int


@dataclass(frozen=True, slots=True)
class Target:
    """An occupation that is near some members.

    `near` counts those for whom it is among the nearest, `fits` those of them who have at least the share `overlap` of its
    essential skills; `mean_overlap` is the mean of that share over those near, None where ESCO lists no essential skill. `lacking`
    are the skills that most of those near lack. `skill_level` is ISCO's; `demand` is None where no job ads are indexed.
    """

    rank: int
    occupation: Named
    near: int
    fits: int
    mean_overlap: float | None
    lacking: list[Lacking]
    regulated: str
    skill_level: int | None
    demand: Demand | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Targets by how many they fit, then by how many they are near to, then by the mean overlap, then by URI.

    `occupations` are the members where these are occupations, most frequent first, else empty.
    """

    members: int
    occupations: list[tuple[Named, int]]
    targets: list[Target]
    near: int
    overlap: float
    language: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody, or `count` people alike: the URIs of the nearest occupations, and of the skills they have."""

    nearest: Sequence[str]
    skills: frozenset[str]
    count: int = 1


def cohort_of_occupations(  # noqa: PLR0913 - each is a part of the question
    view: View,
    names: Sequence[str],
    *,
    by: str = "all",
    near: int = NEAR,
    overlap: float = OVERLAP,
    top: int = 20,
    now: int,
    language: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Cohort:
    """Return where people of these occupations could go; an occupation that is named again is somebody else.

    Each is given as URI, UUID, code or label, and has the skills that ESCO lists for it, essential and optional. Raises
    UnknownValue for one that the index does not have, and what `Neighbourhood.neighbours` and `cohort` raise.
    """
    counts = Counter(view.catalogue.occupation_uri(name) for name in names)
    payloads = _payloads(view, list(counts))
    around = Neighbourhood(view, now)
    members = []
    for done, (uri, count) in enumerate(counts.items(), start=1):
        found = around.neighbours(uri, by=by, top=near, language=language).neighbours
        payload = payloads[uri]
        skills = frozenset([*payload["essential_skills"], *payload["optional_skills"]])
        members.append(Member([neighbour.occupation.uri for neighbour in found], skills, count))
        if progress:
            progress(done, len(counts))
    return cohort(view, members, near=near, overlap=overlap, top=top, now=now, language=language, occupations=counts)


def cohort(
    view: View,
    members: Sequence[Member],
    *,
    near: int,
    overlap: float = OVERLAP,
    top: int = 20,
    now: int,
    language: str | None = None,
    occupations: Mapping[str, int] | None = None,
) -> Cohort:
    """Return where members could go, given the `near` nearest occupations of each; `occupations` are theirs, where they are known.

    Raises InputError for no member, an `overlap` out of 0…1, or `top` out of 1…200; UnknownValue for a language that is not
    indexed.
    """
    if not members:
        raise InputError("there is nobody in the cohort")
    if not 0 <= overlap <= 1:
        raise InputError(f"the overlap must be between 0 and 1, not {overlap}")
    if not 1 <= top <= MAX_TOP:
        raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
    languages = view.languages(language)
    around: dict[str, list[Member]] = {}
    for member in members:
        for uri in member.nearest:
            around.setdefault(uri, []).append(member)
    payloads = _payloads(view, [*around, *(occupations or ())])
    made = [_target(payloads[uri], those, overlap, languages) for uri, those in around.items()]
    made.sort(key=lambda item: (-item[0].fits, -item[0].near, -(item[0].mean_overlap or 0), item[0].occupation.uri))
    best = made[:top]
    labels = names_of(view, SKILLS, (uri for _, lacking in best for uri, _ in lacking), languages)
    demand: Mapping[str, Demand] = {}
    if view.catalogue.has_ads:
        demand = count_demand(view.reader, [target.occupation.uri for target, _ in best], now)
    targets = [
        replace(
            target,
            rank=rank,
            lacking=[Lacking(labels[uri], count) for uri, count in lacking],
            demand=demand.get(target.occupation.uri),
        )
        for rank, (target, lacking) in enumerate(best, start=1)
    ]
    theirs = sorted((occupations or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    return Cohort(
        sum(member.count for member in members),
        [(named(payloads[uri], languages), count) for uri, count in theirs],
        targets,
        near,
        overlap,
        languages[0],
        view.provenance,
    )


def _target(
    payload: Mapping[str, Any], those: Sequence[Member], overlap: float, languages: Sequence[str]
) -> tuple[Target, list[tuple[str, int]]]:
    """Return a target without rank, demand and labels of skills, and the skills that most of `those` near lack, with how many."""
    essential = set(payload["essential_skills"])
    near = sum(member.count for member in those)
    lacking: Counter[str] = Counter()
    fits, total = 0, 0.0
    for member in those:
        open_ = essential - member.skills
        share = 1 - len(open_) / len(essential) if essential else 0.0
        fits += member.count * (bool(essential) and share + 1e-9 >= overlap)
        total += member.count * share
        lacking.update(dict.fromkeys(open_, member.count))
    level = level_of(payload["code"], "").skill_level
    mean = total / near if essential else None
    target = Target(0, named(payload, languages), near, fits, mean, [], payload["regulated"], level, None)
    return target, sorted(lacking.items(), key=lambda pair: (-pair[1], pair[0]))[:_SHOWN_LACKING]


def _payloads(view: View, uris: Sequence[str]) -> dict[str, dict[str, Any]]:
    records = view.reader.retrieve(OCCUPATIONS, sorted({point_id(uri) for uri in uris}), with_payload=_FIELDS)
    return {payload["uri"]: payload for payload in (dict(record.payload or {}) for record in records)}
