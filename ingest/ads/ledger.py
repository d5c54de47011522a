"""What is known of every ad: a SQLite file beside the index, and the truth behind it.

The index can be made again from it at any time: after another encoder, another release of ESCO, or a rollback. Each run that
may change something has a number, the *revision*; a row keeps the revision of its last change, and a generation of the index
keeps the revision that it reflects. What a generation lacks is therefore every row with a later revision, whatever was killed or
rolled back in between.

Text is kept of active ads only. Any other ad leaves a tombstone: identity, times and hashes.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from ingest.batches import batched
from ingest.eures.record import JobAd, ad_uri
from search.errors import StoreUnavailable
from search.store.files import Lock, take_build_lock

ACTIVE, CLOSED, GONE, EXPIRED, ERASED = "active", "closed", "gone", "expired", "erased"
"""Status of an ad. closed: its sender says so. gone: a snapshot lacks it. expired: by its date or age. erased: by the operator."""
_LOOKUP = 500
"""keys per SELECT; SQLite takes at most 999 variables in old builds"""
_PAGE = 500
"""ads fetched and decoded at once"""

_VERSION = 1
"""of the tables below; counted up when they change"""
_TABLES = """
CREATE TABLE IF NOT EXISTS ledger (identity TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, kind TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER);
CREATE TABLE IF NOT EXISTS ads (
    ad_id TEXT PRIMARY KEY, source_id TEXT NOT NULL, reference TEXT NOT NULL, status TEXT NOT NULL,
    created_at INTEGER, modified_at INTEGER, closed_at INTEGER, apply_by INTEGER, ended_at INTEGER,
    last_seen INTEGER NOT NULL, seen_run INTEGER NOT NULL, read_run INTEGER NOT NULL, missed_at INTEGER,
    text_hash TEXT NOT NULL, payload_hash TEXT NOT NULL, changed INTEGER NOT NULL,
    block TEXT, dup_group TEXT NOT NULL, record BLOB);
CREATE INDEX IF NOT EXISTS ads_changed ON ads (changed, ad_id);
CREATE INDEX IF NOT EXISTS ads_source ON ads (source_id, status, seen_run);
CREATE INDEX IF NOT EXISTS ads_block ON ads (block) WHERE block IS NOT NULL;
CREATE TABLE IF NOT EXISTS unsettled_blocks (block TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS contributions (
    model TEXT NOT NULL, ad_id TEXT NOT NULL, occupation TEXT NOT NULL, source_id TEXT NOT NULL, language TEXT NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (model, ad_id, occupation)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sums (
    model TEXT NOT NULL, occupation TEXT NOT NULL, source_id TEXT NOT NULL, language TEXT NOT NULL, n INTEGER NOT NULL,
    total BLOB NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (model, occupation, source_id, language));
CREATE INDEX IF NOT EXISTS sums_changed ON sums (model, changed);
CREATE TABLE IF NOT EXISTS frozen (
    model TEXT NOT NULL, language TEXT NOT NULL, n INTEGER NOT NULL, total BLOB NOT NULL, moves INTEGER NOT NULL,
    PRIMARY KEY (model, language));
CREATE TABLE IF NOT EXISTS summed (model TEXT PRIMARY KEY, settings TEXT NOT NULL, revision INTEGER NOT NULL);
"""


class Known(NamedTuple):
    """What the ledger knows of one ad, its text apart."""

    ad_id: str
    status: str
    created_at: int | None
    modified_at: int | None
    closed_at: int | None
    """when its sender closed it, as the sender says"""
    ended_at: int | None
    """when it became known here that it had ended"""
    text_hash: str
    payload_hash: str
    read_run: int
    """the last run that read it, a mere mention in a change list apart"""
    block: str | None


class Entry(NamedTuple):
    """One ad as the index should have it."""

    ad_id: str
    source_id: str
    reference: str
    status: str
    dup_group: str
    ad: JobAd | None
    """None for a tombstone"""

    @property
    def uri(self) -> str:
        """What the point id is made of."""
        return ad_uri(self.source_id, self.reference)


class AdsLedger:
    """The ledger of one data folder. One process writes at a time: it holds `ads.lock` beside the file from `begin` on.

    Raises StoreUnavailable when the file can't be opened, read or written, and StoreLocked while another process writes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: Lock | None = None
        with self._translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=60, isolation_level=None)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA secure_delete=ON")  # text that was deleted is overwritten, not only unlinked
            self.db.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing; a power cut, the last chunks
            (version,) = self.db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                raise StoreUnavailable(f"the ledger of ads {path} was written by another version of Careerspace ({version})")
            self.db.executescript(_TABLES)
            self.db.execute(f"PRAGMA user_version = {_VERSION}")
            self.db.execute("INSERT INTO ledger SELECT ? WHERE NOT EXISTS (SELECT 1 FROM ledger)", (uuid.uuid4().hex,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self.db.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def lock(self) -> None:
        """Take the writer's lock, if this ledger does not hold it yet."""
        if self._lock is None:
            self._lock = take_build_lock(self.path.with_suffix(".lock"))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write all of it or nothing."""
        with self._translated():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def read(self, query: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with self._translated():
            yield from self.db.execute(query, values)

    def read_ads(self, query: str, ids: Iterable[str], values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query about some ads: its last condition, on `ad_id`, is added here; `values` are those before it."""
        for part in batched(ids, _LOOKUP):
            yield from self.read(f"{query} ad_id IN ({','.join('?' * len(part))})", (*values, *part))

    def begin(self, kind: str, now: int) -> int:
        """Start a run and return its number, the new revision."""
        self.lock()
        with self.transaction() as db:
            run = db.execute("INSERT INTO runs (kind, started_at) VALUES (?, ?)", (kind, now)).lastrowid
        return int(run or 0)

    def finish(self, run: int, now: int) -> None:
        """Note that a run came to its end."""
        with self.transaction() as db:
            db.execute("UPDATE runs SET finished_at = ? WHERE run = ?", (now, run))

    def empty_log(self) -> None:
        """Move SQLite's write-ahead log into the file and empty it: what was overwritten there may still be in the log."""
        next(self.read("PRAGMA wal_checkpoint(TRUNCATE)"))

    def erasures(self) -> list[int]:
        """Return the runs that erased ads and are not finished: a generation may still hold them."""
        return [run for (run,) in self.read("SELECT run FROM runs WHERE kind = 'erase' AND finished_at IS NULL")]

    @property
    def identity(self) -> str:
        """What tells this ledger from one that was removed and begun anew."""
        return str(next(self.read("SELECT identity FROM ledger"))[0])

    @property
    def revision(self) -> int:
        """Number of the latest run; 0 before the first."""
        return int(next(self.read("SELECT coalesce(max(run), 0) FROM runs"))[0])

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """Return ad id → what is known of it."""
        query = f"SELECT {', '.join(Known._fields)} FROM ads WHERE"  # noqa: S608 - names of our own
        return {row[0]: Known(*row) for row in self.read_ads(query, ids)}

    def records(self, ids: Sequence[str]) -> list[JobAd]:
        """Return the records of those ads that are active."""
        rows = self.read_ads("SELECT record FROM ads WHERE record IS NOT NULL AND", ids)
        return [decode(record) for (record,) in rows]

    def changed_since(self, revision: int) -> Iterator[Entry]:
        """Yield every ad that changed after a revision, the earliest change first; a page is held at a time."""
        query = (
            "SELECT ad_id, source_id, reference, status, dup_group, record, changed FROM ads "
            "WHERE (changed, ad_id) > (?, ?) ORDER BY changed, ad_id LIMIT ?"
        )
        last = (revision + 1, "")
        while page := list(self.read(query, (*last, _PAGE))):
            last = (page[-1][6], page[-1][0])
            for ad_id, source_id, reference, status, dup_group, record, _ in page:
                yield Entry(ad_id, source_id, reference, status, dup_group, None if record is None else decode(record))

    def count_changed(self, revision: int) -> int:
        """Return how many ads changed after a revision."""
        return int(next(self.read("SELECT count(*) FROM ads WHERE changed > ?", (revision,)))[0])

    def block(self, block: str) -> list[tuple[JobAd, str]]:
        """Return the active ads of a block of possible duplicates, each with its present group."""
        rows = self.read(
            "SELECT record, dup_group FROM ads WHERE block = ? AND status = 'active' AND record IS NOT NULL ORDER BY ad_id",
            (block,),
        )
        return [(decode(record), group) for record, group in rows]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(
                f"can't use the ledger of ads {self.path}: {error}. The published index is untouched. Where the file itself is "
                "damaged, put a backup in its place; without one remove it, ingest the ads and then ESCO again, and erase again "
                "what had been erased"
            ) from error


def encode(ad: JobAd) -> bytes:
    """Return a record as it is stored."""
    return msgspec.json.encode(ad)


def decode(record: bytes) -> JobAd:
    """Read what `encode` wrote."""
    return msgspec.json.decode(record, type=JobAd)
