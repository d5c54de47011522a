"""Errors as RFC 9457 problem details (application/problem+json). The one table from our errors to HTTP."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from search.errors import (
    CareerspaceError,
    EncoderError,
    IndexMismatch,
    IndexMissing,
    InputError,
    ResumeError,
    StoreLocked,
    StoreUnavailable,
    UnknownValue,
)

MEDIA_TYPE = "application/problem+json"
_TABLE: tuple[tuple[type[CareerspaceError], int, str], ...] = (
    (UnknownValue, 422, "unknown-value"),
    (ResumeError, 422, "resume-not-readable"),
    (InputError, 422, "invalid-input"),
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
    "index-missing": "Nothing is indexed yet",
    "index-mismatch": "The index was built by another model or release",
    "index-locked": "The index is held by another process",
    "index-unavailable": "The index does not answer",
    "encoder-unavailable": "The model can't be used",
    "internal": "Something went wrong",
}


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


def install(app: FastAPI) -> None:
    """Answer every error of this service as a problem."""
    app.add_exception_handler(CareerspaceError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)


async def _of_ours(request: Request, error: Exception) -> JSONResponse:
    status, kind = next((status, kind) for family, status, kind in _TABLE if isinstance(error, family))
    more: dict[str, object] = {}
    if isinstance(error, UnknownValue):
        status = 404 if request.scope.get("path_params") else status
        more = {"field": error.field, "value": error.value, "suggestions": list(error.suggestions)}
    elif isinstance(error, ResumeError):
        more = {"reason": error.reason}
        status = 413 if error.reason == "too_large" else status
    return problem(status, kind, str(error), **more)


async def _of_validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    # the input itself is left out: it may be a resume
    errors = [{"field": ".".join(map(str, item["loc"])), "message": item["msg"]} for item in error.errors()]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors)
    return problem(422, "invalid-input", detail, errors=errors)


async def _of_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    response = problem(error.status_code, "http", str(error.detail))
    response.headers.update(error.headers or {})
    return response
