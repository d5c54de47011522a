"""The jobs of screening in one SQLite file, readable by its owner alone: jobs, their resumes with results, decisions.

Each result is committed as it is made, so a killed run loses the one resume that it was at. Text is there only where the operator
wants it kept; what is there without is names of files, keyed hashes, and the quotes of results. What is deleted is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, get_args

import msgspec

from ingest.screening import Decided
from ingest.screening.people import Person
from search.errors import StoreUnavailable, UnknownValue
from search.rubric import Rubric
from search.screening import Assessment, JobSpec

WAITING, DONE, BROKEN = "waiting", "done", "broken"
RUNNING, FINISHED, FAILED = "running", "finished", "failed"
"""states of a job; one that failed has a reason, and goes on where somebody says so"""
ERROR = "failed"
"""reason of a resume that is broken by no fault of its own"""
COMMAND, UPLOADED = "command", "uploaded"
"""where a job comes from: its files are the caller's, or held in the data folder until they are read"""
DECISIONS: tuple[str, ...] = get_args(Decided)
UNDECIDED = "not decided"
_TABLES = """
CREATE TABLE IF NOT EXISTS jobs (
    job TEXT PRIMARY KEY, origin TEXT NOT NULL, source TEXT NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER,
    state TEXT NOT NULL, spec BLOB NOT NULL, rubric BLOB NOT NULL, rubric_hash TEXT NOT NULL, rubric_path TEXT NOT NULL,
    inputs TEXT NOT NULL, esco_version TEXT NOT NULL, model TEXT NOT NULL, generation INTEGER NOT NULL,
    keep_text INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    changed_at INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS items (
    job TEXT NOT NULL, item TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL,
    state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', result BLOB, person BLOB, text TEXT,
    generation INTEGER, attempts INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (job, item)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, item TEXT NOT NULL, decision TEXT NOT NULL,
    reason TEXT NOT NULL, decided_at INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One screening. Times are seconds since 1970; `inputs` is a hash over its files; `erased` counts people who were removed.

    `reason` says why it failed; `changed_at` is when it was last worked on, 0 where it never was.
    """

    job: str
    origin: str
    source: str
    created_at: int
    finished_at: int | None
    state: str
    spec: JobSpec
    rubric: Rubric
    rubric_hash: str
    rubric_path: str
    inputs: str
    esco_version: str
    model: str
    generation: int
    keep_text: bool
    erased: int = 0
    reason: str = ""
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One resume. `reason` and `detail` say why it is broken; `result` and `person` are there once it is done.

    `attempts` counts how often reading it was begun.
    """

    job: str
    item: str
    number: int
    name: str
    file: str
    state: str
    reason: str
    detail: str
    result: Assessment | None
    person: Person | None
    text: str | None
    generation: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class NewItem:
    """A resume that is added: `file` is the SHA-256 of its file; with a `reason` it is broken from the beginning."""

    item: str
    name: str
    file: str
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided on a resume, and why; the `number` rises with each decision."""

    item: str
    decision: str
    reason: str
    decided_at: int
    number: int


def table_path(folder: Path) -> Path:
    """Return where the table of a data folder is."""
    return folder / "screening.sqlite"


def uploads_folder(folder: Path, job: str) -> Path:
    """Return where the uploads of a job are held until they are read."""
    return folder / "screenings" / job


class ScreeningTable:
    """The open file. Use one object for each thread. Raises StoreUnavailable when it can't be opened, read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None)
            # no write-ahead log: a second file would keep what was deleted from the first
            self._db.execute("PRAGMA journal_mode = DELETE")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def add(self, job: Job, items: Iterable[NewItem]) -> None:
        """Add a job with its items: both or nothing."""
        values = {field.name: getattr(job, field.name) for field in fields(job)}
        row = {**values, "spec": msgspec.json.encode(job.spec), "rubric": msgspec.json.encode(job.rubric)}
        with self._transaction():
            self._db.execute(f"INSERT INTO jobs VALUES ({','.join('?' * len(row))})", tuple(row.values()))  # noqa: S608 - only "?"
            self._db.executemany(
                "INSERT INTO items (job, item, number, name, file, state, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (job.job, new.item, number, new.name, new.file, BROKEN if new.reason else WAITING, new.reason, new.detail)
                    for number, new in enumerate(items, start=1)
                ),
            )

    def find(self, job: str) -> Job | None:
        """Return the job with this id; None where there is none."""
        rows = self._rows("SELECT * FROM jobs WHERE job = ?", (job,))
        return _job(rows[0]) if rows else None

    def job(self, begin: str) -> Job:
        """Return the job whose id is this, or alone begins so. Raises UnknownValue where there is none."""
        rows = self._rows("SELECT * FROM jobs WHERE substr(job, 1, length(?)) = ? LIMIT 2", (begin, begin)) if begin else []
        found = self.find(begin) or (_job(rows[0]) if len(rows) == 1 else None)
        if found is None:
            raise UnknownValue("screening", begin, [known.job for known in self.jobs()[:3]] if begin else ())
        return found

    def jobs(self) -> list[Job]:
        """Return all jobs, newest first."""
        return [_job(row) for row in self._rows("SELECT * FROM jobs ORDER BY created_at DESC, job")]

    def items(self, job: str) -> list[Item]:
        """Return the resumes of a job, in the order in which they were given."""
        return [_item(row) for row in self._rows("SELECT * FROM items WHERE job = ? ORDER BY number", (job,))]

    def waiting(self, job: str) -> dict[str, Item]:
        """Return item → the resumes that are still to be read."""
        return {item.item: item for item in self.items(job) if item.state == WAITING}

    def counts(self, job: str) -> dict[str, int]:
        """Return state → number of resumes."""
        found = dict(self._rows("SELECT state, count(*) FROM items WHERE job = ? GROUP BY state", (job,)))
        return {state: int(found.get(state, 0)) for state in (WAITING, DONE, BROKEN)}

    def put(self, job: str, item: str, result: Assessment, person: Person, text: str | None, generation: int) -> None:
        """Store a result; nothing happens where the item was erased meanwhile."""
        self._write(
            "UPDATE items SET state = ?, result = ?, person = ?, text = ?, generation = ? WHERE job = ? AND item = ?",
            (DONE, msgspec.json.encode(result), msgspec.json.encode(person), text, generation, job, item),
        )

    def put_broken(self, job: str, item: str, reason: str, detail: str) -> None:
        """Store why a resume could not be read."""
        self._write(
            "UPDATE items SET state = ?, reason = ?, detail = ? WHERE job = ? AND item = ?",
            (BROKEN, reason, detail, job, item),
        )

    def attempt(self, job: str, item: str, at: int) -> None:
        """Note that a resume is about to be read: if the process ends by it, the next one can tell."""
        with self._transaction():
            self._db.execute("UPDATE items SET attempts = attempts + 1 WHERE job = ? AND item = ?", (job, item))
            self._db.execute("UPDATE jobs SET changed_at = ? WHERE job = ?", (at, job))

    def take_back_attempt(self, job: str, item: str) -> None:
        """Forget the last attempt, which ended by no fault of the resume."""
        self._write("UPDATE items SET attempts = attempts - 1 WHERE job = ? AND item = ?", (job, item))

    def finish(self, job: str, at: int) -> None:
        """Mark a job as finished."""
        self._write("UPDATE jobs SET state = ?, finished_at = ?, reason = '' WHERE job = ?", (FINISHED, at, job))

    def fail(self, job: str, reason: str, at: int) -> None:
        """Mark a running job as failed, and say why."""
        values = (FAILED, reason, at, job, RUNNING)
        self._write("UPDATE jobs SET state = ?, reason = ?, changed_at = ? WHERE job = ? AND state = ?", values)

    def failed(self, job: str) -> set[str]:
        """Return the resumes that failed by an error of the program."""
        return {row[0] for row in self._rows("SELECT item FROM items WHERE job = ? AND reason = ?", (job, ERROR))}

    def resume(self, job: str, at: int) -> None:
        """Let a job run again that failed, or has resumes that failed by an error of the program; those wait again."""
        with self._transaction():
            retried = self._db.execute(
                "UPDATE items SET state = ?, reason = '', detail = '', attempts = 0 WHERE job = ? AND state = ? AND reason = ?",
                (WAITING, job, BROKEN, ERROR),
            ).rowcount
            self._db.execute(
                "UPDATE jobs SET state = ?, finished_at = NULL, reason = '', changed_at = ? WHERE job = ? AND (? OR state = ?)",
                (RUNNING, at, job, retried > 0, FAILED),
            )

    def decide(self, job: str, item: str, decision: str, reason: str, at: int) -> bool:
        """Add a decision on a resume that is done; return False where there is none, perhaps since a moment ago."""
        with _told(self.path):
            added = self._db.execute(
                "INSERT INTO decisions (job, item, decision, reason, decided_at) "
                "SELECT job, item, ?, ?, ? FROM items WHERE job = ? AND item = ? AND state = ?",
                (decision, reason, at, job, item, DONE),
            )
            return added.rowcount == 1

    def decisions(self, job: str) -> dict[str, list[Decision]]:
        """Return item → its decisions, the one that holds last."""
        found: dict[str, list[Decision]] = {}
        query = "SELECT item, decision, reason, decided_at, number FROM decisions WHERE job = ? ORDER BY number"
        for row in self._rows(query, (job,)):
            found.setdefault(row[0], []).append(Decision(*row))
        return found

    def erase_items(self, items: Mapping[str, Iterable[str]]) -> None:
        """Remove job → items with their decisions.

        Where nobody is left, the place of the files goes as well: the name of a single one may be a person's.
        """
        with self._transaction():
            for job, names in items.items():
                for item in names:
                    self._db.execute("DELETE FROM decisions WHERE job = ? AND item = ?", (job, item))
                    removed = self._db.execute("DELETE FROM items WHERE job = ? AND item = ?", (job, item)).rowcount
                    self._db.execute("UPDATE jobs SET erased = erased + ? WHERE job = ?", (removed, job))
                nobody = "NOT EXISTS (SELECT 1 FROM items WHERE items.job = jobs.job)"
                self._db.execute(f"UPDATE jobs SET source = '' WHERE job = ? AND {nobody}", (job,))  # noqa: S608 - as above
        self._vacuum()

    def erase_job(self, job: str) -> None:
        """Remove a job with everything of it."""
        with self._transaction():
            for name in ("decisions", "items", "jobs"):
                self._db.execute(f"DELETE FROM {name} WHERE job = ?", (job,))  # noqa: S608 - names of tables
        self._vacuum()

    def _vacuum(self) -> None:
        """Write the file anew, so that no free page holds what was deleted."""
        self._write("VACUUM", ())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _write(self, query: str, values: tuple[object, ...]) -> None:
        with _told(self.path):
            self._db.execute(query, values)

    def _rows(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with _told(self.path):
            return self._db.execute(query, values).fetchall()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"can't use the screenings {path}: {error}") from error


def _job(row: tuple[Any, ...]) -> Job:
    values = list(row)
    values[6] = msgspec.json.decode(row[6], type=JobSpec)
    values[7] = msgspec.json.decode(row[7], type=Rubric)
    values[14] = bool(row[14])
    return Job(*values)


def _item(row: tuple[Any, ...]) -> Item:
    values = list(row)
    values[8] = None if row[8] is None else msgspec.json.decode(row[8], type=Assessment)
    values[9] = None if row[9] is None else msgspec.json.decode(row[9], type=Person)
    return Item(*values)
