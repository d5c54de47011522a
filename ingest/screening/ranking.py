"""What a screening says so far: the resumes in order, copies together, what is broken, and whether it is stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.screening.people import Person, group, why_same
from ingest.screening.table import BROKEN, DONE, UNDECIDED, Decision, Item, Job, ScreeningTable
from search.errors import InputError, UnknownValue
from search.rubric import read_rubric
from search.screening import GATE_ORDER, Assessment
from search.view import Provenance


@dataclass(frozen=True, slots=True)
class Copy:
    """Another resume of the same person, and why it counts as one."""

    item: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person's best resume. `decision` is the last one, "not decided" without any."""

    rank: int
    item: str
    name: str
    result: Assessment
    copies: tuple[Copy, ...]
    decision: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """A screening as it stands. `stale` says why it should be made again; empty where nothing changed since."""

    job: Job
    counts: Mapping[str, int]
    candidates: tuple[Candidate, ...]
    broken: tuple[Item, ...]
    stale: tuple[str, ...]


def read_ranking(table: ScreeningTable, job: Job, now: Provenance | None) -> Ranking:
    """Return a screening; `now` is what an answer would stand on today, None where there is no index."""
    items = table.items(job.job)
    return Ranking(
        job,
        table.counts(job.job),
        tuple(ranked(items, table.decisions(job.job))),
        tuple(item for item in items if item.state == BROKEN),
        tuple(_stale(table, job, items, now)),
    )


def order(results: Mapping[str, Assessment]) -> list[str]:
    """Return the items best first: gates passed, unknown, failed; within each by score; ties by item."""
    return sorted(results, key=lambda item: (GATE_ORDER.index(results[item].gate), -results[item].score, item))


def ranked(items: Sequence[Item], decisions: Mapping[str, Sequence[Decision]]) -> list[Candidate]:
    """Return the best resume of each person, in order, with the others as copies."""
    done = {item.item: item for item in items if item.state == DONE}
    results = {name: item.result for name, item in done.items() if item.result is not None}
    people = {name: item.person or Person() for name, item in done.items()}
    groups = group(people)
    together: dict[str, list[str]] = {}
    for name in order(results):
        together.setdefault(groups[name], []).append(name)
    candidates = []
    for rank, (best, *others) in enumerate(together.values(), start=1):
        copies = (
            Copy(other, done[other].name, why_same(people[best], people[other]) or "by way of another copy")
            for other in others
        )
        made = tuple(decision for name in (best, *others) for decision in decisions.get(name, ()))
        made = tuple(sorted(made, key=lambda decision: decision.number))
        state = made[-1].decision if made else UNDECIDED
        candidates.append(Candidate(rank, best, done[best].name, results[best], tuple(copies), state, made))
    return candidates


def compared(ranking: Ranking, items: Sequence[str]) -> list[Candidate]:
    """Return two to five candidates to be set side by side. Raises InputError and UnknownValue."""
    if not 2 <= len(set(items)) <= 5 or len(set(items)) != len(items):
        raise InputError(f"give two to five different resumes to compare, not {len(items)}")
    return [candidate_of(ranking, item) for item in items]


def candidate_of(ranking: Ranking, item: str) -> Candidate:
    """Return the candidate with this resume, be it the best or a copy. Raises UnknownValue where there is none."""
    for candidate in ranking.candidates:
        if item == candidate.item or any(item == copy.item for copy in candidate.copies):
            return candidate
    raise UnknownValue("resume", item, [candidate.item for candidate in ranking.candidates[:3]])


def _stale(table: ScreeningTable, job: Job, items: Sequence[Item], now: Provenance | None) -> list[str]:
    reasons = []
    if now and now.model != job.model:
        reasons.append(f"the encoder is now {now.model}")
    generations = {item.generation for item in items if item.generation is not None}
    if now and generations - {now.generation}:
        reasons.append(f"the index is now generation {now.generation}")
    if len(generations) > 1:
        reasons.append("the index changed while it ran")
    if job.rubric_path and (changed := _changed_rubric(job)):
        reasons.append(changed)
    newer = [
        other
        for other in table.jobs()
        if other.inputs == job.inputs
        and other.spec == job.spec
        and other.created_at > job.created_at
        and other.rubric_hash != job.rubric_hash
    ]
    if newer:
        reasons.append(f"the same resumes were screened with another rubric since: {newer[0].job}")
    return reasons


def _changed_rubric(job: Job) -> str | None:
    """Say where the rubric's file no longer asks for what the job went by; skills of options come on top of it."""
    path = Path(job.rubric_path)
    try:
        rubric = read_rubric(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, InputError):
        return "the rubric's file is gone, or can't be read any more"
    same = rubric.asking(job.rubric.gates.must, job.rubric.gates.must_not).hash == job.rubric_hash
    return None if same else "the rubric's file has changed"
