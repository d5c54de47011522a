"""The routes of the map, and what they answer. Columns instead of objects: 3,000 occupations and 100,000 ads are small then."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from typing import Annotated, Any, Self

from fastapi import Depends, FastAPI, Query, Request, Response
from pydantic import BaseModel, Field, model_validator
from starlette.concurrency import run_in_threadpool

from api import problems
from api.ad_requests import Codes
from api.answers import ProvenanceAnswer, ResumeAnswer
from api.neighbours import NamedAnswer
from api.requests import (
    KNOWN_FIELDS,
    VECTOR_EXAMPLE,
    Asked,
    Language,
    Name,
    Question,
    Text,
    Vector,
    known_fields,
    openapi_body,
    reads,
)
from api.resumes import resume_of
from ingest.resume import segments_of
from search.engine import Engine
from search.map import MAX_ADS, MapFile, OccupationMap
from search.neighbours import Transition

_DIGITS = 4
"""decimals of a place: a tenth of a pixel where the whole map is 5,000 pixels wide"""
_CACHED: dict[int | str, dict[str, Any]] = {
    304: {"description": "what the `If-None-Match` of the request names is still right"}
}


class GroupAnswer(BaseModel):
    """An ISCO-08 group."""

    code: str = Field(examples=["25"])
    label: str = Field(examples=["Information and communications technology professionals"])


class MapAnswer(BaseModel):
    """Every occupation, as columns: the lists have one value for each row, in the order of URIs."""

    uri: list[str] = Field(examples=[["http://data.europa.eu/esco/occupation/c40a2919-48a9-40ea-b506-1f34f693496d"]])
    code: list[str] = Field(description="its first digit is the ISCO-08 major group", examples=[["2513.3"]])
    label: list[str] = Field(examples=[["web developer"]])
    x: list[float] = Field(description="the middle is 0, and the mean squared distance from it 1", examples=[[0.1234]])
    y: list[float] = Field(examples=[[-1.2345]])
    demand: list[int] | None = Field(description="live ads that declare it; null where no ads are indexed", examples=[[12]])
    collections: dict[str, list[int]] = Field(
        description="collection (green, digital…) → rows, from 0", examples=[{"digital": [0]}]
    )
    groups: list[GroupAnswer] = Field(description="ISCO-08 major and sub-major groups, by code")
    ads: bool = Field(description="whether the job ads are on the map as well")
    trustworthiness: float = Field(
        description="0 to 1: how far the ten nearest on the map are near in the space", examples=[0.98]
    )
    made_of: dict[str, str] = Field(description="method, seed and vectors of the map", examples=[{"seed": "17"}])
    language: str = Field(description="language of the labels", examples=["en"])
    provenance: ProvenanceAnswer


class MapAdsAnswer(BaseModel):
    """Job ads on the map, as columns: in an order that is random but always the same, so that the first ones are a sample."""

    x: list[float] = Field(examples=[[0.1234]])
    y: list[float] = Field(examples=[[-1.2345]])
    occupation: list[int] = Field(
        description="row of `GET /v1/map` of the occupation at whose place it lies; -1: amid those nearest to its text",
        examples=[[17]],
    )
    ad_id: list[str] | None = Field(description="where `ids` was asked for", examples=[["MTAwMjMgMTIx"]])
    total: int = Field(description="live ads in these countries, those beyond `limit` included", examples=[100])
    countries: dict[str, int] = Field(description="live ads in all, by country", examples=[{"DE": 70}])
    current: bool = Field(description="false where ads have changed since the map was made")
    provenance: ProvenanceAnswer


class StepAnswer(BaseModel):
    """What one step of a way takes; the same as `/v1/occupations/{name}/transition` says, in short."""

    has: float | None = Field(
        description="share of the essential skills of the next that are essential here; null where it has none", examples=[0.6]
    )
    jaccard: float | None = Field(description="share of all skills of either that both list", examples=[0.4])
    shared: list[NamedAnswer] = Field(description="skills that are essential for both")
    new: list[NamedAnswer] = Field(description="essential for the next, not listed here")
    skill_level_step: int | None = Field(description="change of the ISCO skill level", examples=[1])
    warnings: list[str] = Field(examples=[["nurse is a regulated profession"]])

    @classmethod
    def of(cls, step: Transition) -> StepAnswer:
        """Describe a transition in short."""
        shared, new = (
            [NamedAnswer.model_validate(skill) for skill in skills]
            for skills in (step.reasons.shared_essential, step.reasons.only_second)
        )
        return cls(
            has=step.has,
            jaccard=step.reasons.jaccard,
            shared=shared,
            new=new,
            skill_level_step=step.skill_level_step,
            warnings=step.warnings,
        )


class MapPathAnswer(BaseModel):
    """A way between two occupations, over occupations that are near each other."""

    occupations: list[NamedAnswer] = Field(description="both ends included")
    rows: list[int] = Field(description="the same as rows of `GET /v1/map`", examples=[[17, 4, 230]])
    steps: list[StepAnswer] = Field(description="one for each occupation but the last, to the next one")
    language: str = Field(examples=["en"])
    provenance: ProvenanceAnswer


class PlaceLimits(Question):
    """What a resume's place on the map may be asked with."""

    language: Language | None = Field(None, description="language to compare in; default: the one detected")


class PlaceRequest(PlaceLimits):
    """The JSON body: exactly one of `text` and `vector`."""

    text: Text = None
    vector: Vector = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.text is None) == (self.vector is None):
            raise ValueError("give exactly one of text and vector")
        return self


class PlaceAnswer(BaseModel):
    """Where a resume lies on the map."""

    x: float = Field(description="median of the nearest occupations", examples=[0.1234])
    y: float = Field(examples=[-1.2345])
    nearest: list[int] = Field(description="their rows of `GET /v1/map`, nearest first", examples=[[17, 4, 230, 8, 41]])
    nearness: list[float] = Field(
        description="cosine of the resume to the mean of each occupation's vectors, for each row of `GET /v1/map`",
        examples=[[0.61, 0.12]],
    )
    language: str = Field(description="the indexed language whose vectors were compared", examples=["en"])
    resume: ResumeAnswer | None = Field(description="how the text or file was read; null for a vector")
    provenance: ProvenanceAnswer


KNOWN_FIELDS["/v1/map/place"] = known_fields(PlaceRequest)
PLACE_BODY = openapi_body(
    PlaceRequest,
    PlaceLimits,
    {"text": {"value": {"text": "I build web sites with JavaScript and PHP."}}, "vector": VECTOR_EXAMPLE},
)
read_place_request = reads(PlaceRequest, PlaceLimits)
_ShownLanguage = Annotated[Language | None, Query(description="language of the names in it", examples=["de"])]


def add_map(app: FastAPI, engine: Engine, file: MapFile, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the routes; `turns` is shared with every other question that encodes."""

    @app.get(
        "/v1/map",
        summary="Every occupation with its place on the map",
        response_model=MapAnswer,
        responses=problems.responses(422, 503) | _CACHED,
    )
    def points(request: Request, language: _ShownLanguage = None) -> Response:
        return _cached(request, _points(engine, file.of(engine.view()), language))

    @app.get(
        "/v1/map/ads",
        summary="Job ads on the map",
        response_model=MapAdsAnswer,
        responses=problems.responses(422, 503) | _CACHED,
    )
    def ads(
        request: Request,
        countries: Annotated[
            Codes, Query(description="ISO 3166 codes of places of work; any of them", examples=[["DE"]])
        ] = [],  # noqa: B006 - FastAPI copies it
        limit: Annotated[int, Query(ge=1, le=MAX_ADS, description="ads in the answer")] = MAX_ADS,
        offset: Annotated[int, Query(ge=0, le=10_000_000, description="ads to leave out before", examples=[20])] = 0,
        ids: Annotated[bool, Query(description="name the ads", examples=[True])] = False,
    ) -> Response:
        found = file.of(engine.view())
        page = found.ads(engine.now, countries=countries, limit=limit, offset=offset)
        answer = MapAdsAnswer(
            **_xy(page.places.tolist()),
            occupation=list(page.occupation),
            ad_id=list(page.ids) if ids else None,
            total=page.total,
            countries=dict(page.countries),
            current=page.current,
            provenance=_provenance(found),
        )
        return _cached(request, answer)

    @app.get("/v1/map/path", summary="The way between two occupations", responses=problems.responses(422, 503))
    def path(
        start: Annotated[Name, Query(alias="from", description="URI, UUID, code or label", examples=["web developer"])],
        to: Annotated[Name, Query(description="URI, UUID, code or label", examples=["web designer"])],
        language: _ShownLanguage = None,
    ) -> MapPathAnswer:
        found = file.of(engine.view())
        way = found.path(start, to, engine.now, language)
        return MapPathAnswer(
            occupations=[NamedAnswer.model_validate(item) for item in way.occupations],
            rows=list(way.rows),
            steps=[StepAnswer.of(step) for step in way.steps],
            language=way.language,
            provenance=_provenance(found),
        )

    @app.post(
        "/v1/map/place",
        summary="Where a resume lies on the map",
        responses=problems.responses(422, 503, 400, 408, 413, 415),
        openapi_extra=PLACE_BODY,
    )
    async def place(wanted: Annotated[Asked[PlaceLimits], Depends(read_place_request)]) -> PlaceAnswer:
        async with turns:
            return await run_in_threadpool(_place, engine, file, wanted, max_bytes)


def _points(engine: Engine, found: OccupationMap, language: str | None) -> MapAnswer:
    points = found.points(engine.now, language)
    return MapAnswer(
        uri=[item.uri for item in points.occupations],
        code=[item.code or "" for item in points.occupations],
        label=[item.label for item in points.occupations],
        **_xy(points.places.tolist()),
        demand=None if points.demand is None else list(points.demand),
        collections={name: list(rows) for name, rows in points.collections.items()},
        groups=[GroupAnswer(code=group.code or "", label=group.label) for group in points.groups],
        ads=found.stored.ads is not None,
        trustworthiness=found.stored.trustworthiness,
        made_of=dict(found.stored.made_of),
        language=points.language,
        provenance=_provenance(found),
    )


def _place(engine: Engine, file: MapFile, wanted: Asked[PlaceLimits], max_bytes: int) -> PlaceAnswer:
    found = file.of(engine.view())
    resume = resume_of(wanted, max_bytes)
    query, language = engine.read(
        segments_of(resume),
        vector=wanted.vector,
        language=wanted.limits.language,
        detected=resume.language if resume else None,
    )
    placed = found.place(query.whole, language)
    return PlaceAnswer(
        x=round(placed.place[0], _DIGITS),
        y=round(placed.place[1], _DIGITS),
        nearest=list(placed.nearest),
        nearness=[round(cosine, _DIGITS) for cosine in placed.cosines.tolist()],
        language=language,
        resume=ResumeAnswer.of(resume) if resume else None,
        provenance=_provenance(found),
    )


def _xy(places: list[list[float]]) -> dict[str, list[float]]:
    return {"x": [round(x, _DIGITS) for x, _ in places], "y": [round(y, _DIGITS) for _, y in places]}


def _provenance(found: OccupationMap) -> ProvenanceAnswer:
    return ProvenanceAnswer.model_validate(found.view.provenance)


def _cached(request: Request, answer: BaseModel) -> Response:
    """Answer with an entity tag, or 304 where the client has just this answer already."""
    body = answer.model_dump_json().encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    # to be asked again, and mostly answered without a body
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    given = [name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(",")]
    if tag in given:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip"}
        body = gzip.compress(body, 6, mtime=0)
    return Response(body, media_type="application/json", headers=headers)
