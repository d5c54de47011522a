"""What two occupations share: sets of ESCO URIs, and the ISCO group above both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OVERLAP_FIELDS = ("essential_skills", "optional_skills")
"""payload fields that `skill_overlap` reads"""


@dataclass(frozen=True, slots=True)
class SkillOverlap:
    """Skills of a first and a second occupation, as sorted URIs.

    `shared_essential`: essential for both. `shared_optional`: listed by both, and optional for at least one.
    `only_first`: essential for the first, not listed by the second at all; `only_second` the other way round.
    `jaccard`: share of the skills listed by either, essential or optional, that both list; None where neither lists any.
    `first_has`: share of the second's essential skills that are essential for the first; `second_has` the other way round.
    `first_may_have` and `second_may_have` count optional ones of the first (the second) as well. None where nothing is essential.
    """

    shared_essential: tuple[str, ...]
    shared_optional: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    jaccard: float | None
    first_has: float | None
    first_may_have: float | None
    second_has: float | None
    second_may_have: float | None


def skill_overlap(first: Mapping[str, Any], second: Mapping[str, Any]) -> SkillOverlap:
    """Compare the skills of two occupations' payloads."""
    essential_first, essential_second = set(first["essential_skills"]), set(second["essential_skills"])
    all_first, all_second = (
        essential_first | set(first["optional_skills"]),
        essential_second | set(second["optional_skills"]),
    )
    shared, either = all_first & all_second, all_first | all_second
    return SkillOverlap(
        shared_essential=tuple(sorted(essential_first & essential_second)),
        shared_optional=tuple(sorted(shared - (essential_first & essential_second))),
        only_first=tuple(sorted(essential_first - all_second)),
        only_second=tuple(sorted(essential_second - all_first)),
        jaccard=len(shared) / len(either) if either else None,
        first_has=_share(essential_second, essential_first),
        first_may_have=_share(essential_second, all_first),
        second_has=_share(essential_first, essential_second),
        second_may_have=_share(essential_first, all_second),
    )


def common_isco(first: Mapping[str, Any], second: Mapping[str, Any]) -> str | None:
    """Return the code of the smallest ISCO group that holds both occupations; None where they share no major group."""
    shared = set(first["isco_groups"]) & set(second["isco_groups"])
    return max(shared, key=len) if shared else None


def _share(wanted: set[str], held: set[str]) -> float | None:
    return len(wanted & held) / len(wanted) if wanted else None
