"""Read a resume from bytes, a file or a text, and take the person's identity out of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from ingest.resume import identity
from ingest.resume.detect import detect
from ingest.resume.extract import Extract, clean
from ingest.resume.language import detect_language
from ingest.resume.sections import segments
from ingest.resume.spans import Removal
from search.errors import ResumeError

MIN_LETTERS = 20
"""letters below which a text says too little to be matched ("nurse" alone is a search, not a resume)"""
MIN_WORDS = 3
"""words of two letters or more that must be left once identity is removed; each Chinese or Japanese character counts as one"""
MAX_CHARACTERS = 100_000
"""characters of text, about 30 dense pages; longer ones are books or mistakes, and take the encoder more than 20 s of a core"""

# modules are loaded when their format comes: PDFium and lxml are not needed for texts
_READERS = {
    "pdf": "pdf.read_pdf",
    "docx": "docx.read_docx",
    "odt": "odt.read_odt",
    "html": "html.read_html",
    "markdown": "text.read_markdown",
    "text": "text.read_text",
}
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]{{2,}}")


@dataclass(frozen=True, slots=True)
class Resume:
    """A resume that can be embedded.

    `text` is without identity where that was asked; it is left out of the repr, which may end in logs. `language` is ISO
    639-1, with a `language_confidence` from 0 to 1. `format` is pdf, docx, odt, html, markdown or text; `pages` is None
    where a format has none. `status` is "ok", or "partial" where something could not be read; then `warnings` say what.
    `characters` counts `text`.
    """

    text: str = field(repr=False)
    language: str
    language_confidence: float
    format: str
    pages: int | None
    status: str
    warnings: tuple[str, ...]
    removed: tuple[Removal, ...]
    characters: int


def read_resume(
    source: bytes | str | Path,
    *,
    filename: str | None = None,
    remove_identity: bool = True,
    max_bytes: int = 10_000_000,
) -> Resume:
    """Read a resume: bytes and files by their content, `str` as the text itself.

    `filename` only tells Markdown from plain text and a broken file's intended format. The offsets in `removed` refer to the
    text that the same call gives with `remove_identity=False`.

    Raises ResumeError with a reason: empty (no text at all), too_short (under `MIN_LETTERS` letters, or under `MIN_WORDS` words
    once identity is gone), scanned, encrypted, corrupt, unsupported (also for a path without a readable file) or too_large
    (`max_bytes` bytes, `MAX_CHARACTERS` characters, or XML that unzips to more than 30 MB). Messages hold neither text nor
    file names. Raises TypeError for any other kind of source.
    """
    if isinstance(source, str):
        if len(source.encode("utf-8", "replace")) > max_bytes:
            raise _too_large(max_bytes)
        extract, form = Extract(clean(source)), "text"
    elif isinstance(source, bytes | Path):
        data = source if isinstance(source, bytes) else _load(source, max_bytes)
        name = filename or (source.name if isinstance(source, Path) else None)
        extract, form = _extract(data, name, max_bytes)
    else:
        raise TypeError(f"a resume is bytes, str or Path, not {type(source).__name__}")
    _check(extract.text)
    cleaned = identity.remove(extract.text) if remove_identity else identity.Cleaned(extract.text, ())
    if len(_WORD.findall(cleaned.text)) < MIN_WORDS:
        raise ResumeError("too_short", "apart from contact and personal details there is hardly any text; describe the work")
    language, confidence = detect_language(cleaned.text)
    return Resume(
        text=cleaned.text,
        language=language,
        language_confidence=confidence,
        format=form,
        pages=extract.pages,
        status="partial" if extract.warnings else "ok",
        warnings=extract.warnings,
        removed=cleaned.removed,
        characters=len(cleaned.text),
    )


def _load(path: Path, max_bytes: int) -> bytes:
    problem = "the path is not a file"
    try:
        if path.is_file():  # devices and pipes could be read for ever
            with path.open("rb") as file:
                return file.read(min(max_bytes, path.stat().st_size) + 1)
    except OSError as error:
        problem = error.strerror or "the file can't be opened"
    raise ResumeError("unsupported", f"nothing could be read: {problem}")


def _extract(data: bytes, filename: str | None, max_bytes: int) -> tuple[Extract, str]:
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    if not data.strip(b"\0 \t\r\n"):
        raise ResumeError("empty", "the file is empty")
    form = detect(data, filename)
    module, function = _READERS[form].split(".")
    read = getattr(import_module(f"ingest.resume.{module}"), function)
    extract: Extract | None = None
    with suppress(RecursionError):
        extract = read(data)
    if extract is None:
        raise ResumeError("corrupt", "the file nests its parts too deeply; export it as PDF")
    return extract, form


def _check(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        detail = f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}; send only the resume"
        raise ResumeError("too_large", detail)
    if not any(character.isalnum() for character in text):
        raise ResumeError("empty", "there is no text in it")
    letters = sum(character.isalpha() for character in text)
    if letters < MIN_LETTERS and len(_WORD.findall(text)) < MIN_LETTERS / 2:
        raise ResumeError("too_short", f"the text has {letters} letters, fewer than {MIN_LETTERS}; describe the work")


def _too_large(max_bytes: int) -> ResumeError:
    return ResumeError("too_large", f"the resume has more than {max_bytes:,} bytes; send a smaller file")


def segments_of(resume: Resume | None) -> list[str]:
    """Return the stretches of a resume's text that are encoded one by one; none where there is no resume."""
    return [segment.text for segment in segments(resume.text)] if resume else []
