"""What every format reader returns, and the clean-up of characters they share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NEWLINES = re.compile(r"\r\n|[\r\u0085\u2028\u2029\v\f]")
# what nobody sees: other control characters, soft hyphens, zero-width marks, direction marks, surrogates, non-characters
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file. `pages` is None where the format has no pages; `warnings` say what could not be read."""

    text: str
    pages: int | None = None
    warnings: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Return text in NFC with one kind of newline and of blank, without invisible characters or runs of empty lines."""
    text = _SPACES.sub(" ", _INVISIBLE.sub("", _NEWLINES.sub("\n", text)).translate(_LIGATURES))
    lines = (close_spaced(line.rstrip()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def close_spaced(text: str) -> str:
    """Return a s p a c e d  o u t line as words, any other unchanged; two blanks or more divide its words."""
    stripped = text.strip()
    letters = stripped.split()
    if len(letters) < 4 or any(len(letter) > 1 for letter in letters):
        return text
    return " ".join(re.sub(r"\s", "", word) for word in re.split(r"\s{2,}", stripped))


def row_lines(cells: Iterable[str]) -> Iterator[str]:
    """Keep a table row of one-line cells on one line; cells that hold several lines are a layout and follow each other."""
    filled = [cell for cell in map(clean, cells) if cell]
    if any("\n" in cell for cell in filled):
        for cell in filled:
            yield from cell.split("\n")
            yield ""
    elif filled:
        yield "\t".join(filled)
