"""Begin a screening, and work it off: one resume after the other, each committed as it is done."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from ingest.resume import read_resume, segments_of
from ingest.screening.people import Person, person_of
from ingest.screening.sources import Given
from ingest.screening.table import COMMAND, DECISIONS, DONE, ERROR, FINISHED, RUNNING, Item, Job, NewItem, ScreeningTable
from search.errors import CareerspaceError, InputError, ResumeError, StoreLocked, UnknownValue
from search.rubric import CONTROL, Rubric
from search.screening import Assessment, JobSpec, Screener
from search.store.files import Lock, take_build_lock
from search.view import Provenance

_log = structlog.get_logger("careerspace.screening")
Progress = Callable[[int, int], None]
MAX_REASON = 2_000
"""characters of the reason for a decision"""
ATTEMPTS = 2
"""how often a file may end the process before it is left out"""


@dataclass(frozen=True, slots=True)
class Read:
    """A resume that was read and assessed; `text` is without identity."""

    result: Assessment
    person: Person
    text: str


def assess(screener: Screener, key: bytes, given: Given, max_bytes: int) -> Read:
    """Read one resume and assess it. Raises ResumeError with a reason where it can't be read.

    Contacts are hashed before identity is removed; everything else sees the text without.
    """
    if given.reason:
        raise ResumeError(given.reason, given.detail)
    whole = read_resume(given.data, filename=given.name, remove_identity=False, max_bytes=max_bytes).text
    resume = read_resume(whole)
    person = person_of(key, digest_of(given), whole, resume.text)
    return Read(screener.assess(resume.text, segments_of(resume), resume.language), person, resume.text)


def digest_of(given: Given) -> str:
    """Return the SHA-256 of a file; of its name and reason where there are no bytes."""
    return given.digest or hashlib.sha256(given.data or f"{given.name}\0{given.reason}".encode()).hexdigest()


def new_job(
    job: str,
    spec: JobSpec,
    rubric: Rubric,
    inputs: str,
    provenance: Provenance,
    *,
    keep_text: bool,
    origin: str,
    **places: str,
) -> Job:
    """Return a job that begins now; `places` are `source` and `rubric_path`, where there are any."""
    return Job(
        job=job,
        origin=origin,
        source=places.get("source", ""),
        created_at=int(time.time()),
        finished_at=None,
        state=RUNNING,
        spec=spec,
        rubric=rubric,
        rubric_hash=rubric.hash,
        rubric_path=places.get("rubric_path", ""),
        inputs=inputs,
        esco_version=provenance.esco_version,
        model=provenance.model,
        generation=provenance.generation,
        keep_text=keep_text,
    )


def inputs_hash(files: Iterable[tuple[str, str]]) -> str:
    """Return one hash for (name, hash) of all files, whatever their order."""
    return hashlib.sha256(json.dumps(sorted(files)).encode()).hexdigest()


def begin(
    table: ScreeningTable,
    given: Iterable[Given],
    *,
    source: Path,
    spec: JobSpec,
    rubric: Rubric,
    rubric_path: str,
    provenance: Provenance,
    keep_text: bool,
) -> Job:
    """Return the job of a command, new or begun before: the same files, job, rubric and index are the same job,
    finished or not: its id is a hash over these. A resume that failed by an error of the program is read again.
    """
    items = [NewItem(item, file.name, digest_of(file), file.reason, file.detail) for item, file in items_of(given)]
    if not items:
        raise InputError(f"there is no resume in {source}")
    inputs = inputs_hash((new.name, new.file) for new in items)
    made_of = [inputs, spec.kind, spec.name, spec.text, rubric.hash, provenance.model, provenance.generation, keep_text]
    job = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]
    if table.find(job):
        table.resume(job, int(time.time()))
    else:
        table.add(
            new_job(
                job,
                spec,
                rubric,
                inputs,
                provenance,
                keep_text=keep_text,
                origin=COMMAND,
                source=str(source.resolve()),
                rubric_path=rubric_path,
            ),
            items,
        )
    return table.job(job)


def work(
    table: ScreeningTable,
    job: Job,
    given: Iterable[tuple[str, Given]],
    screener: Screener,
    key: bytes,
    *,
    max_bytes: int,
    progress: Progress | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Read what is still waiting of (item, file) pairs; return whether nothing is left.

    A file that is no longer what it was when the job began is broken, with that reason.
    """
    waiting = table.waiting(job.job)
    total = sum(table.counts(job.job).values())
    done = total - len(waiting)
    if progress:
        progress(done, total)
    for item, file in given:
        if stopped():
            return False
        expected = waiting.pop(item, None)
        if expected is None:
            continue
        _work_one(table, job, expected, file, screener, key, max_bytes)
        done += 1
        if progress:
            progress(done, total)
    for item in waiting:
        table.put_broken(job.job, item, "gone", "the file is no longer where it was")
    return True


def _work_one(
    table: ScreeningTable, job: Job, item: Item, file: Given, screener: Screener, key: bytes, max_bytes: int
) -> None:
    if digest_of(file) != item.file:
        table.put_broken(job.job, item.item, "changed", "the file is not what it was when the screening began; begin again")
        return
    if item.attempts >= ATTEMPTS:
        table.put_broken(job.job, item.item, "crashed", f"the process ended while reading it, {item.attempts} times")
        return
    table.attempt(job.job, item.item, int(time.time()))
    try:
        read = assess(screener, key, file, max_bytes)
    except ResumeError as error:
        table.put_broken(job.job, item.item, error.reason, error.detail)
    except (CareerspaceError, KeyboardInterrupt):
        table.take_back_attempt(job.job, item.item)
        raise
    except Exception as error:  # noqa: BLE001 - one resume that a reader stumbles over must not end hundreds
        _log.error("resume failed", item=item.item, error=type(error).__name__)  # no traceback: it could show its text
        table.put_broken(job.job, item.item, ERROR, "an error of the program; please report it")
    else:
        text = read.text if job.keep_text else None
        table.put(job.job, item.item, read.result, read.person, text, screener.view.manifest.generation)


def finish(table: ScreeningTable, job: str) -> None:
    """Mark a job as finished, once."""
    if table.job(job).state != FINISHED:
        table.finish(job, int(time.time()))


def record_decision(table: ScreeningTable, job: Job, item: str, decision: str, reason: str) -> None:
    """Add what a person decided on a resume. Raises UnknownValue for no such resume or screening, InputError without a reason."""
    if decision not in DECISIONS:
        raise UnknownValue("decision", decision, DECISIONS)
    if not reason.strip() or len(reason) > MAX_REASON:
        raise InputError(f"a decision needs a reason, of at most {MAX_REASON:,} characters")
    if CONTROL.search(re.sub(r"[\t\r\n]", "", reason)):
        raise InputError("the reason for a decision has a control character in it")
    if not table.decide(job.job, item, decision, reason.strip(), int(time.time())):
        table.job(job.job)  # raises where all of it was deleted
        raise UnknownValue("resume", item, [found.item for found in table.items(job.job) if found.state == DONE][:3])


def items_of(given: Iterable[Given]) -> Iterator[tuple[str, Given]]:
    """Yield each file with its item: the beginning of its hash, so that it says nothing; numbered where a file comes twice."""
    seen: dict[str, int] = {}
    for file in given:
        short = digest_of(file)[:10]
        seen[short] = seen.get(short, 0) + 1
        yield (short if seen[short] == 1 else f"{short}-{seen[short]}"), file


def take_turn(folder: Path) -> Lock:
    """Take the lock of the one process that screens. Raises StoreLocked where another one does."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return take_build_lock(folder / "screening.lock")
    except StoreLocked:
        raise StoreLocked(f"another screening is running on {folder}; wait for it, or stop it") from None
