"""Which skill opens most job ads: those of the occupations that come within reach of people once they have it.

An occupation is within reach of somebody who shows at least the share `reach` of its essential skills. A skill opens an occupation
to somebody who does not show it, where the occupation is not within reach without it and is with it. An ad is open to somebody
where any occupation that it declares is within reach. All of it is counting; what a resume shows is as good as `search.evidence`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qdrant_client import models

from search.ad_filters import live
from search.ad_values import any_of
from search.demand import DECLARED, asked_for_in
from search.errors import InputError
from search.named import Named, names_of
from search.store.base import ADS, FACET_VALUES, OCCUPATIONS, SKILLS, point_id
from search.view import Provenance, View

REACH = 0.5
MAX_TOP = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """A skill with the live ads that it opens to at least one member, each ad once, and the number of members it opens any to.

    `occupations` are those that it brings within reach of any of them and that live ads declare, by label.
    """

    skill: Named
    ads: int
    members: int
    occupations: list[Named]


@dataclass(frozen=True, slots=True)
class Openings:
    """Skills by the ads that they open, most first, then by members, then by label.

    `ads` is the number of live ads there that declare an occupation with essential skills, `open_now` of those that are open to at
    least one member without any more skill.
    """

    openings: list[Opening]
    members: int
    ads: int
    open_now: int
    countries: list[str]
    reach: float
    language: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class _Member:
    within: frozenset[str]
    opens: Mapping[str, frozenset[str]]
    """skill → occupations that it brings within reach"""

    @classmethod
    def of(cls, shown: Collection[str], essential: Mapping[str, frozenset[str]], reach: float) -> _Member:
        within: set[str] = set()
        opens: dict[str, set[str]] = {}
        for uri, skills in essential.items():
            lacking = skills.difference(shown)
            if is_within(len(skills) - len(lacking), len(skills), reach):
                within.add(uri)
            elif is_within(len(skills) - len(lacking) + 1, len(skills), reach):
                for skill in lacking:
                    opens.setdefault(skill, set()).add(uri)
        return cls(frozenset(within), {skill: frozenset(uris) for skill, uris in opens.items()})


def check_reach(reach: float) -> None:
    """Raise InputError for a share of essential skills that is not above 0, or above 1."""
    if not 0 < reach <= 1:
        raise InputError(f"reach must be above 0 and at most 1, not {reach}")


def is_within(shown: int, total: int, reach: float) -> bool:
    """Return whether so many of all essential skills are the share `reach` or more; what is a rounding error less counts."""
    return shown + 1e-9 >= reach * total


def find_openings(
    view: View,
    shown: Sequence[Collection[str]],
    *,
    countries: Sequence[str] = (),
    reach: float = REACH,
    top: int = 20,
    now: int,
    language: str | None = None,
) -> Openings:
    """Return the skills that open most ads to members, given the URIs of the skills that each of them shows.

    Ads count that can be applied to at `now` (seconds since 1970), in any of `countries` where given. Raises InputError for no
    member, a `reach` out of 0…1 or 0, or `top` out of 1…1000; UnknownValue for a country that no ad names or a language that is not
    indexed; AdsMissing where no ads are indexed.
    """
    if not shown:
        raise InputError("there is nobody to open ads to")
    check_reach(reach)
    if not 1 <= top <= MAX_TOP:
        raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
    languages = view.languages(language)
    known = [view.catalogue.ads.country(code) for code in countries]
    there = [any_of("countries", known)] if known else []
    essential = _essential(view, _declared(view, countries, now))
    members = [_Member.of(skills, essential, reach) for skills in shown]

    def count(*conditions: models.Filter) -> int:
        either = models.Filter(should=list(conditions))
        return view.reader.count(ADS, live(now, *there, either)) if conditions else 0

    found: list[tuple[int, int, str, frozenset[str]]] = []
    for skill in {skill for member in members for skill in member.opens}:
        ways = {(member.opens[skill], member.within) for member in members if skill in member.opens}
        ads = {way: count(_opened(*way)) for way in ways}
        total = count(*(_opened(*way) for way in ways)) if len(ways) > 1 else sum(ads.values())
        reached = sum(bool(ads[member.opens[skill], member.within]) for member in members if skill in member.opens)
        if total:
            found.append((total, reached, skill, frozenset().union(*(opened for opened, _ in ways))))
    labels = names_of(view, SKILLS, (skill for _, _, skill, _ in found), languages)
    found.sort(key=lambda item: (-item[0], -item[1], labels[item[2]].label, item[2]))
    best = found[:top]
    occupations = names_of(view, OCCUPATIONS, (uri for *_, opened in best for uri in opened), languages)
    openings = [
        Opening(
            labels[skill],
            total,
            reached,
            sorted((occupations[uri] for uri in opened), key=lambda item: (item.label, item.uri)),
        )
        for total, reached, skill, opened in best
    ]
    within = frozenset().union(*(member.within for member in members))
    return Openings(
        openings,
        len(members),
        count(*_declares(frozenset(essential))),
        count(*_declares(within)),
        known,
        reach,
        languages[0],
        view.provenance,
    )


def _declared(view: View, countries: Sequence[str], now: int) -> list[str]:
    """Return the URIs of the occupations that live ads declare, in any of these countries where given."""
    if countries:
        return asked_for_in(view.catalogue, countries, now)
    return list(view.reader.facet(ADS, DECLARED, live(now), FACET_VALUES))


def _essential(view: View, uris: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return URI → essential skills of those occupations that the index holds and that have any."""
    records = view.reader.retrieve(OCCUPATIONS, [point_id(uri) for uri in uris], with_payload=["uri", "essential_skills"])
    payloads = [record.payload or {} for record in records]
    return {payload["uri"]: frozenset(payload["essential_skills"]) for payload in payloads if payload["essential_skills"]}


def _opened(opens: frozenset[str], within: frozenset[str]) -> models.Filter:
    """Return the filter for ads that declare any of `opens` and none of what is `within` reach already."""
    out = [any_of(DECLARED, sorted(within))] if within else None
    return models.Filter(must=[any_of(DECLARED, sorted(opens))], must_not=out)


def _declares(uris: frozenset[str]) -> list[models.Filter]:
    return [models.Filter(must=[any_of(DECLARED, sorted(uris))])] if uris else []
