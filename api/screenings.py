"""The routes of screenings: submit resumes, follow, read the ranking, decide, compare, delete."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Self

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.concurrency import run_in_threadpool

from api import problems
from api.group_requests import form_of_files, sent_files
from api.requests import KNOWN_FIELDS, MULTIPART, Name, validated, without_null
from api.screening_answers import (
    ITEM,
    JOB,
    CandidateAnswer,
    CompareAnswer,
    ScreeningAnswer,
    ScreeningHead,
    table_of,
)
from ingest.resume import remove_identity
from ingest.screening import Decided
from ingest.screening.erase import delete_job
from ingest.screening.ranking import Ranking, candidate_of, compared, read_ranking
from ingest.screening.sources import MAX_FILES
from ingest.screening.table import RUNNING, Job, ScreeningTable, table_path
from ingest.screening.uploads import Worker, open_jobs, resume, submit, unpacked
from ingest.screening.work import MAX_REASON, record_decision
from search.ad_export import csv_line
from search.engine import Engine
from search.errors import SearchIndexError, UnknownValue
from search.rubric import MAX_CHARACTERS, MAX_SKILLS, Rubric, read_rubric
from search.screening import find_job, job_of_text
from search.settings import Settings
from search.view import Provenance

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/v1/screenings"
_UPLOADS_AT_ONCE = 2
"""each is in memory until it is held on disk"""
_OPEN_AT_ONCE = 20
"""screenings whose files are held at the same time"""
_STREAMS_AT_ONCE = 32
_STREAM_S = 30.0
"""seconds after which a stream of events ends; the browser asks again by itself, and a service that stops waits no longer"""
_POLL_S = 0.5
_FOUND = problems.responses(404, 422, 503)
_ID = Annotated[str, Path(max_length=64, description="id of a screening", examples=[JOB])]
_NAMES = Annotated[bool, Query(description="show names of files; without, nobody sees whose resume it is", examples=[False])]
_Skills = Annotated[list[Name], Field(max_length=MAX_SKILLS, fail_fast=True)]


class ScreeningForm(BaseModel):
    """What a screening goes by, beside the files: exactly one of `job` and `job_text`. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    job: Name | None = Field(
        None, description="occupation (URI, UUID, code or label), or id of an ad", examples=["web developer"]
    )
    job_text: Annotated[str, Field(max_length=100_000)] | None = Field(None, description="instead: the text of an ad")
    must: _Skills = Field([], description="skills that are asked for: URIs, UUIDs or labels")
    must_not: _Skills = Field([], description="skills that must not be there")
    rubric: Annotated[str, Field(max_length=MAX_CHARACTERS)] | None = Field(
        None, description="gates and criteria, TOML; may be sent as a file"
    )

    @model_validator(mode="after")
    def _one_job(self) -> Self:
        if (self.job is None) == (self.job_text is None):
            raise ValueError("give exactly one of job and job_text")
        return self


class DecisionRequest(BaseModel):
    """A decision on one resume."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(max_length=64, description="of the resume", examples=[ITEM])
    decision: Decided = Field(examples=["invite"])
    reason: str = Field(
        min_length=1, max_length=MAX_REASON, description="why; it is kept", examples=["Has led such projects."]
    )


class ScreeningsAnswer(BaseModel):
    """The screenings, newest first."""

    screenings: list[ScreeningHead]


class DeletedAnswer(BaseModel):
    """What was deleted."""

    id: str = Field(examples=[JOB])
    resumes: int = Field(description="whose results, and files where they still waited, are gone", examples=[300])


KNOWN_FIELDS[PATH] = (*ScreeningForm.model_fields, "files")
KNOWN_FIELDS[PATH + "/{screening}/decisions"] = tuple(DecisionRequest.model_fields)
_FIELDS = {name: without_null(field) for name, field in ScreeningForm.model_json_schema()["properties"].items()}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {"schema": form_of_files("resumes (PDF, DOCX, ODT, HTML, text), or zips of them", _FIELDS)},
        },
    }
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "the ranking", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "server-sent events: `progress` with the state as JSON whenever it changes, `finished`, `failed`, `deleted`",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def add_screenings(app: FastAPI, engine: Engine, settings: Settings) -> None:
    """Add the routes, and the thread that works screenings off while the service runs."""
    worker = Worker(engine, settings)
    _run_beside(app, worker)
    _add_answers(app, engine, settings)
    _add_changes(app, settings)
    uploads, streams = asyncio.Semaphore(_UPLOADS_AT_ONCE), asyncio.Semaphore(_STREAMS_AT_ONCE)

    @app.post(
        PATH,
        status_code=202,
        response_model=ScreeningHead,
        summary="Screen resumes for a job",
        responses=problems.responses(400, 408, 413, 415, 422, 503),
        openapi_extra=_FORM,
    )
    async def create(request: Request) -> ScreeningHead | Response:
        if await run_in_threadpool(open_jobs, settings.data_dir) >= _OPEN_AT_ONCE:
            return _busy()
        async with uploads:
            files, fields = await sent_files(request, MAX_FILES, frozenset({"must", "must_not"}), "rubric")
            form = validated(ScreeningForm, fields)
            job = await run_in_threadpool(_submit, engine, settings, form, files)
        worker.wake()
        return await run_in_threadpool(_head, settings, job.job)

    @app.post(
        PATH + "/{screening}/resume",
        status_code=202,
        response_model=ScreeningHead,
        summary="Go on with a screening that failed",
        responses=_FOUND,
    )
    def go_on(screening: _ID) -> ScreeningHead | Response:
        with open_screening(settings, screening) as (table, job):
            if open_jobs(settings.data_dir) >= _OPEN_AT_ONCE:
                return _busy()
            resume(table, job)
        worker.wake()
        return _head(settings, screening)

    @app.get(
        PATH + "/{screening}/events",
        summary="Progress as server-sent events",
        responses=_FOUND | _EVENTS,
        response_class=Response,
    )
    async def events(screening: _ID) -> Response:
        if streams.locked():
            return problems.busy(f"{_STREAMS_AT_ONCE} streams of events are open; ask for the screening instead", 30)
        first = await run_in_threadpool(_head, settings, screening)
        return StreamingResponse(_events(settings, first, streams), media_type="text/event-stream")


def _add_answers(app: FastAPI, engine: Engine, settings: Settings) -> None:
    @app.get(PATH, summary="All screenings", responses=problems.responses(503))
    def screenings() -> ScreeningsAnswer:
        if not table_path(settings.data_dir).exists():
            return ScreeningsAnswer(screenings=[])
        with ScreeningTable(table_path(settings.data_dir)) as table:
            heads = [ScreeningHead.of_job(job, table.counts(job.job)) for job in table.jobs()]
        return ScreeningsAnswer(screenings=heads)

    @app.get(PATH + "/{screening}", summary="A screening: progress and ranking", responses=_FOUND)
    def screening(
        screening: _ID,
        names: _NAMES = False,
        top: Annotated[int | None, Query(ge=1, le=MAX_FILES, description="how many candidates", examples=[20])] = None,
    ) -> ScreeningAnswer:
        return ScreeningAnswer.of(_ranking(engine, settings, screening), names=names, top=top)

    @app.get(PATH + "/{screening}/csv", summary="The ranking as CSV", responses=_FOUND | _CSV, response_class=Response)
    def as_csv(screening: _ID, names: _NAMES = False) -> Response:
        answer = ScreeningAnswer.of(_ranking(engine, settings, screening), names=names)
        lines = "".join(csv_line(row) for row in table_of(answer))
        return Response(lines, media_type="text/csv")

    @app.get(PATH + "/{screening}/compare", summary="Two to five resumes side by side", responses=_FOUND)
    def compare(
        screening: _ID,
        items: Annotated[
            list[Annotated[str, Field(max_length=64)]],
            Query(min_length=2, max_length=5, description="resumes, by their items", examples=[[ITEM, "9c0d1e2f3a"]]),
        ],
        names: _NAMES = False,
    ) -> CompareAnswer:
        ranking = _ranking(engine, settings, screening)
        return CompareAnswer.of(ranking, compared(ranking, items), names=names)


def _add_changes(app: FastAPI, settings: Settings) -> None:
    @app.post(
        PATH + "/{screening}/decisions",
        status_code=201,
        summary="Record what a person decided",
        responses=problems.responses(400, 404, 408, 413, 422, 503),
    )
    def decide(screening: _ID, body: DecisionRequest) -> CandidateAnswer:
        with open_screening(settings, screening) as (table, job):
            record_decision(table, job, body.item, body.decision, body.reason)
            return CandidateAnswer.of(candidate_of(read_ranking(table, job, None), body.item), names=False)

    @app.delete(PATH + "/{screening}", summary="Cancel, and delete everything of it", responses=_FOUND)
    def delete(screening: _ID) -> DeletedAnswer:
        with open_screening(settings, screening) as (table, job):
            return DeletedAnswer(id=job.job, resumes=delete_job(table, settings.data_dir, job))


def _run_beside(app: FastAPI, worker: Worker) -> None:
    """Start the worker with the service and stop it at its end, around what else happens then."""
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(owner: FastAPI) -> AsyncIterator[Any]:
        async with around(owner) as state:
            worker.start()
            try:
                yield state
            finally:
                await run_in_threadpool(worker.stop)

    app.router.lifespan_context = lifespan


def _submit(engine: Engine, settings: Settings, form: ScreeningForm, files: list[tuple[str, bytes]]) -> Job:
    rubric = (read_rubric(form.rubric) if form.rubric else Rubric()).asking(form.must, form.must_not)
    view = engine.view()
    text = remove_identity(form.job_text or "").text
    spec = job_of_text(text, "text") if form.job is None else find_job(view, form.job)
    engine.screener(spec, rubric)  # so that an unknown skill is refused now
    given = unpacked(files, settings.max_upload_mb * 1_000_000)
    return submit(settings.data_dir, given, spec, rubric, view.provenance, keep_text=settings.screening_keep_text)


@contextmanager
def open_screening(settings: Settings, screening: str) -> Iterator[tuple[ScreeningTable, Job]]:
    """Open the table at a screening. Raises UnknownValue where there is none of that id."""
    if not table_path(settings.data_dir).exists():
        raise UnknownValue("screening", screening)
    with ScreeningTable(table_path(settings.data_dir)) as table:
        job = table.find(screening)
        if job is None:
            raise UnknownValue("screening", screening)
        yield table, job


def _busy() -> Response:
    return problems.busy(f"{_OPEN_AT_ONCE} screenings are running; wait for them, or delete some", 60)


def _head(settings: Settings, screening: str) -> ScreeningHead:
    with open_screening(settings, screening) as (table, job):
        return ScreeningHead.of_job(job, table.counts(job.job))


def _ranking(engine: Engine, settings: Settings, screening: str) -> Ranking:
    now: Provenance | None
    try:
        now = engine.view().provenance
    except SearchIndexError:
        now = None
    with open_screening(settings, screening) as (table, job):
        return read_ranking(table, job, now)


async def _events(settings: Settings, first: ScreeningHead, streams: asyncio.Semaphore) -> AsyncIterator[str]:
    """Yield the state whenever it changed."""
    async with streams:
        until, said = time.monotonic() + _STREAM_S, ""
        head: ScreeningHead | None = first
        yield "retry: 1000\n\n"
        while head is not None:
            data = head.model_dump_json()
            name = "progress" if head.status == RUNNING else head.status
            if data != said:
                said = data
                yield f"event: {name}\ndata: {data}\n\n"
            if head.status != RUNNING or time.monotonic() > until:
                return
            await asyncio.sleep(_POLL_S)
            try:
                head = await run_in_threadpool(_head, settings, first.id)
            except UnknownValue:
                head = None
        yield f'event: deleted\ndata: {{"id": "{first.id}"}}\n\n'
