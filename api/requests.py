"""What questions about a resume take: JSON with a text or a vector, or a multipart form with a file. One reader for all."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Self, TypeVar, cast

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from python_multipart.multipart import parse_options_header
from rapidfuzz import process
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from search.engine import MAX_TOP
from search.errors import InputError, UnknownValue
from search.filters import OccupationFilter
from search.steering import Steering

Model = TypeVar("Model", bound=BaseModel)
Limited = TypeVar("Limited", bound="Question")
MAX_VALUES = 1000
"""values in one list; each is looked up"""
MULTIPART = "multipart/form-data"
_JSON = "application/json"
KNOWN_FIELDS: dict[str, tuple[str, ...]] = {}
"""route → names that its request may use; each module of routes adds its own"""
MAX_ERRORS = 20
"""wrong fields that are named one by one"""

Name = Annotated[str, Field(max_length=500)]
Names = Annotated[list[Name], Field(max_length=MAX_VALUES, fail_fast=True)]
SkillLevels = Annotated[list[Annotated[int, Field(ge=1, le=4)]], Field(max_length=4, fail_fast=True)]
Language = Annotated[str, Field(max_length=35)]
"""The longest language tag that RFC 5646 asks every program to take."""


class Question(BaseModel):
    """What every question about a resume may say beside the resume. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    remove_identity: bool = Field(True, description="remove names, contacts and the like before encoding")

    @classmethod
    def lists(cls) -> frozenset[str]:
        """Return the fields that may be repeated in a form."""
        return frozenset(name for name, field in cls.model_fields.items() if field.get_default() == [])


class OccupationFilters(BaseModel):
    """Limits on occupations."""

    model_config = ConfigDict(extra="forbid")

    isco: Names = Field([], description="ISCO-08 codes of any level; any of them", examples=[["25"]])
    exclude_isco: Names = Field([], description="ISCO-08 codes to leave out", examples=[["251"]])
    collections: Names = Field([], description="green, digital, research…; any of them", examples=[["research"]])
    regulated: Name | None = Field(None, description="yes, no or unknown", examples=["no"])
    skills: Names = Field(
        [], description="skill URIs or labels that the occupation must list; all of them", examples=[["use JavaScript"]]
    )
    without_skills: Names = Field(
        [], description="skill URIs or labels that must not be essential for the occupation; none of them", examples=[[]]
    )
    exclude: Names = Field([], description="occupations to leave out: URI, code or label", examples=[["2513.1"]])
    countries: Names = Field(
        [], description="occupations that live job ads in any of these countries declare, ISO 3166", examples=[["DE", "AT"]]
    )
    skill_levels: SkillLevels = Field([], description="ISCO-08 skill levels, 1 to 4; any of them", examples=[[3, 4]])
    roles: Names = Field([], description="does, leads, sells or teaches; any of them", examples=[["does"]])

    def filters(self) -> OccupationFilter:
        """Return the filter that the engine takes."""
        return OccupationFilter(
            isco=tuple(self.isco),
            exclude_isco=tuple(self.exclude_isco),
            collections=tuple(self.collections),
            regulated=self.regulated,
            skills=tuple(self.skills),
            without_skills=tuple(self.without_skills),
            exclude=tuple(self.exclude),
            countries=tuple(self.countries),
            skill_levels=tuple(self.skill_levels),
            roles=tuple(self.roles),
        )


class Limits(Question, OccupationFilters):
    """Filters and size of a match."""

    top: int = Field(20, ge=1, le=MAX_TOP, description="how many occupations")
    language: Language | None = Field(None, description="language to compare in and to show; default: the one detected")
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="leave out matches whose confidence is lower or not known", examples=[0.3]
    )
    accepted: Names = Field(
        [], description="occupations that fit: they come first, and pull what is near them; URI, code or label", examples=[[]]
    )
    dismissed: Names = Field(
        [],
        description="occupations that do not: they are gone, and push what is near them down; URI, code or label",
        examples=[[]],
    )
    diversity: float = Field(
        0, ge=0, le=1, description="0: by fit alone; 1: each as unlike those before it as can be", examples=[0.3]
    )
    evidence: bool = Field(False, description="say why each match fits: skills with quotes, parts of the score; needs a text")

    def steering(self) -> Steering:
        """Return the steering that the engine takes."""
        return Steering(tuple(self.accepted), tuple(self.dismissed), self.diversity)


Text = Annotated[
    str | None,
    Field(description="a resume, or any text about work", examples=["Nurse, ten years in intensive care"]),
]
Vector = Annotated[
    Annotated[list[float], Field(max_length=65_536, fail_fast=True)] | None,
    Field(description="your own vector, made by the index's encoder; any length but zero"),
]


class WithText(Question):
    """The JSON body of a question that is about a text alone."""

    text: Text = None

    @model_validator(mode="after")
    def _with_text(self) -> Self:
        if self.text is None:
            raise ValueError("give a text")
        return self


class MatchRequest(Limits):
    """The JSON body: exactly one of `text` and `vector`."""

    text: Text = None
    vector: Vector = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.text is None) == (self.vector is None):
            raise ValueError("give exactly one of text and vector")
        if self.evidence and self.text is None:
            raise ValueError("evidence needs a text: a vector has no words to quote")
        return self


@dataclass(frozen=True, slots=True)
class Asked(Generic[Limited]):
    """A request whatever its encoding: what it is limited to, and at most one of text, file, vector, and (of ads) words, like."""

    limits: Limited
    text: str | None = None
    vector: list[float] | None = None
    like: str | None = None
    words: str | None = None
    file: bytes | None = None
    filename: str | None = None


def content_type(request: Request) -> str:
    """Return the content type without parameters, in lower case. Raises HTTPException for another charset than UTF-8."""
    kind, parameters = parse_options_header(request.headers.get("content-type"))
    if parameters.get(b"charset", b"utf-8").lower() not in {b"utf-8", b"utf8"}:
        # Python's codecs by name: some raise what no parser expects (punycode), some make lone surrogates
        raise HTTPException(415, "send the body in UTF-8; its content type names another charset")
    return kind.decode("latin-1").lower()


def reads(body: type[Question], limits: type[Limited]) -> Callable[[Request], Awaitable[Asked[Limited]]]:
    """Return what reads a request: JSON as `body`, which is `limits` and the query, or a form with a file or text and `limits`.

    The reader raises RequestValidationError for wrong fields, HTTPException for another content type.
    """

    async def read(request: Request) -> Asked[Limited]:
        if is_json(request):
            given = validated(body, await request.body())
            query = {name: getattr(given, name, None) for name in ("text", "vector", "like", "words")}
            return Asked(cast("Limited", given), **query)
        async with sent_form(request, 1) as form:
            return await _read_form(form, limits)

    return read


read_match_request = reads(MatchRequest, Limits)


def is_json(request: Request) -> bool:
    """Return whether the body is JSON; else it is a form. Raises HTTPException where it is neither."""
    kind = content_type(request)
    if kind not in (_JSON, MULTIPART):
        raise HTTPException(415, f"send {_JSON} or {MULTIPART}; the body has another content type, or none")
    return kind == _JSON


@asynccontextmanager
async def sent_form(request: Request, max_files: int) -> AsyncIterator[FormData]:
    """Give the form in the body, its files in memory. Raises HTTPException for one that can't be read."""
    try:
        form = await InMemory(request.headers, request.stream(), max_files=max_files).parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from None
    try:
        yield form
    finally:
        await form.close()


class InMemory(MultiPartParser):
    """Keep uploads in memory, whatever their size below the body's limit: a resume never touches the disk."""

    spool_max_size = sys.maxsize


async def _read_form(form: FormData, model: type[Limited]) -> Asked[Limited]:
    upload, text = form.get("file"), form.get("text")
    if upload is not None and not isinstance(upload, UploadFile):
        raise InputError("`file` has no file name, so it is a field and no file; send it as a file, or its text as `text`")
    if isinstance(text, UploadFile):
        raise InputError("`text` has a file name, so it is a file and no field; send it as `file`")
    if (text is None) == (upload is None):
        raise InputError("the form must hold a file named `file` or a field `text`, and not both")
    lists = model.lists()
    fields = {key: form.getlist(key) if key in lists else form[key] for key in form if key not in {"file", "text"}}
    if again := [key for key in (*model.model_fields, "file", "text") if key not in lists and len(form.getlist(key)) > 1]:
        raise InputError(f"the form holds more than one {again[0]!r}")
    limits = validated(model, fields)
    if upload is None:
        return Asked(limits, text=text)
    return Asked(limits, file=await upload.read(), filename=upload.filename)


def known_fields(body: type[Question]) -> tuple[str, ...]:
    """Return the names that a request may use, in JSON and in a form."""
    return (*body.model_fields, "file")


_PLAIN = re.compile(r"\w{1,40}", re.ASCII)


def is_plain(name: str) -> bool:
    """Return whether an unknown name may be repeated in an answer: anything longer may be a piece of a resume."""
    return _PLAIN.fullmatch(name) is not None


def refuse_unknown_query(request: Request) -> None:
    """Raise UnknownValue for a query parameter that the route does not have, with the nearest ones it has."""
    taken = request.scope["route"].dependant.query_params
    known = [name for parameter in taken for name in _names(parameter.field_info.annotation) or [parameter.alias]]
    for name in request.query_params:
        if name not in known:
            near = [found for found, _, _ in process.extract(name, known, limit=3)]
            raise UnknownValue("query parameter", name if is_plain(name) else "…", near)


def _names(kind: object) -> list[str]:
    """Return the names of the parameters that a model takes together; none for a single one."""
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def validated(model: type[Model], data: bytes | dict[str, Any]) -> Model:
    """Return the model for JSON or fields. Raises RequestValidationError, InputError for too many wrong fields to name."""
    try:
        return model.model_validate_json(data) if isinstance(data, bytes) else model.model_validate(data)
    except ValidationError as error:
        if error.error_count() > MAX_ERRORS:
            raise InputError(
                f"{error.error_count():,} fields are unknown or wrong; /openapi.json tells the known ones"
            ) from None
        raise RequestValidationError(error.errors(include_input=False, include_url=False, include_context=False)) from None


def without_null(field: dict[str, Any]) -> dict[str, Any]:
    """Return a field's schema for a form, which knows no null."""
    if "anyOf" not in field:
        return field
    (some,) = (kind for kind in field["anyOf"] if kind != {"type": "null"})
    return {**some, "description": field["description"]}


def openapi_body(body: type[Question], limits: type[Question], examples: dict[str, Any]) -> dict[str, Any]:
    """Return what the OpenAPI document says of a body that `reads` reads."""
    schema = limits.model_json_schema()
    form = {name: without_null(field) for name, field in schema["properties"].items()}
    content = {
        _JSON: {"schema": body.model_json_schema(), "examples": examples},
        MULTIPART: {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "PDF, DOCX, ODT, HTML or text"},
                    "text": {"type": "string", "description": "instead of a file"},
                    **form,
                },
                **{key: schema[key] for key in ("required",) if key in schema},
                "oneOf": [{"required": ["file"]}, {"required": ["text"]}],
                "additionalProperties": False,
            }
        },
    }
    return {"requestBody": {"required": True, "content": content}}


VECTOR_EXAMPLE = {"summary": "a vector of your own", "value": {"vector": [0.01, -0.02], "top": 5}}
MATCH_BODY = openapi_body(
    MatchRequest,
    Limits,
    {
        "text": {"value": {"text": "I build web sites with JavaScript and PHP.", "isco": ["25"], "top": 5}},
        "vector": VECTOR_EXAMPLE,
    },
)
