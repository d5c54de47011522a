"""What may be written, on whatever engine: checked before anything is, so that of a refused batch nothing is written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from qdrant_client import models

if TYPE_CHECKING:
    from search.store.base import CollectionSchema, Points

_ASKED = 1000
"""Ids looked up in one request."""


def check_schemas(schemas: Mapping[str, CollectionSchema]) -> None:
    """Raise ValueError for a collection name that can't be part of a path and of a name on the server, or for none at all."""
    if not schemas:
        raise ValueError("a generation needs at least one collection")
    for name, schema in schemas.items():
        if not re.fullmatch(r"[a-z][a-z0-9]*", name):
            raise ValueError(f"collection name {name!r} is not lower-case letters and digits")
        if both := set(schema.dense) & set(schema.sparse):
            raise ValueError(f"{name}: {sorted(both)} are both dense and sparse")


def check_points(
    collection: str, schema: CollectionSchema, points: Sequence[models.PointStruct] | Sequence[models.PointVectors]
) -> None:
    """Raise ValueError for an id that is no UUID or a vector that `schema` does not allow, naming the point."""
    for point in points:
        where = f"{collection}: point {_checked(collection, point.id)}"
        if not isinstance(point.vector, dict):
            raise ValueError(f"{where}: vectors must be given by name")  # noqa: TRY004 - the batch is data, not code
        for name, vector in point.vector.items():
            _check_vector(f"{where}: vector {name!r}", schema, name, vector)


def checked_ids(collection: str, ids: Iterable[str]) -> list[str]:
    """Return the ids as the engines write them, each once. Raises ValueError for one that is no UUID."""
    return list(dict.fromkeys(_checked(collection, id_) for id_ in ids))


def _checked(collection: str, id_: object) -> str:
    try:
        return str(id_ if isinstance(id_, uuid.UUID) else uuid.UUID(cast("str", id_)))
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{collection}: point {id_}: the id is not a UUID string") from error


def check_names(collection: str, schema: CollectionSchema, names: Iterable[str]) -> None:
    """Raise ValueError for a vector that the collection does not have."""
    for name in names:
        if name not in schema.dense and name not in schema.sparse:
            raise ValueError(f"{collection}: vector {name!r} is unknown; the collection has {_names(schema)}")


def _names(schema: CollectionSchema) -> list[str]:
    return sorted([*schema.dense, *schema.sparse])


def existing(points: Points, collection: str, ids: Sequence[str]) -> list[str]:
    """Return those of the checked `ids` that exist."""
    found: list[str] = []
    for start in range(0, len(ids), _ASKED):
        some = points.retrieve(collection, ids[start : start + _ASKED], with_payload=False)
        found += [str(record.id) for record in some]
    return found


def check_existing(points: Points, collection: str, ids: Sequence[str]) -> None:
    """Raise ValueError where one of the checked `ids` does not exist, naming it."""
    if absent := set(ids) - set(existing(points, collection, ids)):
        raise ValueError(f"{collection}: point {min(absent)} does not exist ({len(absent)} of {len(ids)}); upsert it first")


def _check_vector(where: str, schema: CollectionSchema, name: str, vector: object) -> None:
    if name in schema.sparse:
        if not isinstance(vector, models.SparseVector):
            raise ValueError(f"{where} is sparse; got {type(vector).__name__}")
        if len(vector.indices) != len(vector.values) or len(set(vector.indices)) != len(vector.indices):
            raise ValueError(
                f"{where} has {len(vector.indices)} indices ({len(set(vector.indices))} different) "
                f"for {len(vector.values)} values"
            )
        values = vector.values
    elif name in schema.dense:
        if not isinstance(vector, list) or len(vector) != schema.dense[name]:
            length = len(vector) if isinstance(vector, list) else type(vector).__name__
            raise ValueError(f"{where} has {length} dimensions, the collection has {schema.dense[name]}")
        values = vector
    else:
        raise ValueError(f"{where} is unknown; the collection has {_names(schema)}")
    if not is_finite(values):
        raise ValueError(f"{where} holds NaN or infinity")


def is_finite(values: Sequence[float] | Sequence[Sequence[float]]) -> bool:
    """Tell whether all values are finite as 32-bit floats."""
    with np.errstate(over="ignore"):
        return bool(np.isfinite(np.asarray(values, dtype=np.float32)).all())
