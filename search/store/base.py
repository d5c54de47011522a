"""The contract of the index: generations that are built aside, published at once, and read as a whole.

Requests are written in `qdrant_client.models` terms, whatever the engine. A generation is one build of every collection; it is
written through a `GenerationWriter`, becomes current by `publish`, and is read through a `Reader`. An unfinished generation is
never visible. What is current can be revised too (`Store.revise`), without writing anew what stays: the embedded engine makes that
the next generation, so its readers never see half of it; the server changes what its readers see, as it is written.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Protocol, cast

from qdrant_client import models

from search.errors import IndexMissing, StoreUnavailable
from search.store.checks import is_finite

OCCUPATIONS = "occupations"
SKILLS = "skills"
GROUPS = "groups"
"""ISCO groups, skill groups and ISCED-F fields: payload only, no vectors."""
ADS = "ads"
FORMS = "forms"
"""One point for each surface form: a label in one language (search/forms.py)."""

INDEXING_THRESHOLD_KB = 64_000
"""Size of one vector field from which an HNSW graph is built: about 43,000 vectors of 384 dimensions.

Below it every search is an exact scan: recall 1, nothing to build, 1 ms at 14,000 points (docs/decisions/0003)."""

HNSW_M, HNSW_EF_CONSTRUCT, FULL_SCAN_THRESHOLD_KB = 16, 128, 10_000
"""Above it: recall@10 0.9995 at 60,000 clustered points; filters that leave less than the last are scanned exactly."""

TIES_FETCHED = 10_000
"""Points of one equal score that are looked at to order ties by id; a longer run of ties is cut by the engine's own order."""

FACET_VALUES = 100_000
"""Distinct values that a facet asks the engine for before it cuts, so that ties at the cut are settled here."""

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
    content_hash: str = ""
    """SHA-256 over every payload and vector's text: equal hashes mean an equal index"""
    ads_revision: int = 0
    """revision of the ads ledger that this generation reflects; 0: none"""
    ads_ledger: str = ""
    """identity of that ledger; empty where no ads were known"""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {**asdict(self), "languages": list(self.languages), "counts": dict(self.counts), "sources": dict(self.sources)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Manifest:
        """Read what `to_json` wrote, this version's or an older one's. Raises StoreUnavailable where anything else is there."""
        number = data.get("generation")
        if unknown := sorted(set(data) - {known.name for known in fields(cls)}):
            raise StoreUnavailable(
                f"the manifest of generation {number} has {unknown}, which this version of Careerspace does not know: a newer "
                "one wrote it. Update Careerspace, or go back to an older generation"
            )
        try:
            return cls(**{**data, "languages": tuple(data["languages"])})
        except (TypeError, KeyError) as error:
            raise StoreUnavailable(
                f"the manifest of generation {number} is damaged ({error}); build the index again"
            ) from error


class Points(Protocol):
    """What can be read by id, in pages and by counting: a published generation, and one that is being written.

    Every method raises StoreUnavailable on an engine failure or when the holder has let go, IndexMissing for a collection that the
    generation does not have, ValueError for an id or a vector name that can't be, and TypeError for a condition that not every
    engine understands.
    """

    def retrieve(
        self,
        collection: str,
        ids: Sequence[str],
        *,
        with_payload: bool | Sequence[str] = True,
        with_vectors: bool | Sequence[str] = False,
    ) -> list[models.Record]:
        """Return the points that exist among `ids`, each once, in the order asked."""

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


class GenerationWriter(Points, Protocol):
    """One generation being written. Used by one thread; what it has written, it reads.

    It may be held idle for as long as it takes to encode: no other build starts meanwhile, and readers notice nothing. What it
    writes is invisible until published, except where a server's generation is revised in place (`Store.revise`).

    Every method that changes points raises ValueError for an id that is no UUID string and for what is said of it below, naming the
    point; StoreUnavailable when the engine refuses (disk nearly full, server down); StoreLocked when another build has taken over.
    Of a batch that is refused for what it holds nothing is written. All of them may be repeated with the same outcome.
    """

    @property
    def number(self) -> int:
        """The generation's number: larger than every earlier one, except where a server's generation is revised in place."""

    @property
    def base(self) -> Manifest | None:
        """The manifest of the generation that is being revised, or None for one that was begun empty."""

    def upsert(self, collection: str, points: Sequence[models.PointStruct]) -> None:
        """Write points; the same id again replaces it. Ids are UUID strings (`point_id`), vectors are named.

        Raises ValueError for a vector that is not finite, whose name is unknown or whose dimension is wrong.
        """

    def update_vectors(self, collection: str, points: Sequence[models.PointVectors]) -> None:
        """Set the named vectors of points that exist; their other vectors and payloads stay.

        Raises ValueError for a point that does not exist, and as `upsert` does for a vector.
        """

    def delete_vectors(self, collection: str, ids: Sequence[str], names: Sequence[str]) -> None:
        """Remove these vectors of these points, where there are any. Raises ValueError for an unknown name."""

    def set_payload(self, collection: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """Set payload fields, id → top-level field → value, of points that exist; their other fields and vectors stay.

        A value replaces the field's whole value, also where both are objects; None is stored as null. Raises ValueError for a point
        that does not exist.
        """

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        """Remove the points that exist among `ids`."""

    def publish(self, manifest: Manifest) -> None:
        """Make this generation the current one, at once, for every reader opened from now on.

        Waits until the index is built and durable. `manifest.generation` must be `number` and `manifest.counts` what is
        stored, else ValueError; the generation can then still be published with the right manifest, or abandoned. Where a server's
        generation is revised in place, its manifest is replaced; what is current is not touched.
        """

    def abandon(self) -> None:
        """Remove what was written, and let other builds begin; nothing was visible. Does nothing after `publish`.

        Whatever interrupted `publish`, a generation that is current already stays. An engine failure is not raised: what can't
        be removed is left to the next `begin` or, where it is complete, to `prune`. Where a server's generation is revised in
        place, what was written stays, under the old manifest.
        """


class Reader(Points, Protocol):
    """One published generation. Safe to use from several threads.

    It never changes under its holder, except on a server where the generation is revised in place. Beyond what `Points` raises, a
    vector of the wrong dimension is a ValueError.
    """

    @property
    def manifest(self) -> Manifest:
        """What this generation was made of, as of `Store.open`."""

    def query(self, collection: str, requests: Sequence[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        """Answer several queries in one round trip; one list for each request, best first, ties by id.

        A request has `query` (a dense list, a models.SparseVector, a models.RecommendQuery by average vector whose examples are
        dense lists, or None for filtered points in id order), `using`, `filter`, `limit` (10 when None), `offset`,
        `score_threshold`, `with_payload`, `with_vector` and `params`. Scores are cosine similarities for dense vectors, BM25 sums
        for sparse ones, and say nothing where `query` is None.
        """

    def facet(self, collection: str, key: str, facet_filter: models.Filter | None = None, limit: int = 1000) -> dict[str, int]:
        """Return value → exact count of points over an indexed keyword field, most frequent first, ties by value."""

    def close(self) -> None:
        """Let go of files or connections. Later calls raise StoreUnavailable."""


class Store(Protocol):
    """All generations of one index."""

    def current(self) -> int | None:
        """Return the published generation's number, or None. Cheap: asked before each request of a service."""

    def manifests(self) -> list[Manifest]:
        """Return every complete generation, oldest first, the current one included."""

    def open(self) -> Reader:
        """Open the current generation; other processes may have it open too. Raises IndexMissing or StoreUnavailable."""

    def begin(self, schemas: Mapping[str, CollectionSchema]) -> GenerationWriter:
        """Start a new generation with its collections and payload indexes.

        Removes what an interrupted build left behind. Raises StoreLocked while another build runs on the same index,
        ValueError for a collection name that is not lower-case letters and digits.
        """

    def revise(self, *, purge: bool = False) -> GenerationWriter:
        """Start changing what is current: the writer has all of its points, and the same collections and payload indexes.

        `purge` makes sure that what is deleted leaves the new generation's files as well, which may take as long as a whole build;
        without it, its bytes stay until the engine tidies up. A server is left to its own time.

        Embedded: a copy of the current generation, built aside as the next one; a revision that is killed leaves no trace.
        On the server changes are visible as they are written, in the current generation itself, whose number stays; one that is
        killed or abandoned leaves what it has written under the old manifest, so the changes must be such that they can be made
        again. Raises IndexMissing and StoreUnavailable as `open` does, StoreLocked as `begin` does; removes what `begin` removes.
        """

    def activate(self, generation: int) -> None:
        """Make a complete generation the current one (rollback), also where none is or the current one is gone.

        Raises IndexMissing when it is not there.
        """

    def prune(self, keep: int) -> list[int]:
        """Remove the oldest complete generations beyond the newest `keep`, and return the removed numbers.

        Never removes the current one, nor (where the engine can tell) one that a reader still holds.
        """

    def close(self) -> None:
        """Let go of files or connections."""


def scroll_all(
    reader: Points,
    collection: str,
    *,
    scroll_filter: models.Filter | None = None,
    with_payload: bool | Sequence[str] = True,
    with_vectors: bool | Sequence[str] = False,
    page: int = 1000,
) -> Iterator[models.Record]:
    """Yield every point that passes, in id order; `page` points are fetched and held at a time."""
    offset: str | None = None
    while True:
        records, offset = reader.scroll(
            collection,
            scroll_filter=scroll_filter,
            limit=page,
            offset=offset,
            with_payload=with_payload,
            with_vectors=with_vectors,
        )
        yield from records
        if offset is None:
            return


def no_collection(generation: int, collection: str, has: Iterable[str]) -> IndexMissing:
    """Return the error for a collection that a generation does not have."""
    return IndexMissing(f"generation {generation} has no collection {collection!r}; it has {sorted(has)}")


def way_out(complete: Sequence[int]) -> str:
    """Return what to do where no generation can be opened as the current one, given those that are complete."""
    if not complete:
        return "build the index with `careerspace ingest esco FILE`"
    return f"`careerspace rollback {complete[-1]}` makes that one current (complete generations: {list(complete)})"


def cut_facet(counts: Iterable[tuple[str, int]], limit: int) -> dict[str, int]:
    """Return the `limit` most frequent values, ties by value. `counts` should be of FACET_VALUES values."""
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:limit])


Fetch = Callable[[Sequence[tuple[models.QueryRequest, int]]], list[list[models.ScoredPoint]]]
"""Asks the engine: for each (request, number of points wanted from the top, `offset` and `limit` apart) the best points."""


def answer(requests: Sequence[models.QueryRequest], fetch: Fetch) -> list[list[models.ScoredPoint]]:
    """Answer `requests` through `fetch` so that equal scores are ordered by id, also where `limit` cuts through them.

    One point more than asked shows whether the cut goes through a tie; only then more are fetched, up to TIES_FETCHED.
    """
    for request in requests:
        _check_request(request)
    wanted = [(request.offset or 0) + (10 if request.limit is None else request.limit) for request in requests]
    asked = [n if request.query is None else n + 1 for n, request in zip(wanted, requests, strict=True)]
    answers = fetch(list(zip(requests, asked, strict=True)))
    while open_ties := [i for i, hits in enumerate(answers) if _tie_goes_on(hits, wanted[i], asked[i], requests[i])]:
        for i in open_ties:
            asked[i] = min(2 * asked[i] + 16, wanted[i] + TIES_FETCHED)
        more = fetch([(requests[i], asked[i]) for i in open_ties])
        for i, hits in zip(open_ties, more, strict=True):
            answers[i] = hits
    return [
        sorted(hits, key=lambda hit: (-hit.score, str(hit.id)))[request.offset or 0 : n]
        for hits, request, n in zip(answers, requests, wanted, strict=True)
    ]


def _tie_goes_on(hits: Sequence[models.ScoredPoint], wanted: int, asked: int, request: models.QueryRequest) -> bool:
    """Tell whether points that were not fetched may have the score of the last one wanted."""
    if request.query is None or wanted == 0 or len(hits) < asked or asked >= wanted + TIES_FETCHED:
        return False
    return hits[wanted - 1].score == hits[-1].score


def _check_request(request: models.QueryRequest) -> None:
    for name in ("prefetch", "lookup_from", "shard_key"):
        if getattr(request, name) is not None:
            raise TypeError(f"a request with {name!r} is not understood by every engine; fuse and group in search/")
    if (request.limit or 0) < 0 or (request.offset or 0) < 0:
        raise ValueError(f"limit {request.limit} and offset {request.offset} must not be negative")
    query = request.query
    if isinstance(query, models.SparseVector):
        finite = all(map(math.isfinite, query.values))
    elif isinstance(query, list):
        finite = is_finite(query)
    elif isinstance(query, models.RecommendQuery):
        finite = all(is_finite(example) for example in _examples(query.recommend))
    elif query is None:
        return
    else:
        raise TypeError(f"a query is a list of floats, a SparseVector, a RecommendQuery or None, not {type(query).__name__}")
    if not finite:
        raise ValueError("the query vector holds NaN or infinity")
    if request.using is None:
        raise ValueError("a query needs the name of a vector in `using`")


def _examples(given: models.RecommendInput) -> list[list[float]]:
    """Return the positive and negative examples. Raises TypeError for what not every engine understands."""
    if given.strategy not in (None, models.RecommendStrategy.AVERAGE_VECTOR):
        raise TypeError(f"a recommendation by {given.strategy} is not understood by every engine; average_vector is")
    positive, negative = given.positive or [], given.negative or []
    examples = [example for example in (*positive, *negative) if isinstance(example, list)]
    if not positive or len(examples) < len(positive) + len(negative):
        raise TypeError("a recommendation by average vector needs positive examples, all of them lists of floats")
    return cast("list[list[float]]", examples)
