"""A text cut up for finding skills in it: words with their places, sentences, and stretches that no punctuation breaks.

Every place is a pair of offsets into the text as given; nothing is normalised before it is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.labels import fold

# names keep their signs: C++, C#, .NET; an accent may be a character of its own
_WORD = re.compile(r"(?<!\w)\.(?=net\b)[^\W_]+|[^\W_](?:[^\W_]|[\u0300-\u036f])*[+#]*", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z]|\W)|\n\s*\n|\n\s*(?=[^\w\s(\"'])|\n(?=\s*[A-Z])|(?:^|\s)[•▪◦●·*]\s")
_BREAK = re.compile(r"[,;:!?|()\[\]{}•▪◦●·*\"“”]|\.(?=\s|$)|\n\s*\n|\s[-–—]+\s")
_AND = "and|or|as well as|such as|including|und|oder|sowie|et|ou|y|o|e|en|och|og|oraz"
_JOINT = re.compile(rf"{_BREAK.pattern}|\s(?:{_AND})\s|\s[&/]\s|(?<=\w)/(?=\w)", re.I)
_SUFFIXES = (
    "ments", "ungen", "ment", "ings", "ing", "ung", "ies", "ied", "is", "ed", "es", "en", "s", "e", "y",
)  # fmt: skip
_SHORTEST = 3
"""letters that a stem keeps"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word at text[start:end]; `folded` has neither case nor accents, `stem` no ending either."""

    start: int
    end: int
    folded: str
    stem: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: text[start:end], blanks trimmed."""

    start: int
    end: int


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a folded word without its usual English or German ending, one spelling for -ise and -ize: "managing" → "manag".

    Both sides of a comparison are treated alike, so a stem need not be a word.
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            word = word.removesuffix(suffix).removesuffix("e")
            break
    word = word.replace("iz", "is").replace("yz", "ys")
    return word[:-1] if len(word) > _SHORTEST and word[-1] == word[-2] else word


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Yield the words of text[start:end], in order."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        folded = word.lower() if word.isascii() else fold(word)
        yield Word(*match.span(), folded, stem(folded))


def sentences(text: str) -> list[Piece]:
    """Return the sentences and bullet points of a text; those without a word are left out."""
    return _pieces(text, 0, len(text), _SENTENCE)


def stretches(text: str, start: int, end: int) -> list[Piece]:
    """Return what lies between punctuation."""
    return _pieces(text, start, end, _BREAK)


def chunks(text: str, start: int, end: int, size: int, step: int) -> list[Piece]:
    """Return what may name one skill: what lies between punctuation and words like "and"; of more than `size` words, windows of
    `size` words, one every `step` words.
    """
    found: list[Piece] = []
    for piece in _pieces(text, start, end, _JOINT):
        places = [match.span() for match in _WORD.finditer(text, piece.start, piece.end)]
        if len(places) <= size:
            found.append(piece)
            continue
        firsts = [*range(0, len(places) - size, step), len(places) - size]
        found.extend(Piece(places[first][0], places[first + size - 1][1]) for first in firsts)
    return found


def _pieces(text: str, start: int, end: int, cut: re.Pattern[str]) -> list[Piece]:
    edges = [start]
    for match in cut.finditer(text, start, end):
        edges += match.span()
    edges.append(end)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    pieces = (_trimmed(text, first, last) for first, last in pairs)
    return [piece for piece in pieces if _WORD.search(text, piece.start, piece.end)]


def _trimmed(text: str, start: int, end: int) -> Piece:
    part = text[start:end]
    return Piece(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
