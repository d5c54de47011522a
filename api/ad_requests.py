"""What questions about job ads take."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.requests import (
    KNOWN_FIELDS,
    VECTOR_EXAMPLE,
    Language,
    Name,
    Question,
    Text,
    Vector,
    known_fields,
    openapi_body,
    reads,
)
from search.ad_filters import AdFilter
from search.ads import MAX_TOP

AD_ID = "MTAwMjMgMTIx"
Like = Annotated[
    Name | None, Field(description="id of an ad: those like it, without itself and its near-duplicates", examples=[AD_ID])
]
Words = Annotated[
    Annotated[str, Field(min_length=1, max_length=500)] | None,
    Field(
        description="what somebody typed into a search box: a title, a few words, however short", examples=["web developer"]
    ),
]


# small enough for all of them to fit into the address of a GET
MAX_VALUES = 100
Codes = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MAX_VALUES, fail_fast=True)]
Labels = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MAX_VALUES, fail_fast=True)]


class AdFilters(BaseModel):
    """Limits on ads; of several values any one is enough. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    countries: Codes = Field([], description="ISO 3166 codes of places of work", examples=[["DE", "AT"]])
    nuts: Codes = Field([], description="NUTS codes of any level", examples=[["DE2"]])
    isco: Codes = Field([], description="ISCO-08 codes of any level", examples=[["25"]])
    occupations: Labels = Field(
        [], description="URIs, UUIDs, codes or labels; declared by the ad, or predicted for it", examples=[["web developer"]]
    )
    schedule: Codes = Field([], description="fulltime, parttime…", examples=[["fulltime"]])
    since: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="created at most so long ago (12h, 14d, 3w), or since a date", examples=["14d"]
    )
    remote: bool = Field(False, description="only ads that offer work from home, wholly or partly", examples=[True])
    languages: Codes = Field([], description="languages of the ad's texts", examples=[["de"]])
    sources: Codes = Field([], description="ids of data sources", examples=[["121"]])

    def filters(self) -> AdFilter:
        """Return the filter that the engine takes."""
        return AdFilter(
            countries=tuple(self.countries),
            nuts=tuple(self.nuts),
            isco=tuple(self.isco),
            occupations=tuple(self.occupations),
            schedule=tuple(self.schedule),
            since=self.since,
            remote=self.remote,
            languages=tuple(self.languages),
            sources=tuple(self.sources),
        )


class FacetsQuery(AdFilters):
    """The query parameters of the facets."""

    language: Language | None = Field(None, description="language of the names in it", examples=["de"])


class AdLimits(Question, FacetsQuery):
    """Filters and page of a search for ads."""

    top: int = Field(20, ge=1, le=MAX_TOP, description="ads on a page")
    cursor: Annotated[str, Field(max_length=500)] | None = Field(
        None, description="what the answer before gave; the query and the filters must be the same"
    )
    facets: bool = Field(False, description="count the ads that pass the filters by country, ISCO group and so on")


class AdsRequest(AdLimits):
    """The JSON body of a search: exactly one of `text`, `words`, `vector` and `like`."""

    text: Text = None
    words: Words = None
    vector: Vector = None
    like: Like = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if _given(self.text, self.words, self.vector, self.like) != 1:
            raise ValueError("give exactly one of text, words, vector and like")
        return self


class ExportLimits(Question, FacetsQuery):
    """Filters and format of an export."""

    format: Literal["ndjson", "csv"] = Field("ndjson", description="one JSON object on each line, or a table")


class ExportRequest(ExportLimits):
    """The JSON body of an export: at most one of `text`, `words`, `vector` and `like`, which then decides the order."""

    text: Text = None
    words: Words = None
    vector: Vector = None
    like: Like = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if _given(self.text, self.words, self.vector, self.like) > 1:
            raise ValueError("give at most one of text, words, vector and like")
        return self


def _given(*values: object) -> int:
    return sum(value is not None for value in values)


read_ads_request = reads(AdsRequest, AdLimits)
read_export_request = reads(ExportRequest, ExportLimits)

KNOWN_FIELDS["/v1/ads/search"] = known_fields(AdsRequest)
KNOWN_FIELDS["/v1/ads/export"] = known_fields(ExportRequest)
KNOWN_FIELDS["/v1/ads/facets"] = tuple(FacetsQuery.model_fields)

_TEXT: dict[str, Any] = {"text": "I build web sites with JavaScript and PHP.", "countries": ["DE"], "since": "14d"}
ADS_BODY = openapi_body(
    AdsRequest,
    AdLimits,
    {"text": {"value": {**_TEXT, "top": 5}}, "like": {"value": {"like": AD_ID}}, "vector": VECTOR_EXAMPLE},
)
EXPORT_BODY = openapi_body(
    ExportRequest,
    ExportLimits,
    {
        "filters": {"summary": "every ad that passes, by id", "value": {"countries": ["DE"], "format": "csv"}},
        "text": {"summary": "ranked", "value": _TEXT},
    },
)
