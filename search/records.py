"""The taxonomy's records, as every part of the system passes them on.

Texts are kept per language: `{"en": "web developer", "de": "Webentwickler/Webentwicklerin"}`. Language tags are lower case
(BCP 47, `en`, `de`, `en-us`). Labels are stored as the source writes them, blanks trimmed; what is embedded or compared is
derived from them in `search/texts.py`, never stored here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Texts = dict[str, str]
"""language → text"""
Labels = dict[str, tuple[str, ...]]
"""language → labels, sorted, without repeats and without the preferred label of that language"""


def isco_path(code: str) -> tuple[str, ...]:
    """Return every ISCO-08 prefix of an occupation or group code, shortest first: "2512.4" → ("2", "25", "251", "2512").

    ISCO codes are strings: armed forces start with "0" ("0110").
    """
    group = code.split(".", 1)[0]
    return tuple(group[:length] for length in range(1, len(group) + 1))


@dataclass(slots=True)
class Concept:
    """What every ESCO concept has. `uri` is its identity; `modified` is None where the source gives no date."""

    uri: str
    preferred: Texts = field(default_factory=dict)
    alternatives: Labels = field(default_factory=dict)
    hidden: Labels = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    """URIs of the direct parents, sorted"""

    def labels(self, language: str) -> tuple[str, ...]:
        """Return the preferred label first, then alternatives and hidden labels of one language."""
        preferred = (self.preferred[language],) if language in self.preferred else ()
        return preferred + self.alternatives.get(language, ()) + self.hidden.get(language, ())


@dataclass(slots=True)
class Occupation(Concept):
    """One ESCO occupation."""

    code: str = ""
    """ISCO group and ESCO's own digits: "2512.4", "3513.2.1" """
    scope_note: Texts = field(default_factory=dict)
    essential_skills: tuple[str, ...] = ()
    """URIs, sorted"""
    optional_skills: tuple[str, ...] = ()
    nace: tuple[str, ...] = ()
    """NACE Rev. 2.1 codes as the source writes them ("611"), sorted; ESCO 1.2 and later only"""
    regulated: bool | None = None
    """True, False, or None where the source says nothing"""
    collections: tuple[str, ...] = ()
    """names such as "research", "green", "digital" (see `ingest.esco.vocabulary`), sorted"""
    status: str = "released"
    modified: datetime | None = None

    @property
    def isco_groups(self) -> tuple[str, ...]:
        """Every ISCO prefix, shortest first."""
        return isco_path(self.code)


@dataclass(slots=True)
class Skill(Concept):
    """One ESCO skill or knowledge concept."""

    scope_note: Texts = field(default_factory=dict)
    skill_type: str | None = None
    """"skill" or "knowledge"; None where the source says nothing"""
    reuse_level: str | None = None
    """"transversal", "cross-sector", "sector-specific" or "occupation-specific"; None where the source says nothing"""
    groups: tuple[str, ...] = ()
    """codes of every skill group (S1.12) and ISCED-F field (0613) above it, at any distance, sorted"""
    essential_for_skills: tuple[str, ...] = ()
    """URIs of skills for which this one is essential, sorted"""
    optional_for_skills: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    status: str = "released"
    modified: datetime | None = None


@dataclass(slots=True)
class Group(Concept):
    """An ISCO group, a skill group or an ISCED-F field."""

    code: str = ""
    """ISCO "2512", skill group "S1.12", ISCED-F "0613" """
    kind: str = "isco"
    """"isco", "skill" or "isced-f" """


@dataclass(slots=True)
class Taxonomy:
    """One release of ESCO in the chosen languages; each mapping is keyed by URI, sorted by URI."""

    release: str
    """"1.2.1"; "unknown" where the source does not say and the caller did not either"""
    languages: tuple[str, ...]
    occupations: dict[str, Occupation] = field(default_factory=dict)
    skills: dict[str, Skill] = field(default_factory=dict)
    isco_groups: dict[str, Group] = field(default_factory=dict)
    skill_groups: dict[str, Group] = field(default_factory=dict)
    """skill groups and ISCED-F fields"""
