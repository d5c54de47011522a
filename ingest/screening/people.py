"""Which resumes are of one person: hashes that only this installation's key can make, and groups of those that share one.

Nothing that names somebody is kept: e-mail addresses and telephone numbers become keyed hashes (HMAC-SHA256) before identity is
removed, and the text becomes one hash of its words and a sketch of hashes of its runs of words. Without the key nobody can try
addresses against them.
"""

from __future__ import annotations

import hmac
import os
import re
import unicodedata
import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import nsmallest
from pathlib import Path

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_possible_number,
    national_significant_number,
    parse,
)

from ingest.resume.contact import EMAIL, REGIONS, find_phones
from ingest.resume.outline import heading_kind, outline
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
FEWEST_DIGITS = 7
"""of a telephone number in national notation, its first zero not counted"""
HEAD_WORDS = 12
"""words of a line from which on it is prose: what stands below is no head any more"""
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AT = re.compile(r"(?i)\s?[(\[{]\s?(?:at|@|ät)\s?[)\]}]\s?")
_DOT = re.compile(r"(?i)\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?")
_SPELLED = re.compile(r"(?i)(?<=\w)[ \t]at[ \t](?P<domain>[\w-]{1,63}(?:[ \t]dot[ \t][\w-]{1,63}){1,5})(?!\w)")
_SPACED = re.compile(r"(?<=\w)[ \t]?@[ \t]?[\w-]{1,63}(?:(?:\.|[ \t]\.[ \t])[\w-]{1,63}){1,5}(?!\w)")
_REFEREES = re.compile(
    r"(?i)(?<![\w@.-])(?:(?:references|referees|referenzen)(?![\w@.-])"
    r"|(?:reference|referee|referenz(?:geber(?:in)?)?|employer|arbeitgeber(?:in)?|supervisor|line manager|vorgesetzter?"
    r"|ansprechpartner(?:in)?|agency|agentur|recruiter|(?:personal)?vermittl(?:ung|er)|zeitarbeit)"
    r"(?:[ \t][\w.()-]{1,30}){0,3}[ \t]{0,3}[:：])"
)
"""begins what is said of others whom one may ask, to the end of the line"""
_HEAD, _BODY, _REFEREE = "head", "body", "referee"


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept to tell copies: hex strings, no text. `file` is the SHA-256 of the file, empty where none was read.

    `others` are contacts that stand in it and are not the person's own: of referees, employers, agencies.
    """

    file: str = ""
    text: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def contacts(self) -> frozenset[str]:
        """The person's own e-mail addresses and telephone numbers."""
        return frozenset(self.emails + self.phones)


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
    emails, phones, others = _contacts(key, _legible(whole))
    return Person(file, _hash(key, "text", " ".join(words)), emails, phones, sketch, others)


def person_of_contact(key: bytes, contact: str) -> Person:
    """Return the hashes of an e-mail address or telephone number alone; none where it is neither."""
    text = _legible(contact)
    phones = _hashes(key, "phone", _phones(text))
    with suppress(NumberParseException):
        number = parse(text, REGIONS[0])
        if not phones and len(text) <= 40 and is_possible_number(number):
            phones = _hashes(key, "phone", ((0, form) for form in _forms(number)))
    return Person(emails=tuple(sorted(_hashes(key, "email", _emails(text)))), phones=tuple(sorted(phones)))


def why_same(one: Person, other: Person) -> str | None:
    """Return why two resumes are of one person; None where nothing says so.

    Two that both state contacts, and share none, are two people's, whatever their text: many write from the same model. A short
    text that is the same is a near-duplicate: many say the same in few words.
    """
    if one.file and one.file == other.file:
        return SAME_FILE
    if set(one.emails) & set(other.emails):
        return SAME_EMAIL
    if set(one.phones) & set(other.phones):
        return SAME_PHONE
    if one.contacts and other.contacts:
        return None
    if one.text and one.text == other.text:
        return SAME_TEXT if len(one.sketch) >= FEWEST else NEAR_TEXT
    return NEAR_TEXT if _alike(one.sketch, other.sketch) else None


def group(people: Mapping[str, Person], *, near: bool = True) -> dict[str, str]:
    """Return id → the smallest id of its group, for all; whoever is the same as one member belongs to the group.

    Without `near`, near-duplicates are not the same. No text joins groups that both state contacts, by way of a third either.
    """
    parent = {item: item for item in people}
    stated = {item: bool(person.contacts) for item, person in people.items()}

    def root(item: str) -> str:
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    def join(one: str, other: str, *, by_text: bool) -> None:
        first, second = sorted((root(one), root(other)))
        if first != second and not (by_text and stated[first] and stated[second]):
            parent[second] = first
            stated[first] |= stated[second]

    by_text = []
    for one, other in _candidates(people):
        why = why_same(people[one], people[other])
        if why in (SAME_FILE, SAME_EMAIL, SAME_PHONE):
            join(one, other, by_text=False)
        elif why == SAME_TEXT or (why and near):
            by_text.append((one, other))
    for one, other in by_text:
        join(one, other, by_text=True)
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


def _legible(text: str) -> str:
    """Return a text with its addresses in one notation: no invisible characters, "(at)" and "(dot)" undone."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _DOT.sub(".", _AT.sub("@", text))
    text = _SPELLED.sub(lambda match: "@" + re.sub(r"(?i)[ \t]dot[ \t]", ".", match["domain"]), text)
    return _SPACED.sub(lambda match: re.sub(r"[ \t]", "", match[0]), text)


def _contacts(key: bytes, text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the hashes of a person's e-mail addresses, of their telephone numbers, and of contacts that are others'.

    Theirs are those in the head; where there are none, those in the body. What is said to be a referee's never is.
    """
    starts, places = zip(*_places(text), strict=True)
    found = [
        (places[bisect_right(starts, at) - 1], kind, _hash(key, kind, value))
        for kind, values in (("email", _emails(text)), ("phone", _phones(text)))
        for at, value in values
    ]
    own = _HEAD if any(place == _HEAD for place, _, _ in found) else _BODY
    emails, phones = ({made for place, kind, made in found if (place, kind) == (own, wanted)} for wanted in ("email", "phone"))
    others = {made for _, _, made in found} - emails - phones
    return tuple(sorted(emails)), tuple(sorted(phones)), tuple(sorted(others))


def _places(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a stretch begins in the text, and what it is: head, body, or about referees."""
    until_heading = until_gap = prose = False
    for line in outline(text):
        heading, referees = heading_kind(line.text), _REFEREES.search(line.text)
        bare = referees and not _WORD.search(line.text[: referees.start()] + line.text[referees.end() :])
        if heading:
            until_heading = bool(bare)
        until_gap = bool(bare) or (until_gap and bool(line.text.strip()) and not heading)
        place = _BODY if line.zone == "body" or (line.zone == "head" and prose) else _HEAD
        yield line.start, _REFEREE if until_heading or until_gap else place
        if referees:
            yield line.start + referees.start(), _REFEREE
        prose = prose or len(line.text.split()) > HEAD_WORDS


def _emails(text: str) -> Iterator[tuple[int, str]]:
    for match in EMAIL.finditer(text):
        handle, _, domain = re.sub(r"(?i)^mailto:|\s", "", match[0]).casefold().rpartition("@")
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode()
        yield match.start(), f"{handle}@{domain}"


def _phones(text: str) -> Iterator[tuple[int, str]]:
    """Yield telephone numbers, each with its country and without: in national notation nobody knows whose country's it is."""
    for region in REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if not _dated(match.raw_string):
                yield from ((match.start, form) for form in _forms(match.number))
    for span in find_phones(text, outline(text)):
        written = text[span.start : span.end]
        digits = "".join(character for character in written if character.isdecimal()).lstrip("0")
        if "+" not in written and len(digits) >= FEWEST_DIGITS and not _dated(written):
            yield span.start, digits


def _dated(written: str) -> bool:
    """Return whether a number may be dates: many were born on one day, or worked from one month to another."""
    groups = re.findall(r"\d+", written)
    years = [bool(_YEAR.fullmatch(digits)) for digits in groups]
    dates = all(year or len(digits) <= 2 for year, digits in zip(years, groups, strict=True))
    return "+" not in written and dates and (any(years) or len(groups) <= 4)


def _forms(number: PhoneNumber) -> Iterator[str]:
    yield format_number(number, PhoneNumberFormat.E164)
    yield national_significant_number(number).lstrip("0")


def _hashes(key: bytes, kind: str, values: Iterable[tuple[int, str]]) -> set[str]:
    return {_hash(key, kind, value) for _, value in values}


def _hash(key: bytes, kind: str, value: str) -> str:
    return hmac.new(key, f"{kind}:{value}".encode(), "sha256").hexdigest()[:32]
