"""How commands print evidence: counts, and the quotes of a resume with their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.output import out

if TYPE_CHECKING:
    from api.answers import MatchAnswer
    from api.evidence import CountsAnswer, LevelCountsAnswer, MentionAnswer, SkillEvidenceAnswer

_QUOTED = 60
"""characters of a quote"""


def counted(counts: CountsAnswer) -> str:
    """Return "3 of 7 found (2 named), 1 missing, 2 related, 1 unknown", without what is nought."""
    kinds = {"missing": counts.missing, "related": counts.related, "unknown": counts.unknown}
    named = f" ({counts.named} named)" if counts.found else ""
    rest = [f"{count} {kind}" for kind, count in kinds.items() if count]
    return ", ".join([f"{counts.found} of {counts.total} found{named}", *rest])


def shortened(quote: str) -> str:
    """Return a quote of at most 60 characters."""
    return quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "…"


def quoted(mentions: Sequence[MentionAnswer]) -> str:
    """Return the best quote with its place in the text as read, and how many more there are."""
    best = max(mentions, key=lambda mention: mention.score)
    quote = shortened(" ".join(best.quote.split()))
    more = f", +{len(mentions) - 1}" if len(mentions) > 1 else ""
    return f"“{quote}” ({best.how}, at {best.start}{more})"


def why_open(skill: SkillEvidenceAnswer) -> str:
    """Return what the resume says of a skill that is not found."""
    if skill.mentions:
        return f"missing: denied at {quoted(skill.mentions)}"
    if skill.neighbour is None:
        return "unknown"
    return f"related: {skill.neighbour.relation}, {skill.neighbour.label} {quoted([skill.neighbour.mention])}"


def print_evidence(match: MatchAnswer) -> None:
    """Print why one occupation fits."""
    from rich.markup import escape

    evidence = match.evidence
    if evidence is None:
        return
    level = match.level
    facts = [f"skill level {level.skill_level or '–'}", level.role, *([level.seniority] if level.seniority else [])]
    out.print(f"\n[bold]{match.rank} {escape(match.label)}[/]  {', '.join(facts)}", soft_wrap=True)
    parts = sorted(evidence.parts.items(), key=lambda part: -part[1])
    out.print(f"  score {match.score:.2f} = " + " + ".join(f"{name} {part:.2f}" for name, part in parts), soft_wrap=True)
    near = " · ".join(f"{name} {cosine:.2f}" for name, cosine in evidence.similarity.items())
    out.print(f"  cosine {near}", soft_wrap=True)
    for kind, coverage in (("essential", evidence.essential), ("optional", evidence.optional)):
        out.print(f"  {kind}: {counted(coverage)}")
        for skill in coverage.skills:
            if skill.status != "unknown":
                said = quoted(skill.mentions) if skill.status == "found" else why_open(skill)
                out.print(f"    {escape(skill.label)}  {escape(said)}", soft_wrap=True)
        unknown = [skill.label for skill in coverage.skills if skill.status == "unknown"]
        if unknown:
            out.print(f"    unknown: {escape(' · '.join(unknown))}", soft_wrap=True)


def print_levels(levels: LevelCountsAnswer) -> None:
    """Print how many occupations pass the filters, by skill level and by role."""
    skill_levels = " · ".join(f"skill level {level} {count}" for level, count in levels.skill_levels.items())
    roles = " · ".join(f"{role} {count}" for role, count in levels.roles.items())
    out.print(f"\noccupations that pass the filters: {skill_levels}; {roles}", soft_wrap=True)
