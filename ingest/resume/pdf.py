"""Read PDF with PDFium, columns in reading order.

PDFium gives characters in the order in which the file draws them, which in a two-column resume is often row by row. So the
characters are grouped into runs (no gap wider than a word space), a gutter is sought, and each part of the page is read on
its own: what spans the gutter first, then left, then right (`ingest.resume.columns`).
"""

from __future__ import annotations

import ctypes
import threading
from contextlib import closing
from typing import Any

from ingest.resume.columns import Run, read_page
from ingest.resume.extract import Extract, clean
from search.errors import ResumeError

MAX_PAGES = 60
MAX_PAGE_CHARACTERS = 60_000
MAX_UNREADABLE = 0.3
"""share of characters without a Unicode value above which a text layer counts as missing"""

_LOCK = threading.Lock()
"""PDFium keeps global state and is not thread-safe: one document at a time"""
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE


def read_pdf(data: bytes) -> Extract:
    """Read every page's text layer.

    Raises ResumeError: "encrypted" where a password is needed, "corrupt" where PDFium can't open it, "scanned" where no page
    has a text layer but some have pictures. A file that has some unreadable pages comes back with a warning for each.
    """
    with _LOCK:
        pages, unreadable, missing, total = _read(data)
    warnings = []
    if total > MAX_PAGES:
        warnings.append(f"only the first {MAX_PAGES} of {total} pages were read")
    if b"%%EOF" not in data[-2048:]:
        warnings.append("the file seems to be cut off at its end")
    if missing:
        warnings.append(f"{missing} of {total} pages could not be opened")
    text = clean("\n\n".join(page for page in pages if page))
    if unreadable and not text:
        raise ResumeError("scanned", "the pages are pictures without a text layer; send the original, or a PDF made by OCR")
    if not text and missing:
        raise ResumeError("corrupt", "no page of the PDF could be opened; export it again")
    warnings.extend(f"page {number} is a picture without a text layer" for number in unreadable)
    return Extract(text, total, tuple(warnings))


def _read(data: bytes) -> tuple[list[str], list[int], int, int]:
    """Return the pages' texts, the numbers of pages without a text layer, how many can't be opened, and how many there are."""
    import pypdfium2  # loads a 7 MB library: only when a PDF comes

    code = None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = error.err_code or -1
    if code is not None:
        raise _open_error(code)
    texts: list[str] = []
    unreadable: list[int] = []
    missing = 0
    with closing(document):
        total = len(document)
        for index in range(min(total, MAX_PAGES)):
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                missing += 1
                continue
            with closing(page):
                text = _read_page(page)
            if text is None:
                unreadable.append(index + 1)
            texts.append(text or "")
    return texts, unreadable, missing or int(total == 0), total


def _open_error(code: int) -> ResumeError:
    if code in {_PASSWORD, _SECURITY}:
        return ResumeError("encrypted", "the PDF is protected by a password; save a copy without one")
    return ResumeError("corrupt", "the PDF is damaged or cut off; export it again")


def _read_page(page: Any) -> str | None:  # noqa: ANN401 (pypdfium2 has no types)
    """Return a page's text, "" for an empty page, None for a picture or for fonts that don't say which letters they show."""
    import pypdfium2

    try:
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    with closing(textpage):
        runs = _runs(textpage)
        left, _, right, _ = page.get_bbox()
    text = read_page(runs, left, right)
    letters = [character for character in text if not character.isspace()]
    lost = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in letters)
    if letters and lost <= MAX_UNREADABLE * len(letters):
        return text
    has_picture = any(True for _ in page.get_objects(filter=(_IMAGE,), max_depth=4))
    return None if letters or has_picture else ""


def _runs(textpage: Any) -> list[Run]:  # noqa: ANN401
    """Group a page's characters into runs: same line, no gap wider than two blanks, in the order of the file."""
    from pypdfium2 import raw

    runs: list[Run] = []
    ends: list[list[int]] = []
    current: Run | None = None
    blank = False
    box = raw.FS_RECTF()
    for index in range(min(textpage.count_chars(), MAX_PAGE_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        character = _character(code)
        if character.isspace():
            blank = True
            if character == "\n":
                current = None
            continue
        if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        size = max(1.0, box.top - box.bottom)
        if current is None or not current.continues(box.left, box.right, box.bottom, size):
            current = Run(character, box.left, box.right, box.bottom, size)
            runs.append(current)
            ends.append([index, index])
        else:
            current.add(character, box.left, box.right, blank=blank)
            ends[-1][1] = index
        blank = False
    for run, (first, last) in zip(runs, ends, strict=True):
        run.fonts = _font(textpage, first), _font(textpage, last)
    return runs


def _font(textpage: Any, index: int) -> str:  # noqa: ANN401
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(64)
    raw.FPDFText_GetFontInfo(textpage, index, name, len(name), None)
    return name.value.decode("ascii", "replace")


def _character(code: int) -> str:
    """Turn PDFium's code into text: a hyphen at a line's end comes as U+0002 or U+FFFE, a character unknown to it as 0."""
    if code in {0x02, 0xFFFE}:
        return "-"
    if code == 0:
        return "\ufffd"
    return "\n" if code == 13 else chr(code) if code <= 0x10FFFF else "\ufffd"
