"""The routes for job ads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api import problems
from api.ad_answers import AdsAnswer, FacetsAnswer, ShownAdAnswer
from api.ad_requests import (
    AD_ID,
    ADS_BODY,
    EXPORT_BODY,
    AdLimits,
    ExportLimits,
    FacetsQuery,
    read_ads_request,
    read_export_request,
)
from api.requests import Asked, Language
from api.resumes import resume_of
from ingest.resume import Resume, segments_of
from search.ad_export import FORMATS
from search.engine import Engine

_EXPORTS_AT_ONCE = 4
"""each holds 20 bytes for every ad that passes, for as long as its reader takes"""
_LINES = 256
"""lines that are sent at once"""
_ASKED = problems.responses(422, 503)
_SENT = _ASKED | problems.responses(400, 408, 413, 415)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the ads, as they are read from the index",
        "content": {media_type: {"schema": {"type": "string"}} for media_type, _ in FORMATS.values()},
    }
}


def add_ads(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the routes; `turns` is shared with every other question that encodes."""
    exports = asyncio.Semaphore(_EXPORTS_AT_ONCE)

    @app.post("/v1/ads/search", summary="Job ads that fit a resume", responses=_SENT, openapi_extra=ADS_BODY)
    async def search(wanted: Annotated[Asked[AdLimits], Depends(read_ads_request)]) -> AdsAnswer:
        async with turns:
            return await run_in_threadpool(_search, engine, wanted, max_bytes)

    @app.get("/v1/ads/facets", summary="How many job ads there are of each kind", responses=_ASKED)
    async def facets(wanted: Annotated[FacetsQuery, Query()]) -> FacetsAnswer:
        async with turns:
            return await run_in_threadpool(_facets, engine, wanted)

    @app.post(
        "/v1/ads/export",
        summary="Every job ad that passes the filters",
        responses=_SENT | _FILE,
        response_class=StreamingResponse,
        openapi_extra=EXPORT_BODY,
    )
    async def export(wanted: Annotated[Asked[ExportLimits], Depends(read_export_request)]) -> Response:
        if exports.locked():
            return _busy()
        await exports.acquire()
        try:
            async with turns:  # for what encodes and ranks; a slow reader of the stream keeps nobody waiting
                chunks = await run_in_threadpool(_export, engine, wanted, max_bytes)
        except BaseException:
            exports.release()
            raise
        return _Export(chunks, wanted.limits.format, exports)

    @app.get("/v1/ads/{ad_id}", summary="One job ad with its text", responses=_ASKED | problems.responses(404))
    def ad(
        ad_id: Annotated[str, Path(max_length=500, examples=[AD_ID])],
        language: Annotated[Language | None, Query(description="language of the names in it", examples=["de"])] = None,
    ) -> ShownAdAnswer:
        return ShownAdAnswer.of(engine.ads().ad(ad_id, language))


class _Export(StreamingResponse):
    """A download that gives its turn back when it ends, however it ends."""

    def __init__(self, chunks: Iterator[str], name: str, turns: asyncio.Semaphore) -> None:
        headers = {"Content-Disposition": f'attachment; filename="ads.{name}"'}
        super().__init__(chunks, media_type=FORMATS[name][0], headers=headers)
        self._turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._turns.release()


def _busy() -> Response:
    return problems.busy(f"{_EXPORTS_AT_ONCE} exports are in work; try again when one has ended", 30)


def _search(engine: Engine, wanted: Asked[AdLimits], max_bytes: int) -> AdsAnswer:
    limits, ads = wanted.limits, engine.ads()
    resume = resume_of(wanted, max_bytes)
    result = ads.search(
        _segments(wanted, resume),
        vector=wanted.vector,
        like=wanted.like,
        filters=limits.filters(),
        top=limits.top,
        cursor=limits.cursor,
        language=limits.language,
        detected=resume.language if resume else None,
    )
    counted = ads.facets(limits.filters(), result.language) if limits.facets else None
    return AdsAnswer.of(result, resume, counted)


def _segments(wanted: Asked[Any], resume: Resume | None) -> list[str]:
    """Return the text to look for; what was typed into a search box is no resume, and is taken as it is."""
    return [wanted.words] if wanted.words is not None else list(segments_of(resume))


def _facets(engine: Engine, wanted: FacetsQuery) -> FacetsAnswer:
    return FacetsAnswer.of(engine.ads().facets(wanted.filters(), wanted.language))


def _export(engine: Engine, wanted: Asked[ExportLimits], max_bytes: int) -> Iterator[str]:
    limits, ads = wanted.limits, engine.ads()
    resume = resume_of(wanted, max_bytes)
    rows = ads.export(
        _segments(wanted, resume),
        vector=wanted.vector,
        like=wanted.like,
        filters=limits.filters(),
        language=limits.language,
        detected=resume.language if resume else None,
    )
    return _chunks(FORMATS[limits.format][1](rows, ads.provenance))


def _chunks(lines: Iterator[str]) -> Iterator[str]:
    """Yield several lines at once: each piece costs a change of thread."""
    while chunk := "".join(islice(lines, _LINES)):
        yield chunk
