"""The route that tells what lies between a resume and an occupation, what it takes and what it answers."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import ProvenanceAnswer, ResumeAnswer
from api.evidence import CountsAnswer, LevelAnswer, SkillEvidenceAnswer
from api.requests import KNOWN_FIELDS, Asked, Language, Name, Question, WithText, known_fields, openapi_body, reads
from api.resumes import sent_resume
from ingest.resume import Resume
from search.engine import Engine
from search.evidence import FOUND
from search.gap import NEARBY, Gap, NearOccupation, OpenSkill

_URI = "http://data.europa.eu/esco/occupation/c40a2919-48a9-40ea-b506-1f34f693496d"


class GapLimits(Question):
    """The occupation, and size of the answer."""

    to: Name = Field(description="the occupation: URI, UUID, code or label", examples=["web developer"])
    alternatives: int = Field(5, ge=0, le=NEARBY, description="how many occupations that need less, at most")
    language: Language | None = Field(None, description="language to compare in and to show; default: the one detected")


class GapRequest(WithText, GapLimits):
    """The JSON body."""


class FoundSkillAnswer(SkillEvidenceAnswer):
    """A skill of the occupation that the text speaks of."""

    essential: bool = Field(description="whether ESCO calls it essential, else it is optional")


class OpenSkillAnswer(FoundSkillAnswer):
    """A skill of the occupation that the text does not show."""

    nearby: int = Field(description="nearby occupations for which it is essential", examples=[6])
    ads: int | None = Field(
        description="live ads that declare an occupation for which it is essential; null where no ads are indexed",
        examples=[12],
    )

    @classmethod
    def of(cls, skill: OpenSkill) -> OpenSkillAnswer:
        """Describe."""
        said = SkillEvidenceAnswer.model_validate(skill.evidence).model_dump()
        return cls(**said, essential=skill.essential, nearby=skill.nearby, ads=skill.ads)


class NearAnswer(BaseModel):
    """An occupation, and how much of it the text shows."""

    uri: str = Field(examples=[_URI])
    code: str = Field(examples=["2513.3"])
    label: str = Field(examples=["web developer"])
    level: LevelAnswer
    essential: CountsAnswer
    similarity: float = Field(
        description="cosine of its centroid to that of the occupation asked for, in the first indexed language",
        examples=[0.81],
    )
    ads: int | None = Field(description="live ads that declare it; null where no ads are indexed", examples=[4])

    @classmethod
    def of(cls, occupation: NearOccupation) -> NearAnswer:
        """Describe."""
        return cls(
            uri=occupation.uri,
            code=occupation.code,
            label=occupation.label,
            level=LevelAnswer.model_validate(occupation.level),
            essential=CountsAnswer.of(occupation.essential),
            similarity=occupation.similarity,
            ads=occupation.ads,
        )


class GapAnswer(BaseModel):
    """What of an occupation's skills a text shows, what is open, and what needs less."""

    occupation: NearAnswer
    optional: CountsAnswer = Field(description="its optional skills; the essential ones are counted in `occupation`")
    found: list[FoundSkillAnswer] = Field(description="essential first, then by label")
    open: list[OpenSkillAnswer] = Field(
        description="not found: essential first, then by nearby occupations, then by ads, then by label"
    )
    alternatives: list[NearAnswer] = Field(
        description="nearby occupations with fewer open essential skills, fewest first; at least one of theirs is found"
    )
    nearby: list[NearAnswer] = Field(description="every nearby occupation that was counted, nearest first")
    language: str = Field(description="the indexed language whose vectors were compared")
    resume: ResumeAnswer = Field(description="how the text or file was read")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, gap: Gap, resume: Resume) -> GapAnswer:
        """Describe a gap."""
        found = [
            FoundSkillAnswer(**SkillEvidenceAnswer.model_validate(skill).model_dump(), essential=essential)
            for essential, coverage in ((True, gap.occupation.essential), (False, gap.optional))
            for skill in coverage.skills
            if skill.status == FOUND
        ]
        return cls(
            occupation=NearAnswer.of(gap.occupation),
            optional=CountsAnswer.of(gap.optional),
            found=found,
            open=[OpenSkillAnswer.of(skill) for skill in gap.open],
            alternatives=[NearAnswer.of(occupation) for occupation in gap.alternatives],
            nearby=[NearAnswer.of(occupation) for occupation in gap.nearby],
            language=gap.language,
            resume=ResumeAnswer.of(resume),
            provenance=ProvenanceAnswer.model_validate(gap.provenance),
        )


KNOWN_FIELDS["/v1/gap"] = known_fields(GapRequest)
GAP_BODY = openapi_body(
    GapRequest, GapLimits, {"text": {"value": {"text": "I build web sites with JavaScript and PHP.", "to": "web developer"}}}
)
read_gap_request = reads(GapRequest, GapLimits)


def add_gap(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the route; `turns` is shared with every other question that encodes."""

    @app.post(
        "/v1/gap",
        summary="What lies between a resume and an occupation",
        responses=problems.responses(422, 503, 400, 408, 413, 415),
        openapi_extra=GAP_BODY,
    )
    async def gap(wanted: Annotated[Asked[GapLimits], Depends(read_gap_request)]) -> GapAnswer:
        async with turns:
            return await run_in_threadpool(_gap, engine, wanted, max_bytes)


def _gap(engine: Engine, wanted: Asked[GapLimits], max_bytes: int) -> GapAnswer:
    limits = wanted.limits
    resume = sent_resume(wanted, max_bytes)
    gap = engine.gap(
        resume.text, limits.to, language=limits.language, detected=resume.language, alternatives=limits.alternatives
    )
    return GapAnswer.of(gap, resume)
