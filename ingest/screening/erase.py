"""One person, or one screening, out of everything that is kept of resumes.

Looked at are the table of screenings, held uploads and the log. The index, its centroids, the ledger, the quarantine and the
embedding cache hold taxonomy and job ads only: no resume ever goes there, so nothing is to be taken out.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ingest.resume import read_resume
from ingest.screening.people import Person, group, load_key, person_of, person_of_contact, why_same
from ingest.screening.replay import erase_from_log
from ingest.screening.sources import Given, read_file, read_given
from ingest.screening.table import COMMAND, ERROR, WAITING, Item, Job, ScreeningTable, table_path, uploads_folder
from ingest.screening.work import ATTEMPTS, digest_of, items_of
from search.errors import InputError, ResumeError, StoreUnavailable, UnknownValue

_log = structlog.get_logger("careerspace.screening")
_ASKED = "!"
"""stands for the person in question among the resumes; sorts before every item"""
_LARGEST = 100_000_000
"""bytes of a file that is read to tell whose it is"""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed, or would be: screening → resumes, and counts; `alike` may be theirs or name them, and were not.

    `unseen` are screenings with files that wait to be read and could not be found.
    """

    resumes: Mapping[str, list[str]] = field(default_factory=dict)
    alike: Mapping[str, list[str]] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    results: int = 0
    texts: int = 0
    broken: int = 0
    decisions: int = 0
    uploads: int = 0
    log_entries: int = 0


def sought(folder: Path, person: str, max_bytes: int) -> Person:
    """Return who is meant by a file, an e-mail address or a telephone number. Raises InputError where it is none of these."""
    key, path = load_key(folder), Path(person)
    if path.is_file():
        given = read_file(path, path.name, max_bytes)
        if given.reason and not given.digest:
            raise InputError(f"{person!r} {given.detail}")
        return _read(key, given)
    found = person_of_contact(key, person)
    if not (found.emails or found.phones):
        raise InputError(f"{person!r} is no file, e-mail address or telephone number; give one of these")
    return found


def _read(key: bytes, given: Given) -> Person:
    """Return who a file is of; a broken one is known by its bytes alone."""
    if given.reason:
        return Person(file=digest_of(given))
    try:
        whole = read_resume(given.data, filename=given.name, remove_identity=False, max_bytes=len(given.data)).text
        return person_of(key, digest_of(given), whole, read_resume(whole).text)
    except ResumeError:
        pass
    except Exception as error:  # noqa: BLE001 - one file that a reader stumbles over must not keep others from being erased
        _log.error("resume failed", error=type(error).__name__)  # no traceback: it could show its text
    return Person(file=digest_of(given))


def _unread(folder: Path, table: ScreeningTable, job: Job) -> Iterator[tuple[str, Given]]:
    """Yield the files that are to be read, or read again, one at a time, where they are held or still at their source."""
    unread = {item.item: item for item in table.items(job.job) if _to_read(item)}
    if job.origin == COMMAND and unread and job.source:
        with suppress(InputError, OSError):  # it is gone, say, or damaged, or has grown too large
            yield from items_of(read_given(Path(job.source), _LARGEST))
    for name, item in unread.items():
        held = uploads_folder(folder, job.job) / name
        if held.exists():
            yield name, Given(item.name, held.read_bytes())


def _to_read(item: Item) -> bool:
    return item.reason == ERROR or (item.state == WAITING and item.attempts < ATTEMPTS)


def _people(folder: Path, table: ScreeningTable, unseen: list[str]) -> Iterator[tuple[Item, Person]]:
    """Yield every resume with its hashes; one that waits to be read is read for that, unless it ends processes.

    A job of which some can't be found is added to `unseen`: they are known by the hashes of their files alone.
    """
    key = load_key(folder)
    for job in table.jobs():
        items = {item.item: item for item in table.items(job.job)}
        read = {}
        for name, given in _unread(folder, table, job):
            item = items.get(name)
            if item and _to_read(item) and digest_of(given) == item.file:
                read[name] = _read(key, given)
        if any(_to_read(item) and name not in read for name, item in items.items()):
            unseen.append(job.job)
        for name, item in items.items():
            yield item, item.person or read.get(name) or Person(file=item.file)


def erase_person(folder: Path, who: Person, *, also: Iterable[str] = (), dry_run: bool = False) -> Erased:
    """Remove a person: every resume that has their file, text, e-mail or telephone number, and what shares one with those.

    Near-duplicates may be another person's, and so is a resume where a contact stands as a referee's: they are named, and removed
    where they are among the items of `also`. Raises UnknownValue where one of these is no resume.
    """
    if not table_path(folder).exists():
        return Erased()
    with ScreeningTable(table_path(folder)) as table:
        unseen: list[str] = []
        known = {f"{item.job}/{item.item}": (item, person) for item, person in _people(folder, table, unseen)}
        people = {_ASKED: who, **{name: person for name, (_, person) in known.items()}}
        surely = group(people, near=False)
        meant = {surely[_ASKED]} | _groups_of(also, known, surely)
        items = [item for name, (item, _) in known.items() if surely[name] in meant]
        theirs = [person for name, person in people.items() if surely[name] in meant]
        alike = [item for name, (item, person) in known.items() if surely[name] not in meant and _may_be(person, theirs)]
        by_job = _by_job(items)
        decisions = sum(
            len(made) for job, names in by_job.items() for name, made in table.decisions(job).items() if name in names
        )
        held = [path for item in items if (path := uploads_folder(folder, item.job) / item.item).exists()]
        log_entries = erase_from_log(folder, by_job, dry_run=dry_run)  # first: the table alone knows who is meant
        if not dry_run:
            for path in held:
                path.unlink(missing_ok=True)
            if by_job:
                table.erase_items(by_job)
                log_entries += erase_from_log(folder, by_job)  # of a screening that finished meanwhile
    return Erased(
        resumes=by_job,
        alike=_by_job(alike),
        unseen=tuple(unseen),
        results=sum(item.result is not None for item in items),
        texts=sum(item.text is not None for item in items),
        broken=sum(bool(item.reason) for item in items),
        decisions=decisions,
        uploads=len(held),
        log_entries=log_entries,
    )


def _may_be(person: Person, theirs: Iterable[Person]) -> bool:
    """Return whether a resume may be of the same person, or names their contact as another's: a referee's, say."""
    return any(why_same(person, own) or own.contacts & set(person.others) for own in theirs)


def _groups_of(also: Iterable[str], known: Mapping[str, tuple[Item, Person]], groups: Mapping[str, str]) -> set[str]:
    found = set()
    for wanted in also:
        named = {groups[name] for name, (item, _) in known.items() if wanted in (item.item, name)}
        if not named:
            raise UnknownValue("resume", wanted)
        found |= named
    return found


def _by_job(items: Iterable[Item]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.job, []).append(item.item)
    return found


def delete_job(table: ScreeningTable, folder: Path, job: Job) -> int:
    """Remove a screening with its resumes, held uploads and decisions; tombstones stay in the log. Return how many resumes."""
    items = [item.item for item in table.items(job.job)]
    erase_from_log(folder, {job.job: items})  # first: the table alone knows what is meant
    held = uploads_folder(folder, job.job)
    shutil.rmtree(held, ignore_errors=True)  # before the row, without which nobody would look for them
    if held.exists():
        raise StoreUnavailable(f"can't remove the uploads in {held}; remove them and delete the screening again")
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
