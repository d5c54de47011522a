"""The gaps of a group to one occupation, added up: which skills most of them lack, and which bring most of them within reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from search.catalogue import shown_label
from search.encoder import Progress
from search.engine import Engine
from search.errors import InputError
from search.evidence import FOUND, MISSING, RELATED, UNKNOWN, SkillEvidence
from search.gap import Gap
from search.named import Named
from search.openings import REACH, check_reach, is_within
from search.view import Provenance, View


@dataclass(frozen=True, slots=True)
class GroupSkill:
    """A skill of the occupation: how many of the group show it, deny it, show one beside it, or say nothing of it.

    `nearby` and `ads` are those of `search.gap.OpenSkill`, None where everybody shows it. `brings` counts those who are not within
    reach of the occupation, and would be with this skill alone; 0 for optional skills.
    """

    skill: Named
    essential: bool
    found: int
    missing: int
    related: int
    unknown: int
    nearby: int | None
    ads: int | None
    brings: int

    @property
    def open(self) -> int:
        """How many do not show it."""
        return self.missing + self.related + self.unknown


@dataclass(frozen=True, slots=True)
class GroupGap:
    """What a group lacks of one occupation.

    `within` counts those who show at least the share `reach` of its essential skills. `coverage` is the lowest, the median and the
    highest share shown, None where ESCO lists no essential skill. `skills` are essential first, then by how many do not show them.
    `language` is that of the labels.
    """

    occupation: Named
    members: int
    within: int
    reach: float
    coverage: tuple[float, float, float] | None
    skills: list[GroupSkill]
    language: str
    provenance: Provenance


def find_group_gap(
    engine: Engine,
    texts: Sequence[tuple[str, str | None]],
    to: str,
    *,
    reach: float = REACH,
    language: str | None = None,
    progress: Progress | None = None,
) -> GroupGap:
    """Return the gaps of several texts, each with its detected language, to the occupation `to` as one, in one generation.

    Labels are in `language`, or the first indexed one. `progress` is told how many texts are read. Raises what `Engine.gap` and
    `add_up` do, for what is wrong with the question before anything is read; StoreLocked as `Engine.steadily`.
    """
    _check(texts, reach)

    def read(view: View) -> GroupGap:
        shown = view.languages(language)[0]
        occupation = view.occupation(to, shown)
        labels = {skill["uri"]: skill["label"] for kind in ("essential", "optional") for skill in occupation[kind]}
        labels[occupation["uri"]] = shown_label(occupation, [shown])[0]
        gaps = []
        for done, (text, detected) in enumerate(texts, start=1):
            gaps.append(engine.gap(text, occupation["uri"], language=language, detected=detected, alternatives=0))
            if progress:
                progress(done, len(texts))
        return add_up(gaps, reach, labels, shown)

    return engine.steadily(read)


def _check(members: Sequence[object], reach: float) -> None:
    if not members:
        raise InputError("there is nobody whose gap could be added up")
    check_reach(reach)


def add_up(
    gaps: Sequence[Gap], reach: float, labels: Mapping[str, str] | None = None, language: str | None = None
) -> GroupGap:
    """Return the gaps of several texts to the same occupation as one; `labels` (URI → label, in `language`) stand for those of the
    first of them.

    Raises InputError for no gap, or a `reach` out of 0…1 or 0.
    """
    _check(gaps, reach)
    shares = [gap.occupation.essential.share for gap in gaps]
    known = [share for share in shares if share is not None]
    first = gaps[0]
    shown = labels or {}
    skills = [
        _added(replace(skill, label=shown.get(skill.uri, skill.label)), essential, gaps, reach)
        for essential, coverage in ((True, first.occupation.essential), (False, first.optional))
        for skill in coverage.skills
    ]
    skills.sort(key=lambda item: (not item.essential, -item.open, -item.brings, item.skill.label, item.skill.uri))
    return GroupGap(
        Named(first.occupation.uri, shown.get(first.occupation.uri, first.occupation.label), first.occupation.code),
        len(gaps),
        sum(_is_within(gap, reach) for gap in gaps),
        reach,
        (min(known), median(known), max(known)) if known else None,
        skills,
        language or first.language,
        first.provenance,
    )


def _added(skill: SkillEvidence, essential: bool, gaps: Sequence[Gap], reach: float) -> GroupSkill:
    counts: Counter[str] = Counter()
    brings, nearby, ads = 0, None, None
    for gap in gaps:
        coverage = gap.occupation.essential if essential else gap.optional
        status = next(item.status for item in coverage.skills if item.uri == skill.uri)
        counts[status] += 1
        if status == FOUND:
            continue
        brings += essential and not _is_within(gap, reach) and _is_within(gap, reach, more=1)
        asked = next(item for item in gap.open if item.evidence.uri == skill.uri)
        nearby, ads = asked.nearby, asked.ads
    return GroupSkill(
        Named(skill.uri, skill.label),
        essential,
        counts[FOUND],
        counts[MISSING],
        counts[RELATED],
        counts[UNKNOWN],
        nearby,
        ads,
        brings,
    )


def _is_within(gap: Gap, reach: float, more: int = 0) -> bool:
    essential = gap.occupation.essential
    return is_within(essential.count(FOUND) + more, essential.total, reach) and essential.total > 0
