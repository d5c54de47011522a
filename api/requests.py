"""What `POST /v1/match` takes: JSON with a text or a vector, or a multipart form with a file. One request class for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.datastructures import UploadFile

from search.engine import MAX_TOP
from search.errors import InputError
from search.filters import OccupationFilter

Model = TypeVar("Model", bound=BaseModel)
_LISTS = ("isco", "exclude_isco", "collections", "skills", "exclude")


class Limits(BaseModel):
    """Filters and size of a match. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid")

    top: int = Field(20, ge=1, le=MAX_TOP, description="how many occupations")
    language: str | None = Field(None, description="language to compare in and to show; default: the one detected")
    isco: list[str] = Field([], description="ISCO-08 codes of any level; any of them", examples=[["25"]])
    exclude_isco: list[str] = Field([], description="ISCO-08 codes to leave out")
    collections: list[str] = Field([], description="green, digital, research…; any of them")
    regulated: str | None = Field(None, description="yes, no or unknown")
    skills: list[str] = Field([], description="skill URIs or labels that the occupation must list; all of them")
    exclude: list[str] = Field([], description="occupations to leave out: URI, code or label")
    remove_identity: bool = Field(True, description="remove names, contacts and the like before encoding")

    def filters(self) -> OccupationFilter:
        """Return the filter that the engine takes."""
        return OccupationFilter(
            isco=tuple(self.isco),
            exclude_isco=tuple(self.exclude_isco),
            collections=tuple(self.collections),
            regulated=self.regulated,
            skills=tuple(self.skills),
            exclude=tuple(self.exclude),
        )


class MatchRequest(Limits):
    """The JSON body: exactly one of `text` and `vector`."""

    text: str | None = Field(
        None, description="a resume, or any text about work", examples=["Nurse, ten years in intensive care"]
    )
    vector: list[float] | None = Field(None, description="your own vector, made by the index's encoder")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.text is None) == (self.vector is None):
            raise ValueError("give exactly one of text and vector")
        return self


@dataclass(frozen=True, slots=True)
class MatchInput:
    """A request whatever its encoding: limits, and one of text, file or vector."""

    limits: Limits
    text: str | None = None
    vector: list[float] | None = None
    file: bytes | None = None
    filename: str | None = None


async def read_match_request(request: Request) -> MatchInput:
    """Read a match request. Raises RequestValidationError for wrong fields, InputError for another content type."""
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type == "application/json":
        body = _validated(MatchRequest, await request.body())
        return MatchInput(body, text=body.text, vector=body.vector)
    if content_type == "multipart/form-data":
        async with request.form(max_files=1) as form:
            uploads = [value for value in form.values() if isinstance(value, UploadFile)]
            fields = {key: value for key, value in form.multi_items() if not isinstance(value, UploadFile)}
            repeated = {key: [part for part in form.getlist(key) if isinstance(part, str)] for key in _LISTS if key in form}
            text = fields.pop("text", None)
            if (text is None) == (not uploads):
                raise InputError("the form must hold a file or a field `text`, and not both")
            limits = _validated(Limits, {**fields, **repeated})
            if not uploads:
                return MatchInput(limits, text=str(text))
            return MatchInput(limits, file=await uploads[0].read(), filename=uploads[0].filename)
    raise InputError(f"send application/json or multipart/form-data, not {content_type or 'a body without a content type'}")


def _validated(model: type[Model], data: bytes | dict[str, Any]) -> Model:
    try:
        return model.model_validate_json(data) if isinstance(data, bytes) else model.model_validate(data)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_input=False, include_url=False, include_context=False)) from None


OPENAPI_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": MatchRequest.model_json_schema(),
                "examples": {
                    "text": {"value": {"text": "I build web sites with JavaScript and PHP.", "isco": ["25"], "top": 5}},
                    "vector": {"summary": "a vector of your own", "value": {"vector": [0.01, -0.02], "top": 5}},
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "PDF, DOCX, ODT, HTML or text"},
                        **Limits.model_json_schema()["properties"],
                    },
                }
            },
        },
    }
}
