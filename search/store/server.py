"""The server engine: a Qdrant server or cluster, over HTTP.

A generation is one physical collection for each of ours, `{prefix}_{collection}_g{N}`. The published one is the one that the
aliases `{prefix}_{collection}` point at; all of them are switched in one call. The manifest is kept as metadata of the
alphabetically first physical collection and is written last: a generation without it is unfinished, and the next build removes it.
The build lock is a collection, `{prefix}_building`, because creating one is atomic on a cluster too. As long as its holder lives,
a thread writes the time there; a lock without a new sign of life is taken over, so the clocks of hosts that build must agree within
a minute. A revision changes the published collections in place, under that lock, and writes the manifest again at its end.
"""

from __future__ import annotations

import os
import re
import socket
import threading
import time
import uuid
import warnings
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException, ResourceExhaustedResponse
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from search.errors import IndexMissing, StoreLocked, StoreUnavailable
from search.store import base, checks
from search.store.base import CollectionSchema, Manifest

if TYPE_CHECKING:
    from search.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_OLDEST = (1, 16)
"""First server version with metadata of collections."""

_BATCH = 128
"""Points sent in one request."""

_PAUSES_S = (0.2, 1.0)
"""Pauses before the second and the third try of a request that failed for a reason that may pass."""

_BEAT_S, _STALE_S = 20, 120
"""How often a builder gives a sign of life, and how long after the last one its lock counts as abandoned."""


class ServerStore:
    """Generations as collections and aliases of a server. `place` names the server in messages, without any secret."""

    def __init__(
        self,
        client: QdrantClient,
        prefix: str,
        shards: int | None = None,
        replication: int | None = None,
        *,
        place: str = "the Qdrant server",
    ) -> None:
        self._server = _Server(client, place)
        self._prefix = prefix
        self._shards = shards
        self._replication = replication

    @classmethod
    def connect(cls, settings: Settings) -> ServerStore:
        """Connect as the settings say. Raises StoreUnavailable when the server is not there or older than 1.16."""
        url = settings.qdrant_url or ""
        try:
            parts = urlsplit(url)
            place = f"Qdrant at {parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except ValueError as error:
            raise StoreUnavailable(f"CAREERSPACE_QDRANT_URL is no URL: {error}") from error
        if not parts.hostname:
            raise StoreUnavailable("CAREERSPACE_QDRANT_URL is no URL: give one such as http://localhost:6333")
        key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
        try:
            with warnings.catch_warnings():
                # the operator chose both the key and the URL; inside a network of containers that is usual
                warnings.filterwarnings("ignore", "Api key is used with an insecure connection", UserWarning)
                client = QdrantClient(url=url, api_key=key, timeout=settings.qdrant_timeout_s, check_compatibility=False)
        except ValueError as error:
            raise StoreUnavailable(f"CAREERSPACE_QDRANT_URL is not the URL of a server ({place})") from error
        store = cls(client, settings.qdrant_prefix, settings.qdrant_shards, settings.qdrant_replication, place=place)
        version = store._server.call(client.info).version
        if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < _OLDEST:
            raise StoreUnavailable(f"{place} is version {version}; Careerspace needs {_OLDEST[0]}.{_OLDEST[1]} or newer")
        return store

    def current(self) -> int | None:
        """Return the generation that the aliases point at; one request."""
        numbers = {number for _, number in self._published().values()}
        return max(numbers, default=None)

    def manifests(self) -> list[Manifest]:
        """Return every generation that has a manifest, oldest first; one request and one more for each."""
        found = (self._manifest(names) for names in self._generations().values())
        return [manifest for manifest in found if manifest]

    def open(self) -> _ServerReader:
        """Resolve the aliases once; the reader asks the physical collections from then on."""
        names, manifest = self._current()
        return _ServerReader(self._server, names, manifest)

    def begin(self, schemas: Mapping[str, CollectionSchema]) -> _ServerWriter:
        """Take the build lock, clear what an interrupted build left, and create collections with their payload indexes."""
        checks.check_schemas(schemas)
        if taken := {"building"} & set(schemas):
            raise ValueError(f"collection name {taken.pop()!r} is taken by the build lock")
        with self._locked() as (lock, number):
            names = {name: f"{self._prefix}_{name}_g{number}" for name in schemas}
            writer = _ServerWriter(self, self._server, number, names, schemas, lock)
            for name, schema in schemas.items():
                self._create(names[name], schema)
        return writer

    def revise(self, *, purge: bool = False) -> _ServerWriter:  # noqa: ARG002 - a server tidies up in its own time
        """Take the build lock, clear what an interrupted build left, and resolve the aliases; readers see what is written."""
        with self._locked() as (lock, _):
            names, manifest = self._current()
            schemas = {collection: self._schema(name) for collection, name in names.items()}
        return _ServerWriter(self, self._server, manifest.generation, names, schemas, lock, manifest)

    @contextmanager
    def _locked(self) -> Iterator[tuple[_BuildLock, int]]:
        """Give the build lock, which is let go when anything goes wrong, and the number of the next generation."""
        lock = _BuildLock(self._server, f"{self._prefix}_building")
        try:
            generations = self._generations()
            for names in generations.values():
                if self._manifest(names) is None:
                    self._server.remove(names)
            # beyond those just removed too: one that was taken for dead then writes to names that are gone, never to ours
            yield lock, max([*generations, self.current() or 0]) + 1
        except BaseException:
            lock.release()
            raise

    def activate(self, generation: int) -> None:
        """Point the aliases at a complete generation."""
        names = self._generations().get(generation, {})
        if not names or self._manifest(names) is None:
            raise IndexMissing(f"there is no generation {generation} at {self._server.place}; it has {self._complete()}")
        self._switch(names)

    def prune(self, keep: int) -> list[int]:
        """Remove complete generations older than the newest `keep`, except the current one."""
        if keep < 1:
            raise ValueError(f"keep must be at least 1, not {keep}")
        complete = {number: names for number, names in self._generations().items() if self._manifest(names)}
        current = self.current()
        removed = [number for number in list(complete)[:-keep] if number != current]
        for number in removed:
            self._server.remove(complete[number])
        return removed

    def close(self) -> None:
        """Close the connection, also that of the readers."""
        self._server.client.close()

    def _complete(self) -> list[int]:
        return [manifest.generation for manifest in self.manifests()]

    def _current(self) -> tuple[dict[str, str], Manifest]:
        """Return collection → physical name, and the manifest, of what the aliases point at. Raises IndexMissing."""
        for _ in range(3):
            names = {collection: name for collection, (name, _) in self._published().items()}
            if not names:
                complete = self._complete()
                what, yet = ("current generation of the index", "") if complete else ("index", " yet")
                where = f"{self._prefix!r} at {self._server.place}{yet}"
                raise IndexMissing(f"there is no {what} {where}; {base.way_out(complete)}")
            if manifest := self._manifest(names):
                return names, manifest
        todo = base.way_out(self._complete())
        raise IndexMissing(
            f"the current generation of the index {self._prefix!r} at {self._server.place} has no manifest; {todo}"
        )

    def _schema(self, name: str) -> CollectionSchema:
        """Return what a physical collection says of its vectors; payload indexes are left out."""
        params = self._server.call(self._server.client.get_collection, name).config.params
        vectors = params.vectors if isinstance(params.vectors, dict) else {}
        return CollectionSchema({field: vector.size for field, vector in vectors.items()}, tuple(params.sparse_vectors or {}))

    def _create(self, name: str, schema: CollectionSchema) -> None:
        client = self._server.client
        self._server.call(
            client.create_collection,
            name,
            vectors_config={
                field: models.VectorParams(size=size, distance=models.Distance.COSINE) for field, size in schema.dense.items()
            },
            sparse_vectors_config={field: models.SparseVectorParams(modifier=models.Modifier.IDF) for field in schema.sparse},
            hnsw_config=models.HnswConfigDiff(
                m=base.HNSW_M, ef_construct=base.HNSW_EF_CONSTRUCT, full_scan_threshold=base.FULL_SCAN_THRESHOLD_KB
            ),
            optimizers_config=models.OptimizersConfigDiff(indexing_threshold=base.INDEXING_THRESHOLD_KB),
            shard_number=self._shards,
            replication_factor=self._replication,
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Payload indexes have no effect in the local Qdrant")  # the test double
            for field, kind in schema.payload_indexes.items():
                self._server.call(client.create_payload_index, name, field_name=field, field_schema=kind, wait=True)

    def _switch(self, names: Mapping[str, str]) -> None:
        """Point all aliases at these physical collections at once, and drop those of collections that are no more."""
        operations: list[models.AliasOperations] = [
            models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=f"{self._prefix}_{collection}"))
            for collection in self._published()
        ]
        operations += [
            models.CreateAliasOperation(
                create_alias=models.CreateAlias(collection_name=name, alias_name=f"{self._prefix}_{collection}")
            )
            for collection, name in names.items()
        ]
        self._server.call(self._server.client.update_collection_aliases, operations)

    def _published(self) -> dict[str, tuple[str, int]]:
        """Return collection → (physical name, generation) of our aliases."""
        found = {}
        for alias in self._server.call(self._server.client.get_aliases).aliases:
            physical = self._parse(alias.collection_name)
            if physical and alias.alias_name == f"{self._prefix}_{physical[0]}":
                found[physical[0]] = (alias.collection_name, physical[1])
        return found

    def _generations(self) -> dict[int, dict[str, str]]:
        """Return generation → collection → physical name, complete or not, oldest first."""
        found: dict[int, dict[str, str]] = {}
        for description in self._server.call(self._server.client.get_collections).collections:
            if physical := self._parse(description.name):
                found.setdefault(physical[1], {})[physical[0]] = description.name
        return dict(sorted(found.items()))

    def _parse(self, name: str) -> tuple[str, int] | None:
        # our collection names have no underscore, so an index whose prefix begins with this one is never taken for this one
        match = re.fullmatch(rf"{re.escape(self._prefix)}_([a-z][a-z0-9]*)_g(\d+)", name)
        return (match[1], int(match[2])) if match else None

    def _manifest(self, names: Mapping[str, str]) -> Manifest | None:
        metadata = self._server.metadata(min(names.values()))
        data = (metadata or {}).get("manifest")
        if data is None or set(data["counts"]) != set(names):
            return None
        return Manifest.from_json(data)


class _Collections(ABC):
    """Reading of physical collections that are published or being written."""

    @abstractmethod
    def _resolve(self, collection: str) -> tuple[_Server, str]:
        """Return the server and the physical name of one of our collections."""

    def retrieve(
        self,
        collection: str,
        ids: Sequence[str],
        *,
        with_payload: bool | Sequence[str] = True,
        with_vectors: bool | Sequence[str] = False,
    ) -> list[models.Record]:
        """Return the points that exist among `ids`, each once, in the order asked."""
        server, name = self._resolve(collection)
        wanted = checks.checked_ids(collection, ids)
        found = server.call(
            server.client.retrieve, name, list(wanted), with_payload=_fields(with_payload), with_vectors=_fields(with_vectors)
        )
        records = {str(record.id): record for record in found}
        return [records[id_] for id_ in wanted if id_ in records]

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
        server, name = self._resolve(collection)
        records, following = server.call(
            server.client.scroll,
            name,
            scroll_filter=scroll_filter,
            limit=limit,
            offset=offset,
            with_payload=_fields(with_payload),
            with_vectors=_fields(with_vectors),
        )
        return records, None if following is None else str(following)

    def count(self, collection: str, count_filter: models.Filter | None = None) -> int:
        """Return the exact number of points that pass."""
        server, name = self._resolve(collection)
        return server.call(server.client.count, name, count_filter=count_filter, exact=True).count


class _ServerWriter(_Collections):
    """Collections being filled, or changed in place (`base`); holds the build lock until it is published or abandoned."""

    def __init__(
        self,
        store: ServerStore,
        server: _Server,
        number: int,
        names: Mapping[str, str],
        schemas: Mapping[str, CollectionSchema],
        lock: _BuildLock,
        base: Manifest | None = None,
    ) -> None:
        self._store = store
        self._server = server
        self._number = number
        self._names = dict(names)
        self._schemas = dict(schemas)
        self._lock = lock
        self._base = base
        self._switching = False

    @property
    def number(self) -> int:
        """The generation's number."""
        return self._number

    @property
    def base(self) -> Manifest | None:
        """The manifest of the generation that is changed in place, or None."""
        return self._base

    def upsert(self, collection: str, points: Sequence[models.PointStruct]) -> None:
        """Write points in batches after checking all of them, each batch waited for."""
        checks.check_points(collection, self._schema(collection), points)
        for batch in _batches(points):
            self._send(collection, self._server.client.upsert, points=batch)

    def update_vectors(self, collection: str, points: Sequence[models.PointVectors]) -> None:
        """Set named vectors of existing points, in batches after checking all of them."""
        checks.check_points(collection, self._schema(collection), points)
        checks.check_existing(self, collection, [str(point.id) for point in points])
        for batch in _batches([point for point in points if point.vector]):
            self._send(collection, self._server.client.update_vectors, points=batch)

    def delete_vectors(self, collection: str, ids: Sequence[str], names: Sequence[str]) -> None:
        """Remove these vectors where there are any."""
        checks.check_names(collection, self._schema(collection), names)
        there = checks.existing(self, collection, checks.checked_ids(collection, ids))
        for batch in _batches(there if names else []):
            self._send(collection, self._server.client.delete_vectors, vectors=list(names), points=batch)

    def set_payload(self, collection: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """Set fields of existing points, many points in one request after checking all of them."""
        checks.check_existing(self, collection, checks.checked_ids(collection, payloads))
        operations = [
            models.SetPayloadOperation(set_payload=models.SetPayload(payload=dict(fields), points=[id_]))
            for id_, fields in payloads.items()
            if fields
        ]
        for batch in _batches(operations):
            self._send(collection, self._server.client.batch_update_points, update_operations=batch)

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        """Remove the points that exist among `ids`."""
        for batch in _batches(checks.checked_ids(collection, ids)):
            self._send(collection, self._server.client.delete, points_selector=batch)

    def publish(self, manifest: Manifest) -> None:
        """Wait for the optimizers, then write the manifest, then, unless they point here already, switch the aliases."""
        if manifest.generation != self._number:
            raise ValueError(f"the manifest is of generation {manifest.generation}, this one is {self._number}")
        client = self._server.client
        counts = {name: self.count(name) for name in self._schemas}
        if counts != dict(manifest.counts):
            raise ValueError(f"the manifest counts {dict(manifest.counts)}, the generation holds {counts}")
        for name in self._names.values():
            self._wait_until_green(name)
        self._lock.check(ask=True)
        first = min(self._names.values())
        self._server.call(client.update_collection, first, metadata={"manifest": manifest.to_json()})
        if self._base is None:
            self._switching = True
            self._store._switch(self._names)
        self._names = {}
        self._lock.release()

    def abandon(self) -> None:
        """Remove the collections, unless the aliases point at them or may do so yet, and let go of the build lock.

        A switch that was asked for and not confirmed may take effect after any question, so that generation is left: it is
        complete, and `prune` removes it in its turn. What is changed in place is published and never removed.
        """
        names, self._names = self._names if self._base is None else {}, {}
        try:
            with suppress(StoreUnavailable):
                if names and not self._switching and self._lock.held() and self._store.current() != self._number:
                    self._server.remove(names)
        finally:
            self._lock.release()

    def _send(self, collection: str, request: Callable[..., object], **arguments: object) -> None:
        """Send one change, waited for, unless another build has taken over."""
        server, name = self._resolve(collection)
        self._lock.check()
        server.call(request, name, **arguments, wait=True)

    def _resolve(self, collection: str) -> tuple[_Server, str]:
        self._schema(collection)
        return self._server, self._names[collection]

    def _schema(self, collection: str) -> CollectionSchema:
        if not self._names:
            raise StoreUnavailable(f"generation {self._number} is no longer being built")
        if collection not in self._names:
            raise base.no_collection(self._number, collection, self._names)
        return self._schemas[collection]

    def _wait_until_green(self, name: str, timeout_s: float = 3600) -> None:
        client = self._server.client
        give_up, pause = time.monotonic() + timeout_s, 0.1
        while (status := self._server.call(client.get_collection, name).status) != models.CollectionStatus.GREEN:
            if status == models.CollectionStatus.RED or time.monotonic() > give_up:
                raise StoreUnavailable(f"{self._server.place}: collection {name} is {status.value}; see the server's log")
            if status == models.CollectionStatus.GREY:  # optimizations wait for any update since a restart
                self._server.call(client.update_collection, name, optimizers_config=models.OptimizersConfigDiff())
            self._lock.check()
            time.sleep(pause)
            pause = min(2 * pause, 5)


class _ServerReader(_Collections):
    """One published generation, by the names of its physical collections."""

    def __init__(self, server: _Server, names: Mapping[str, str], manifest: Manifest) -> None:
        self._server: _Server | None = server
        self._names = dict(names)
        self._manifest = manifest

    @property
    def manifest(self) -> Manifest:
        """What this generation was made of."""
        return self._manifest

    def query(self, collection: str, requests: Sequence[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        """Answer several queries in one round trip (two or more where a tie crosses a limit)."""
        server, name = self._resolve(collection)

        def fetch(asked: Sequence[tuple[models.QueryRequest, int]]) -> list[list[models.ScoredPoint]]:
            batch = [request.model_copy(update={"limit": limit, "offset": None}) for request, limit in asked]
            return [answer.points for answer in server.call(server.client.query_batch_points, name, requests=batch)]

        return base.answer(requests, fetch)

    def facet(self, collection: str, key: str, facet_filter: models.Filter | None = None, limit: int = 1000) -> dict[str, int]:
        """Return value → exact count of points, most frequent first, ties by value."""
        server, name = self._resolve(collection)
        values = max(limit, base.FACET_VALUES)
        hits = server.call(server.client.facet, name, key=key, facet_filter=facet_filter, limit=values, exact=True).hits
        return base.cut_facet(((str(hit.value), hit.count) for hit in hits), limit)

    def close(self) -> None:
        """Let go; the connection is the store's."""
        self._server = None

    def _resolve(self, collection: str) -> tuple[_Server, str]:
        if self._server is None:
            raise StoreUnavailable(f"this reader of generation {self._manifest.generation} is closed")
        if collection not in self._names:
            raise base.no_collection(self._manifest.generation, collection, self._names)
        return self._server, self._names[collection]


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _BATCH):
        yield list(items[start : start + _BATCH])


def _fields(selector: bool | Sequence[str]) -> bool | list[str]:
    return selector if isinstance(selector, bool) else list(selector)


class _Server:
    """The client, with failures retried where they may pass and told in our terms."""

    def __init__(self, client: QdrantClient, place: str) -> None:
        self.client = client
        self.place = place

    def call(self, request: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Send a request that may be repeated. Raises ValueError for one that the server finds wrong, else StoreUnavailable."""
        for pause in (*_PAUSES_S, None):
            try:
                return request(*args, **kwargs)
            except (ApiException, QdrantException) as error:
                if pause is None or not _may_pass(error):
                    raise self._translated(error) from error
                time.sleep(pause)
            except RuntimeError as error:  # the client was closed
                raise StoreUnavailable(f"{self.place}: {error}") from error
        raise AssertionError("unreachable")

    def metadata(self, name: str) -> Mapping[str, Any] | None:
        """Return a collection's metadata, {} where it has none, None where there is no such collection."""
        try:
            return self.call(self.client.get_collection, name).config.metadata or {}
        except (_Gone, ValueError):  # the server, the test double
            return None

    def remove(self, names: Mapping[str, str]) -> None:
        """Delete a generation, beginning with the collection that has its manifest."""
        for name in sorted(names.values()):
            self.call(self.client.delete_collection, name)

    def _translated(self, error: ApiException | QdrantException) -> Exception:
        status = error.status_code if isinstance(error, UnexpectedResponse) else None
        detail = _detail(error)
        match status:
            case 400 | 422:
                return ValueError(f"{self.place}: {detail}")
            case 401 | 403:
                return StoreUnavailable(f"{self.place} refuses the API key (CAREERSPACE_QDRANT_API_KEY): {detail}")
            case 404:
                return _Gone(f"{self.place}: {detail}; it may have been pruned, open the index again")
            case 409:
                return _Exists(f"{self.place}: {detail}")
            case _:
                return StoreUnavailable(f"{self.place} can't be reached or fails (CAREERSPACE_QDRANT_URL): {detail}")


class _Gone(StoreUnavailable):
    """There is no such collection."""


class _Exists(StoreUnavailable):
    """There is such a collection already."""


def _may_pass(error: Exception) -> bool:
    if isinstance(error, UnexpectedResponse):
        return error.status_code in {429, 500, 502, 503, 504}
    return isinstance(error, (ApiException, ResourceExhaustedResponse))


def _detail(error: Exception) -> str:
    if isinstance(error, UnexpectedResponse):
        try:
            return f"{error.status_code} {error.structured()['status']['error']}"
        except (ValueError, KeyError, TypeError):
            return f"{error.status_code} {error.reason_phrase}"
    return str(getattr(error, "source", error)) or type(error).__name__


class _BuildLock:
    """The build lock: a collection with its holder and the holder's last sign of life as metadata.

    A daemon thread gives the signs of life until `release`, or until nothing refers to the lock any more.
    """

    def __init__(self, server: _Server, name: str) -> None:
        self._server = server
        self._name = name
        self._token = uuid.uuid4().hex
        self._released = False
        if not self._taken():
            held = server.metadata(name) or {}
            silent_s = time.time() - held.get("beat", 0)
            if silent_s < _STALE_S:
                raise StoreLocked(
                    f"another build ({held.get('who')}, last sign of life {silent_s:.0f} s ago) runs on {server.place}; wait for "
                    f"it. If it died, its lock is taken over {_STALE_S} s after that sign"
                )
            server.call(server.client.delete_collection, name)
            if not self._taken():
                raise StoreLocked(f"another build has just begun on {server.place}")
        self._stop, self._lost = threading.Event(), threading.Event()
        threading.Thread(
            target=_give_signs_of_life,
            args=(server, name, self._token, self._stop, self._lost),
            name=f"lock {name}",
            daemon=True,
        ).start()
        weakref.finalize(self, self._stop.set)

    def check(self, *, ask: bool = False) -> None:
        """Raise StoreLocked when another build has taken over, as of the last sign of life or, with `ask`, as of now."""
        if self._lost.is_set() or (ask and not self.held()):
            raise StoreLocked(f"another build has taken over on {self._server.place}, because this one was silent too long")

    def held(self) -> bool:
        """Ask the server whether the lock is still ours."""
        return _is_holder(self._server, self._name, self._token)

    def release(self) -> None:
        """Remove the lock if it is still ours. Where the server is away, the lock is left and goes stale."""
        if self._released:
            return
        try:
            with suppress(StoreUnavailable):
                if self.held():
                    self._server.call(self._server.client.delete_collection, self._name)
                self._released = True
        finally:
            self._stop.set()

    def _taken(self) -> bool:
        who = f"process {os.getpid()} on {socket.gethostname()}"
        metadata = {"token": self._token, "who": who, "beat": time.time()}
        try:
            self._server.call(self._server.client.create_collection, self._name, vectors_config={}, metadata=metadata)
        except (_Exists, ValueError):  # the server, the test double
            return self.held()  # a repeated request of our own
        return True


def _is_holder(server: _Server, name: str, token: str) -> bool:
    return (server.metadata(name) or {}).get("token") == token


def _give_signs_of_life(server: _Server, name: str, token: str, stop: threading.Event, lost: threading.Event) -> None:
    """Write the time into the lock until `stop`; set `lost` when it is no longer ours."""
    while not stop.wait(_BEAT_S):
        with suppress(StoreUnavailable, ValueError):  # the server is away, or has lost the lock meanwhile: the next turn tells
            if not _is_holder(server, name, token):
                lost.set()
                return
            server.call(server.client.update_collection, name, metadata={"beat": time.time()})
