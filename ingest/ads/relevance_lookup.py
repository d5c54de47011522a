"""Find the cues and headings of `relevance_cues` in a text: all languages at once, without trying every phrase."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import NamedTuple
from unicodedata import combining, normalize

from ingest.ads.relevance_cues import CUES

WORK, OTHER, UNKNOWN = "work", "other", "unknown"
MAX_HEADING = 70
"""characters of the longest heading"""

_KEY = 5  # characters that an open cue's last word has at least
_TRAILING = ".,:;!?)*"
_EDGES = re.compile(r"^[\W\d_]+|[\W_]+$")


class Hit(NamedTuple):
    """A cue in a text: its offsets and its kind."""

    start: int
    end: int
    kind: str


class _Phrase(NamedTuple):
    text: str
    words: tuple[str, ...]  # those that a text must have whole
    kind: str
    open: bool  # any ending may follow


def lowered(text: str) -> str:
    """Return the text in lower case with plain apostrophes and spaces, every character at its old place."""
    # İ is the one letter that gets longer
    return text.replace("İ", "I").lower().replace("’", "'").replace("\xa0", " ")


def find_cues(lower: str) -> list[Hit]:
    """Return the cues of a lower-case text in order; of those that overlap, the longest."""
    words = set(_words(lower))
    beginnings = {word[:_KEY] for word in words}
    closed, open_ = _phrases()
    near = [phrase for word in closed.keys() & words for phrase in closed[word]]
    near += [phrase for beginning in open_.keys() & beginnings for phrase in open_[beginning]]
    found = [hit for phrase in near if words.issuperset(phrase.words) for hit in _occurrences(lower, phrase)]
    found.sort(key=lambda hit: (hit.start, -hit.end))
    hits: list[Hit] = []
    for hit in found:
        if not hits or hit.start >= hits[-1].end:
            hits.append(hit)
        elif hit.end - hit.start > hits[-1].end - hits[-1].start:
            hits[-1] = hit
    return hits


def heading_kind(lower: str, hits: list[Hit], language: str) -> str:
    """Return what a heading, or a label before a colon, opens: by its words, else by the cues that make up half of it."""
    words = _EDGES.sub("", lower)
    named = _headings(language).get(words) or _headings(None).get(words)
    if named:
        return named
    if 2 * sum(hit.end - hit.start for hit in hits) < len(words):
        return UNKNOWN
    return WORK if any(hit.kind == WORK for hit in hits) else OTHER if hits else UNKNOWN


def _words(lower: str) -> list[str]:
    for mark in "(/'\"•":
        lower = lower.replace(mark, " ")
    return [word.rstrip(_TRAILING) for word in lower.split()]


def _occurrences(lower: str, phrase: _Phrase) -> list[Hit]:
    found = []
    start = lower.find(phrase.text)
    while start >= 0:
        end = start + len(phrase.text)
        if not (start and lower[start - 1].isalnum()) and (phrase.open or end == len(lower) or not lower[end].isalnum()):
            found.append(Hit(start, end, phrase.kind))
        start = lower.find(phrase.text, end)
    return found


def _entries(field: str) -> set[str]:
    """Return the entries, as written, with ss for ß, and without accents: capitals often lose them, and whole texts do."""
    entries = {" ".join(entry.split()) for entry in field.split("|")}
    entries |= {entry.replace("ß", "ss") for entry in entries}
    return entries | {"".join(c for c in normalize("NFKD", entry) if not combining(c)) for entry in entries}


@cache
def _phrases() -> tuple[dict[str, list[_Phrase]], dict[str, list[_Phrase]]]:
    """Return the cues of all languages by their longest word, and the open ones by the beginning of their last.

    A cue of both kinds, in two languages, is one of the work.
    """
    kinds: dict[str, str] = {}
    for cues in CUES.values():
        kinds |= {entry: OTHER for entry in _entries(cues.other) if entry not in kinds}
    for cues in CUES.values():
        kinds |= dict.fromkeys(_entries(cues.work), WORK)
    closed: dict[str, list[_Phrase]] = defaultdict(list)
    open_: dict[str, list[_Phrase]] = defaultdict(list)
    for entry, kind in kinds.items():
        text = entry.rstrip("*")
        words = _words(text)
        if entry.endswith("*"):
            open_[words[-1][:_KEY]].append(_Phrase(text, tuple(words[:-1]), kind, open=True))
        else:
            closed[max(words, key=len)].append(_Phrase(text, tuple(words), kind, open=False))
    return closed, open_


@cache
def _headings(language: str | None) -> dict[str, str]:
    """Return heading → kind, of one language or of all; one that has both kinds is kept."""
    chosen = [cues for code, cues in CUES.items() if language in (None, code)]
    kinds = {entry: OTHER for cues in chosen for entry in _entries(cues.other_headings)}
    return kinds | {entry: WORK for cues in chosen for entry in _entries(cues.work_headings)}
