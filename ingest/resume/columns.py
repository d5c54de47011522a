"""Put the text runs of a page into reading order: find the gutter between two columns, join wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MAX_CROSSING = 0.3
"""share of runs that may span the gutter (header lines, full-width paragraphs) in a page of two columns"""
MIN_COLUMN = 5
"""runs that a column has at least"""
MIN_WRAPPED = 30
"""characters that a line has before its end is taken for a wrap: shorter ones are lists, except behind a label"""
TITLE_SIZE = 1.25
"""times the median size from which a line in the page's top quarter is its title"""

_DATE_OR_LABEL = re.compile(
    r"(?i)^\W*(?:(?:since|seit|ab|bis|until|from|von|to)\b.*\d{4}|.{0,14}\b(?:19|20)\d\d\b.{0,24}|\d{1,2}[./]\d{2,4}.{0,20}"
    r"|[^:]{2,40}:)\W*$"
)
_BULLET = re.compile(r"^\s*(?:[•·▪■◦●○‣*–—-]|\d{1,2}[.)])\s+|^\s*[•▪■●]")
_LABEL = re.compile(r"[A-ZÀ-Þ][\w /&-]{1,30}:(?:\s|$)")
_WRAP = "\x01"
_SUSPENDED = re.compile(rf"-{_WRAP}(?=(?:und|oder|bzw|and|or)\b)")
_HYPHENATED = re.compile(rf"(?<=[^\W\d_])-{_WRAP}(?=[^\W\d_])(?=(.))")


@dataclass(slots=True)
class Run:
    """Characters drawn side by side. `left`, `right`, `bottom` and `size` (line height) are in points, y grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    fonts: tuple[str, str] = ("", "")
    """names of the fonts of the first and the last character"""

    def continues(self, left: float, right: float, bottom: float, size: float) -> bool:
        """Whether a character at this place belongs to the run: same baseline, at most a wide blank away on either side."""
        height = max(self.size, size)
        same_line = abs(bottom - self.bottom) < 0.45 * height
        return same_line and left - self.right < 0.9 * height and self.left - right < 0.9 * height

    def add(self, character: str, left: float, right: float, *, blank: bool) -> None:
        """Append one character."""
        self.text += f" {character}" if blank else character
        self.left = min(self.left, left)
        self.right = max(self.right, right)


def read_page(runs: Sequence[Run], left: float, right: float) -> str:
    """Return the text of a page between two x positions: spanning lines, then the left column, then the right one.

    A line that spans the gutter closes what is above it, so full-width paragraphs between two-column parts keep their place.
    """
    if not runs:
        return ""
    gutter = find_gutter(runs, left, right)
    if gutter is None:
        return _read_column(runs, max(run.right for run in runs))
    top = max(run.bottom for run in runs)
    low = min(run.bottom for run in runs)
    sizes = median(run.size for run in runs)
    largest = max(run.size for run in runs)
    body = [run for run in runs if run.size <= TITLE_SIZE * sizes]
    edges = max((run.right for run in body if run.right <= gutter), default=gutter), max(run.right for run in runs)
    parts: list[str] = []
    band: list[Run] = []
    spanning: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.bottom, run.left)):
        title = run.size == largest > TITLE_SIZE * sizes and run.bottom > top - (top - low) / 4
        if title and not run.left < gutter < run.right:
            parts.insert(0, run.text)  # a name at the head of one column still heads the page
        elif run.left < gutter - 1 and run.right > gutter + 1:
            parts.extend(_read_columns(band, gutter, edges))
            band = []
            spanning.append(run)
        else:
            parts.extend([_read_column(spanning, edges[1])] if spanning else [])
            spanning = []
            band.append(run)
    parts.extend([_read_column(spanning, edges[1])] if spanning else [])
    parts.extend(_read_columns(band, gutter, edges))
    return "\n\n".join(part for part in parts if part)


def find_gutter(runs: Sequence[Run], left: float, right: float) -> float | None:
    """Return the x position of the blank strip between two columns, or None for one column and for tables.

    Dates beside their entries, and labels beside their values, look like columns and must be read row by row: that is so
    where many runs of the shorter side are dates or labels, and nearly each of these has a neighbour on its own line.
    """
    width = right - left
    best: tuple[float, float, float] | None = None
    for step in range(20, 81, 1):
        x = left + width * step / 100
        crossing = [run for run in runs if run.left < x - 1 and run.right > x + 1]
        before = [run for run in runs if run.right <= x + 1]
        after = [run for run in runs if run.left >= x - 1]
        if min(len(before), len(after)) < MIN_COLUMN or len(crossing) > MAX_CROSSING * len(runs):
            continue
        # room beside the strip, for the bulk of the lines: the last tenth may be headings that reach over
        gap = min(run.left for run in after) - max(run.right for run in before)
        key = (-float(len(crossing)), gap, x)
        if best is None or key[:2] > best[:2]:
            best = key
    if best is None:
        return None
    x = best[2]
    before = [run for run in runs if run.right <= x + 1]
    after = [run for run in runs if run.left >= x - 1]
    edges = max(run.right for run in before), min(run.left for run in after)
    return None if _is_table(before, after) or edges[1] - edges[0] < 4 else sum(edges) / 2


def _is_table(before: Sequence[Run], after: Sequence[Run]) -> bool:
    short, other = sorted((before, after), key=lambda side: sum(len(run.text) for run in side))
    dated = [run for run in short if _DATE_OR_LABEL.match(run.text)]
    aligned = [run for run in dated if any(abs(run.bottom - peer.bottom) < 0.3 * run.size for peer in other)]
    return len(aligned) >= 0.85 * len(dated) and len(dated) >= 0.4 * len(short)


def _read_columns(band: Sequence[Run], gutter: float, edges: tuple[float, float]) -> list[str]:
    sides = [run for run in band if run.left < gutter], [run for run in band if run.left >= gutter]
    return [_read_column(side, edge) for side, edge in zip(sides, edges, strict=True) if side]


def _read_column(runs: Sequence[Run], edge: float) -> str:
    """Return the lines from top to bottom, a wrapped line joined with its next, an empty line where the gap is wide.

    `edge` is where the longest line of the column ends, on the whole page.
    """
    lines = [_Line(row) for row in _rows(runs)]
    gaps = [above.bottom - below.bottom for above, below in pairwise(lines)]
    normal = sorted(gaps)[len(gaps) // 4] if gaps else 0.0
    text = lines[0].text
    for above, below, gap in zip(lines, lines[1:], gaps, strict=False):
        if gap > 1.6 * max(normal, min(above.size, below.size) * 0.9):
            text += "\n\n"
        elif above.wraps_into(below, edge) and gap <= 1.4 * max(normal, above.size):
            text += _WRAP if text.endswith("-") else " "
        else:
            text += "\n"
        text += below.text
    return _rejoin(text)


def _rejoin(text: str) -> str:
    """Close words that were hyphenated at a line's end; "Lager- und" and "E-Mail" keep their hyphen."""
    text = _SUSPENDED.sub("- ", text)
    return _HYPHENATED.sub(lambda match: "" if match[1].islower() else "-", text).replace(_WRAP, "")


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.bottom):
        if rows and abs(rows[-1][0].bottom - run.bottom) < 0.4 * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


class _Line:
    """One line of a column."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = sorted(runs, key=lambda run: run.left)
        self.text = _join(self.runs)
        self.left = self.runs[0].left
        self.right = max(run.right for run in runs)
        self.bottom = median(run.bottom for run in runs)
        self.size = max(run.size for run in runs)

    def wraps_into(self, below: _Line, edge: float) -> bool:
        """Whether the next line's first word would not have fitted on this one: then the break is the layout's, not the text's."""
        if abs(self.size - below.size) > 0.15 * self.size or self.runs[-1].fonts[1] != below.runs[0].fonts[0]:
            return False
        if len(self.text) < MIN_WRAPPED and not _LABEL.match(self.text):
            return False
        if _BULLET.match(below.text) or _LABEL.match(below.text) or "\t" in self.text + below.text:
            return False
        first = below.text.split(" ", 1)[0]
        width = (below.right - below.left) / max(1, len(below.text)) * (len(first) + 1)
        return self.right + width > edge


def _join(runs: Sequence[Run]) -> str:
    """Join the runs of a line, a tab where the gap is wider than three blanks, none after a bullet."""
    text = runs[0].text
    for before, after in pairwise(runs):
        gap = after.left - before.right
        separator = " " if gap < 1.2 * after.size or len(before.text) == 1 else "\t"
        text += (separator if gap > 0.12 * after.size else "") + after.text
    return text
