"""One person, or one screening, out of everything that is kept of resumes.

Looked at are the table of screenings, held uploads, the log and the embedding cache. The index, its centroids, the ledger and
the quarantine hold taxonomy and job ads only: no resume ever goes there, so nothing is to be taken out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.embeddings import EmbeddingCache
from ingest.resume import read_resume, segments_of
from ingest.screening.people import Person, group, load_key, person_of, person_of_contact
from ingest.screening.replay import erase_from_log
from ingest.screening.sources import Given, read_given
from ingest.screening.table import COMMAND, WAITING, Item, Job, ScreeningTable, table_path
from ingest.screening.work import digest_of, items_of
from search.errors import InputError, ResumeError

_ASKED = "!"
"""stands for the person in question among the resumes; sorts before every item"""
_LARGEST = 100_000_000
"""bytes of a file that is read to tell whose it is"""


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: hashes, and the texts whose vectors may be cached."""

    person: Person
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed, or would be: screening → resumes, and counts."""

    resumes: Mapping[str, list[str]] = field(default_factory=dict)
    results: int = 0
    texts: int = 0
    broken: int = 0
    decisions: int = 0
    uploads: int = 0
    log_entries: int = 0
    vectors: int = 0


def uploads_folder(folder: Path, job: str) -> Path:
    """Return where the uploads of a job are held until they are read."""
    return folder / "screenings" / job


def sought(folder: Path, person: str, max_bytes: int) -> Sought:
    """Return who is meant by a file, an e-mail address or a telephone number. Raises InputError where it is none of these."""
    key, path = load_key(folder), Path(person)
    if path.is_file():
        with path.open("rb") as file:
            return _read(key, Given(path.name, file.read(max_bytes)))
    found = person_of_contact(key, person)
    if not (found.emails or found.phones):
        raise InputError(f"{person!r} is no file, e-mail address or telephone number; give one of these")
    return Sought(found)


def _read(key: bytes, given: Given) -> Sought:
    """Return who a file is of; a broken one is known by its bytes alone."""
    try:
        whole = read_resume(given.data, filename=given.name, remove_identity=False, max_bytes=len(given.data)).text
        resume = read_resume(whole)
    except ResumeError:
        return Sought(Person(file=digest_of(given)))
    return Sought(person_of(key, digest_of(given), whole, resume.text), (whole, resume.text, *segments_of(resume)))


def _person(folder: Path, key: bytes, item: Item, source: Mapping[str, Given]) -> Person:
    """Return the hashes of a resume; one that waits to be read is read for that, where it is held or still at its `source`."""
    if item.person is None and item.state == WAITING:
        held = uploads_folder(folder, item.job) / item.item
        given = Given(item.name, held.read_bytes()) if held.exists() else source.get(item.item)
        if given is not None and digest_of(given) == item.file:
            return _read(key, given).person
    return item.person or Person(file=item.file)


def _people(folder: Path, table: ScreeningTable) -> Iterator[tuple[Item, Person]]:
    """Yield every resume with its hashes."""
    key = load_key(folder)
    for job in table.jobs():
        unread = job.origin == COMMAND and table.counts(job.job)[WAITING] and Path(job.source).exists()
        source = dict(items_of(read_given(Path(job.source), _LARGEST))) if unread else {}
        for item in table.items(job.job):
            yield item, _person(folder, key, item, source)


def erase_person(folder: Path, who: Sought, *, dry_run: bool = False) -> Erased:
    """Remove a person: every resume that has their file, text, e-mail or telephone number, and copies of those."""
    if not table_path(folder).exists():
        return Erased(vectors=_forget(folder, who, dry_run=dry_run))
    with ScreeningTable(table_path(folder)) as table:
        known = {f"{item.job}/{item.item}": (item, person) for item, person in _people(folder, table)}
        found = {name: item for name, (item, _) in known.items()}
        people = {name: person for name, (_, person) in known.items()}
        groups = group({**people, _ASKED: who.person})
        items = [item for name, item in found.items() if groups[name] == groups[_ASKED]]
        by_job: dict[str, list[str]] = {}
        for item in items:
            by_job.setdefault(item.job, []).append(item.item)
        decisions = sum(
            len(made) for job, names in by_job.items() for name, made in table.decisions(job).items() if name in names
        )
        held = [path for item in items if (path := uploads_folder(folder, item.job) / item.item).exists()]
        log_entries = erase_from_log(folder, by_job, dry_run=dry_run)  # first: the table alone knows who is meant
        vectors = _forget(folder, who, dry_run=dry_run)
        if not dry_run:
            for path in held:
                path.unlink(missing_ok=True)
            if by_job:
                table.erase_items(by_job)
                log_entries += erase_from_log(folder, by_job)  # of a screening that finished meanwhile
    return Erased(
        resumes=by_job,
        results=sum(item.result is not None for item in items),
        texts=sum(item.text is not None for item in items),
        broken=sum(bool(item.reason) for item in items),
        decisions=decisions,
        uploads=len(held),
        log_entries=log_entries,
        vectors=vectors,
    )


def delete_job(table: ScreeningTable, folder: Path, job: Job) -> int:
    """Remove a screening with its resumes, held uploads and decisions; tombstones stay in the log. Return how many resumes."""
    items = [item.item for item in table.items(job.job)]
    erase_from_log(folder, {job.job: items})  # first: the table alone knows what is meant
    shutil.rmtree(uploads_folder(folder, job.job), ignore_errors=True)
    table.erase_job(job.job)
    erase_from_log(folder, {job.job: items})  # where it finished meanwhile
    return len(items)


def delete_old(table: ScreeningTable, folder: Path, keep_days: int | None, now: float) -> int:
    """Remove the screenings that ended, or were last worked on, more than `keep_days` ago; None removes none. Return how many."""
    if keep_days is None:
        return 0
    until = now - keep_days * 86_400
    old = [job for job in table.jobs() if (job.finished_at or max(job.created_at, job.changed_at)) < until]
    for job in old:
        delete_job(table, folder, job)
    return len(old)


def _forget(folder: Path, who: Sought, *, dry_run: bool) -> int:
    """Remove the vectors of a person's texts from the embedding cache, where there are any; return how many."""
    path = folder / "embeddings.sqlite"
    if dry_run or not who.texts or not path.exists():
        return 0
    with EmbeddingCache(path) as cache:
        return cache.forget(who.texts)
