"""How many ads there are of each kind, among those that pass the filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qdrant_client import models

from search.ad_filters import AdFilter, isco_code
from search.ad_records import AdReader
from search.catalogue import shown_label
from search.store.base import ADS, FACET_VALUES
from search.view import Provenance, View

OCCUPATIONS_SHOWN = 20
"""declared occupations that are counted, the most frequent ones"""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value and the number of ads that have it; `label` for codes and URIs that have a name."""

    value: str
    count: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class AdFacets:
    """Counts of live ads, most frequent first; an ad with two countries counts for both. Near-duplicates count each.

    `isco` has major groups, sub-major groups, and the subgroups of every group that is filtered by.
    """

    total: int
    countries: list[FacetValue]
    isco: list[FacetValue]
    schedule: list[FacetValue]
    remote: list[FacetValue]
    languages: list[FacetValue]
    sources: list[FacetValue]
    occupations: list[FacetValue]
    provenance: Provenance


def count_facets(view: View, names: AdReader, filters: AdFilter, condition: models.Filter) -> AdFacets:
    """Count the ads that pass `condition`, which is `filters` resolved; `names` gives the occupations' labels."""

    def counted(key: str, limit: int = FACET_VALUES) -> dict[str, int]:
        return view.reader.facet(ADS, key, condition, limit)

    def values(key: str) -> list[FacetValue]:
        return [FacetValue(value, count) for value, count in counted(key).items()]

    occupations = counted("occupation_uris", OCCUPATIONS_SHOWN)
    labels = names.names(occupations)
    return AdFacets(
        total=view.reader.count(ADS, condition),
        countries=values("countries"),
        isco=_isco(view, names, filters, counted("isco_groups")),
        schedule=values("schedule"),
        remote=values("remote"),
        languages=values("languages"),
        sources=values("source_id"),
        occupations=[FacetValue(uri, count, labels.get(uri)) for uri, count in occupations.items()],
        provenance=view.provenance,
    )


def _isco(view: View, names: AdReader, filters: AdFilter, counts: Mapping[str, int]) -> list[FacetValue]:
    chosen = [isco_code(view.catalogue, code) for code in filters.isco]
    groups = view.catalogue.isco_groups

    def shown(code: str) -> bool:
        return len(code) <= 2 or any(len(code) == len(above) + 1 and code.startswith(above) for above in chosen)

    return [
        FacetValue(code, count, shown_label(groups[code], names.languages)[0] if code in groups else None)
        for code, count in counts.items()
        if shown(code)
    ]
