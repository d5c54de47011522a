"""Stretches of text that are to go, and the text without them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

_GAP = "\x00"
_SEPARATOR = r"[|•·,;/–—*-]"
_EMPTY_BRACKETS = re.compile(rf"[(\[{{<][\s,;|/·•{_GAP}]*{_GAP}[\s,;|/·•{_GAP}]*[)\]}}>]")
_BETWEEN = re.compile(
    rf"(?P<left>\s*{_SEPARATOR}|\s{{2,}}|\t)?(?P<gap>[ \t]*{_GAP}[ \t{_GAP}]*)(?P<right>{_SEPARATOR}(?=\s|{_GAP}|$)[ \t]*)?"
)
_TWICE = re.compile(rf"{_GAP}(?:[\s,;|/·•]*{_GAP})+")
_CLOSED = re.compile(rf"([.!?;:,])\s*{_GAP}\s*[.,;]+(?=\s|$)")
_STRAY = re.compile(r"[^\w\n]*")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is of this kind and becomes `replacement`."""

    kind: str
    start: int
    end: int
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """How often a kind of identity was removed, and where it stood: (start, end) in the text before removal, never the text."""

    kind: str
    count: int
    spans: tuple[tuple[int, int], ...] = field(default=(), repr=False)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted and without overlaps: overlapping ones become one, of the kind that starts first."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= span.end:
            continue
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            if span.end > last.end:
                merged[-1] = Span(last.kind, last.start, span.end)
        else:
            merged.append(span)
    return merged


def count(spans: Iterable[Span]) -> tuple[Removal, ...]:
    """Sum merged spans up by kind, kinds in alphabetical order."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for span in spans:
        places[span.kind].append((span.start, span.end))
    return tuple(Removal(kind, len(found), tuple(found)) for kind, found in sorted(places.items()))


def cut(text: str, spans: Iterable[Span]) -> str:
    """Return the text without the merged spans, and without the brackets, separators and lines that they leave empty."""
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += [text[position : span.start].replace(_GAP, " "), span.replacement or _GAP]
        position = span.end
    pieces.append(text[position:].replace(_GAP, " "))
    lines = (_close(line) if _GAP in line else line for line in "".join(pieces).split("\n"))
    kept = "\n".join(line for line in lines if line is not None)
    return re.sub(r"\n{3,}", "\n\n", kept).strip("\n")


def _close(line: str) -> str | None:
    """Return a line with its gaps closed, or None where nothing but punctuation is left of it."""
    line = _EMPTY_BRACKETS.sub(_GAP, line)
    if _STRAY.fullmatch(line.replace(_GAP, "")):
        return None
    bullet = re.match(r"\s*[-•*]\s+", line)
    lead = bullet.group() if bullet else ""
    body = _CLOSED.sub(r"\1 ", _TWICE.sub(_GAP, line[len(lead) :]))
    body = _BETWEEN.sub(_bridge, body)
    body = re.sub(r" +(?=[.,;:!?)](?:\s|$))", "", re.sub(r" {2,}", " ", body))
    return lead + re.sub(r"^[\s|•·,;/–—:*-]+|[\s|•·,;/–—-]+$", "", body) if body.strip() else None


def _bridge(match: re.Match[str]) -> str:
    """Between two separators one stays; beside one separator it stays as it was; between words a blank."""
    left, right = match["left"] or "", match["right"] or ""
    if left.strip() and right:
        return f"{left} "
    if right:
        return f" {right}"
    return left if "\t" in left else f"{left} "
