"""The route that finds skills in a text, what it takes and what it answers."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import ProvenanceAnswer, ResumeAnswer
from api.evidence import MentionAnswer
from api.requests import KNOWN_FIELDS, Asked, Language, Question, WithText, known_fields, openapi_body, reads
from api.resumes import sent_resume
from ingest.resume import Resume
from search.engine import Engine
from search.linker import MAX_TOP, THRESHOLD, SkillsResult

_URI = "http://data.europa.eu/esco/skill/fed5b267-73fa-461d-9f69-827c78beb39d"


class SkillLimits(Question):
    """Size of the answer, and how sure it must be."""

    top: int = Field(50, ge=1, le=MAX_TOP, description="how many skills")
    language: Language | None = Field(None, description="language to compare in and to show; default: the one detected")
    min_score: float = Field(THRESHOLD, ge=0, le=1, description="lowest score of a mention")


class SkillsRequest(WithText, SkillLimits):
    """The JSON body."""


class SkillAnswer(BaseModel):
    """A skill that a text speaks of."""

    model_config = ConfigDict(from_attributes=True)

    uri: str = Field(examples=[_URI])
    label: str = Field(examples=["JavaScript"])
    skill_type: str | None = Field(description="skill or knowledge", examples=["knowledge"])
    reuse_level: str | None = Field(examples=["sector-specific"])
    score: float = Field(description="that of its best mention, 0 to 1; orders, no probability", examples=[0.93])
    how: str = Field(description="exact, fuzzy or dense: of its best mention", examples=["exact"])
    mentions: list[MentionAnswer] = Field(description="by place")


class SkillsAnswer(BaseModel):
    """The skills of a text, best first."""

    skills: list[SkillAnswer]
    language: str = Field(description="the indexed language whose vectors were compared")
    resume: ResumeAnswer = Field(description="how the text or file was read")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, result: SkillsResult, resume: Resume) -> SkillsAnswer:
        """Describe a result."""
        return cls(
            skills=[SkillAnswer.model_validate(skill) for skill in result.skills],
            language=result.language,
            resume=ResumeAnswer.of(resume),
            provenance=ProvenanceAnswer.model_validate(result.provenance),
        )


KNOWN_FIELDS["/v1/skills"] = known_fields(SkillsRequest)
SKILLS_BODY = openapi_body(
    SkillsRequest, SkillLimits, {"text": {"value": {"text": "I build web sites with JavaScript and PHP.", "top": 5}}}
)
read_skills_request = reads(SkillsRequest, SkillLimits)


def add_skills(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the route; `turns` is shared with every other question that encodes."""

    @app.post(
        "/v1/skills",
        summary="Skills that a text speaks of",
        responses=problems.responses(422, 503, 400, 408, 413, 415),
        openapi_extra=SKILLS_BODY,
    )
    async def skills(wanted: Annotated[Asked[SkillLimits], Depends(read_skills_request)]) -> SkillsAnswer:
        async with turns:
            return await run_in_threadpool(_skills, engine, wanted, max_bytes)


def _skills(engine: Engine, wanted: Asked[SkillLimits], max_bytes: int) -> SkillsAnswer:
    limits = wanted.limits
    linker = engine.skills()
    resume = sent_resume(wanted, max_bytes)
    result = linker.skills(
        resume.text, language=limits.language, detected=resume.language, threshold=limits.min_score, top=limits.top
    )
    return SkillsAnswer.of(result, resume)
