"""The contract of the index: generations that are built aside, published at once, and read as a whole.

Requests are written in `qdrant_client.models` terms, whatever the engine. A generation is one build of every collection; it is
written through a `GenerationWriter`, becomes current by `publish`, and is read through a `Reader` that never changes under its
holder. An unfinished generation is never visible.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from qdrant_client import models

OCCUPATIONS = "occupations"
SKILLS = "skills"
GROUPS = "groups"
"""ISCO groups, skill groups and ISCED-F fields: payload only, no vectors."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "http://data.europa.eu/esco/")


def point_id(uri: str) -> str:
    """Return the point id of a concept or ad: uuid5 of its URI, the same in every generation and engine."""
    return str(uuid.uuid5(_NAMESPACE, uri))


@dataclass(frozen=True, slots=True)
class CollectionSchema:
    """What a collection holds.

    `dense`: vector name → dimension (cosine distance). `sparse`: names of sparse vectors, scored with the IDF modifier.
    `payload_indexes`: field → type; created before the first point.
    """

    dense: Mapping[str, int] = field(default_factory=dict)
    sparse: tuple[str, ...] = ()
    payload_indexes: Mapping[str, models.PayloadSchemaType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one published generation was made of."""

    generation: int
    esco_version: str
    model: str
    """name and revision or hash of the encoder that wrote it"""
    dimension: int
    languages: tuple[str, ...]
    created_at: str
    """ISO 8601, UTC"""
    counts: Mapping[str, int]
    """collection → number of points"""
    sources: Mapping[str, str] = field(default_factory=dict)
    """file name → SHA-256 of what was read"""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "languages": list(self.languages), "counts": dict(self.counts), "sources": dict(self.sources)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Manifest:
        """Read what `to_json` wrote."""
        return cls(**{**data, "languages": tuple(data["languages"])})


class GenerationWriter(Protocol):
    """One generation being built, invisible until published. Used by one thread."""

    @property
    def number(self) -> int:
        """The generation's number, larger than every earlier one."""

    def upsert(self, collection: str, points: Sequence[models.PointStruct]) -> None:
        """Write points; the same id again replaces it.

        Raises ValueError for a vector that is not finite or whose dimension is wrong, naming the point; StoreUnavailable when
        the engine refuses (disk full, server down).
        """

    def publish(self, manifest: Manifest) -> None:
        """Make this generation the current one, at once, for every reader opened from now on.

        Waits until the index is built and durable. `manifest.counts` must equal what is stored, else ValueError.
        """

    def abandon(self) -> None:
        """Remove what was written; nothing was visible."""


class Reader(Protocol):
    """One published generation. Safe to use from several threads. Every method raises StoreUnavailable on an engine failure."""

    @property
    def manifest(self) -> Manifest:
        """What this generation was made of."""

    def query(self, collection: str, requests: Sequence[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        """Answer several queries in one round trip; one list for each request, best first, ties by id.

        A request has `query` (a dense list, a models.SparseVector, or None for filtered points), `using`, `filter`, `limit`,
        `with_payload`, `with_vector` and `params`. Scores are cosine similarities for dense vectors, BM25 sums for sparse ones.
        """

    def retrieve(
        self, collection: str, ids: Sequence[str], *, with_payload: bool | Sequence[str] = True, with_vectors: bool | Sequence[str] = False
    ) -> list[models.Record]:
        """Return the points that exist among `ids`, in the order asked."""

    def scroll(
        self,
        collection: str,
        *,
        scroll_filter: models.Filter | None = None,
        limit: int = 256,
        offset: str | None = None,
        with_payload: bool | Sequence[str] = True,
        with_vectors: bool | Sequence[str] = False,
    ) -> tuple[list[models.Record], str | None]:
        """Return one page in id order, and the offset of the next page or None."""

    def count(self, collection: str, count_filter: models.Filter | None = None) -> int:
        """Return the exact number of points that pass."""

    def facet(self, collection: str, key: str, facet_filter: models.Filter | None = None, limit: int = 1000) -> dict[str, int]:
        """Return value → exact count over an indexed keyword field, most frequent first, ties by value."""

    def close(self) -> None:
        """Let go of files or connections. Later calls raise StoreUnavailable."""


class Store(Protocol):
    """All generations of one index."""

    def current(self) -> int | None:
        """Return the published generation's number, or None. Cheap: asked before each request of a service."""

    def manifests(self) -> list[Manifest]:
        """Return every complete generation, oldest first, the current one included."""

    def open(self) -> Reader:
        """Open the current generation. Raises IndexMissing, StoreLocked or StoreUnavailable."""

    def begin(self, schemas: Mapping[str, CollectionSchema]) -> GenerationWriter:
        """Start a new generation with its collections and payload indexes.

        Removes what an interrupted build left behind. Raises StoreLocked while another build runs on the same index.
        """

    def activate(self, generation: int) -> None:
        """Make an older complete generation the current one (rollback). Raises IndexMissing when it is not there."""

    def prune(self, keep: int) -> list[int]:
        """Remove the oldest complete generations beyond `keep`, never the current one; return the removed numbers."""

    def close(self) -> None:
        """Let go of files or connections."""
