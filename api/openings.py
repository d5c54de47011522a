"""The route that tells which skill opens most job ads to a person, what it takes and what it answers."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import ProvenanceAnswer
from api.neighbours import NamedAnswer
from api.requests import KNOWN_FIELDS, Asked, Language, Names, Question, WithText, known_fields, openapi_body, reads
from api.resumes import sent_resume
from search.engine import Engine
from search.openings import MAX_TOP, REACH

_READ = ConfigDict(from_attributes=True)


class OpeningsLimits(Question):
    """Where, and what counts as within reach."""

    countries: Names = Field([], description="only live ads in any of these countries, ISO 3166", examples=[["DE", "AT"]])
    reach: float = Field(
        REACH, gt=0, le=1, description="share of its essential skills from which an occupation is within reach", examples=[0.5]
    )
    top: int = Field(20, ge=1, le=MAX_TOP, description="how many skills")
    language: Language | None = Field(None, description="language to compare in and to show; default: the one detected")


class OpeningsRequest(WithText, OpeningsLimits):
    """The JSON body."""


class OpeningAnswer(BaseModel):
    """A skill, and what it opens."""

    model_config = _READ

    skill: NamedAnswer
    ads: int = Field(description="live ads that are within reach with it and are not without it; each once", examples=[12])
    members: int = Field(description="how many people it opens any ad to", examples=[1])
    occupations: list[NamedAnswer] = Field(description="occupations that it brings within reach, by label")


class OpeningsAnswer(BaseModel):
    """Skills by the ads that they open, most first."""

    model_config = _READ

    openings: list[OpeningAnswer]
    members: int = Field(description="how many people were asked for", examples=[1])
    ads: int = Field(description="live ads there that declare an occupation with essential skills", examples=[140])
    open_now: int = Field(description="those of them within reach of at least one without any more skill", examples=[9])
    countries: list[str] = Field(examples=[["DE"]])
    reach: float = Field(examples=[0.5])
    language: str = Field(description="the language of the labels")
    provenance: ProvenanceAnswer


KNOWN_FIELDS["/v1/openings"] = known_fields(OpeningsRequest)
OPENINGS_BODY = openapi_body(
    OpeningsRequest,
    OpeningsLimits,
    {"text": {"value": {"text": "I build web sites with JavaScript and PHP.", "countries": ["DE"], "top": 5}}},
)
read_openings_request = reads(OpeningsRequest, OpeningsLimits)


def add_openings(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the route; `turns` is shared with every other question that encodes."""

    @app.post(
        "/v1/openings",
        summary="Skills that open most live job ads to a person",
        responses=problems.responses(422, 503, 400, 408, 413, 415),
        openapi_extra=OPENINGS_BODY,
    )
    async def openings(wanted: Annotated[Asked[OpeningsLimits], Depends(read_openings_request)]) -> OpeningsAnswer:
        async with turns:
            return await run_in_threadpool(_openings, engine, wanted, max_bytes)


def _openings(engine: Engine, wanted: Asked[OpeningsLimits], max_bytes: int) -> OpeningsAnswer:
    limits = wanted.limits
    resume = sent_resume(wanted, max_bytes)
    language = limits.language or (resume.language if resume.language in engine.view().manifest.languages else None)
    found = engine.openings(
        [(resume.text, resume.language)], countries=limits.countries, reach=limits.reach, top=limits.top, language=language
    )
    return OpeningsAnswer.model_validate(found)
