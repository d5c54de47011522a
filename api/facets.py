"""The route that counts occupations for every filter, and what it answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, ConfigDict, Field

from api import problems
from api.ad_answers import FacetValueAnswer
from api.ad_requests import Codes
from api.answers import ProvenanceAnswer
from api.requests import KNOWN_FIELDS, Language, OccupationFilters
from search.engine import Engine

_Labels = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20, fail_fast=True)]


class OccupationFacetsQuery(OccupationFilters):
    """The query parameters: the filters of a match, in lists that are short enough for the address of a GET."""

    isco: Codes = Field([], description="ISCO-08 codes of any level; any of them", examples=[["25"]])
    exclude_isco: Codes = Field([], description="ISCO-08 codes to leave out", examples=[["251"]])
    collections: Codes = Field([], description="green, digital, research…; any of them", examples=[["digital"]])
    skills: _Labels = Field([], description="skills that the occupation must list; all of them", examples=[["use JavaScript"]])
    without_skills: _Labels = Field([], description="skills that must not be essential; none of them", examples=[[]])
    exclude: _Labels = Field([], description="occupations to leave out", examples=[["2513.1"]])
    countries: Codes = Field([], description="countries of live job ads that declare it", examples=[["DE", "AT"]])
    roles: Codes = Field([], description="does, leads, sells or teaches; any of them", examples=[["does"]])
    language: Language | None = Field(None, description="language of the names in it", examples=["de"])


class OccupationFacetsAnswer(BaseModel):
    """How many occupations each value of each filter would leave. Each list passes every filter but the one on itself."""

    model_config = ConfigDict(from_attributes=True)

    total: int = Field(description="occupations that pass all filters", examples=[213])
    isco: list[FacetValueAnswer] = Field(
        description="the major groups, and the subgroups of each group that is filtered by and of those above it"
    )
    countries: list[FacetValueAnswer] = Field(description="of occupations that live job ads there declare; empty without ads")
    collections: list[FacetValueAnswer]
    regulated: list[FacetValueAnswer]
    skill_levels: list[FacetValueAnswer]
    roles: list[FacetValueAnswer]
    provenance: ProvenanceAnswer


KNOWN_FIELDS["/v1/occupations/facets"] = tuple(OccupationFacetsQuery.model_fields)


def add_facets(app: FastAPI, engine: Engine) -> None:
    """Add the route. It must come before the one of a single occupation."""

    @app.get(
        "/v1/occupations/facets",
        summary="How many occupations each value of each filter would leave",
        responses=problems.responses(422, 503),
    )
    def facets(wanted: Annotated[OccupationFacetsQuery, Query()]) -> OccupationFacetsAnswer:
        return OccupationFacetsAnswer.model_validate(engine.facets(wanted.filters(), wanted.language))
