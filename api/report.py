"""The route that gives a counsellor's report on a resume, as a page or as PDF."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Response
from pydantic import Field, field_validator
from starlette.concurrency import run_in_threadpool

from api import problems
from api.report_page import FORMATS, content_policy, pdf_library, render, report_language
from api.requests import KNOWN_FIELDS, Asked, Language, Name, Names, Question, WithText, known_fields, openapi_body, reads
from api.resumes import sent_resume
from ingest.resume import segments_of
from search.engine import Engine
from search.report import MAX_TOP, make_report


class ReportLimits(Question):
    """What the report is about, and how it is to be given."""

    to: Name | None = Field(
        None,
        description="the occupation to show the way to: URI, UUID, code or label; default: the first match",
        examples=["web developer"],
    )
    top: int = Field(5, ge=1, le=MAX_TOP, description="how many occupations")
    language: Language | None = Field(
        None, description="language of the report, en or de; default: that of the resume, else en", examples=["en"]
    )
    countries: Names = Field([], description="only job ads in any of these countries, ISO 3166", examples=[["DE", "AT"]])
    format: Literal["html", "pdf"] = Field(
        "html", description="html: one self-contained page; pdf: the same on one sheet of A4"
    )

    @field_validator("remove_identity")
    @classmethod
    def _always_removed(cls, value: bool) -> bool:
        if not value:
            raise ValueError("a report never names the person, so identity is always removed; leave this out")
        return value


class ReportRequest(WithText, ReportLimits):
    """The JSON body."""


KNOWN_FIELDS["/v1/report"] = known_fields(ReportRequest)
REPORT_BODY = openapi_body(
    ReportRequest,
    ReportLimits,
    {"text": {"value": {"text": "I build web sites with JavaScript and PHP.", "to": "web developer", "language": "en"}}},
)
read_report_request = reads(ReportRequest, ReportLimits)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the report",
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def add_report(app: FastAPI, engine: Engine, turns: asyncio.Semaphore, max_bytes: int) -> None:
    """Add the route; `turns` is shared with every other question that encodes."""

    @app.post(
        "/v1/report",
        summary="A counsellor's report on a resume",
        responses=problems.responses(422, 503, 400, 408, 413, 415) | _FILE,
        response_class=Response,
        openapi_extra=REPORT_BODY,
    )
    async def report(wanted: Annotated[Asked[ReportLimits], Depends(read_report_request)]) -> Response:
        async with turns:
            return await run_in_threadpool(_report, engine, wanted, max_bytes)


def _report(engine: Engine, wanted: Asked[ReportLimits], max_bytes: int) -> Response:
    limits = wanted.limits
    if limits.format == "pdf":
        pdf_library()  # refuse before anything is encoded
    resume = sent_resume(wanted, max_bytes)
    language = report_language(limits.language, resume.language)
    report = make_report(
        engine,
        resume.text,
        segments_of(resume),
        to=limits.to,
        top=limits.top,
        language=language,
        countries=limits.countries,
    )
    headers = {
        "Content-Disposition": f'inline; filename="career-report.{limits.format}"',
        "Content-Language": language,
        "Content-Security-Policy": f"{content_policy()}; frame-ancestors 'none'",
    }
    return Response(render(limits.format, report, resume, language), media_type=FORMATS[limits.format], headers=headers)
