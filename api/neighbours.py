"""The routes on occupations among themselves, and what they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api import problems
from api.answers import DemandAnswer, ProvenanceAnswer
from api.requests import Language
from api.tables import CSV, Format, csv_response
from search.engine import Engine
from search.link_export import neighbours_table
from search.neighbours import MAX_TOP

_WEB = "http://data.europa.eu/esco/occupation/c40a2919-48a9-40ea-b506-1f34f693496d"
_REGULATED = "yes, no or unknown"
_COSINES = "cosine for each vector that both have"
_READ = ConfigDict(from_attributes=True)


class NamedAnswer(BaseModel):
    """A concept by name."""

    model_config = _READ

    uri: str = Field(examples=[_WEB])
    label: str = Field(examples=["web developer"])
    code: str | None = Field(description="null for skills", examples=["2513.3"])


class ReasonsAnswer(BaseModel):
    """Why two occupations are near, counted over ESCO's lists of skills."""

    model_config = _READ

    shared_essential: list[NamedAnswer] = Field(description="skills that are essential for both")
    shared_optional: list[NamedAnswer] = Field(description="skills that both list, optional for at least one")
    only_first: list[NamedAnswer] = Field(description="essential for the first, not listed by the second")
    only_second: list[NamedAnswer] = Field(description="essential for the second, not listed by the first")
    jaccard: float | None = Field(
        description="share of all skills of either that both list; null where there are none", examples=[0.4]
    )
    common_group: NamedAnswer | None = Field(description="the smallest ISCO group that holds both; null where there is none")


class NeighbourAnswer(BaseModel):
    """An occupation near the one asked about."""

    model_config = _READ

    rank: int = Field(examples=[1])
    score: float = Field(
        description="fused rank score, 1.0 when first in every ranking that it can be in; orders, no probability",
        examples=[0.97],
    )
    occupation: NamedAnswer
    similarity: dict[str, float] = Field(description=_COSINES, examples=[{"label": 0.71, "description": 0.64, "skills": 0.8}])
    regulated: str = Field(description=_REGULATED)
    reasons: ReasonsAnswer = Field(description="the first is the occupation asked about, the second is this one")
    demand: DemandAnswer | None = Field(description="job ads that ask for it; null where no ads are indexed")


class NeighboursAnswer(BaseModel):
    """The neighbours of an occupation, nearest first."""

    model_config = _READ

    occupation: NamedAnswer
    by: str = Field(description="what was compared: text, skills, ads or all", examples=["all"])
    language: str = Field(description="the indexed language whose vectors were compared")
    neighbours: list[NeighbourAnswer]
    provenance: ProvenanceAnswer


class SideAnswer(BaseModel):
    """One end of a transition."""

    model_config = _READ

    occupation: NamedAnswer
    regulated: str = Field(description=_REGULATED)
    skill_level: int | None = Field(description="ISCO-08 skill level, 1 to 4; null where ISCO gives none", examples=[4])
    demand: DemandAnswer | None = Field(description="job ads that ask for it; null where no ads are indexed")


class TransitionAnswer(BaseModel):
    """What a change from one occupation to another takes. Shares are null where ESCO lists no essential skill."""

    model_config = _READ

    start: SideAnswer
    target: SideAnswer
    has: float | None = Field(
        description="share of the target's essential skills that are essential at the start", examples=[0.5]
    )
    may_have: float | None = Field(description="the same, with those that are optional at the start", examples=[0.75])
    has_back: float | None = Field(description="the same for the way back")
    may_have_back: float | None = Field(description="the same for the way back, with those that are optional at the target")
    skill_level_step: int | None = Field(description="the target's ISCO skill level less that at the start", examples=[0])
    similarity: dict[str, float] = Field(description=_COSINES)
    reasons: ReasonsAnswer = Field(
        description="the first is the start, the second is the target; only_second is what is missing"
    )
    warnings: list[str] = Field(description="where the target is a regulated profession, or ESCO does not say")
    language: str = Field(description="the indexed language whose vectors were compared")
    provenance: ProvenanceAnswer


_Name = Annotated[str, Path(max_length=500, examples=["2513.3", "web developer"])]
_Shown = Annotated[Language | None, Query(description="language to compare and to show", examples=["de"])]
_NAMED = problems.responses(404, 422, 503)


def add_neighbours(app: FastAPI, engine: Engine) -> None:
    """Add the routes. They must come before the one of a single occupation, whose name may hold any slash."""

    @app.get(
        "/v1/occupations/{name:path}/neighbours",
        summary="Occupations near one, and why",
        response_model=NeighboursAnswer,
        responses=_NAMED | CSV,
    )
    def neighbours(
        name: _Name,
        by: Annotated[
            Literal["text", "skills", "ads", "all"], Query(description="what is compared", examples=["skills"])
        ] = "all",
        top: Annotated[int, Query(ge=1, le=MAX_TOP, description="how many, at most", examples=[10])] = 10,
        language: _Shown = None,
        format: Format = "json",  # noqa: A002 - it is the parameter's name
    ) -> NeighboursAnswer | Response:
        found = engine.neighbourhood().neighbours(name, by=by, top=top, language=language)
        return csv_response(neighbours_table(found)) if format == "csv" else NeighboursAnswer.model_validate(found)

    @app.get("/v1/occupations/{name:path}/transition", summary="What a change of occupation takes", responses=_NAMED)
    def transition(
        name: _Name,
        to: Annotated[str, Query(max_length=500, description="the target: URI, UUID, code or label", examples=["2513.1"])],
        language: _Shown = None,
    ) -> TransitionAnswer:
        return TransitionAnswer.model_validate(engine.neighbourhood().transition(name, to, language=language))
