"""The routes that account for a screening: selection rates by groups, and making its ranking again. Both only read."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api import problems
from api.group_requests import form_of_files, sent_files
from api.requests import KNOWN_FIELDS, MULTIPART
from api.screening_answers import ITEM, JOB, RatesAnswer, ReplayAnswer
from api.screenings import PATH, open_screening
from ingest.screening import Decided
from ingest.screening.people import load_key
from ingest.screening.ranking import Ranking, read_ranking
from ingest.screening.rates import rates_of
from ingest.screening.replay import Replay, entry_job, entry_of, replay
from ingest.screening.sources import MAX_FILES, Given
from ingest.screening.uploads import unpacked
from search.engine import Engine
from search.errors import InputError, UnknownValue
from search.settings import Settings

REPLAY_S = 300.0
"""seconds after which a replay ends without an answer; longer ones are for the command line"""
WITH_FILES = re.compile(f"{PATH}(/[^/]+/replay)?")
"""paths whose bodies hold the resumes of a whole screening"""
_ID = Annotated[str, Path(max_length=64, description="id of a screening", examples=[JOB])]


class RatesRequest(BaseModel):
    """The groups that a user knows of. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    groups: Annotated[
        dict[Annotated[str, Field(max_length=1_000)], Annotated[str, Field(max_length=100)]],
        Field(min_length=1, max_length=MAX_FILES),
    ] = Field(description="resume, by its item or its file, to group; read and not kept", examples=[{ITEM: "north"}])
    selected: Annotated[list[Literal["not decided"] | Decided], Field(min_length=1, max_length=4)] = Field(
        ["invite"], description="decisions that count as selected", examples=[["invite", "hold"]]
    )
    top: int | None = Field(
        None, ge=1, le=MAX_FILES, description="instead of decisions: the first so many of the ranking", examples=[10]
    )


RATES, REPLAY = PATH + "/{screening}/rates", PATH + "/{screening}/replay"
KNOWN_FIELDS[RATES] = tuple(RatesRequest.model_fields)
KNOWN_FIELDS[REPLAY] = ("files",)
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {"schema": form_of_files("the resumes that were screened, or zips of them")},
        },
    }
}


def add_screening_reports(app: FastAPI, engine: Engine, settings: Settings) -> None:
    """Add the routes. One ranking at a time is made again: it takes as long as the screening took."""
    replays = asyncio.Semaphore(1)

    @app.post(
        RATES,
        summary="Selection rates by group, and the four-fifths rule",
        responses=problems.responses(400, 404, 408, 413, 422, 503),
    )
    def rates(screening: _ID, body: RatesRequest) -> RatesAnswer:
        found = rates_of(_ranking(settings, screening), body.groups.items(), set(body.selected), body.top)
        return RatesAnswer.model_validate(found)

    @app.post(
        REPLAY,
        summary="Make a finished ranking again, and say what differs",
        response_model=ReplayAnswer,
        responses=problems.responses(400, 404, 408, 413, 415, 422, 503),
        openapi_extra=_FORM,
    )
    async def make_again(screening: _ID, request: Request) -> ReplayAnswer | Response:
        if replays.locked():
            return problems.busy("another ranking is being made again; try again when it is done", 60)
        async with replays:
            files, fields = await sent_files(request, MAX_FILES)
            if fields:
                raise InputError("the form holds a field that is none of: files")
            try:
                found = await run_in_threadpool(_replay, engine, settings, screening, files)
            except TimeoutError:
                return problems.busy(
                    f"it takes more than {REPLAY_S:.0f} s; `careerspace screen replay` has no such limit", 600
                )
        return ReplayAnswer.model_validate(found)


def _ranking(settings: Settings, screening: str) -> Ranking:
    with open_screening(settings, screening) as (table, job):
        return read_ranking(table, job, None)


def _replay(engine: Engine, settings: Settings, screening: str, files: Iterable[tuple[str, bytes]]) -> Replay:
    try:
        entry = entry_of(settings.data_dir, screening)
    except UnknownValue:
        raise UnknownValue("ranking", screening, note="a screening has one once it is finished") from None
    max_bytes = settings.max_upload_mb * 1_000_000
    given = _in_time(unpacked(files, max_bytes), time.monotonic() + REPLAY_S)
    return replay(entry, given, engine.screener(*entry_job(entry)), load_key(settings.data_dir), max_bytes)


def _in_time(given: Iterable[Given], until: float) -> Iterator[Given]:
    """Yield the files. Raises TimeoutError before one that comes too late."""
    for file in given:
        if time.monotonic() > until:
            raise TimeoutError
        yield file
