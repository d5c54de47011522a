"""What level of work an occupation is, told by its ISCO-08 code and the words of its title. Never part of a score.

- Skill level, 1 to 4: International Labour Organization 2012, "ISCO-08, Volume I", mapping of major groups to skill levels.
  Managers are 4, but those of sub-major group 14 (hospitality, retail, other services) 3; of the armed forces officers are 4,
  non-commissioned ones 2, other ranks 1.
- Role shape: what most of the work is towards other people. It is our own reading of ISCO-08 groups (`ROLES`), not the ILO's.
- Seniority: words of the title. Most titles of ESCO hold none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qdrant_client import models

from search.ad_values import any_of
from search.errors import UnknownValue
from search.records import isco_path

SKILL_LEVELS: Mapping[int, tuple[str, ...]] = {
    1: ("03", "9"),
    2: ("02", "4", "5", "6", "7", "8"),
    3: ("14", "3"),
    4: ("01", "11", "12", "13", "2"),
}
"""skill level → ISCO-08 groups; no group lies within another"""

DOES = "does"
ROLES: Mapping[str, tuple[str, ...]] = {
    # managers; officers; supervisors in mines, factories, building, offices, cleaning and shops
    "leads": ("01", "02", "1", "3121", "3122", "3123", "3341", "5151", "5222"),
    # sales of technical and medical goods, of ICT, of insurance, commercial ones, of real estate; sales workers; street vendors
    "sells": ("2433", "2434", "3321", "3322", "3334", "52", "9520"),
    # teaching professionals; staff training; fitness and recreation; driving
    "teaches": ("23", "2424", "3423", "5165"),
}
"""role shape → ISCO-08 groups; the first role that holds a code counts, and what none holds "does\""""

_SENIORITY: Mapping[str, re.Pattern[str]] = {
    "lead": re.compile(
        r"^(?:chief|head|lead|principal)\b|\bhead of\b|\bteam ?lead(?:er)?\b|\blead$"
        r"|^leitende[rn]?\b|(?<!beg)(?<!halb)leiter(?:in)?\b",  # Zugbegleiter and Halbleiter lead nobody
        re.I,
    ),
    "senior": re.compile(r"\b(?:senior|sr)\b", re.I),
    "junior": re.compile(r"\b(?:junior|jr|graduate|entry[- ]level|berufseinsteiger(?:in)?)\b", re.I),
    "trainee": re.compile(
        r"\b(?:trainee|apprentice|auszubildende[rn]?|azubi|praktikant(?:in)?|lehrling|werkstudent(?:in)?)\b", re.I
    ),
}
"""seniority → words that say so, in English and German; the first that fits counts"""


@dataclass(frozen=True, slots=True)
class Level:
    """`skill_level` is 1 to 4, None for a code that is too short to tell; `seniority` is None where the title does not say."""

    skill_level: int | None
    seniority: str | None
    role: str


def level_of(code: str, title: str) -> Level:
    """Return the level of an occupation by its ISCO or ESCO code and its title."""
    path = isco_path(code)
    level = next((level for level, groups in SKILL_LEVELS.items() if any(group in groups for group in path)), None)
    role = next((role for role, groups in ROLES.items() if any(group in groups for group in path)), DOES)
    return Level(level, seniority_of(title), role)


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How many occupations there are of each skill level and role; those of none, and levels without any, are left out."""

    skill_levels: Mapping[int, int]
    roles: Mapping[str, int]


def count_levels(groups: Mapping[str, int]) -> LevelCounts:
    """Return the counts for ISCO code → number of occupations. Each occupation is counted by its unit group, of four digits."""
    levels, roles = Counter[int](), Counter[str]()
    for code, count in groups.items():
        level = level_of(code, "")
        if len(code) == 4:
            roles[level.role] += count
            if level.skill_level is not None:
                levels[level.skill_level] += count
    return LevelCounts(dict(sorted(levels.items())), {role: roles[role] for role in (*ROLES, DOES) if roles[role]})


def seniority_of(title: str) -> str | None:
    """Return "lead", "senior", "junior" or "trainee" where a word of the title says so; None otherwise."""
    return next((name for name, words in _SENIORITY.items() if words.search(title.strip())), None)


def skill_level_condition(levels: Sequence[int]) -> models.Condition:
    """Return the condition that an occupation has any of these skill levels. Raises UnknownValue for another than 1 to 4."""
    for level in levels:
        if level not in SKILL_LEVELS:
            raise UnknownValue("skill level", str(level), [str(known) for known in SKILL_LEVELS])
    return any_of("isco_groups", [group for level in levels for group in SKILL_LEVELS[level]])


def role_condition(roles: Sequence[str]) -> models.Condition:
    """Return the condition that an occupation has any of these role shapes. Raises UnknownValue with those that there are."""
    return models.Filter(should=[_has_role(role) for role in roles])


def _has_role(name: str) -> models.Filter:
    role, known = name.strip().lower(), [*ROLES, DOES]
    if role not in known:
        raise UnknownValue("role", name, known)
    before = [group for other in known[: known.index(role)] for group in ROLES[other]]
    own: list[models.Condition] = [any_of("isco_groups", ROLES[role])] if role in ROLES else []
    others: list[models.Condition] = [any_of("isco_groups", before)] if before else []
    return models.Filter(must=own or None, must_not=others or None)
