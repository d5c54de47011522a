"""Screenings of uploaded resumes: held in the data folder until they are read, worked off by one thread, also after a restart.

screenings/JOB/ITEM     one file for each resume, readable by its owner alone, removed as soon as its result is committed
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog

from ingest.screening.erase import delete_old
from ingest.screening.people import load_key
from ingest.screening.replay import log_finished
from ingest.screening.sources import Given, counted, is_archive, too_large, unpack
from ingest.screening.table import (
    FAILED,
    FINISHED,
    RUNNING,
    UPLOADED,
    Job,
    NewItem,
    ScreeningTable,
    table_path,
    uploads_folder,
)
from ingest.screening.work import digest_of, finish, inputs_hash, items_of, new_job, take_turn, work
from search.engine import Engine
from search.errors import CareerspaceError, InputError, SearchIndexError, StoreUnavailable
from search.rubric import Rubric
from search.screening import JobSpec
from search.settings import Settings
from search.store.files import Lock, hold
from search.view import Provenance

_log = structlog.get_logger("careerspace.screening")
RETRY_S = 30.0
"""seconds after which a job is tried again that could not be worked on: no index, another screening running"""
TIDY_S = 3600.0
"""seconds after which is looked for screenings that are kept no longer"""


def unpacked(files: Iterable[tuple[str, bytes]], max_bytes: int) -> Iterator[Given]:
    """Yield the resumes of uploaded files, members of zips among them."""
    for name, data in files:
        if is_archive(data):
            yield from unpack(data, max_bytes)
        elif len(data) > max_bytes:
            yield too_large(name, hashlib.sha256(data).hexdigest(), max_bytes)
        else:
            yield Given(name, data)


def submit(
    folder: Path, given: Iterable[Given], spec: JobSpec, rubric: Rubric, provenance: Provenance, *, keep_text: bool
) -> Job:
    """Hold the files and add the job: whoever restarts finds both. Raises InputError for no files, or too many."""
    job = secrets.token_hex(8)
    held = uploads_folder(folder, job)
    submitting: Lock | None = None
    try:
        submitting = _keep_from_sweeping(folder)
        held.mkdir(parents=True, mode=0o700)
        items = list(_hold(held, given))
        inputs = inputs_hash((new.name, new.file) for new in items)
        with ScreeningTable(table_path(folder)) as table:
            table.add(new_job(job, spec, rubric, inputs, provenance, keep_text=keep_text, origin=UPLOADED), items)
            return table.job(job)
    except OSError as error:
        shutil.rmtree(held, ignore_errors=True)
        raise StoreUnavailable(f"can't hold the uploads in {held}: {error}") from error
    except CareerspaceError:
        shutil.rmtree(held, ignore_errors=True)
        raise
    finally:
        if submitting:
            submitting.release()


def _keep_from_sweeping(folder: Path, mode: int = fcntl.LOCK_SH) -> Lock:
    """Take the lock between those who submit, whose files are there before their job is, and who sweeps (LOCK_EX)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "uploads.lock"
    path.touch(mode=0o600)
    return hold(path, mode)


def _hold(held: Path, given: Iterable[Given]) -> Iterator[NewItem]:
    """Write each file into the folder; yield what is added to the table."""
    item = ""
    for item, file in items_of(counted(given)):
        if not file.reason:
            with os.fdopen(os.open(held / item, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
                kept.write(file.data)
        yield NewItem(item, file.name, digest_of(file), file.reason, file.detail)
    if not item:
        raise InputError("there is no resume in it; send files, or a zip of files")


def open_jobs(folder: Path) -> int:
    """Return how many uploaded screenings are running, or wait to."""
    if not table_path(folder).exists():
        return 0
    with ScreeningTable(table_path(folder)) as table:
        return sum(job.origin == UPLOADED and job.state == RUNNING for job in table.jobs())


class Worker:
    """The thread that works uploaded screenings off, oldest first. It sleeps until `wake`, or something is to be tried again.

    Tried again is what goes away by itself: an index that is missing, locked or down, an error of the system. Anything else fails
    the screening, until somebody lets it go on (`resume`).
    """

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._folder = settings.data_dir
        self._awake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Go on with what is there, and wait for more."""
        self._sweep()
        self._stop.clear()
        self._awake.set()
        self._thread = threading.Thread(target=self._run, name="screening", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the resume that is in work; what is left waits for the next start."""
        self._stop.set()
        self._awake.set()
        if self._thread:
            self._thread.join()

    def wake(self) -> None:
        """Look for jobs now."""
        self._awake.set()

    def _sweep(self) -> None:
        """Remove what a kill left, while nobody submits anything, in this process or another one."""
        if not (self._folder / "screenings").exists():
            return
        try:
            alone = _keep_from_sweeping(self._folder, fcntl.LOCK_EX)
            try:
                with ScreeningTable(table_path(self._folder)) as table:
                    _sweep(self._folder, table)
            finally:
                alone.release()
        except (CareerspaceError, OSError) as error:
            _log.warning("uploads not swept", error=type(error).__name__)

    def _run(self) -> None:
        retry = False
        while not self._stop.is_set():
            self._awake.wait(RETRY_S if retry else TIDY_S)
            self._awake.clear()
            if not self._stop.is_set():
                try:
                    retry = not self._work_all()
                except Exception as error:  # noqa: BLE001 - a full disk, say, must not end the thread for good
                    _log.error("screening failed", error=type(error).__name__)  # no traceback: it could show a resume
                    retry = True

    def _work_all(self) -> bool:
        """Work every job off; return False where something must be tried again."""
        if not table_path(self._folder).exists():
            return True
        try:
            lock = take_turn(self._folder)
            try:
                with ScreeningTable(table_path(self._folder)) as table:
                    delete_old(table, self._folder, self._settings.screening_keep_days, time.time())
                    return all(list(self._work_each(table)))
            finally:
                lock.release()
        except CareerspaceError as error:
            _log.warning("screening waits", reason=str(error))
            return False

    def _work_each(self, table: ScreeningTable) -> Iterator[bool]:
        for job in reversed(table.jobs()):
            if job.origin == UPLOADED and job.state == RUNNING:
                try:
                    yield self._work(table, job)
                except (SearchIndexError, OSError) as error:  # newer jobs need not wait for it
                    _log.warning("screening waits", job=job.job, error=type(error).__name__)
                    yield False
                except Exception as error:  # noqa: BLE001 - its ad is closed, say; trying again would not help
                    _log.warning("screening failed", job=job.job, error=type(error).__name__)
                    table.fail(job.job, _reason(error), int(time.time()))
                    yield True

    def _work(self, table: ScreeningTable, job: Job) -> bool:
        """Work one job off; return False where it has to wait."""
        if self._stop.is_set():
            return True
        now = self._engine.view().provenance
        if now.model != job.model:  # its results so far are another encoder's
            raise InputError(f"it was begun with the encoder {job.model}, and the index is now {now.model}'s")
        max_bytes = self._settings.max_upload_mb * 1_000_000

        def stopped() -> bool:
            return self._stop.is_set() or table.find(job.job) is None

        screener = self._engine.screener(job.spec, job.rubric)
        whole = work(
            table, job, _held(self._folder, table, job), screener, load_key(self._folder), max_bytes=max_bytes, stopped=stopped
        )
        if whole and table.find(job.job):
            log_finished(self._folder, table, job.job, max_upload_mb=self._settings.max_upload_mb)
            finish(table, job.job)
            shutil.rmtree(uploads_folder(self._folder, job.job), ignore_errors=True)
        return True


def resume(table: ScreeningTable, job: Job) -> None:
    """Let a screening go on that failed. Raises InputError for one that did not, or whose files are the caller's."""
    if job.state != FAILED:
        raise InputError(f"the screening is {job.state}; only one that failed can be resumed")
    if job.origin != UPLOADED:
        raise InputError("the screening was begun on the command line; run the same command again")
    table.resume(job.job, int(time.time()))


def _reason(error: Exception) -> str:
    """Say why a screening failed; an error that nobody foresaw by its kind alone, since its words could be a resume's."""
    known = isinstance(error, CareerspaceError)
    return str(error) if known else f"an error of the program ({type(error).__name__}); please report it"


def _held(folder: Path, table: ScreeningTable, job: Job) -> Iterator[tuple[str, Given]]:
    """Yield the files that are still to be read; each is removed once the next one is asked for, its result being committed.

    One that failed by an error of the program stays until the screening is finished: it is read again where that is resumed.
    """
    held = uploads_folder(folder, job.job)
    for item in table.waiting(job.job).values():
        path = held / item.item
        try:
            data = path.read_bytes()
        except OSError:
            continue
        yield item.item, Given(item.name, data)
        if item.item not in table.failed(job.job):
            path.unlink(missing_ok=True)


def _sweep(folder: Path, table: ScreeningTable) -> None:
    """Remove what a kill left: files whose results are committed, and folders of jobs that there are no more."""
    for held in sorted((folder / "screenings").glob("*")):
        job = table.find(held.name)
        kept = job if job and job.state != FINISHED else None
        waiting = {*table.waiting(kept.job), *table.failed(kept.job)} if kept else set()
        for path in held.glob("*"):
            if path.name not in waiting:
                path.unlink(missing_ok=True)
        if not waiting:
            shutil.rmtree(held, ignore_errors=True)
