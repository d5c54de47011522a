"""Vectors of texts that were embedded before, on disk.

The cache is what makes an ingest resumable and cheap to repeat: a text is looked up by its SHA-256 and the encoder's identity,
each encoded chunk is committed before the next one starts, and a killed run finds what it had. It holds vectors of taxonomy
and ad texts only, never of resumes, and no text at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np

from ingest.batches import batched
from search.encoder import Encoder, Progress, Vectors
from search.errors import StoreUnavailable
from search.texts import digest

CHUNK = 512
"""texts encoded and committed at once; what a kill can lose"""
_TOLERANCE = 1e-3
"""how far a stored vector's length may be from 1"""
_REMEDY = "remove this file and run again: everything is embedded anew, the published index is untouched"
_LOOKUP = 500
"""keys per SELECT; SQLite takes at most 999 variables in old builds"""


class EmbeddingCache:
    """A SQLite file of (encoder identity, text hash) → unit float32 vector.

    Raises StoreUnavailable when the file can't be opened or written (disk full, no permission, not a
    database), or read (damaged).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=60)
            self._db.execute("PRAGMA page_size=16384")  # ten vectors a page; the default of 4096 wastes half of it
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing; a power cut, the last chunks
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS vectors (model TEXT, hash BLOB, vector BLOB, PRIMARY KEY (model, hash))"
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(f"can't use the embedding cache {path}: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, model: str, texts: Iterable[str]) -> dict[str, Vectors]:
        """Return text → vector for the texts that are there."""
        by_key = {_key(text): text for text in texts}
        found: dict[str, Vectors] = {}
        for key, blob in self._lookup("hash, vector", model, list(by_key)):
            found[by_key[key]] = self._vector(blob)
        return found

    def put(self, model: str, texts: Iterable[str], vectors: Vectors) -> None:
        """Store vectors of shape (n, dim) in one transaction: all of them or none."""
        rows = [(model, _key(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"can't write to the embedding cache {self.path}: {error}") from error

    def forget(self, texts: Iterable[str]) -> int:
        """Remove the vectors of some texts, of every model; return how many there were."""
        try:
            self._db.execute("PRAGMA secure_delete = ON")  # overwritten, not only unlinked
            with self._db:
                return self._db.executemany("DELETE FROM vectors WHERE hash = ?", ((_key(text),) for text in texts)).rowcount
        except sqlite3.Error as error:
            raise StoreUnavailable(f"can't write to the embedding cache {self.path}: {error}") from error

    def fill(self, encoder: Encoder, texts: Iterable[str], progress: Progress | None = None) -> int:
        """Encode every text that is not there yet and return how many that were.

        Texts are encoded by length, longest first, in fixed chunks: an interrupted run goes on at a chunk's edge and so makes
        the very same batches, and the very same vectors, as an undisturbed one.
        """
        wanted = sorted(set(texts), key=lambda text: (-len(text), text))
        known = self._known(encoder.identity, wanted)
        missing = [text for text in wanted if _key(text) not in known]
        done = len(wanted) - len(missing)
        if progress:
            progress(done, len(wanted))
        for chunk in batched(missing, CHUNK):
            vectors = encoder.encode_documents(chunk, _after(done, len(wanted), progress))
            self.put(encoder.identity, chunk, vectors)
            done += len(chunk)
        return len(missing)

    def _known(self, model: str, texts: Iterable[str]) -> set[bytes]:
        return {key for (key,) in self._lookup("hash", model, [_key(text) for text in texts])}

    def _lookup(self, fields: str, model: str, keys: list[bytes]) -> Iterator[tuple[Any, ...]]:
        for group in batched(keys, _LOOKUP):
            marks = ",".join("?" * len(group))
            query = f"SELECT {fields} FROM vectors WHERE model = ? AND hash IN ({marks})"  # noqa: S608 - marks are only "?"
            yield from self._read(query, (model, *group))

    def _read(self, query: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(query, values)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"can't read the embedding cache {self.path}: {error}; {_REMEDY}") from error

    def _vector(self, blob: object) -> Vectors:
        """Return a stored vector. SQLite has no checksums: one that is not of unit length was damaged on the disk."""
        if isinstance(blob, bytes) and blob and len(blob) % 4 == 0:
            vector = np.frombuffer(blob, dtype=np.float32)
            if abs(float(np.linalg.norm(vector.astype(np.float64))) - 1) < _TOLERANCE:
                return vector
        raise StoreUnavailable(f"the embedding cache {self.path} holds a damaged vector; {_REMEDY}")


def _after(done: int, total: int, progress: Progress | None) -> Progress | None:
    """Return the progress of a chunk as progress of the whole."""
    return (lambda encoded, _texts: progress(done + encoded, total)) if progress else None


def _key(text: str) -> bytes:
    return bytes.fromhex(digest(text))
