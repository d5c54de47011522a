"""Read DOCX: headers, paragraphs, tables, text boxes, notes and footers, straight from the XML.

Format: ECMA-376 part 1, chapter 17 (WordprocessingML). Deleted revisions, field codes and alternative texts are left out;
of an `mc:AlternateContent` only the choice is read, because its fallback repeats the same text box.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.resume.archive import list_parts, local_name, parse_xml, read_parts
from ingest.resume.extract import Extract, clean, row_lines
from search.errors import ResumeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_ORDER = (r"word/header\d*\.xml", r"word/document\d*\.xml", r"word/footnotes\.xml", r"word/footer\d*\.xml")
_HEADING = re.compile(r"(?i)heading|.?berschrift|title|titel")
_WORDS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_SKIPPED = frozenset(
    {"delText", "instrText", "del", "moveFrom", "Fallback", "fldData", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr"}
)


def read_docx(data: bytes) -> Extract:
    """Read every text part; raises ResumeError "scanned" where the document holds only pictures."""
    names = sorted(list_parts(data), key=_natural)
    parts = read_parts(data, tuple(name for kind in _ORDER for name in names if re.fullmatch(kind, name)))
    blocks: list[str] = []
    for content in parts.values():
        text = clean("\n".join(_lines(parse_xml(content))))
        if text and text not in blocks:  # first-page and default headers usually repeat each other
            blocks.append(text)
    if not blocks and any(name.startswith("word/media/") for name in names):
        raise ResumeError("scanned", "the document holds only pictures; send a version with text, or one made by OCR")
    return Extract("\n\n".join(blocks))


def _natural(name: str) -> tuple[str, int]:
    digits = re.search(r"\d+", name)
    return re.sub(r"\d+", "", name), int(digits.group()[:9]) if digits else 0


def _lines(element: _Element) -> Iterator[str]:
    """Yield the lines below an element in reading order; an empty string separates blocks."""
    for child in element:
        tag = local_name(child)
        if tag == "p":
            yield from _paragraph(child)
        elif tag == "tr":
            yield from row_lines("\n".join(_lines(cell)) for cell in _cells(child))
        elif tag == "tbl":
            yield ""
            yield from _lines(child)
            yield ""
        elif tag not in _SKIPPED:
            yield from _lines(child)


def _cells(row: _Element) -> Iterator[_Element]:
    """Yield a row's own cells; form fields may stand between the row and its cell."""
    for child in row:
        tag = local_name(child)
        if tag == "tc":
            yield child
        elif tag not in _SKIPPED:
            yield from _cells(child)


def _paragraph(paragraph: _Element) -> Iterator[str]:
    texts: list[str] = []
    boxes: list[str] = []
    _collect(paragraph, texts, boxes)
    text = "".join(texts)
    properties = {local_name(node): node for child in paragraph if local_name(child) == "pPr" for node in child}
    if "pStyle" in properties and _HEADING.match(_value(properties["pStyle"])):
        yield ""
    yield f"- {text}" if "numPr" in properties and text.strip() else text
    if boxes:
        yield ""
        yield from boxes
        yield ""


def _value(element: _Element) -> str:
    return next((str(value) for name, value in element.items() if str(name).endswith("}val")), "")


def _collect(element: _Element, texts: list[str], boxes: list[str]) -> None:
    """Gather a paragraph's own text, and apart from it the lines of the text boxes that are anchored in it."""
    for child in element:
        tag = local_name(child)
        if tag == "t":
            texts.append(child.text or "")
        elif tag in _WORDS:
            texts.append(_WORDS[tag])
        elif tag == "txbxContent":
            boxes.extend(_lines(child))
        elif tag not in _SKIPPED:
            _collect(child, texts, boxes)
