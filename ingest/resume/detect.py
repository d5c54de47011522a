"""Tell a file's format by its content; the file name is only a hint between kinds of text."""

from __future__ import annotations

import re

from ingest.resume.archive import list_parts
from search.errors import ResumeError

_IMAGES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
)
_REFUSED = (
    (b"{\\rtf", "RTF files are not read; save the resume as DOCX or PDF"),
    (b"%!PS", "PostScript is not read; export the resume as PDF"),
    (b"\x1f\x8b", "compressed files are not read; unpack the resume first"),
    (b"7z\xbc\xaf\x27\x1c", "archives are not read; unpack the resume first"),
    (b"Rar!", "archives are not read; unpack the resume first"),
)
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|article|section|div|table|h[1-6]|p|ul)\b[^<>]*>", re.I)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect(data: bytes, filename: str | None = None) -> str:
    """Return "pdf", "docx", "odt", "html", "markdown" or "text".

    Raises ResumeError: "scanned" for images, "encrypted" for protected Office files, "corrupt" for broken containers and
    "unsupported" for everything that is known and not read.
    """
    # ASCII white space only: a UTF-16 text begins with a byte-order mark and is left to the text reader
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _zip_format(data)
    if start.startswith(_OLE):
        raise _ole_error(data)
    _refuse_images(start)
    for magic, advice in _REFUSED:
        if start.startswith(magic):
            raise ResumeError("unsupported", advice)
    return _text_format(start, filename)


def _text_format(start: bytes, filename: str | None) -> str:
    suffix = (filename or "").lower().rpartition(".")[2]
    if suffix in {"pdf", "docx", "odt"} and not start.startswith(b"<"):
        raise ResumeError("corrupt", f"the file is named .{suffix} but its content is not; export it again")
    if suffix in {"md", "markdown"}:
        return "markdown"
    if start.startswith(b"<") and _HTML.search(start):
        return "html"
    if start.startswith(b"<?xml"):
        raise ResumeError("unsupported", "XML is not read; export the resume as PDF or DOCX")
    return "text"


def _refuse_images(start: bytes) -> None:
    kind = next((name for magic, name in _IMAGES if start.startswith(magic)), None)
    if start.startswith(b"BM") and start[6:10] != b"\0\0\0\0":
        kind = None  # a text may begin with "BM"; a bitmap has four reserved zero bytes
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        kind = "WebP"
    if start[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        kind = "HEIC"
    if kind:
        advice = f"a {kind} image has no text; send the original document, or a PDF made by text recognition (OCR)"
        raise ResumeError("scanned", advice)


def _zip_format(data: bytes) -> str:
    names = list_parts(data)
    if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return "docx"
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise ResumeError("unsupported", "spreadsheets and slides are not read; export the resume as PDF")
    if any(name.endswith(".iwa") for name in names):
        raise ResumeError("unsupported", "Pages documents are not read; export the resume as PDF or DOCX")
    if "content.xml" in names:
        return "odt"
    if "[Content_Types].xml" in names:
        raise ResumeError("corrupt", "the Office file has no document part; save it again as DOCX")
    raise ResumeError("unsupported", "archives are not read; unpack the resume first")


def _ole_error(data: bytes) -> ResumeError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ResumeError("encrypted", "the document is protected by a password; save a copy without one")
    return ResumeError("unsupported", "old Office files (.doc) are not read; save the resume as DOCX or PDF")
