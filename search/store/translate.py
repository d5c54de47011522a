"""Requests, points and answers between `qdrant_client.models` and the embedded engine's own types, and its errors into ours.

What the engine would not understand is refused with TypeError, never dropped: a filter that loses a condition finds too much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import qdrant_edge as edge
from qdrant_client import models

from search.errors import StoreUnavailable
from search.store import base

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from search.store.base import CollectionSchema

_NO_VECTORS = "none"
"""The engine can't make a shard without vectors; a payload-only collection gets this sparse one, never filled."""


def shard_config(schema: CollectionSchema, *, purge: bool = False) -> edge.EdgeConfig:
    """Return the engine's configuration of one collection. `purge` rewrites every segment from which anything was deleted."""
    sparse = {name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for name in schema.sparse}
    if not schema.dense and not sparse:
        sparse = {_NO_VECTORS: edge.EdgeSparseVectorParams()}
    return edge.EdgeConfig(
        vectors={name: edge.EdgeVectorParams(size, edge.Distance.Cosine) for name, size in schema.dense.items()},
        sparse_vectors=sparse,
        hnsw_config=edge.HnswIndexConfig(base.HNSW_M, base.HNSW_EF_CONSTRUCT, base.FULL_SCAN_THRESHOLD_KB),
        optimizers=edge.EdgeOptimizersConfig(
            indexing_threshold=base.INDEXING_THRESHOLD_KB,
            # the engine's own defaults, given because it otherwise keeps what a purge has set
            deleted_threshold=0.0 if purge else 0.2,
            vacuum_min_vector_number=1 if purge else 1000,
        ),
        wal_enabled=False,
    )


def schema_of(config: Mapping[str, Any]) -> CollectionSchema:
    """Return what a shard's edge_config.json says of its vectors; it says nothing of payload indexes."""
    dense = {name: int(params["size"]) for name, params in (config.get("vectors") or {}).items()}
    sparse = tuple(name for name in config.get("sparse_vectors") or {} if name != _NO_VECTORS)
    return base.CollectionSchema(dense, sparse)


def index_type(kind: models.PayloadSchemaType) -> edge.PayloadSchemaType:
    """Return the engine's type of a payload index. Raises TypeError for one that it does not have."""
    found = getattr(edge.PayloadSchemaType, kind.value.capitalize(), None)
    if not isinstance(found, edge.PayloadSchemaType):
        raise TypeError(f"payload index {kind!r} is not known to the embedded engine")
    return found


def edge_point(collection: str, point: models.PointStruct) -> edge.Point:
    """Return a point that `check_points` has passed. Raises ValueError for a payload that is not JSON, naming the point."""
    with _plain_json(collection, point.id):
        return edge.Point(str(point.id), _edge_vectors(point.vector), point.payload or {})


def edge_vectors(point: models.PointVectors) -> edge.PointVectors:
    """Return new vectors that `check_points` has passed."""
    return edge.PointVectors(str(point.id), _edge_vectors(point.vector))


def edge_fields(collection: str, id_: str, payload: Mapping[str, Any]) -> edge.UpdateOperation:
    """Return the setting of payload fields. Raises ValueError for values that are not JSON, naming the point."""
    with _plain_json(collection, id_):
        return edge.UpdateOperation.set_payload([id_], dict(payload))


@contextmanager
def _plain_json(collection: str, id_: object) -> Iterator[None]:
    try:
        yield
    except (TypeError, ValueError, OverflowError) as error:
        first = str(error).partition("\n")[0]
        raise ValueError(f"{collection}: point {id_}: the payload is not plain JSON: {first}") from error


def _edge_vectors(vectors: object) -> dict[str, edge.NamedVector]:
    return {name: _edge_vector(vector) for name, vector in cast("dict[str, models.Vector]", vectors).items()}


def _edge_vector(vector: object) -> edge.NamedVector:
    if isinstance(vector, models.SparseVector):
        return edge.SparseVector(vector.indices, vector.values)
    return cast("list[float]", vector)


def edge_request(request: models.QueryRequest, limit: int) -> edge.QueryRequest:
    """Return a query for the best `limit` points. Raises TypeError for what the engine does not have."""
    return edge.QueryRequest(
        limit=limit,
        query=None if request.query is None else edge.Query.Nearest(_nearest_to(request.query), using=request.using),
        filter=edge_filter(request.filter),
        score_threshold=request.score_threshold,
        params=_params(request.params),
        with_payload=edge_selector(request.with_payload),
        with_vector=edge_selector(request.with_vector),
    )


def _nearest_to(query: object) -> edge.NamedVector:
    """Return the vector whose nearest points a query asks for.

    A recommendation by average vector is the search for 2 · mean of the positive - mean of the negative examples, which Qdrant's
    server makes of it too; the engine has the two other strategies only.
    Source: https://qdrant.tech/documentation/concepts/explore/.
    """
    if not isinstance(query, models.RecommendQuery):
        return _edge_vector(query)
    positive = np.mean(cast("list[list[float]]", query.recommend.positive), axis=0)
    if not query.recommend.negative:
        return cast("list[float]", positive.tolist())
    negative = np.mean(cast("list[list[float]]", query.recommend.negative), axis=0)
    return cast("list[float]", (2 * positive - negative).tolist())


def _params(params: models.SearchParams | None) -> edge.SearchParams | None:
    if params is None:
        return None
    if unknown := _given(params) - {"hnsw_ef", "exact", "indexed_only"}:
        raise TypeError(f"search parameters {sorted(unknown)} are not translated for the embedded engine")
    return edge.SearchParams(hnsw_ef=params.hnsw_ef, exact=bool(params.exact), indexed_only=bool(params.indexed_only))


def _given(model: BaseModel) -> set[str]:
    return {name for name in type(model).model_fields if getattr(model, name) is not None}


def edge_selector(selector: object) -> bool | list[str]:
    """Return which payload fields or vectors come along. Raises TypeError for an exclusion."""
    match selector:
        case None:
            return False
        case bool():
            return selector
        case models.PayloadSelectorInclude():
            return list(selector.include)
        case list() | tuple():
            return list(selector)
        case _:
            raise TypeError(f"selector {selector!r} is not translated for the embedded engine; give a bool or a list of names")


def edge_filter(given: models.Filter | None) -> edge.Filter | None:
    """Return a filter. Raises TypeError for a condition that the engine does not have."""
    if given is None:
        return None
    return edge.Filter(
        must=_conditions(given.must),
        should=_conditions(given.should),
        must_not=_conditions(given.must_not),
        min_should=None if given.min_should is None else _min_should(given.min_should),
    )


def _min_should(given: models.MinShould) -> edge.MinShould:
    if not 1 <= given.min_count <= len(given.conditions):
        # asked for more than there are, the engine lets points through that meet the filter's other conditions
        raise ValueError(f"min_should wants {given.min_count} of {len(given.conditions)} conditions")
    return edge.MinShould([_condition(condition) for condition in given.conditions], given.min_count)


def _conditions(given: list[models.Condition] | models.Condition | None) -> list[edge.ConditionType] | None:
    if given is None:
        return None
    return [_condition(condition) for condition in (given if isinstance(given, list) else [given])]


_MATCHES: Mapping[type, Callable[[Any], edge.MatchType]] = {
    models.MatchValue: lambda given: edge.MatchValue(given.value),
    models.MatchAny: lambda given: edge.MatchAny(given.any),
    models.MatchExcept: lambda given: edge.MatchExcept(given.except_),
    models.MatchText: lambda given: edge.MatchText(given.text),
}


def _field_condition(given: models.FieldCondition) -> edge.FieldCondition:
    if given.match is not None and _given(given) == {"key", "match"}:
        return edge.FieldCondition(given.key, match=_match(given.key, given.match))
    if given.range is not None and _given(given) == {"key", "range"}:
        return edge.FieldCondition(given.key, range=_range(given.range))
    kinds = sorted(_given(given) - {"key"})
    raise TypeError(f"a condition on {given.key!r} by {kinds} is not translated for the embedded engine")


def _match(key: str, given: models.Match) -> edge.MatchType:
    if type(given) not in _MATCHES:
        raise TypeError(f"{type(given).__name__} on {key!r} is not translated for the embedded engine")
    if isinstance(given, models.MatchValue) and isinstance(given.value, bool):
        raise TypeError(f"the embedded engine never matches a bool ({key!r}): store 0 and 1, or keywords")
    return _MATCHES[type(given)](given)


def _range(given: models.RangeInterface) -> edge.RangeType:
    bounds = given.model_dump()
    if isinstance(given, models.DatetimeRange):
        return edge.RangeDateTime(**{name: bound and bound.isoformat() for name, bound in bounds.items()})
    return edge.RangeFloat(**bounds)


_CONDITIONS: Mapping[type, Callable[[Any], Any]] = {
    models.FieldCondition: _field_condition,
    models.Filter: edge_filter,
    models.IsEmptyCondition: lambda given: edge.IsEmptyCondition(given.is_empty.key),
    models.IsNullCondition: lambda given: edge.IsNullCondition(given.is_null.key),
    models.HasIdCondition: lambda given: edge.HasIdCondition({str(id_) for id_ in given.has_id}),
    models.HasVectorCondition: lambda given: edge.HasVectorCondition(given.has_vector),
    models.NestedCondition: lambda given: edge.NestedCondition(
        given.nested.key, edge_filter(given.nested.filter) or edge.Filter()
    ),
}


def _condition(given: models.Condition) -> edge.ConditionType:
    if type(given) not in _CONDITIONS:
        raise TypeError(f"{type(given).__name__} is not translated for the embedded engine")
    return cast("edge.ConditionType", _CONDITIONS[type(given)](given))


# --- back into our terms; without validation, which costs more than the search ---


def scored_point(hit: edge.ScoredPoint) -> models.ScoredPoint:
    """Return a hit."""
    return models.ScoredPoint.model_construct(
        id=str(hit.id), version=hit.version, score=hit.score, payload=hit.payload, vector=_vectors(hit.vector)
    )


def record(point: edge.Record) -> models.Record:
    """Return a point without a score."""
    return models.Record.model_construct(id=str(point.id), payload=point.payload, vector=_vectors(point.vector))


def _vectors(vectors: object) -> dict[str, Any] | None:
    if not isinstance(vectors, dict):
        return None
    return {
        name: models.SparseVector.model_construct(indices=vector.indices, values=vector.values)
        if isinstance(vector, edge.SparseVector)
        else vector
        for name, vector in vectors.items()
    }


@contextmanager
def translated_errors(place: Path) -> Iterator[None]:
    """Turn failures of the world into StoreUnavailable, and a wrong vector name, dimension or facet into ValueError."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"{place}: {error.strerror or error}") from error
    except BaseException as error:
        if type(error) is not Exception and type(error).__module__ != "pyo3_runtime":  # a panic of the engine
            raise
        if re.search(r"Vector dimension error|Not existing vector name|No appropriate index", str(error)):
            raise ValueError(f"{place.name}: {error}") from error
        raise StoreUnavailable(f"the embedded engine refused ({place}): {error}") from error
