"""What the service answers about screenings: the JSON of HTTP and of the command line's `--json` alike."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from api.answers import ProvenanceAnswer
from ingest.screening.ranking import Candidate, Ranking
from ingest.screening.table import Job
from search.ad_records import iso_time
from search.view import ATTRIBUTION

_URI = "http://data.europa.eu/esco/skill/fed5b267-73fa-461d-9f69-827c78beb39d"
ITEM = "3b1f09c2aa"
JOB = "9f2c4be1a07d53e8"
_READ = ConfigDict(from_attributes=True)


class QuoteAnswer(BaseModel):
    """Words of a resume, without identity."""

    model_config = _READ

    quote: str = Field(description="at most 120 characters", examples=["JavaScript"])
    start: int = Field(description="where it begins in the text without identity", examples=[23])
    end: int = Field(examples=[33])
    how: str = Field(description="exact (a label), fuzzy (nearly a label) or dense (near in meaning)", examples=["exact"])


class SkillStateAnswer(BaseModel):
    """One skill, and what a resume says of it."""

    model_config = _READ

    uri: str = Field(examples=[_URI])
    label: str = Field(examples=["JavaScript"])
    status: str = Field(description="found, missing (denied) or related", examples=["found"])
    quotes: list[QuoteAnswer]


class GateAnswer(BaseModel):
    """One gate."""

    model_config = _READ

    name: str = Field(examples=["JavaScript"])
    kind: str = Field(description="must, must_not, skill_level or role", examples=["must"])
    state: str = Field(description="pass, unknown or fail; what a resume does not say never fails", examples=["pass"])
    why: str = Field(examples=["found"])
    quotes: list[QuoteAnswer]


class CriterionAnswer(BaseModel):
    """One criterion."""

    model_config = _READ

    name: str = Field(examples=["essential skills"])
    kind: str = Field(description="essential, optional, skills or match", examples=["essential"])
    weight: float = Field(examples=[3.0])
    value: float | None = Field(description="0 to 1; null where nothing can be measured, and then no part of the score")
    found: int = Field(description="skills found", examples=[3])
    total: int = Field(description="skills asked for", examples=[7])
    skills: list[SkillStateAnswer] = Field(description="those of which the resume says anything")


class AssessmentAnswer(BaseModel):
    """How one resume stands against the job."""

    model_config = _READ

    score: float = Field(description="weighted mean of the criteria, 0 to 1; no probability", examples=[0.61])
    gate: str = Field(description="the worst of the gates: pass, unknown or fail", examples=["pass"])
    gates: list[GateAnswer]
    criteria: list[CriterionAnswer]
    language: str = Field(description="in which it was compared", examples=["en"])


class CopyAnswer(BaseModel):
    """Another resume of the same person."""

    item: str = Field(examples=[ITEM])
    name: str | None = Field(description="its file, where names were asked for")
    why: str = Field(description="what both share: file, text, e-mail, phone, or nearly the text", examples=["same e-mail"])


class DecisionAnswer(BaseModel):
    """What somebody decided."""

    item: str = Field(examples=[ITEM])
    decision: str = Field(description="invite, hold or decline", examples=["invite"])
    reason: str = Field(examples=["Has led two such projects."])
    decided_at: str | None = Field(description="ISO 8601, UTC", examples=["2026-11-28T09:30:00Z"])


class CandidateAnswer(BaseModel):
    """One person, by the best of their resumes."""

    rank: int = Field(examples=[1])
    item: str = Field(description="the beginning of the file's SHA-256", examples=[ITEM])
    name: str | None = Field(description="the file, where names were asked for; else null")
    result: AssessmentAnswer
    copies: list[CopyAnswer]
    decision: str = Field(description="not decided, invite, hold or decline", examples=["not decided"])
    decisions: list[DecisionAnswer] = Field(description="all of them, oldest first; the last one holds")

    @classmethod
    def of(cls, candidate: Candidate, *, names: bool) -> CandidateAnswer:
        """Describe a candidate, with the names of files or without."""
        return cls(
            rank=candidate.rank,
            item=candidate.item,
            name=candidate.name if names else None,
            result=AssessmentAnswer.model_validate(candidate.result),
            copies=[CopyAnswer(item=copy.item, name=copy.name if names else None, why=copy.why) for copy in candidate.copies],
            decision=candidate.decision,
            decisions=[
                DecisionAnswer(
                    item=made.item, decision=made.decision, reason=made.reason, decided_at=iso_time(made.decided_at)
                )
                for made in candidate.decisions
            ],
        )


class BrokenAnswer(BaseModel):
    """A file that could not be read."""

    item: str = Field(examples=[ITEM])
    name: str | None = Field(description="its file, where names were asked for")
    reason: str = Field(
        description="empty, too_short, scanned, encrypted, corrupt, unsupported or too_large; changed or gone, since the screening "
        "began; crashed, where reading it ended the process; failed, where it met an error of the program",
        examples=["scanned"],
    )
    detail: str = Field(description="for people")


class ScreeningHead(BaseModel):
    """A screening, and how far it is."""

    id: str = Field(examples=[JOB])
    status: str = Field(description="running, finished or failed", examples=["running"])
    reason: str = Field(description="why it failed; empty where it did not", examples=[""])
    created_at: str | None = Field(description="ISO 8601, UTC")
    finished_at: str | None
    job: str = Field(description="label of the occupation, title of the ad, or name of the text", examples=["web developer"])
    job_kind: str = Field(description="occupation, ad or text", examples=["occupation"])
    total: int = Field(description="files", examples=[300])
    waiting: int = Field(examples=[120])
    done: int = Field(examples=[171])
    broken: int = Field(examples=[9])
    erased: int = Field(description="resumes of people who asked to be erased", examples=[0])
    rubric_hash: str = Field(description="SHA-256 of gates and criteria")

    @classmethod
    def fields_of(cls, job: Job, counts: dict[str, int]) -> dict[str, object]:
        """Return the fields that every answer about a screening has."""
        return {
            "id": job.job,
            "status": job.state,
            "reason": job.reason,
            "created_at": iso_time(job.created_at),
            "finished_at": iso_time(job.finished_at),
            "job": job.spec.label,
            "job_kind": job.spec.kind,
            "total": sum(counts.values()),
            **counts,
            "erased": job.erased,
            "rubric_hash": job.rubric_hash,
        }

    @classmethod
    def of_job(cls, job: Job, counts: dict[str, int]) -> ScreeningHead:
        """Describe a screening without its resumes."""
        return cls.model_validate(cls.fields_of(job, counts))


class ScreeningAnswer(ScreeningHead):
    """A screening with its ranking so far. A rank is no decision."""

    stale: list[str] = Field(description="why it should be made again; empty where nothing changed since")
    people: int = Field(description="candidates, copies counted once")
    candidates: list[CandidateAnswer] = Field(description="best first: by gates, then by score")
    broken_files: list[BrokenAnswer]
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, ranking: Ranking, *, names: bool, top: int | None = None) -> ScreeningAnswer:
        """Describe a screening, with the names of files or without."""
        job = ranking.job
        candidates = ranking.candidates if top is None else ranking.candidates[:top]
        return cls.model_validate(
            {
                **cls.fields_of(job, dict(ranking.counts)),
                "stale": ranking.stale,
                "people": len(ranking.candidates),
                "candidates": [CandidateAnswer.of(candidate, names=names) for candidate in candidates],
                "broken_files": [
                    BrokenAnswer(item=item.item, name=item.name if names else None, reason=item.reason, detail=item.detail)
                    for item in ranking.broken
                ],
                "provenance": ProvenanceAnswer(
                    esco_version=job.esco_version,
                    model=job.model,
                    generation=job.generation,
                    attribution=ATTRIBUTION,
                ),
            }
        )


class CompareAnswer(BaseModel):
    """Two to five candidates side by side."""

    id: str = Field(examples=[JOB])
    stale: list[str]
    candidates: list[CandidateAnswer] = Field(description="in the order asked for")

    @classmethod
    def of(cls, ranking: Ranking, candidates: Sequence[Candidate], *, names: bool) -> CompareAnswer:
        """Describe."""
        return cls(
            id=ranking.job.job,
            stale=list(ranking.stale),
            candidates=[CandidateAnswer.of(candidate, names=names) for candidate in candidates],
        )


COLUMNS = ("rank", "item", "name", "gate", "score", "decision", "reason", "copies", "unknown_gates", "failed_gates")


def table_of(answer: ScreeningAnswer) -> list[list[object]]:
    """Return a screening as rows of a table, the header first; criteria follow `COLUMNS`, broken files come last."""
    names = [criterion.name for criterion in answer.candidates[0].result.criteria] if answer.candidates else []
    rows: list[list[object]] = [[*COLUMNS, *names]]
    for candidate in answer.candidates:
        result = candidate.result
        states = ["; ".join(gate.name for gate in result.gates if gate.state == state) for state in ("unknown", "fail")]
        rows.append(
            [
                candidate.rank,
                candidate.item,
                candidate.name or "",
                result.gate,
                result.score,
                candidate.decision,
                candidate.decisions[-1].reason if candidate.decisions else "",
                " ".join(copy.item for copy in candidate.copies),
                *states,
                *("" if criterion.value is None else criterion.value for criterion in result.criteria),
            ]
        )
    for broken in answer.broken_files:
        row = ["", broken.item, broken.name or "", f"broken: {broken.reason}"]
        rows.append([*row, *[""] * (len(rows[0]) - len(row))])
    return rows


class RateAnswer(BaseModel):
    """One group."""

    model_config = _READ

    group: str = Field(examples=["north"])
    total: int = Field(description="people", examples=[40])
    selected: int = Field(examples=[12])
    rate: float = Field(description="selected / total", examples=[0.3])
    ratio: float | None = Field(description="its rate over the highest; null where nobody is selected", examples=[0.75])
    p: float | None = Field(
        description="Fisher's exact test against the group with the highest rate, two-sided; null for that group itself",
        examples=[0.21],
    )
    flagged: bool = Field(description="under four fifths: a sign of adverse impact, no proof", examples=[True])
    small: bool = Field(description="of fewer than 30 people: may be chance", examples=[False])


class RatesAnswer(BaseModel):
    """Selection rates, highest first."""

    model_config = _READ

    screening: str = Field(examples=[JOB])
    selected_by: str = Field(examples=["decisions: invite"])
    groups: list[RateAnswer]
    without_group: int = Field(description="people who are in none of the groups", examples=[2])
    unknown_lines: int = Field(description="resumes of the request that are nobody's", examples=[0])


class ReplayAnswer(BaseModel):
    """A ranking made again, against the one of the log."""

    model_config = _READ

    id: str = Field(description="of the ranking in the log", examples=["5be1f2a90c4d7e36"])
    equal: bool = Field(description="same order, gates and scores")
    compared: int = Field(description="resumes", examples=[280])
    erased: int = Field(description="people who were erased since; left out on both sides", examples=[0])
    differences: list[str] = Field(description="order, gates, scores, files that were not sent")
    changes: list[str] = Field(description="of encoder, ESCO release, index generation and rubric")
