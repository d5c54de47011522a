"""The HTTP service. Thin: it reads requests, asks the engine, and writes answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Path, Query
from starlette.concurrency import run_in_threadpool

from api import problems
from api.about import add_about
from api.ads import add_ads
from api.answers import (
    IscoAnswer,
    MatchesAnswer,
    OccupationAnswer,
    ProvenanceAnswer,
    Suggestion,
    SuggestionsAnswer,
)
from api.clusters import add_clusters
from api.cohort import add_cohort
from api.facets import add_facets
from api.gap import add_gap
from api.groups import add_groups
from api.guards import OPEN, AnswerHead, LimitAtOnce, LimitBody, LogRequests, RequireKey, RequireLoopbackHost
from api.map import add_map
from api.neighbours import add_neighbours
from api.openings import add_openings
from api.pages import DATA_HEADERS, WithHeaders, add_pages
from api.report import add_report
from api.requests import MATCH_BODY, Asked, Language, Limits, read_match_request, refuse_unknown_query
from api.resumes import resume_of
from api.screening_reports import WITH_FILES, add_screening_reports
from api.screenings import add_screenings
from api.skills import add_skills
from ingest.resume import segments_of
from search.engine import Engine
from search.errors import CareerspaceError
from search.map import MapFile
from search.map_files import NAME as MAP_NAME
from search.settings import Settings
from search.view import ATTRIBUTION, View

_log = structlog.get_logger("careerspace.api")
_ASKED = problems.responses(422, 503)
_NAMED = _ASKED | problems.responses(404)
OccupationName = Annotated[str, Path(max_length=500, examples=["2513.3", "web developer"])]
IscoCode = Annotated[str, Path(max_length=500, examples=["25"])]
ShownLanguage = Annotated[Language | None, Query(description="language of the names in it", examples=["de"])]
_BODY_OVERHEAD = 1_000_000
"""bytes that a form or a JSON request may add to its resume"""
SERVED: Mapping[str, Any] = {"access_log": False, "log_config": None, "timeout_keep_alive": 75}
"""How uvicorn is to run the service. An idle connection is kept longer, in seconds, than clients and proxies keep theirs (httpx 5,
nginx 60): whoever closes first may do so while a request is on its way, and a POST that is lost so is not sent again."""
_MATCHES_AT_ONCE = 4
"""more would only take turns on the cores, and the threads that answer everything else"""


def create_app(engine: Engine, settings: Settings) -> FastAPI:
    """Return the service over one engine. Requests need a key when `settings.api_key` is set, and a loopback Host otherwise."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async def warm_skills() -> None:  # takes seconds on the whole of ESCO; matches are answered meanwhile
            try:
                await run_in_threadpool(engine.warm_skills)
            except CareerspaceError as error:
                _log.warning("no evidence yet", reason=str(error))

        async with asyncio.TaskGroup() as tasks:
            try:
                await run_in_threadpool(engine.warm)
                tasks.create_task(warm_skills())
            except CareerspaceError as error:
                _log.warning("not ready yet", reason=str(error))
            yield

    app = FastAPI(
        title="Careerspace",
        version=version("careerspace"),
        description=f"Occupations and job ads that fit a resume. {ATTRIBUTION}",
        lifespan=lifespan,
        dependencies=[Depends(refuse_unknown_query)],
        docs_url=None,  # FastAPI's pages load scripts from a CDN
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat the Host header
    )
    problems.install(app)
    _describe(app, with_key=settings.api_key is not None)
    larger = {WITH_FILES: settings.screening_max_upload_mb * 1_000_000 + _BODY_OVERHEAD}
    app.add_middleware(LimitBody, max_bytes=settings.max_upload_mb * 1_000_000 + _BODY_OVERHEAD, larger=larger)
    app.add_middleware(LimitAtOnce, uploads=WITH_FILES)
    if settings.api_key:
        app.add_middleware(RequireKey, key=settings.api_key.get_secret_value())
    else:
        app.add_middleware(RequireLoopbackHost)
    app.add_middleware(LogRequests)
    app.add_middleware(WithHeaders, headers=DATA_HEADERS)
    app.add_middleware(AnswerHead)  # the last one added is the outermost
    _add_health(app, engine)
    add_pages(app)
    add_about(app, engine, settings)
    turns = asyncio.Semaphore(_MATCHES_AT_ONCE)
    add_neighbours(app, engine)
    add_map(app, engine, MapFile(settings.data_dir / MAP_NAME), turns, settings.max_upload_mb * 1_000_000)
    add_facets(app, engine)
    add_clusters(app, engine, turns)
    add_cohort(app, engine, turns)
    _add_questions(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_ads(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_skills(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_gap(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_report(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_openings(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_groups(app, engine, turns, settings.max_upload_mb * 1_000_000)
    add_screenings(app, engine, settings)
    add_screening_reports(app, engine, settings)
    return app


def _describe(app: FastAPI, *, with_key: bool) -> None:
    """Add to the OpenAPI document what the guards answer, the problem's schema, and the key where one is needed."""
    made = app.openapi
    guarded = {str(status): answer for status, answer in problems.responses(401 if with_key else 421).items()}

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = made()
        problems.describe(document)
        for path, operations in document["paths"].items():
            for operation in operations.values() if not (with_key and path in OPEN) else ():
                operation["responses"].update(guarded)
                if with_key:
                    operation["security"] = [{"key": []}]
        if with_key:
            document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        return document

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way


def _add_health(app: FastAPI, engine: Engine) -> None:
    @app.get("/healthz", summary="Is the process alive?")
    async def healthz() -> dict[str, str]:  # on the event loop, so that it answers while every thread is busy
        return {"status": "ok"}

    @app.get("/readyz", summary="Can it answer?", responses=problems.responses(503))
    def readyz() -> ProvenanceAnswer:
        return _provenance(engine.view())


def _add_questions(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    @app.post(
        "/v1/match",
        summary="Occupations that fit a resume",
        responses=_ASKED | problems.responses(400, 408, 413, 415),
        openapi_extra=MATCH_BODY,
    )
    async def match(wanted: Annotated[Asked[Limits], Depends(read_match_request)]) -> MatchesAnswer:
        async with turns:
            return await run_in_threadpool(_match, engine, wanted, max_bytes)

    @app.get("/v1/occupations", summary="Occupation labels that begin like a text", responses=_ASKED)
    def occupations(
        q: Annotated[
            str, Query(min_length=1, max_length=200, description="what was typed so far, any language", examples=["web dev"])
        ],
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
        language: Annotated[Language | None, Query(description="only labels of this language", examples=["de"])] = None,
    ) -> SuggestionsAnswer:
        view = engine.view()
        found = [Suggestion.model_validate(label) for label in view.complete(q, limit=limit, language=language)]
        return SuggestionsAnswer(suggestions=found, provenance=_provenance(view))

    @app.get("/v1/occupations/{name:path}", summary="One occupation: URI, UUID, code or label", responses=_NAMED)
    def occupation(name: OccupationName, language: ShownLanguage = None) -> OccupationAnswer:
        view = engine.view()
        return OccupationAnswer.of(view.occupation(name, language, now=engine.now), view.provenance)

    @app.get("/v1/isco/{code}", summary="One ISCO-08 group of any level", responses=_NAMED)
    def isco(code: IscoCode, language: ShownLanguage = None) -> IscoAnswer:
        view = engine.view()
        return IscoAnswer.of(view.isco(code, language), view.provenance)


def _provenance(view: View) -> ProvenanceAnswer:
    return ProvenanceAnswer.model_validate(view.provenance)


def _match(engine: Engine, wanted: Asked[Limits], max_bytes: int) -> MatchesAnswer:
    limits = wanted.limits
    resume = resume_of(wanted, max_bytes)
    result = engine.match(
        segments_of(resume),
        vector=wanted.vector,
        language=limits.language,
        detected=resume.language if resume else None,
        filters=limits.filters(),
        top=limits.top,
        min_confidence=limits.min_confidence,
        explain=resume.text if limits.evidence and resume else None,
        steering=limits.steering(),
    )
    return MatchesAnswer.of(result, resume)
