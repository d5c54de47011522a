"""Selection rates of a screening by groups that its user names; nothing of the groups is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.screening.ranking import Candidate, Ranking
from ingest.screening.table import DECISIONS, UNDECIDED
from search.errors import InputError, UnknownValue
from search.rates import GroupRate, selection_rates


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a screening. `without_group` counts people, `unknown_lines` names of the groups that are nobody's."""

    screening: str
    selected_by: str
    groups: list[GroupRate]
    without_group: int
    unknown_lines: int


def rates_of(ranking: Ranking, groups: Iterable[tuple[str, str]], selected: Collection[str], top: int | None = None) -> Rates:
    """Return selection rates for groups given as (resume, group): a resume by its item, or by its file.

    Selected are people with one of the decisions `selected`; where `top` is given, instead the first so many of the ranking. Raises
    InputError where one person is in two groups, or a file's name is that of several people; UnknownValue for what is no decision,
    and where no name is known.
    """
    decisions = (*DECISIONS, UNDECIDED)
    if unknown_decision := next((name for name in selected if name not in decisions), None):
        raise UnknownValue("decision", unknown_decision, decisions)
    names: dict[str, dict[str, Candidate]] = {}
    for candidate in ranking.candidates:
        for item, name in ((candidate.item, candidate.name), *((copy.item, copy.name) for copy in candidate.copies)):
            for known_as in (item, name, Path(name).name):
                names.setdefault(known_as, {})[candidate.item] = candidate
    people: dict[str, tuple[str, Candidate]] = {}
    unknown = []
    for name, group in groups:
        if name not in names:
            unknown.append(name)
            continue
        candidate, *others = names[name].values()
        if others:
            raise InputError(f"{name!r} is the name of several people's resumes; give its item, or its folder as well")
        if people.setdefault(candidate.item, (group, candidate))[0] != group:
            raise InputError(
                f"{candidate.item}, or copies of it, are in two groups: {people[candidate.item][0]!r} and {group!r}"
            )
    if not people:
        raise UnknownValue("resume", unknown[0] if unknown else "", [candidate.item for candidate in ranking.candidates[:3]])
    found = selection_rates(
        (group, candidate.rank <= top if top is not None else candidate.decision in selected)
        for group, candidate in people.values()
    )
    return Rates(
        screening=ranking.job.job,
        selected_by=f"first {top} of the ranking" if top is not None else "decisions: " + ", ".join(sorted(selected)),
        groups=found,
        without_group=len(ranking.candidates) - len(people),
        unknown_lines=len(unknown),
    )
