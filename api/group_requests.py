"""What questions about several resumes take: JSON with texts, or a multipart form with files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, cast

from fastapi import Request
from pydantic import Field
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.requests import MULTIPART, Limited, Question, content_type, is_json, sent_form, validated, without_null
from ingest.resume import Resume, read_resume
from search.errors import InputError, ResumeError

MAX_RESUMES = 50
"""of one group; each is compared with every skill"""


class WithTexts(Question):
    """The JSON body of a question about several resumes."""

    texts: Annotated[list[str], Field(min_length=1, max_length=MAX_RESUMES, fail_fast=True)] = Field(
        description="resumes, or any texts about work", examples=[["Nurse, ten years in intensive care", "I repair bicycles."]]
    )


@dataclass(frozen=True, slots=True)
class AskedOfGroup(Generic[Limited]):
    """A request whatever its encoding: what it is limited to, and each resume as its text, or as its file with a name."""

    limits: Limited
    resumes: list[tuple[str | bytes, str | None]]


def reads_group(body: type[WithTexts], limits: type[Limited]) -> Callable[[Request], Awaitable[AskedOfGroup[Limited]]]:
    """Return what reads a request: JSON as `body`, which is `limits` and `texts`, or a form with `files` and `limits`.

    The reader raises RequestValidationError for wrong fields, HTTPException for another content type.
    """

    async def read(request: Request) -> AskedOfGroup[Limited]:
        if is_json(request):
            given = validated(body, await request.body())
            return AskedOfGroup(cast("Limited", given), [(text, None) for text in given.texts])
        files, fields = await sent_files(request, MAX_RESUMES, limits.lists())
        return AskedOfGroup(validated(limits, fields), [(data, name) for name, data in files])

    return read


async def sent_files(
    request: Request, most: int, lists: frozenset[str] = frozenset(), text: str | None = None
) -> tuple[list[tuple[str, bytes]], dict[str, Any]]:
    """Return the `files` of a form, at least one, by name, and its other fields, those of `lists` as lists.

    The field `text` may be sent as a file in UTF-8. Raises InputError for a form without files or with a field twice, HTTPException
    for one that can't be read, and for another content type.
    """
    if content_type(request) != MULTIPART:
        raise HTTPException(415, f"send {MULTIPART}; the body has another content type, or none")
    async with sent_form(request, most) as form:
        return await _read(form, lists, text)


async def _read(form: FormData, lists: frozenset[str], text: str | None) -> tuple[list[tuple[str, bytes]], dict[str, Any]]:
    files: list[tuple[str, bytes]] = []
    fields: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile) and name == "files":
            files.append((value.filename or "", await value.read()))
        elif isinstance(value, UploadFile) and name != text:
            raise InputError("files are sent as `files`")
        elif name == "files":
            raise InputError("`files` has no file name, so it is a field and no file")
        elif name in lists:
            fields.setdefault(name, []).append(value)
        elif name in fields:
            raise InputError("the form holds a field twice")
        else:
            fields[name] = (await value.read()).decode("utf-8", "replace") if isinstance(value, UploadFile) else value
    if not files:
        raise InputError("the form holds no file named `files`")
    return files, fields


def read_group(asked: AskedOfGroup[Any], max_bytes: int) -> list[Resume]:
    """Return the resumes. Raises ResumeError that says which one can't be read, counted from 1."""
    found = []
    for number, (source, name) in enumerate(asked.resumes, start=1):
        try:
            found.append(read_resume(source, filename=name, remove_identity=asked.limits.remove_identity, max_bytes=max_bytes))
        except ResumeError as error:
            raise ResumeError(error.reason, f"resume {number} of {len(asked.resumes)}: {error.detail}") from None
    return found


def group_body(body: type[WithTexts], limits: type[Question], example: dict[str, Any]) -> dict[str, Any]:
    """Return what the OpenAPI document says of a body that `reads_group` reads."""
    schema = limits.model_json_schema()
    fields = {name: without_null(field) for name, field in schema["properties"].items()}
    form = form_of_files(f"resumes (PDF, DOCX, ODT, HTML, text), at most {MAX_RESUMES}", fields, schema.get("required", ()))
    content = {
        "application/json": {"schema": body.model_json_schema(), "examples": {"texts": {"value": example}}},
        MULTIPART: {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}


def form_of_files(description: str, fields: Mapping[str, Any] | None = None, required: Iterable[str] = ()) -> dict[str, Any]:
    """Return the schema of a form with `files`, and other `fields` (name → schema)."""
    return {
        "type": "object",
        "properties": {
            "files": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "minItems": 1,
                "description": description,
            },
            **(fields or {}),
        },
        "required": ["files", *required],
        "additionalProperties": False,
    }
