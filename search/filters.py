"""What an answer is limited to. Every value is checked against the index before it is used: never a silent empty answer."""

from __future__ import annotations

from dataclasses import dataclass

from qdrant_client import models

from search.ad_values import any_of
from search.catalogue import Catalogue
from search.demand import asked_for_in
from search.errors import UnknownValue
from search.levels import role_condition, skill_level_condition
from search.store.base import point_id

REGULATED = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class OccupationFilter:
    """Limits on occupations. Empty means no limit.

    `isco` and `exclude_isco` are ISCO-08 codes of any level (any of them); `collections` are names (any of them); `regulated` is
    yes, no or unknown; `skills` are URIs or labels, essential or optional (all of them), `without_skills` those that must not be
    essential (none of them); `exclude` are occupations given as
    URI, code or label; `countries` are ISO 3166 codes, in any of which a live job ad declares the occupation; `skill_levels` (1 to
    4) and `roles` are those of search/levels.py (any of them).
    """

    isco: tuple[str, ...] = ()
    exclude_isco: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    regulated: str | None = None
    skills: tuple[str, ...] = ()
    without_skills: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    skill_levels: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()

    def resolve(self, catalogue: Catalogue, now: int) -> models.Filter | None:
        """Return the engine's filter, or None without limits; ads count that can be applied to at `now` (seconds since 1970).

        Raises UnknownValue for a value that the index does not have, AdsMissing for countries where no ads are indexed.
        """
        must = self._plain(catalogue)
        must_not: list[models.Condition] = []
        if self.exclude_isco:
            must_not.append(any_of("isco_groups", [catalogue.isco(code)["code"] for code in self.exclude_isco]))
        for skill in self.skills:
            uri = catalogue.skill_uri(skill)
            must.append(models.Filter(should=[any_of("essential_skills", [uri]), any_of("optional_skills", [uri])]))
        if self.without_skills:
            must_not.append(any_of("essential_skills", [catalogue.skill_uri(skill) for skill in self.without_skills]))
        if self.exclude:
            must_not.append(models.HasIdCondition(has_id=[point_id(catalogue.occupation_uri(name)) for name in self.exclude]))
        if self.countries:
            uris = asked_for_in(catalogue, self.countries, now)
            must.append(models.HasIdCondition(has_id=[point_id(uri) for uri in uris]))
        return models.Filter(must=must or None, must_not=must_not or None) if must or must_not else None

    def _plain(self, catalogue: Catalogue) -> list[models.Condition]:
        """Return the conditions on what an occupation's payload says of the occupation alone."""
        must: list[models.Condition] = []
        if self.isco:
            must.append(any_of("isco_groups", [catalogue.isco(code)["code"] for code in self.isco]))
        if self.collections:
            must.append(any_of("collections", [catalogue.collection(name) for name in self.collections]))
        if self.regulated is not None:
            regulated = self.regulated.strip().lower()
            if regulated not in REGULATED:
                raise UnknownValue("regulated", self.regulated, REGULATED)
            must.append(any_of("regulated", [regulated]))
        if self.skill_levels:
            must.append(skill_level_condition(self.skill_levels))
        if self.roles:
            must.append(role_condition(self.roles))
        return must
