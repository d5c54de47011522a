"""The route that tells where a group of people could go, what it takes and what it answers."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import DemandAnswer, ProvenanceAnswer
from api.neighbours import NamedAnswer
from api.requests import KNOWN_FIELDS, Language, Name
from search.cohort import NEAR, OVERLAP
from search.engine import Engine
from search.neighbours import MAX_TOP

_READ = ConfigDict(from_attributes=True)
_MEMBERS = 200


class CohortLimits(BaseModel):
    """What counts as near and as fitting, and size of the answer."""

    model_config = ConfigDict(extra="forbid")

    near: int = Field(NEAR, ge=1, le=MAX_TOP, description="how many nearest occupations of each member count", examples=[20])
    overlap: float = Field(
        OVERLAP, ge=0, le=1, description="share of a target's essential skills from which it fits a member", examples=[0.5]
    )
    top: int = Field(20, ge=1, le=MAX_TOP, description="how many targets")
    language: Language | None = Field(None, description="language to compare and to show; default: the first indexed one")


class CohortRequest(CohortLimits):
    """The JSON body."""

    occupations: Annotated[list[Name], Field(min_length=1, max_length=_MEMBERS, fail_fast=True)] = Field(
        description="one for each member: URI, UUID, code or label; the same again is somebody else",
        examples=[["cashier", "cashier", "shop assistant"]],
    )
    by: Literal["text", "skills", "ads", "all"] = Field("all", description="what is compared")


class LackingAnswer(BaseModel):
    """An essential skill of a target that members lack."""

    model_config = _READ

    skill: NamedAnswer
    members: int = Field(description="how many of those near the target lack it", examples=[2])


class TargetAnswer(BaseModel):
    """An occupation that members could go to."""

    model_config = _READ

    rank: int = Field(examples=[1])
    occupation: NamedAnswer
    near: int = Field(description="members for whom it is among the nearest", examples=[3])
    fits: int = Field(description="those of them who have enough of its essential skills", examples=[2])
    mean_overlap: float | None = Field(
        description="mean share of its essential skills over those near; null where ESCO lists none", examples=[0.6]
    )
    lacking: list[LackingAnswer] = Field(description="what most of those near lack, at most five")
    regulated: str = Field(description="yes, no or unknown")
    skill_level: int | None = Field(description="ISCO-08 skill level, 1 to 4; null where ISCO gives none", examples=[2])
    demand: DemandAnswer | None = Field(description="job ads that ask for it; null where no ads are indexed")


class CohortMemberAnswer(BaseModel):
    """An occupation of members."""

    occupation: NamedAnswer
    members: int = Field(examples=[2])


class CohortAnswer(BaseModel):
    """Where a group could go: what fits most of it first."""

    model_config = _READ

    members: int = Field(examples=[3])
    occupations: list[CohortMemberAnswer] = Field(description="of the members, most frequent first; empty for resumes")
    targets: list[TargetAnswer]
    near: int
    overlap: float
    language: str = Field(description="the indexed language whose vectors were compared")
    provenance: ProvenanceAnswer

    @field_validator("occupations", mode="before")
    @classmethod
    def _from_pairs(cls, given: list[Any]) -> list[Any]:
        return [
            CohortMemberAnswer(occupation=NamedAnswer.model_validate(item[0]), members=item[1])
            if isinstance(item, tuple)
            else item
            for item in given
        ]


KNOWN_FIELDS["/v1/cohort"] = tuple(CohortRequest.model_fields)


def add_cohort(app: FastAPI, engine: Engine, turns: asyncio.Semaphore) -> None:
    """Add the route; `turns` is shared with every question that takes the cores."""

    @app.post(
        "/v1/cohort",
        summary="Where people of some occupations could go",
        responses=problems.responses(400, 408, 413, 422, 503),
    )
    async def cohort(asked: CohortRequest) -> CohortAnswer:
        async with turns:
            return CohortAnswer.model_validate(await run_in_threadpool(engine.cohort, asked.occupations, **_options(asked)))


def _options(asked: CohortRequest) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("by", "near", "overlap", "top", "language")}
