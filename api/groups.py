"""The routes on several resumes at once: their gaps added up, what opens most ads to them, where they could go."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import ProvenanceAnswer
from api.cohort import CohortAnswer, CohortLimits
from api.group_requests import AskedOfGroup, WithTexts, group_body, read_group, reads_group
from api.neighbours import NamedAnswer
from api.openings import OpeningsAnswer, OpeningsLimits
from api.requests import KNOWN_FIELDS, Language, Name, Question
from ingest.resume import segments_of
from search.engine import Engine
from search.group_gap import find_group_gap
from search.openings import REACH

_READ = ConfigDict(from_attributes=True)
_AT_ONCE = 1
"""groups that are read at the same time: each takes as long as all of its resumes"""
_LANGUAGE = "language to compare in and to show; default: the one detected of each, and labels in the first indexed"


class GroupGapLimits(Question):
    """The occupation, and what counts as within reach."""

    to: Name = Field(description="the occupation: URI, UUID, code or label", examples=["web developer"])
    reach: float = Field(
        REACH, gt=0, le=1, description="share of the essential skills from which it is within reach", examples=[0.5]
    )
    language: Language | None = Field(None, description=_LANGUAGE)


class GroupGapRequest(WithTexts, GroupGapLimits):
    """The JSON body."""


class GroupOpeningsRequest(WithTexts, OpeningsLimits):
    """The JSON body."""


class GroupCohortLimits(Question, CohortLimits):
    """What counts as near and as fitting, and size of the answer."""

    language: Language | None = Field(None, description=_LANGUAGE, examples=["de"])


class GroupCohortRequest(WithTexts, GroupCohortLimits):
    """The JSON body."""


class GroupSkillAnswer(BaseModel):
    """A skill of the occupation, and how many of the group show it, deny it, show one beside it, or say nothing of it."""

    model_config = _READ

    skill: NamedAnswer
    essential: bool = Field(description="whether ESCO calls it essential, else it is optional")
    found: int = Field(examples=[1])
    missing: int = Field(examples=[0])
    related: int = Field(examples=[0])
    unknown: int = Field(examples=[2])
    nearby: int | None = Field(
        description="nearby occupations for which it is essential; null where everybody shows it", examples=[6]
    )
    ads: int | None = Field(
        description="live ads that declare an occupation for which it is essential; null where no ads are indexed, or everybody "
        "shows it",
        examples=[12],
    )
    brings: int = Field(
        description="people who are not within reach and would be with this skill alone; 0 for optional skills", examples=[2]
    )


class GroupGapAnswer(BaseModel):
    """What a group lacks of one occupation. It quotes nobody."""

    model_config = _READ

    occupation: NamedAnswer
    members: int = Field(examples=[3])
    within: int = Field(description="people who show at least the share `reach` of its essential skills", examples=[1])
    reach: float = Field(examples=[0.5])
    coverage: tuple[float, float, float] | None = Field(
        description="lowest, median and highest share shown; null where ESCO lists no essential skill",
        examples=[[0, 0.25, 0.5]],
    )
    skills: list[GroupSkillAnswer] = Field(description="essential first, then by how many do not show them")
    language: str = Field(description="the language of the labels")
    provenance: ProvenanceAnswer


GAP, OPENINGS, COHORT = "/v1/gap/group", "/v1/openings/group", "/v1/cohort/resumes"
_REQUESTS: dict[str, type[WithTexts]] = {GAP: GroupGapRequest, OPENINGS: GroupOpeningsRequest, COHORT: GroupCohortRequest}
KNOWN_FIELDS.update({path: (*request.model_fields, "files") for path, request in _REQUESTS.items()})
_TEXTS = ["I build web sites with JavaScript and PHP.", "Nurse, ten years in intensive care"]
_ANSWERS = problems.responses(422, 503, 400, 408, 413, 415)
read_gap, read_openings, read_cohort = (
    reads_group(GroupGapRequest, GroupGapLimits),
    reads_group(GroupOpeningsRequest, OpeningsLimits),
    reads_group(GroupCohortRequest, GroupCohortLimits),
)


def add_groups(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the routes; `turns` is shared with every other question that encodes, and groups take one of them at most."""
    groups = asyncio.Semaphore(_AT_ONCE)

    @app.post(
        GAP,
        summary="What several people lack of an occupation",
        responses=_ANSWERS,
        openapi_extra=group_body(GroupGapRequest, GroupGapLimits, {"texts": _TEXTS, "to": "web developer"}),
    )
    async def gap(wanted: Annotated[AskedOfGroup[GroupGapLimits], Depends(read_gap)]) -> GroupGapAnswer:
        async with groups, turns:
            return await run_in_threadpool(_gap, engine, wanted, max_bytes)

    @app.post(
        OPENINGS,
        summary="Skills that open most live job ads to several people",
        responses=_ANSWERS,
        openapi_extra=group_body(GroupOpeningsRequest, OpeningsLimits, {"texts": _TEXTS, "countries": ["DE"], "top": 5}),
    )
    async def openings(wanted: Annotated[AskedOfGroup[OpeningsLimits], Depends(read_openings)]) -> OpeningsAnswer:
        async with groups, turns:
            return await run_in_threadpool(_openings, engine, wanted, max_bytes)

    @app.post(
        COHORT,
        summary="Where the people of several resumes could go",
        responses=_ANSWERS,
        openapi_extra=group_body(GroupCohortRequest, GroupCohortLimits, {"texts": _TEXTS, "top": 5}),
    )
    async def cohort(wanted: Annotated[AskedOfGroup[GroupCohortLimits], Depends(read_cohort)]) -> CohortAnswer:
        async with groups, turns:
            return await run_in_threadpool(_cohort, engine, wanted, max_bytes)


def _gap(engine: Engine, wanted: AskedOfGroup[GroupGapLimits], max_bytes: int) -> GroupGapAnswer:
    limits = wanted.limits
    texts = [(resume.text, resume.language) for resume in read_group(wanted, max_bytes)]
    found = find_group_gap(engine, texts, limits.to, reach=limits.reach, language=limits.language)
    return GroupGapAnswer.model_validate(found)


def _openings(engine: Engine, wanted: AskedOfGroup[OpeningsLimits], max_bytes: int) -> OpeningsAnswer:
    limits = wanted.limits
    texts = [(resume.text, resume.language) for resume in read_group(wanted, max_bytes)]
    found = engine.openings(texts, countries=limits.countries, reach=limits.reach, top=limits.top, language=limits.language)
    return OpeningsAnswer.model_validate(found)


def _cohort(engine: Engine, wanted: AskedOfGroup[GroupCohortLimits], max_bytes: int) -> CohortAnswer:
    limits = wanted.limits
    resumes = [(segments_of(resume), resume.text, resume.language) for resume in read_group(wanted, max_bytes)]
    found = engine.cohort_of_resumes(
        resumes, near=limits.near, overlap=limits.overlap, top=limits.top, language=limits.language
    )
    return CohortAnswer.model_validate(found)
