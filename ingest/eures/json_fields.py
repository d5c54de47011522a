"""Take fields out of JSON whose types nobody guarantees: what is of another type than expected counts as not given."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from ingest.eures.raw import Scalar

Fields = dict[str, object]


def mapping(value: object) -> Fields:
    """Return an object's fields, none where it is something else."""
    return cast("Fields", value) if isinstance(value, dict) else {}


def entries(value: object) -> list[object]:
    """Return the entries of a list, or the one value where it is no list; none for null."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def scalar(value: object) -> Scalar | None:
    """Return a text that is not blank or a number as it is; None for anything else, NaN and numbers of absurd size."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 10**18 else None  # NaN is not, either


def text(value: object) -> str | None:
    """Return a text that is not blank, or a number as text; None for anything else."""
    found = scalar(value)
    return None if found is None else str(found)


def texts(value: object) -> list[str]:
    """Return the texts and numbers of a list, or of a single value."""
    return [found for entry in entries(value) if (found := text(entry)) is not None]


def first(*values: object) -> Scalar | None:
    """Return the first that is a text or a number."""
    return next((found for value in values if (found := scalar(value)) is not None), None)
