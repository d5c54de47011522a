"""Errors as RFC 9457 problem details (application/problem+json). The one table from our errors to HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from rapidfuzz import process
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.pages import DATA_HEADERS, asks_for_page, lost_page
from api.requests import KNOWN_FIELDS, MatchRequest, is_plain, known_fields
from search.errors import (
    AdsMissing,
    CareerspaceError,
    EncoderError,
    IndexMismatch,
    IndexMissing,
    InputError,
    MapMissing,
    ResumeError,
    StoreLocked,
    StoreUnavailable,
    UnknownValue,
)

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger("careerspace.api")
_TABLE: tuple[tuple[type[CareerspaceError], int, str], ...] = (
    (UnknownValue, 422, "unknown-value"),
    (ResumeError, 422, "resume-not-readable"),
    (InputError, 422, "invalid-input"),
    (AdsMissing, 503, "ads-missing"),
    (MapMissing, 503, "map-missing"),
    (IndexMissing, 503, "index-missing"),
    (IndexMismatch, 503, "index-mismatch"),
    (StoreLocked, 503, "index-locked"),
    (StoreUnavailable, 503, "index-unavailable"),
    (EncoderError, 503, "encoder-unavailable"),
    (CareerspaceError, 500, "internal"),
)
_TITLES = {
    "unknown-value": "A value that the index does not know",
    "resume-not-readable": "The resume can't be read",
    "invalid-input": "The request can't be used as it is",
    "ads-missing": "No job ads are indexed yet",
    "map-missing": "No map has been made of this index yet: `careerspace projection` makes one",
    "index-missing": "Nothing is indexed yet",
    "index-mismatch": "The index was built by another model or release",
    "index-locked": "The index is being built by another process",
    "index-unavailable": "The index does not answer",
    "encoder-unavailable": "The model can't be used",
    "internal": "Something went wrong",
    "http": "The request can't be used as it is",
    "busy": "Too many requests at once",
    "no-key": "The key is missing or wrong",
    "foreign-host": "Not for this host name",
}
_MEANINGS = {
    400: "the body is no multipart form",
    401: "the key is missing or wrong",
    404: "unknown; the nearest ones are named",
    408: "the body did not arrive in time",
    413: "the body, or the resume in it, is too large",
    415: "the body is neither JSON nor a multipart form",
    421: "the Host is no loopback name, and the service has no key",
    422: "the input can't be used; the problem names the nearest valid values",
    503: "the index can't answer, or too many requests are in work",
}


class Wrong(BaseModel):
    """One field that can't be used."""

    field: str
    message: str


class Problem(BaseModel):
    """An error as RFC 9457 problem details. It never repeats the text of a resume."""

    type: str = Field(examples=["urn:careerspace:problem:unknown-value"])
    title: str
    status: int
    detail: str = Field(description="what happened, and what to do next")
    field: str | None = Field(None, description="of an unknown value: what was being looked up")
    value: str | None = Field(None, description="of an unknown value: as given")
    suggestions: list[str] | None = Field(None, description="of an unknown value: the nearest valid ones, best first")
    reason: str | None = Field(
        None, description="of a resume: empty, too_short, scanned, encrypted, corrupt, unsupported or too_large"
    )
    errors: list[Wrong] | None = Field(None, description="of an invalid input: every wrong field")


def problem(status: int, kind: str, detail: str, **more: object) -> JSONResponse:
    """Return a problem response; `kind` becomes the type `urn:careerspace:problem:kind`, `more` its extension members."""
    body = {
        "type": f"urn:careerspace:problem:{kind}",
        "title": _TITLES.get(kind, kind.replace("-", " ").capitalize()),
        "status": status,
        "detail": detail,
        **more,
    }
    return JSONResponse(body, status, media_type=MEDIA_TYPE)


def busy(detail: str, seconds: int) -> JSONResponse:
    """Return the problem of a service that has too much in work; `seconds` are those after which to try again."""
    answer = problem(503, "busy", detail)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the OpenAPI document says of these statuses; `describe` adds the schema that it refers to."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}


def describe(document: dict[str, Any]) -> None:
    """Add the schema of a problem to an OpenAPI document."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs", {})
    document.setdefault("components", {}).setdefault("schemas", {}).update({"Problem": schema, **parts})


def install(app: FastAPI) -> None:
    """Answer every error of this service as a problem."""
    app.add_exception_handler(CareerspaceError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(ClientDisconnect, _of_disconnect)
    app.add_exception_handler(Exception, _of_anything)


_IN_PATHS = frozenset({"occupation", "ISCO group", "ad", "screening", "ranking"})
"""what a path can name: not found there is 404, in a filter it is 422"""


async def _of_ours(request: Request, error: Exception) -> JSONResponse:
    status, kind = next((status, kind) for family, status, kind in _TABLE if isinstance(error, family))
    more: dict[str, object] = {}
    if isinstance(error, UnknownValue):
        status = 404 if error.field in _IN_PATHS and request.scope.get("path_params") else status
        more = {"field": error.field, "value": error.value, "suggestions": list(error.suggestions)}
    elif isinstance(error, ResumeError):
        more = {"reason": error.reason}
        status = 413 if error.reason == "too_large" else status
    detail = str(error)
    if status == 503:  # the message may name folders and hosts: it is for the operator
        _log.error(kind, reason=detail)
        detail = f"{_TITLES[kind]}; the service's log says why"
    return problem(status, kind, detail, **more)


async def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    # the input itself is left out: it may be a resume
    known = KNOWN_FIELDS.get(getattr(request.scope.get("route"), "path", "")) or known_fields(MatchRequest)
    errors = [{"field": _place(item["loc"]), "message": _message(item, known)} for item in error.errors()]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(422, "invalid-input", detail, errors=errors)


def _message(item: dict[str, Any], known: Sequence[str]) -> str:
    """Return pydantic's message, with the nearest known name for an unknown field."""
    if item["type"] != "extra_forbidden":
        return str(item["msg"]).removeprefix("Value error, ")
    near = process.extract(str(item["loc"][-1]), known, limit=3, score_cutoff=50)
    return "unknown field" + (f"; nearest: {', '.join(name for name, _, _ in near)}" if near else "")


def _place(parts: tuple[int | str, ...]) -> str:
    if not parts:
        return "body"
    return ".".join(str(part) if is_plain(str(part)) else "…" for part in parts)


async def _of_disconnect(_request: Request, _error: Exception) -> JSONResponse:
    return problem(400, "http", "the client went away before its body was whole")


async def _of_anything(_request: Request, _error: Exception) -> JSONResponse:
    answer = problem(500, "internal", "an error in the service; its log tells more")
    answer.headers.update(DATA_HEADERS)  # it is made outside of every layer of ours
    return answer


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    if error.status_code == 404 and asks_for_page(request.scope):
        return lost_page()
    response = problem(error.status_code, "http", str(error.detail))
    response.headers.update(error.headers or {})
    return response
