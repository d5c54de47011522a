"""Split a resume into segments that an encoder can take whole; nothing is lost, nothing repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.resume.outline import heading_kind

_OWN_KIND = frozenset({"experience", "education", "skills", "summary"})
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a resume. `kind` is experience, education, skills, summary or other; `start` its offset in the text."""

    text: str
    kind: str
    start: int


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    kind: str
    words: int
    opens: bool  # a heading: the first of its section


def segments(text: str, max_words: int = 120) -> list[Segment]:
    """Return the text in segments of at most `max_words` words, in order; their words are the text's words.

    A heading opens a segment and stays with what follows. Within a section, blocks between empty lines stay together where
    the budget allows; blocks over the budget are split at lines, lines at sentences, sentences at words.
    """
    if max_words < 1:
        raise ValueError(f"a segment holds at least one word, not {max_words}")
    packed: list[list[_Piece]] = []
    for block in _blocks(text):
        for piece in _fitting(text, block, max_words):
            if not packed or piece.opens or _size(packed[-1]) + piece.words > max_words:
                packed.append([piece])
            else:
                packed[-1].append(piece)
    return [Segment(text[group[0].start : group[-1].end], group[0].kind, group[0].start) for group in packed]


def _size(group: list[_Piece]) -> int:
    return sum(piece.words for piece in group)


def _piece(text: str, start: int, end: int, kind: str, *, opens: bool = False) -> _Piece:
    return _Piece(start, end, kind, len(text[start:end].split()), opens)


def _blocks(text: str) -> Iterator[list[_Piece]]:
    """Yield runs of lines without an empty line between; a heading begins a block and takes the next one with it."""
    block: list[_Piece] = []
    kind = "other"
    start = 0
    for line in text.split("\n"):
        heading = heading_kind(line) if line.strip() else None
        if heading:
            kind = heading if heading in _OWN_KIND else "other"
        closes = not line.strip() and not (len(block) == 1 and block[0].opens)
        if block and (heading or closes):
            yield block
            block = []
        if line.strip():
            indent = len(line) - len(line.lstrip())
            block.append(_piece(text, start + indent, start + len(line.rstrip()), kind, opens=heading is not None))
        start += len(line) + 1
    if block:
        yield block


def _fitting(text: str, block: list[_Piece], max_words: int) -> Iterator[_Piece]:
    """Yield a block as one piece where it fits, else its lines, and of lines over the budget their sentences or words."""
    first, last = block[0], block[-1]
    if _size(block) <= max_words:
        yield _piece(text, first.start, last.end, first.kind, opens=first.opens)
        return
    for line in block:
        if line.words <= max_words:
            yield line
        else:
            yield from _split(text, line, max_words)


def _split(text: str, line: _Piece, max_words: int) -> Iterator[_Piece]:
    cuts = [line.start, *(match.end() for match in _SENTENCE.finditer(text, line.start, line.end)), line.end]
    for start, end in pairwise(cuts):
        words = [match.span() for match in _WORDS.finditer(text, start, end)]
        for index in range(0, len(words), max_words):
            chunk = words[index : index + max_words]
            yield _piece(text, chunk[0][0], chunk[-1][1], line.kind, opens=line.opens and start == line.start and index == 0)
