"""Read plain text and Markdown."""

from __future__ import annotations

import codecs
import re

from ingest.resume.extract import Extract, clean
from search.errors import ResumeError

# longest first: the UTF-32 mark begins with the UTF-16 mark
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
MAX_CONTROL = 0.005
"""share of control characters above which bytes are no text; random bytes have 0.1"""

MAX_ACCENTED = 0.3
"""share of letters beyond ASCII above which Windows-1252 is the wrong guess; French has 0.05, Cyrillic or Chinese read so 0.8"""

_MARKDOWN = (
    (re.compile(r"^ {0,3}#{1,6} +"), ""),
    (re.compile(r"!\[([^\[\]]{0,200})\]\([^()]{0,500}\)"), r"[Photo: \1]"),
    (re.compile(r"\[([^\[\]]{1,200})\]\(([^()]{1,500})\)"), r"\1 \2"),
    (re.compile(r"(\*\*|__)(?=\S)([^*_]{1,500})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]{1,500})(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"^(?:[-*_] ?){3,40}$"), ""),
)
MAX_MARKED_LINE = 2_000
"""characters of a line in which Markdown is looked for; longer ones are left as they are"""


def decode(data: bytes) -> str:
    """Decode by byte-order mark, then UTF-8, UTF-16 without a mark, and Windows-1252.

    Raises ResumeError "unsupported" where the bytes are no text in any of these, or make none (Windows-1251, GB 18030…).
    """
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= MAX_CONTROL * len(text):
            if encoding == "cp1252" and _looks_foreign(text):
                detail = "the text is in an old encoding, not in UTF-8 or Western European; save it as UTF-8"
                raise ResumeError("unsupported", detail)
            return text
    raise ResumeError("unsupported", "the file is neither a known document nor text; send PDF, DOCX, ODT, HTML or plain text")


def _looks_foreign(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return sum(character > "\x7f" for character in letters) > MAX_ACCENTED * len(letters)


def read_text(data: bytes) -> Extract:
    """Read plain text."""
    return Extract(clean(decode(data)))


def read_markdown(data: bytes) -> Extract:
    """Read Markdown, its marks removed: headings and emphasis become plain, images `[Photo: …]`, links "text address"."""
    return Extract(clean("\n".join(map(_unmarked, clean(decode(data)).split("\n")))))


def _unmarked(line: str) -> str:
    if len(line) <= MAX_MARKED_LINE:
        for pattern, replacement in _MARKDOWN:
            line = pattern.sub(replacement, line)
    return line


def _candidates(data: bytes) -> tuple[str, ...]:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        return (marked,)
    zeros = data[:2000].count(0) / max(1, len(data[:2000]))
    if 0.2 < zeros < 0.8:  # ASCII letters in UTF-16 leave every other byte zero
        return ("utf-16-le", "utf-16-be") if data[:1] != b"\0" else ("utf-16-be", "utf-16-le")
    return ("utf-8", "cp1252")
