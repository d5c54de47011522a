"""Answers that are also given as tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import Response

from search.tables import Table, csv_text

Format = Annotated[
    Literal["json", "csv"],
    Query(description="json: with reasons; csv: a table, as the command line writes it", examples=["csv"]),
]
CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "the answer", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


def csv_response(table: Table) -> Response:
    """Return a table as CSV."""
    return Response(csv_text(*table), media_type="text/csv")
