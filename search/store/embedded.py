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

A revision is a copy of the current generation's shards, changed and published as the next generation (docs/decisions/0007).
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import qdrant_edge as edge
from qdrant_client import models

from search.errors import IndexMissing, StoreUnavailable
from search.store import base, checks
from search.store.base import CollectionSchema, Manifest
from search.store.files import Lock, copy_tree, hold, replace_file, size_on_disk, sync, sync_tree, take_build_lock
from search.store.translate import (
    edge_fields,
    edge_filter,
    edge_point,
    edge_request,
    edge_selector,
    edge_vectors,
    index_type,
    record,
    schema_of,
    scored_point,
    shard_config,
    translated_errors,
)

_MANIFEST, _CURRENT, _LOCK = "manifest.json", "CURRENT", "build.lock"

_CONFIG = "edge_config.json"
"""The engine's own description of a shard."""

_DISK_RESERVE = 64 * 2**20
"""Bytes that stay free. The engine writes through memory maps: on a full disk the kernel kills the process (SIGBUS)."""


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
            complete = self._complete()
            first = "" if complete else "remove it and "
            raise StoreUnavailable(f"{path} can't be read ({error}); {first}{base.way_out(complete)}") from error

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
                    todo = base.way_out(self._complete())
                    raise IndexMissing(f"generation {number} is gone from {self._directory}; {todo}") from error
                number = latest
        raise self._missing()

    def begin(self, schemas: Mapping[str, CollectionSchema]) -> _EmbeddedWriter:
        """Take the build lock, clear what an interrupted build left, and create empty shards with their payload indexes."""
        checks.check_schemas(schemas)
        with translated_errors(self._directory):
            self._directory.mkdir(parents=True, exist_ok=True)
            writer = self._writer()
            with writer.abandoned_on_error():
                writer.create(schemas)
        return writer

    def revise(self, *, purge: bool = False) -> _EmbeddedWriter:
        """Take the build lock, clear what an interrupted build left, and copy the shards of the current generation."""
        if self.current() is None:
            raise self._missing()
        with translated_errors(self._directory):
            writer = self._writer()
            with writer.abandoned_on_error(), closing(self.open()) as source:  # held, so that nobody prunes it meanwhile
                writer.copy(source.generation, purge=purge)
        return writer

    def _writer(self) -> _EmbeddedWriter:
        lock = take_build_lock(self._directory / _LOCK)
        folders = self._folders()
        unfinished = [number for number, folder in folders.items() if not (folder / _MANIFEST).exists()]
        for number in unfinished:
            _remove_tree(folders.pop(number))
        number = max([*folders, self.current() or 0]) + 1
        return _EmbeddedWriter(self, self._folder(number), number, lock)

    def activate(self, generation: int) -> None:
        """Point CURRENT at a complete generation, whatever it says now."""
        folder = self._folder(generation)
        try:
            lock = hold(folder / _MANIFEST, fcntl.LOCK_SH)  # so that nobody prunes it meanwhile
            _read_manifest(folder)
        except FileNotFoundError as error:
            complete = self._complete()
            raise IndexMissing(f"there is no generation {generation} in {self._directory}; it has {complete}") from error
        with translated_errors(self._directory):
            replace_file(self._directory / _CURRENT, f"{generation}\n")
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
            lock = hold(folder / _MANIFEST, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, FileNotFoundError):
            return False
        if free := number != self.current():  # it may have been activated just before the lock was taken
            with translated_errors(self._directory):
                (folder / _MANIFEST).unlink()  # first, so that a half-removed folder counts as unfinished
                _remove_tree(folder)
        lock.release()
        return free

    def _missing(self) -> IndexMissing:
        complete = self._complete()
        what, yet = ("current generation", "") if complete else ("index", " yet")
        return IndexMissing(f"there is no {what} in {self._directory}{yet}; {base.way_out(complete)}")

    def _complete(self) -> list[int]:
        """Return the generations that can be made current: those whose manifest can be read."""
        found = []
        for number, folder in self._folders().items():
            with suppress(FileNotFoundError, StoreUnavailable):
                _read_manifest(folder)
                found.append(number)
        return found

    def _folder(self, number: int) -> Path:
        return self._directory / f"gen-{number}"

    def _folders(self) -> dict[int, Path]:
        """Return number → folder of every generation, complete or not, oldest first."""
        if not self._directory.is_dir():
            return {}
        found = ((re.fullmatch(r"gen-(\d+)", path.name), path) for path in self._directory.iterdir())
        return dict(sorted((int(match[1]), path) for match, path in found if match))


def _remove_tree(folder: Path) -> None:
    """Remove a folder; another process may be removing it too."""
    while folder.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


class _Shards(ABC):
    """Reading of shards that are published or being written."""

    @abstractmethod
    def _shard(self, collection: str) -> AbstractContextManager[edge.EdgeShard]:
        """Give a shard for one call of the engine, whose errors are translated."""

    def retrieve(
        self,
        collection: str,
        ids: Sequence[str],
        *,
        with_payload: bool | Sequence[str] = True,
        with_vectors: bool | Sequence[str] = False,
    ) -> list[models.Record]:
        """Return the points that exist among `ids`, each once, in the order asked."""
        wanted = checks.checked_ids(collection, ids)
        with self._shard(collection) as shard:
            found = shard.retrieve(list(wanted), edge_selector(with_payload), edge_selector(with_vectors))
        records = {str(point.id): record(point) for point in found}
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
            filter=edge_filter(scroll_filter),
            with_payload=edge_selector(with_payload),
            with_vector=edge_selector(with_vectors),
        )
        with self._shard(collection) as shard:
            points, following = shard.scroll(request)
        return [record(point) for point in points], None if following is None else str(following)

    def count(self, collection: str, count_filter: models.Filter | None = None) -> int:
        """Return the exact number of points that pass."""
        request = edge.CountRequest(exact=True, filter=edge_filter(count_filter))
        with self._shard(collection) as shard:
            return shard.count(request)


class _EmbeddedWriter(_Shards):
    """Shards being filled or changed; holds the build lock until it is published or abandoned."""

    def __init__(self, store: EmbeddedStore, folder: Path, number: int, lock: Lock) -> None:
        self._store = store
        self._folder = folder
        self._number = number
        self._lock = lock
        self._base: Manifest | None = None
        self._schemas: dict[str, CollectionSchema] = {}
        self._shards: dict[str, edge.EdgeShard] = {}

    @property
    def number(self) -> int:
        """The generation's number."""
        return self._number

    @property
    def base(self) -> Manifest | None:
        """The manifest of the generation whose copy this is, or None."""
        return self._base

    def create(self, schemas: Mapping[str, CollectionSchema]) -> None:
        """Make empty shards with their payload indexes."""
        for name, schema in schemas.items():
            (self._folder / name).mkdir(parents=True)
            self._check_disk()
            shard = edge.EdgeShard.create(str(self._folder / name), shard_config(schema))
            for field, kind in schema.payload_indexes.items():
                shard.update(edge.UpdateOperation.create_field_index(field, index_type(kind)))
            self._schemas[name], self._shards[name] = schema, shard

    def copy(self, source: _Generation, *, purge: bool) -> None:
        """Copy the shards of a published generation, which stays as it is; not its manifest, so that the copy is unfinished."""
        self._base = source.manifest
        self._folder.mkdir()
        self._check_disk(size_on_disk(source.folder))
        for name in source.manifest.counts:
            folder = self._folder / name
            copy_tree(source.folder / name, folder)
            schema = schema_of(json.loads((folder / _CONFIG).read_text(encoding="utf-8")))
            self._schemas[name], self._shards[name] = (
                schema,
                edge.EdgeShard.load(str(folder), shard_config(schema, purge=purge)),
            )

    @contextmanager
    def abandoned_on_error(self) -> Iterator[None]:
        """Remove what was written and let go of the build lock when anything goes wrong."""
        try:
            yield
        except BaseException:
            self.abandon()
            raise

    def upsert(self, collection: str, points: Sequence[models.PointStruct]) -> None:
        """Write points after checking all of them."""
        checks.check_points(collection, self._schema(collection), points)
        converted = [edge_point(collection, point) for point in points]
        if converted:
            self._update(collection, edge.UpdateOperation.upsert_points(converted))

    def update_vectors(self, collection: str, points: Sequence[models.PointVectors]) -> None:
        """Set named vectors of existing points after checking all of them."""
        checks.check_points(collection, self._schema(collection), points)
        checks.check_existing(self, collection, [str(point.id) for point in points])
        converted = [edge_vectors(point) for point in points if point.vector]
        if converted:
            self._update(collection, edge.UpdateOperation.update_vectors(converted))

    def delete_vectors(self, collection: str, ids: Sequence[str], names: Sequence[str]) -> None:
        """Remove these vectors where there are any."""
        checks.check_names(collection, self._schema(collection), names)
        there = checks.existing(self, collection, checks.checked_ids(collection, ids))
        if there and names:
            self._update(collection, edge.UpdateOperation.delete_vectors(list(there), list(names)))

    def set_payload(self, collection: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """Set fields of existing points after checking all of them."""
        checks.check_existing(self, collection, checks.checked_ids(collection, payloads))
        self._update(collection, *[edge_fields(collection, id_, fields) for id_, fields in payloads.items() if fields])

    def delete(self, collection: str, ids: Sequence[str]) -> None:
        """Remove the points that exist among `ids`."""
        if wanted := checks.checked_ids(collection, ids):
            self._update(collection, edge.UpdateOperation.delete_points(list(wanted)))

    def publish(self, manifest: Manifest) -> None:
        """Build the graphs, flush, then write the manifest, then CURRENT: a crash leaves the old generation or the new one."""
        if manifest.generation != self._number:
            raise ValueError(f"the manifest is of generation {manifest.generation}, this one is {self._number}")
        with translated_errors(self._folder):
            counts = {name: self.count(name) for name in self._schemas}
            if counts != dict(manifest.counts):
                raise ValueError(f"the manifest counts {dict(manifest.counts)}, the generation holds {counts}")
            for name, shard in self._shards.items():
                self._check_disk(size_on_disk(self._folder / name))  # optimizing may write a copy
                shard.optimize()  # does nothing to a shard that few points of were changed: docs/decisions/0007
                shard.flush()
                shard.close()
            self._shards.clear()
            sync_tree(self._folder)
            replace_file(self._folder / _MANIFEST, json.dumps(manifest.to_json(), ensure_ascii=False, indent=2) + "\n")
            sync(self._folder.parent)
            replace_file(self._folder.parent / _CURRENT, f"{self._number}\n")
        self._lock.release()

    def abandon(self) -> None:
        """Remove the folder, unless CURRENT names it already, and let go of the build lock."""
        if not self._lock.release.alive:
            return
        self._shards.clear()
        try:
            if not (self._folder / _MANIFEST).exists():
                shutil.rmtree(self._folder, ignore_errors=True)  # what can't be removed is left to the next build
                return
            with suppress(StoreUnavailable):  # CURRENT can't be read or the folder not removed: left to `prune`
                if not self._store._remove(self._number):
                    with translated_errors(self._folder):
                        sync(self._folder.parent)  # what `publish` had left to do
        finally:
            self._lock.release()

    @contextmanager
    def _shard(self, collection: str) -> Iterator[edge.EdgeShard]:
        self._schema(collection)
        with translated_errors(self._folder / collection):
            yield self._shards[collection]

    def _update(self, collection: str, *operations: edge.UpdateOperation) -> None:
        with self._shard(collection) as shard:
            self._check_disk()
            for operation in operations:
                shard.update(operation)

    def _schema(self, collection: str) -> CollectionSchema:
        if not self._shards:
            raise StoreUnavailable(f"generation {self._number} is no longer being built")
        if collection not in self._shards:
            raise base.no_collection(self._number, collection, self._shards)
        return self._schemas[collection]

    def _check_disk(self, needed: int = 0) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < needed + _DISK_RESERVE:
            raise StoreUnavailable(
                f"the disk of {self._folder} is nearly full: {free // 2**20} MB free, {(needed + _DISK_RESERVE) // 2**20} MB "
                "needed; the published index is untouched, make room and build again"
            )


class _Generation:
    """The open shards of one published generation, shared by its readers and let go with the last of them."""

    def __init__(self, folder: Path, lock: Lock) -> None:
        self.folder = folder
        self.lock = lock
        self.manifest = _read_manifest(folder)
        with translated_errors(folder):
            self.shards = {name: edge.EdgeShard.load(str(folder / name)) for name in self.manifest.counts}


_open: weakref.WeakValueDictionary[tuple[int, int], _Generation] = weakref.WeakValueDictionary()
"""Device and inode of the manifest → the generation, so that a folder of the same name built anew is another one."""

_open_lock = threading.Lock()


def _open_generation(folder: Path) -> _Generation:
    """Share or load a complete generation; FileNotFoundError where there is none."""
    lock = hold(folder / _MANIFEST, fcntl.LOCK_SH)
    status = os.fstat(lock.file)
    key = (status.st_dev, status.st_ino)
    with _open_lock:
        generation = _open.get(key) or _Generation(folder, lock)
        _open[key] = generation
    return generation


class _EmbeddedReader(_Shards):
    """One published generation. The engine holds the interpreter's lock during a call, so threads take turns."""

    def __init__(self, generation: _Generation) -> None:
        self._generation: _Generation | None = generation
        self._manifest = generation.manifest

    @property
    def generation(self) -> _Generation:
        """The open shards. Raises StoreUnavailable once closed."""
        generation = self._generation
        if generation is None:
            raise StoreUnavailable(f"this reader of generation {self._manifest.generation} is closed")
        return generation

    @property
    def manifest(self) -> Manifest:
        """What this generation was made of."""
        return self._manifest

    def query(self, collection: str, requests: Sequence[models.QueryRequest]) -> list[list[models.ScoredPoint]]:
        """Answer several queries in one call of the engine (two or more where a tie crosses a limit)."""
        with self._shard(collection) as shard:

            def fetch(asked: Sequence[tuple[models.QueryRequest, int]]) -> list[list[models.ScoredPoint]]:
                batch = edge.QueryBatchRequest([edge_request(request, limit) for request, limit in asked])
                return [[scored_point(hit) for hit in hits] for hits in shard.query_batch(batch)]

            return base.answer(requests, fetch)

    def facet(self, collection: str, key: str, facet_filter: models.Filter | None = None, limit: int = 1000) -> dict[str, int]:
        """Return value → exact count of points, most frequent first, ties by value."""
        values = max(limit, base.FACET_VALUES)
        request = edge.FacetRequest(key, limit=values, exact=True, filter=edge_filter(facet_filter))
        with self._shard(collection) as shard:
            counts = [(str(hit.value), hit.count) for hit in shard.facet(request).hits]
        return base.cut_facet(counts, limit)

    def close(self) -> None:
        """Let go; calls that are running in other threads end normally."""
        self._generation = None

    @contextmanager
    def _shard(self, collection: str) -> Iterator[edge.EdgeShard]:
        generation = self.generation  # keeps the shards alive through this call
        if collection not in generation.shards:
            raise base.no_collection(self._manifest.generation, collection, generation.shards)
        with translated_errors(generation.folder / collection):
            yield generation.shards[collection]


def _read_manifest(folder: Path) -> Manifest:
    path = folder / _MANIFEST
    try:
        return Manifest.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise
    except (OSError, ValueError, AttributeError) as error:
        raise StoreUnavailable(f"{path} can't be read ({error}); remove the folder and build the index again") from error
