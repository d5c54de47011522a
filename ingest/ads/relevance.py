"""The part of an ad that is embedded: what the work is and what it asks for (docs/decisions/0009-relevant-text.md).

    description ──▶ lines, sentences ──▶ under which heading? with which cues? ──▶ work (kept) or other (dropped)

A sentence with a cue of the work is kept wherever it stands. Without one it goes with its other cues, else with its heading.
What nothing is known of is kept, and so is a whole text of which too little would be left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from ingest.ads.relevance_lookup import MAX_HEADING, OTHER, UNKNOWN, WORK, Hit, find_cues, heading_kind, lowered

KEEP_SHARE = 0.25
"""share of a text that must be left, else all of it is kept: so much is rarely boilerplate, the rules did not understand it"""
KEEP_CHARACTERS = 120
"""characters that must be left, else all of a text is kept"""

_SENTENCE = re.compile(r"[.!?…][\"'»”)]*\s+")
_BULLET = re.compile(r"(?:[-–—*·+>]|\(?\d{1,2}[.)])\s+|[•▪●◦‣⁃✓✔➢►■□]")
ADDRESS = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,18}|(?:https?://|www\.)[^\s<>()\"]{3,300}")
PHONE = re.compile(r"(?<![\w.,/+-])(?!\d\d?[./-]\d\d?[./-]\d)(?:\+|00|\(?0)[\d(](?:[ ()/.–-]{0,3}\d){6,14}(?![\w-])")


class _Piece(NamedTuple):
    start: int
    end: int
    line: int
    kept: bool


@dataclass(slots=True)
class _Reading:
    """A description on its way: its text in lower case, its cues, and what the lines so far say about the next."""

    lower: str
    language: str
    hits: list[Hit]
    section: str = UNKNOWN
    """kind of the last heading"""
    listed: str = UNKNOWN
    """kind of the list that the last line has announced with a colon"""
    after_gap: bool = True
    pieces: list[_Piece] = field(default_factory=list)

    def within(self, start: int, end: int) -> list[Hit]:
        return self.hits[bisect_left(self.hits, (start,)) : bisect_left(self.hits, (end,))]


def relevant_text(title: str, description: str, language: str) -> str:
    """Return the title, and on the lines after it what the description says of the work and its requirements.

    E-mail addresses, links and telephone numbers are cut out. `language` is ISO 639-1, or "und".
    """
    kept, _ = split_relevance(description, language)
    if "@" in kept or "://" in kept or "www." in kept:
        kept = ADDRESS.sub("", kept)
    if "0" in kept:
        kept = PHONE.sub("", kept)
    return f"{title.strip()}\n{kept}".strip()


def split_relevance(description: str, language: str) -> tuple[str, str]:
    """Return what is embedded of a description, and what is not; together they have its words.

    All is kept where less than KEEP_SHARE or KEEP_CHARACTERS of it would be. `language` decides only between meanings of one
    heading ("Mission"); the words of all languages are looked for, because labels are often wrong.
    """
    text = normalize("NFC", description)
    pieces = _read(text, language)
    kept = _joined(text, [piece for piece in pieces if piece.kept])
    if len(kept) < max(KEEP_CHARACTERS, KEEP_SHARE * len(text)):
        return text.strip(), ""
    return kept, _joined(text, [piece for piece in pieces if not piece.kept])


def _joined(text: str, pieces: list[_Piece]) -> str:
    parts: list[str] = []
    line = -1
    for piece in pieces:
        parts += (" " if piece.line == line else "\n", text[piece.start : piece.end])
        line = piece.line
    return "".join(parts[1:])


def _read(text: str, language: str) -> list[_Piece]:
    lower = lowered(text)
    reading = _Reading(lower, language, find_cues(lower))
    position = 0
    for number, line in enumerate(text.split("\n")):
        start, end = position + len(line) - len(line.lstrip()), position + len(line.rstrip())
        position += len(line) + 1
        if start < end:
            _read_line(reading, number, start, end)
        reading.after_gap = start >= end
    return reading.pieces


def _read_line(reading: _Reading, number: int, start: int, end: int) -> None:
    bullet = _BULLET.match(reading.lower, start, end)
    opens = _opens(reading, start, end, bullet)
    if opens:
        reading.section, reading.listed = opens, UNKNOWN
        reading.pieces.append(_Piece(start, end, number, opens != OTHER))
        return
    if not bullet:
        reading.listed = UNKNOWN
    section = (bullet and reading.listed != UNKNOWN and reading.listed) or reading.section
    if bullet and section == WORK and not _has_address(reading.lower[start:end]):
        reading.pieces.append(_Piece(start, end, number, kept=True))
        return
    for first, last in _sentences(reading.lower, start, end):
        said, label = _said(reading, first, last), _label(reading, first, last)
        if label == WORK:
            reading.section = WORK
        elif said == WORK and section == OTHER and first == start and not bullet:
            reading.section = section = UNKNOWN  # a new paragraph, on the work: the heading before it does not reach so far
        section = label or section
        kept = WORK in (said, label) or OTHER not in (said, section)
        reading.pieces.append(_Piece(first, last, number, kept))
        if reading.lower[end - 1] == ":":
            reading.listed = said


def _opens(reading: _Reading, start: int, end: int, bullet: re.Match[str] | None) -> str | None:
    """Return the kind of section that a line opens, None where it is no heading."""
    colon = reading.lower[end - 1] == ":"
    if end - start > MAX_HEADING or (bullet and not colon and not bullet[0][0].isdigit()):
        return None
    if reading.lower[end - 1] in ".,;":
        return None
    kind = heading_kind(reading.lower[start:end], reading.within(start, end), reading.language)
    if kind != UNKNOWN:
        return kind
    # a heading that is not known ends a section that is dropped
    alone = (
        not bullet and (colon or reading.after_gap) and reading.section == OTHER and not _has_address(reading.lower[start:end])
    )
    return UNKNOWN if alone and not reading.within(start, end) else None


def _label(reading: _Reading, start: int, end: int) -> str | None:
    """Return what a label before a colon says of its sentence: "Requirements: …"."""
    colon = reading.lower.find(":", start, min(end, start + MAX_HEADING))
    if colon < 0:
        return None
    kind = heading_kind(reading.lower[start:colon], reading.within(start, colon), reading.language)
    return None if kind == UNKNOWN else kind


def _said(reading: _Reading, start: int, end: int) -> str:
    """Return what a sentence's own words say; one cue of the work counts for more than all others."""
    kinds = [hit.kind for hit in reading.within(start, end)]
    if WORK in kinds:
        return WORK
    return OTHER if kinds or _has_address(reading.lower[start:end]) else UNKNOWN


def _has_address(lower: str) -> bool:
    return "@" in lower or "http" in lower or "www." in lower


def _sentences(lower: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _SENTENCE.finditer(lower, start, end):
        if match.end() < end and match.start() - first > 3:  # "z. B." is no sentence
            yield first, match.start() + len(match[0].rstrip())
            first = match.end()
    yield first, end
