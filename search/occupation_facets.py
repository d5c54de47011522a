"""How many occupations each value of each filter would leave: what a list of check boxes shows beside its boxes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from search.ad_facets import FacetValue
from search.catalogue import shown_label
from search.demand import asked_for_in
from search.filters import OccupationFilter
from search.levels import count_levels
from search.store.base import ADS, FACET_VALUES, OCCUPATIONS
from search.view import Provenance, View


@dataclass(frozen=True, slots=True)
class OccupationFacets:
    """Counts of occupations, most frequent first; levels by level.

    Each list passes every filter but the one on itself: it tells how many a further value would add. `isco` has the major groups,
    and the subgroups of every group that is filtered by and of those above it. `countries` counts the occupations that live ads
    there declare, and is empty where no ads are indexed. `total` passes all filters.
    """

    total: int
    isco: list[FacetValue]
    countries: list[FacetValue]
    collections: list[FacetValue]
    regulated: list[FacetValue]
    skill_levels: list[FacetValue]
    roles: list[FacetValue]
    provenance: Provenance


def count_occupations(view: View, filters: OccupationFilter, language: str | None, now: int) -> OccupationFacets:
    """Count; `now` is in seconds since 1970.

    Raises UnknownValue for a filter value, or a language, that the index does not have.
    """
    languages = view.languages(language)

    def counted(key: str, without: OccupationFilter) -> dict[str, int]:
        return view.reader.facet(OCCUPATIONS, key, without.resolve(view.catalogue, now), FACET_VALUES)

    def values(counts: Mapping[str, int] | Mapping[int, int]) -> list[FacetValue]:
        return [FacetValue(str(value), count) for value, count in counts.items()]

    groups = view.catalogue.isco_groups
    shown = _shown({view.catalogue.isco(code)["code"] for code in filters.isco}, groups)
    isco = counted("isco_groups", replace(filters, isco=()))
    return OccupationFacets(
        total=view.reader.count(OCCUPATIONS, filters.resolve(view.catalogue, now)),
        isco=[
            FacetValue(code, count, shown_label(groups[code], languages)[0]) for code, count in isco.items() if code in shown
        ],
        countries=values(_countries(view, counted("uri", replace(filters, countries=())), now)),
        collections=values(counted("collections", replace(filters, collections=()))),
        regulated=values(counted("regulated", replace(filters, regulated=None))),
        skill_levels=values(count_levels(counted("isco_groups", replace(filters, skill_levels=()))).skill_levels),
        roles=values(count_levels(counted("isco_groups", replace(filters, roles=()))).roles),
        provenance=view.provenance,
    )


def _shown(chosen: Collection[str], groups: Collection[str]) -> set[str]:
    """Return the major groups, and what lies directly below the chosen groups and below those above them."""
    opened = {""} | {code[:length] for code in chosen for length in range(1, len(code) + 1)}
    return {code for code in groups if code[:-1] in opened}


def _countries(view: View, passing: Collection[str], now: int) -> dict[str, int]:
    """Return country → how many of the occupations live ads there declare, most first, ties by country."""
    if not view.catalogue.has_ads:
        return {}
    named = view.reader.facet(ADS, "countries", limit=FACET_VALUES)
    counts = {
        country: sum(uri in passing for uri in asked_for_in(view.catalogue, [country], now)) for country in sorted(named)
    }
    return {country: count for country, count in sorted(counts.items(), key=lambda item: -item[1]) if count}
