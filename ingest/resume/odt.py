"""Read ODT: page headers, body, tables, text boxes, notes and page footers.

Format: OASIS OpenDocument 1.3 part 3. Comments and tracked deletions are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.resume.archive import list_parts, local_name, parse_xml, read_parts
from ingest.resume.extract import Extract, clean, row_lines
from search.errors import ResumeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SKIPPED = frozenset({"annotation", "annotation-end", "tracked-changes", "sequence-decls", "forms", "title", "desc"})
MAX_SPACES = 100


def read_odt(data: bytes) -> Extract:
    """Read every text part; raises ResumeError "encrypted", "unsupported" (no text document) or "scanned" (pictures only)."""
    parts = read_parts(data, ("mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml"))
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise ResumeError("encrypted", "the document is protected by a password; save a copy without one")
    body = next(parse_xml(parts["content.xml"]).iter(f"{_OFFICE}body"), None)
    text = None if body is None else body.find(f"{_OFFICE}text")
    if text is None:
        raise ResumeError("unsupported", "the OpenDocument file is no text document; export the resume as PDF or ODT")
    blocks = [*_page_texts(parts, "header"), clean("\n".join(_lines(text))), *_page_texts(parts, "footer")]
    result = "\n\n".join(block for block in blocks if block)
    if not result and any(name.startswith("Pictures/") for name in list_parts(data)):
        raise ResumeError("scanned", "the document holds only pictures; send a version with text, or one made by OCR")
    return Extract(result)


def _page_texts(parts: dict[str, bytes], tag: str) -> Iterator[str]:
    if "styles.xml" in parts:
        texts = (clean("\n".join(_lines(node))) for node in parse_xml(parts["styles.xml"]).iter(f"{_STYLE}{tag}"))
        yield from dict.fromkeys(text for text in texts if text)


def _lines(element: _Element) -> Iterator[str]:
    for child in element:
        tag = local_name(child)
        if tag in {"p", "h"}:
            yield from _paragraph(child, heading=tag == "h")
        elif tag == "list-item":
            yield from _item(child)
        elif tag == "table-row":
            yield from row_lines("\n".join(_lines(cell)) for cell in child)
        elif tag == "table":
            yield ""
            yield from _lines(child)
            yield ""
        elif tag not in _SKIPPED:
            yield from _lines(child)


def _item(item: _Element) -> Iterator[str]:
    for number, line in enumerate(_lines(item)):
        yield f"- {line}" if number == 0 and line and not line.startswith("- ") else line


def _paragraph(paragraph: _Element, *, heading: bool) -> Iterator[str]:
    texts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, texts, boxes)
    if heading:
        yield ""
    yield "".join(texts)
    yield from boxes


def _collect(element: _Element, texts: list[str], boxes: list[str]) -> None:
    texts.append(element.text or "")
    for child in element:
        tag = local_name(child)
        if tag == "s":
            texts.append(" " * _count(child))
        elif tag == "tab":
            texts.append("\t")
        elif tag == "line-break":
            texts.append("\n")
        elif tag in {"text-box", "note-body", "table"}:
            boxes.extend(_lines(child))
        elif tag not in _SKIPPED:
            _collect(child, texts, boxes)
        texts.append(child.tail or "")


def _count(spaces: _Element) -> int:
    value = str(spaces.get(f"{{{_TEXT}}}c") or "1")
    return min(int(value), MAX_SPACES) if value.isascii() and value.isdigit() and len(value) < 10 else 1
