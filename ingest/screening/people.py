"""Which resumes are of one person: hashes that only this installation's key can make, and groups of those that share one.

Nothing that names somebody is kept: e-mail addresses and telephone numbers become keyed hashes (HMAC-SHA256) before identity is
removed, and the text becomes one hash of its words and a sketch of hashes of its runs of words. Without the key nobody can try
addresses against them.
"""

from __future__ import annotations

import hmac
import os
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_possible_number,
    parse,
)

from ingest.resume.contact import EMAIL, REGIONS
from search.errors import StoreUnavailable
from search.labels import fold

SHINGLE = 4
"""words in a run"""
SKETCH = 200
"""smallest hashes that are kept; a text of fewer runs is compared exactly"""
ALIKE = 0.8
"""share of runs in common from which two texts are near-duplicates"""
FEWEST = 20
"""runs below which a text is too short for that"""
SAME_FILE, SAME_TEXT, SAME_EMAIL, SAME_PHONE, NEAR_TEXT = (
    "same file",
    "same text",
    "same e-mail",
    "same phone",
    "near-duplicate",
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept to tell copies: hex strings, no text. `file` is the SHA-256 of the file, empty where none was read."""

    file: str = ""
    text: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()


def load_key(folder: Path) -> bytes:
    """Return the key of this installation's hashes, made on first use and readable by its owner alone."""
    path = folder / "screening.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise StoreUnavailable(f"can't use the key {path}: {error}") from error
    if len(key) != 32:
        raise StoreUnavailable(f"the key {path} is damaged; without it copies of earlier screenings can't be told: remove it")
    return key


def _make_key(path: Path) -> None:
    """Give the whole key its name at once, unless another process was faster: nobody reads half of one."""
    made = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink(missing_ok=True)


def person_of(key: bytes, file: str, whole: str, without: str) -> Person:
    """Return the hashes of a resume: contacts from the `whole` text, words from the one `without` identity."""
    words = _WORD.findall(fold(without))
    runs = {" ".join(words[at : at + SHINGLE]) for at in range(max(0, len(words) - SHINGLE + 1))}
    sketch = tuple(nsmallest(SKETCH, {int(_hash(key, "run", run)[:13], 16) for run in runs}))
    return Person(file, _hash(key, "text", " ".join(words)), _emails(key, whole), _phones(key, whole), sketch)


def person_of_contact(key: bytes, contact: str) -> Person:
    """Return the hashes of an e-mail address or telephone number alone; none where it is neither."""
    return Person(emails=_emails(key, contact), phones=_phones(key, contact))


def why_same(one: Person, other: Person) -> str | None:
    """Return why two resumes are of one person; None where nothing says so.

    Near-duplicates that both state contacts, and share none, are two people's: many write from the same model.
    """
    if one.file and one.file == other.file:
        return SAME_FILE
    if set(one.emails) & set(other.emails):
        return SAME_EMAIL
    if set(one.phones) & set(other.phones):
        return SAME_PHONE
    if one.text and one.text == other.text:
        return SAME_TEXT
    stated = (one.emails or one.phones) and (other.emails or other.phones)
    return NEAR_TEXT if not stated and _alike(one.sketch, other.sketch) else None


def group(people: Mapping[str, Person], *, near: bool = True) -> dict[str, str]:
    """Return id → the smallest id of its group, for all; whoever is the same as one member belongs to the group.

    Without `near`, near-duplicates are not the same.
    """
    parent = {item: item for item in people}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    for one, other in _candidates(people):
        first, second = sorted((root(one), root(other)))
        if first != second and why_same(people[one], people[other]) not in ((None,) if near else (None, NEAR_TEXT)):
            parent[second] = first
    return {item: root(item) for item in people}


def _candidates(people: Mapping[str, Person]) -> Iterable[tuple[str, str]]:
    """Yield the pairs that share any hash: no others can be the same."""
    holders: dict[tuple[str, str | int], list[str]] = defaultdict(list)
    for item in sorted(people):
        person = people[item]
        marks: Sequence[tuple[str, str | int]] = [
            ("file", person.file),
            ("text", person.text),
            *(("email", email) for email in person.emails),
            *(("phone", phone) for phone in person.phones),
            # of two texts that share 80 % of their runs, some of the 40 smallest hashes are the same
            *(("run", run) for run in person.sketch[:40]),
        ]
        for mark in marks:
            if mark[1] != "":
                holders[mark].append(item)
    seen = set()
    for items in holders.values():
        for at, one in enumerate(items):
            for other in items[at + 1 : at + 201]:  # a run that everybody has tells nothing
                if (one, other) not in seen:
                    seen.add((one, other))
                    yield one, other


def _alike(one: Sequence[int], other: Sequence[int]) -> bool:
    """Estimate the share of runs in common from the smallest hashes of both."""
    if min(len(one), len(other)) < FEWEST:
        return False
    smallest = set(nsmallest(SKETCH, set(one) | set(other)))
    return len(smallest & set(one) & set(other)) >= ALIKE * len(smallest)


def _emails(key: bytes, text: str) -> tuple[str, ...]:
    found = (re.sub(r"(?i)^mailto:|\s", "", match[0]).casefold() for match in EMAIL.finditer(text))
    return tuple(sorted({_hash(key, "email", re.sub(r"[(\[{](?:at|@)[)\]}]", "@", email)) for email in found}))


def _phones(key: bytes, text: str) -> tuple[str, ...]:
    numbers = set()
    for region in REGIONS:
        for match in PhoneNumberMatcher(text[:20_000], region, leniency=Leniency.VALID):
            numbers.add(format_number(match.number, PhoneNumberFormat.E164))
    if not numbers and len(text) <= 40:
        with suppress(NumberParseException):
            number = parse(text, REGIONS[0])
            if is_possible_number(number):
                numbers.add(format_number(number, PhoneNumberFormat.E164))
    return tuple(sorted({_hash(key, "phone", number) for number in numbers}))


def _hash(key: bytes, kind: str, value: str) -> str:
    return hmac.new(key, f"{kind}:{value}".encode(), "sha256").hexdigest()[:32]
