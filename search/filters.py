"""What an answer is limited to. Every value is checked against the index before it is used: never a silent empty answer."""

from __future__ import annotations

from dataclasses import dataclass

from qdrant_client import models

from search.catalogue import Catalogue
from search.errors import UnknownValue
from search.store.base import point_id

REGULATED = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class OccupationFilter:
    """Limits on occupations. Empty means no limit.

    `isco` and `exclude_isco` are ISCO-08 codes of any level (any of them); `collections` are names (any of them); `regulated` is
    yes, no or unknown; `skills` are URIs or labels, essential or optional (all of them); `exclude` are occupations given as
    URI, code or label.
    """

    isco: tuple[str, ...] = ()
    exclude_isco: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    regulated: str | None = None
    skills: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def resolve(self, catalogue: Catalogue) -> models.Filter | None:
        """Return the engine's filter, or None without limits. Raises UnknownValue for a value that the index does not have."""
        must: list[models.Condition] = []
        must_not: list[models.Condition] = []
        if self.isco:
            must.append(_any("isco_groups", [catalogue.isco(code)["code"] for code in self.isco]))
        if self.exclude_isco:
            must_not.append(_any("isco_groups", [catalogue.isco(code)["code"] for code in self.exclude_isco]))
        if self.collections:
            must.append(_any("collections", [catalogue.collection(name) for name in self.collections]))
        if self.regulated is not None:
            regulated = self.regulated.strip().lower()
            if regulated not in REGULATED:
                raise UnknownValue("regulated", self.regulated, REGULATED)
            must.append(_any("regulated", [regulated]))
        for skill in self.skills:
            uri = catalogue.skill_uri(skill)
            must.append(models.Filter(should=[_any("essential_skills", [uri]), _any("optional_skills", [uri])]))
        if self.exclude:
            must_not.append(models.HasIdCondition(has_id=[point_id(catalogue.occupation_uri(name)) for name in self.exclude]))
        return models.Filter(must=must or None, must_not=must_not or None) if must or must_not else None


def _any(key: str, values: list[str]) -> models.FieldCondition:
    return models.FieldCondition(key=key, match=models.MatchAny(any=values))
