"""The skill hierarchy, one step at a time: which skills are narrower than a skill, needed for it, broader, or beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDEST = 20
"""skills under one parent, up to which they are beside each other. In ESCO 1.1.1 the median group has 24, the largest 221: too many
to say that whoever has one is a step away from any other."""

NARROWER, NEEDED, BROADER, BESIDE = "narrower", "needed", "broader", "beside"
_FIELD = "/isced-f/"
"""in the URI of a field of education, which holds what is taught together and not what is alike: PHP and web accessibility"""


@dataclass(frozen=True, slots=True)
class Step:
    """How one skill lies to another: "narrower", "needed", "broader" or "beside"; then `parent` is the URI of what they share."""

    relation: str
    parent: str | None = None


class SkillHierarchy:
    """Parents, members and needs of the skills of one generation. A parent is a skill, a skill group or an ISCED-F field.

    A skill is needed for another where ESCO states it as essential or optional for it, mostly as knowledge for a skill: "crisis
    intervention" for "apply crisis intervention". `skills` are payloads of the index.
    """

    def __init__(self, skills: Iterable[Mapping[str, Any]]) -> None:
        skills = list(skills)
        self._parents: dict[str, tuple[str, ...]] = {skill["uri"]: tuple(skill.get("broader") or ()) for skill in skills}
        self._needs: dict[str, list[str]] = {}
        for skill in skills:
            for other in (*(skill.get("essential_for_skills") or ()), *(skill.get("optional_for_skills") or ())):
                self._needs.setdefault(other, []).append(skill["uri"])
        self._members: dict[str, list[str]] = {}
        for uri, parents in self._parents.items():
            for parent in parents:
                self._members.setdefault(parent, []).append(uri)

    def neighbours(self, uri: str) -> dict[str, Step]:
        """Return URI → step for the skills one step from this one: narrower, needed, broader, beside; none for an unknown skill.

        Narrower skills have it as a parent, broader skills are its parents, skills beside it share a parent of at most `WIDEST`
        skills that is no field of education. Groups are no skills, and are never returned.
        """
        parents = self._parents.get(uri, ())
        found = {member: Step(NARROWER) for member in self._members.get(uri, ())}
        for needed in self._needs.get(uri, ()) if uri in self._parents else ():
            found.setdefault(needed, Step(NEEDED))
        for parent in parents:
            if parent in self._parents:
                found.setdefault(parent, Step(BROADER))
        for parent in parents:
            members = self._members[parent]
            for member in members if len(members) <= WIDEST and _FIELD not in parent else ():
                found.setdefault(member, Step(BESIDE, parent))
        found.pop(uri, None)
        return found
