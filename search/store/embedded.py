"""The embedded engine: Qdrant in this process, one folder for each generation.

    <directory>/
    ├── CURRENT             number of the published generation; replaced by a rename
    ├── build.lock          held (flock) by the one process that builds
    ├── gen-1/
    │   ├── manifest.json   written last: without it the generation is unfinished, and the next build removes it
    │   ├── occupations/    one shard of the engine for each collection
    │   └── skills/
    └── gen-2/

Shards have no write-ahead log. A build needs none: an unfinished generation is thrown away, and everything is flushed before the
manifest is written. With one it takes twice as long, and the log is what the engine locks: without it any number of processes can
open the same published generation. Loading and closing rewrite two small JSON files with the same content, by rename, and change
nothing else (tests/test_search_store_embedded.py holds the engine to that).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import qdrant_edge as edge
from qdrant_client import models

from search.errors import IndexMissing, StoreLocked, StoreUnavailable
from search.store import base
from search.store.base import CollectionSchema, Manifest

if TYPE_CHECKING:
    from pydantic import BaseModel

_MANIFEST, _CURRENT, _LOCK = "manifest.json", "CURRENT", "build.lock"

_DISK_RESERVE = 64 * 2**20
"""Bytes that stay free. The engine writes through memory maps: on a full disk the kernel kills the process (SIGBUS)."""

_FACET_VALUES = 100_000
"""Distinct values that a facet looks at before it cuts, so that ties at the cut are settled here and not by the engine."""


class EmbeddedStore:
    """Generations in the folders of one directory. Needs write access, also for reading; POSIX only (flock)."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def current(self) -> int | None:
        """Return the number in CURRENT, or None."""
        path = self._directory / _CURRENT
        try:
            return int(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreUnavailable(f"{path} can't be read: {error}; `careerspace generations` can point it anew") from error

    def manifests(self) -> list[Manifest]:
        """Return every generation that has a manifest, oldest first."""
        found = []
        for folder in self._folders().values():
            try:
                found.append(_read_manifest(folder))
            except FileNotFoundError:
                continue
        return found

    def open(self) -> _EmbeddedReader:
        """Open the current generation; readers of one process share it."""
        number = self.current()
        while number is not None:
            try:
                return _EmbeddedReader(_open_generation(self._folder(number)))
            except FileNotFoundError as error:
                latest = self.current()  # it may have been replaced and pruned since
                if latest == number:
                    raise IndexMissing(f"generation {number} is gone from {self._directory}; build the index again") from error
                number = latest
        raise IndexMissing(f"there is no index in {self._directory} yet; build one with `careerspace ingest`")

    def begin(self, schemas: Mapping[str, CollectionSchema]) -> _EmbeddedWriter:
        """Take the build lock, clear what an interrupted build left, and create empty shards with their payload indexes."""
        base.check_schemas(schemas)
        with _translated(self._directory):
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = _take_build_lock(self._directory / _LOCK)
            folders = self._folders()
            unfinished = [number for number, folder in folders.items() if not (folder / _MANIFEST).exists()]
            for number in unfinished:
                shutil.rmtree(folders.pop(number))
            number = max([*folders, self.current() or 0]) + 1
            return _EmbeddedWriter(self._folder(number), number, schemas, lock)

    def activate(self, generation: int) -> None:
        """Point CURRENT at an older complete generation."""
        try:
            lock = _hold(self._folder(generation), fcntl.LOCK_SH)  # so that nobody prunes it meanwhile
        except FileNotFoundError as error:
            complete = [manifest.generation for manifest in self.manifests()]
            raise IndexMissing(f"there is no generation {generation} in {self._directory}; it has {complete}") from error
        with _translated(self._directory):
            _replace(self._directory / _CURRENT, f"{generation}\n")
        lock.release()

    def prune(self, keep: int) -> list[int]:
        """Remove complete generations older than the newest `keep`, except the current one and those some process reads."""
        if keep < 1:
            raise ValueError(f"keep must be at least 1, not {keep}")
        complete = [manifest.generation for manifest in self.manifests()]
        return [number for number in complete[:-keep] if self._remove(number)]

    def close(self) -> None:
        """Nothing is held between calls."""

    def _remove(self, number: int) -> bool:
        folder = self._folder(number)
        if number == self.current():
            return False
        try:
            lock = _hold(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, FileNotFoundError):
            return False
        if free := number != self.current():  # it may have been activated just before the lock was taken
            with _translated(self._directory):
                (folder / _MANIFEST).unlink()  # first, so that a half-removed folder counts as unfinished
                shutil.rmtree(folder)
        lock.release()
        return free

    def _folder(self, number: int) -> Path:
        return self._directory / f"gen-{number}"

    def _folders(self) -> dict[int, Path]:
        """Return number → folder of every generation, complete or not, oldest first."""
        if not self._directory.is_dir():
            return {}
        found = ((re.fullmatch(r"gen-(\d+)", path.name), path) for path in self._directory.iterdir())
        return dict(sorted((int(match[1]), path) for match, path in found if match))


class _EmbeddedWriter:
    """Shards being filled; holds the build lock until it is published or abandoned."""

    def __init__(self, folder: Path, number: int, schemas: Mapping[str, CollectionSchema], lock: _Lock) -> None:
        self._folder = folder
        self._number = number
        self._schemas = dict(schemas)
        self._lock = lock
        self._shards: dict[str, edge.EdgeShard] = {}
        try:
            for name, schema in self._schemas.items():
                self._shards[name] = self._create(name, schema)
        except BaseException:
            self.abandon()
            raise

    def _create(self, name: str, schema: CollectionSchema) -> edge.EdgeShard:
        (self._folder / name).mkdir(parents=True)
        self._check_disk()
        shard = edge.EdgeShard.create(str(self._folder / name), _config(schema))
        for field, kind in schema.payload_indexes.items():
            shard.update(edge.UpdateOperation.create_field_index(field, _index_type(kind)))
        return shard

    @property
    def number(self) -> int:
        """The generation's number."""
        return self._number

    def upsert(self, collection: str, points: Sequence[models.PointStruct]) -> None:
        """Write points after checking all of them."""
        shard = self._shard(collection)
        base.check_points(collection, self._schemas[collection], points)
        if not points:
            return
        converted = [_edge_point(collection, point) for point in points]
        self._check_disk()
        with _translated(self._folder):
            shard.update(edge.UpdateOperation.upsert_points(converted))

    def publish(self, manifest: Manifest) -> None:
        """Build the graphs, flush, then write the manifest, then CURRENT: a crash leaves the old generation or the new one."""
        if manifest.generation != self._number:
            raise ValueError(f"the manifest is of generation {manifest.generation}, this one is {self._number}")
        with _translated(self._folder):
            counts = {name: self._shard(name).count(edge.CountRequest(exact=True)) for name in self._schemas}
            if counts != dict(manifest.counts):
                raise ValueError(f"the manifest counts {dict(manifest.counts)}, the generation holds {counts}")
            for name, shard in self._shards.items():
                self._check_disk(_size(self._folder / name))  # optimizing writes a copy
                shard.optimize()
                shard.flush()
                shard.close()
            self._shards.clear()
            _sync_tree(self._folder)
            _replace(self._folder / _MANIFEST, json.dumps(manifest.to_json(), ensure_ascii=False, indent=2) + "\n")
            _sync(self._folder.parent)
            _replace(self._folder.parent / _CURRENT, f"{self._number}\n")
        self._lock.release()

    def abandon(self) -> None:
        """Remove the folder and let go of the build lock."""
        if not self._lock.release.alive:
            return
        self._shards.clear()
        shutil.rmtree(self._folder, ignore_errors=True)  # what can't be removed is left to the next build
        self._lock.release()

    def _shard(self, collection: str) -> edge.EdgeShard:
        if not self._shards:
            raise StoreUnavailable(f"generation {self._number} is no longer being built")
        if collection not in self._shards:
            raise IndexMissing(f"generation {self._number} has no collection {collection!r}; it has {sorted(self._shards)}")
        return self._shards[collection]

    def _check_disk(self, needed: int = 0) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < needed + _DISK_RESERVE:
            raise StoreUnavailable(
                f"the disk of {self._folder} is nearly full: {free // 2**20} MB free, {(needed + _DISK_RESERVE) // 2**20} MB "
                "needed; the published index is untouched, make room and build again"
            )


class _Generation:
    """The open shards of one published generation, shared by its readers and let go with the last of them."""

    def __init__(self, folder: Path, lock: _Lock) -> None:
        self.folder = folder
        self.lock = lock
        self.manifest = _read_manifest(folder)
        with _translated(folder):
            self.shards = {name: edge.EdgeShard.load(str(folder / name)) for name in self.manifest.counts}


_open: weakref.WeakValueDictionary[tuple[int, int], _Generation] = weakref.WeakValueDictionary()
"""Device and inode of the manifest → the generation, so that a folder of the same name built anew is another one."""

_open_lock = threading.Lock()


def _open_generation(folder: Path) -> _Generation:
    """Share or load a complete generation; FileNotFoundError where there is none."""
    lock = _hold(folder, fcntl.LOCK_SH)
    status = os.fstat(lock.file)
    key = (status.st_dev, status.st_ino)
    with _open_lock:
        generation = _open.get(key) or _Generation(folder, lock)
        _open[key] = generation
    return generation


class _EmbeddedReader:
    """One published generation. The engine holds the interpreter's lock during a call, so threads take turns."""

    def __init__(self, generation: _Generation) -> None:
        self._generation: _Generation | None = generation
        self._manifest = generation.manifest

    @property
    def manifest(self) -> Manifest:
        """What this generation was made of."""
        return self._manifest

    def query(self, collection: str, requests: Sequence[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        """Answer several queries in one call of the engine (two or more where a tie crosses a limit)."""
        with self._shard(collection) as shard:

            def fetch(asked: Sequence[tuple[models.QueryRequest, int]]) -> list[list[models.ScoredPoint]]:
                batch = edge.QueryBatchRequest([_edge_request(request, limit) for request, limit in asked])
                return [[_scored_point(hit) for hit in hits] for hits in shard.query_batch(batch)]

            return base.answer(requests, fetch)

    def retrieve(
        self,
        collection: str,
        ids: Sequence[str],
        *,
        with_payload: bool | Sequence[str] = True,
        with_vectors: bool | Sequence[str] = False,
    ) -> list[models.Record]:
        """Return the points that exist among `ids`, each once, in the order asked."""
        wanted = list(dict.fromkeys(str(uuid.UUID(id_)) for id_ in ids))
        with self._shard(collection) as shard:
            found = shard.retrieve(list(wanted), _selector(with_payload), _selector(with_vectors))
        records = {str(point.id): _record(point) for point in found}
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
        request = edge.ScrollRequest(
            offset=offset,
            limit=limit,
            filter=_filter(scroll_filter),
            with_payload=_selector(with_payload),
            with_vector=_selector(with_vectors),
        )
        with self._shard(collection) as shard:
            points, following = shard.scroll(request)
        return [_record(point) for point in points], None if following is None else str(following)

    def count(self, collection: str, count_filter: models.Filter | None = None) -> int:
        """Return the exact number of points that pass."""
        request = edge.CountRequest(exact=True, filter=_filter(count_filter))
        with self._shard(collection) as shard:
            return shard.count(request)

    def facet(self, collection: str, key: str, facet_filter: models.Filter | None = None, limit: int = 1000) -> dict[str, int]:
        """Return value → exact count of points, most frequent first, ties by value."""
        request = edge.FacetRequest(key, limit=max(limit, _FACET_VALUES), exact=True, filter=_filter(facet_filter))
        with self._shard(collection) as shard:
            counts = [(str(hit.value), hit.count) for hit in shard.facet(request).hits]
        return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:limit])

    def close(self) -> None:
        """Let go; calls that are running in other threads end normally."""
        self._generation = None

    @contextmanager
    def _shard(self, collection: str) -> Iterator[edge.EdgeShard]:
        generation = self._generation  # keeps the shards alive through this call
        if generation is None:
            raise StoreUnavailable(f"this reader of generation {self._manifest.generation} is closed")
        if collection not in generation.shards:
            has = sorted(generation.shards)
            raise IndexMissing(f"generation {self._manifest.generation} has no collection {collection!r}; it has {has}")
        with _translated(generation.folder / collection):
            yield generation.shards[collection]


# --- files ---


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    try:
        return Manifest.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreUnavailable(f"{path} can't be read ({error}); remove the folder and build the index again") from error


class _Lock:
    """An open file with a lock of flock, let go by `release` or with the last reference."""

    def __init__(self, file: int) -> None:
        self.file = file
        self.release = weakref.finalize(self, os.close, file)


def _hold(folder: Path, mode: int) -> _Lock:
    """Lock a complete generation against removal (LOCK_SH) or for it (LOCK_EX); FileNotFoundError where there is none."""
    lock = _Lock(os.open(folder / _MANIFEST, os.O_RDONLY))
    fcntl.flock(lock.file, mode)
    if os.fstat(lock.file).st_nlink == 0:  # removed between the two calls
        raise FileNotFoundError(folder / _MANIFEST)
    return lock


def _take_build_lock(path: Path) -> _Lock:
    lock = _Lock(os.open(path, os.O_RDWR | os.O_CREAT, 0o644))
    try:
        fcntl.flock(lock.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock.file, 100, 0).decode("ascii", "replace").strip() or "unknown"
        raise StoreLocked(f"another build (process {holder}) is running on {path.parent}; wait for it or stop it") from error
    os.truncate(lock.file, 0)
    os.pwrite(lock.file, f"{os.getpid()}\n".encode("ascii"), 0)
    return lock


def _size(folder: Path) -> int:
    """Bytes on disk; the engine's files are sparse."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def _replace(path: Path, text: str) -> None:
    """Write a whole file under its final name, or nothing."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            _sync(Path(root, name))
        _sync(Path(root))


# --- errors ---


@contextmanager
def _translated(place: Path) -> Iterator[None]:
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


# --- our terms into the engine's ---

_NO_VECTORS = "none"
"""The engine can't make a shard without vectors; a payload-only collection gets this sparse one, never filled."""


def _config(schema: CollectionSchema) -> edge.EdgeConfig:
    sparse = {name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for name in schema.sparse}
    if not schema.dense and not sparse:
        sparse = {_NO_VECTORS: edge.EdgeSparseVectorParams()}
    return edge.EdgeConfig(
        vectors={name: edge.EdgeVectorParams(size, edge.Distance.Cosine) for name, size in schema.dense.items()},
        sparse_vectors=sparse,
        hnsw_config=edge.HnswIndexConfig(base.HNSW_M, base.HNSW_EF_CONSTRUCT, base.FULL_SCAN_THRESHOLD_KB),
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=base.INDEXING_THRESHOLD_KB),
        wal_enabled=False,
    )


def _index_type(kind: models.PayloadSchemaType) -> edge.PayloadSchemaType:
    found = getattr(edge.PayloadSchemaType, kind.value.capitalize(), None)
    if not isinstance(found, edge.PayloadSchemaType):
        raise TypeError(f"payload index {kind!r} is not known to the embedded engine")
    return found


def _edge_point(collection: str, point: models.PointStruct) -> edge.Point:
    vectors = cast("dict[str, models.Vector]", point.vector)  # check_points has seen to it
    try:
        return edge.Point(str(point.id), {name: _edge_vector(vector) for name, vector in vectors.items()}, point.payload or {})
    except (TypeError, ValueError, OverflowError) as error:
        first = str(error).partition("\n")[0]
        raise ValueError(f"{collection}: point {point.id}: the payload is not plain JSON: {first}") from error


def _edge_vector(vector: object) -> edge.NamedVector:
    if isinstance(vector, models.SparseVector):
        return edge.SparseVector(vector.indices, vector.values)
    return cast("list[float]", vector)


def _edge_request(request: models.QueryRequest, limit: int) -> edge.QueryRequest:
    return edge.QueryRequest(
        limit=limit,
        query=None if request.query is None else edge.Query.Nearest(_edge_vector(request.query), using=request.using),
        filter=_filter(request.filter),
        score_threshold=request.score_threshold,
        params=_params(request.params),
        with_payload=_selector(request.with_payload),
        with_vector=_selector(request.with_vector),
    )


def _params(params: models.SearchParams | None) -> edge.SearchParams | None:
    if params is None:
        return None
    if unknown := _given(params) - {"hnsw_ef", "exact", "indexed_only"}:
        raise TypeError(f"search parameters {sorted(unknown)} are not translated for the embedded engine")
    return edge.SearchParams(hnsw_ef=params.hnsw_ef, exact=bool(params.exact), indexed_only=bool(params.indexed_only))


def _given(model: BaseModel) -> set[str]:
    return {name for name in type(model).model_fields if getattr(model, name) is not None}


def _selector(selector: object) -> bool | list[str]:
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


def _filter(given: models.Filter | None) -> edge.Filter | None:
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
    models.Filter: _filter,
    models.IsEmptyCondition: lambda given: edge.IsEmptyCondition(given.is_empty.key),
    models.IsNullCondition: lambda given: edge.IsNullCondition(given.is_null.key),
    models.HasIdCondition: lambda given: edge.HasIdCondition({str(id_) for id_ in given.has_id}),
    models.HasVectorCondition: lambda given: edge.HasVectorCondition(given.has_vector),
    models.NestedCondition: lambda given: edge.NestedCondition(
        given.nested.key, _filter(given.nested.filter) or edge.Filter()
    ),
}


def _condition(given: models.Condition) -> edge.ConditionType:
    if type(given) not in _CONDITIONS:
        raise TypeError(f"{type(given).__name__} is not translated for the embedded engine")
    return cast("edge.ConditionType", _CONDITIONS[type(given)](given))


# --- the engine's terms into ours; without validation, which costs more than the search ---


def _scored_point(hit: edge.ScoredPoint) -> models.ScoredPoint:
    return models.ScoredPoint.model_construct(
        id=str(hit.id), version=hit.version, score=hit.score, payload=hit.payload, vector=_vectors(hit.vector)
    )


def _record(point: edge.Record) -> models.Record:
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
