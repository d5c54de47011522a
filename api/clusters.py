"""The route on clusters of occupations, and what it answers."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import FastAPI, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.answers import ProvenanceAnswer
from api.neighbours import NamedAnswer
from api.requests import Language, Name
from api.tables import CSV, Format, csv_response
from search.clusters import clusters_table
from search.engine import Engine

_READ = ConfigDict(from_attributes=True)


class ClusterSkillAnswer(BaseModel):
    """A skill that sets a cluster apart."""

    model_config = _READ

    skill: NamedAnswer
    inside: float = Field(description="share of the cluster's occupations for which it is essential", examples=[0.9])
    outside: float = Field(description="the same share of all others", examples=[0.01])


class ClusterGroupAnswer(BaseModel):
    """An ISCO minor group of a cluster."""

    model_config = _READ

    group: NamedAnswer
    occupations: int = Field(description="how many of the cluster are in it", examples=[8])


class ClusterAnswer(BaseModel):
    """Occupations near each other."""

    model_config = _READ

    number: int = Field(examples=[1])
    name: str = Field(
        description="the medoid and the two skills that set it apart most",
        examples=["web developer: HTML, use markup languages"],
    )
    medoid: NamedAnswer = Field(description="the occupation nearest to the middle")
    cohesion: float = Field(description="mean cosine to the middle; 1 where all are the same", examples=[0.88])
    skills: list[ClusterSkillAnswer] = Field(description="what sets it apart: by inside less outside, at most five")
    groups: list[ClusterGroupAnswer] = Field(description="most frequent ISCO minor groups, at most three")
    members: list[NamedAnswer] = Field(description="by code")


class ClustersAnswer(BaseModel):
    """Clusters, largest first."""

    model_config = _READ

    clusters: list[ClusterAnswer]
    by: str = Field(description="what was compared: text, skills, ads or all", examples=["all"])
    occupations: int = Field(description="how many were clustered", examples=[213])
    left_out: int = Field(description="how many had nothing to compare", examples=[0])
    language: str = Field(description="the indexed language whose vectors were compared")
    provenance: ProvenanceAnswer


def add_clusters(app: FastAPI, engine: Engine, turns: asyncio.Semaphore) -> None:
    """Add the route; `turns` is shared with every question that takes the cores."""

    @app.get(
        "/v1/clusters",
        summary="Occupations in clusters, named by what sets them apart",
        response_model=ClustersAnswer,
        responses=problems.responses(422, 503) | CSV,
    )
    async def clusters(
        by: Annotated[
            Literal["text", "skills", "ads", "all"], Query(description="what is compared", examples=["skills"])
        ] = "all",
        isco: Annotated[
            list[Name], Query(max_length=100, description="only these ISCO-08 groups, of any level", examples=[["25"]])
        ] = [],  # noqa: B006 - FastAPI copies it
        size: Annotated[
            int | None, Query(ge=1, le=100_000, description="occupations in a cluster, on average", examples=[25])
        ] = None,
        count: Annotated[int | None, Query(ge=1, le=100_000, description="instead: how many clusters", examples=[3])] = None,
        language: Annotated[Language | None, Query(description="language to compare and to show", examples=["de"])] = None,
        format: Format = "json",  # noqa: A002 - it is the parameter's name
    ) -> ClustersAnswer | Response:
        async with turns:
            found = await run_in_threadpool(
                engine.clusters, by=by, isco=tuple(isco), size=size, count=count, language=language
            )
        return csv_response(clusters_table(found)) if format == "csv" else ClustersAnswer.model_validate(found)
