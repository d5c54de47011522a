"""One XML document's bytes → its tree, safely: no DOCTYPE, no entities, no network, strict, and repaired at most once.

`recover=True` of libxml2 is not used: it glues words together and keeps control characters.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from ingest.eures.raw import RejectedRecord

if TYPE_CHECKING:
    from lxml.etree import _Element

CP1252_BYTES = "cp1252-bytes"
"""error handler for `bytes.decode("utf-8", …)`: reads as cp1252 what is not UTF-8"""

_BYTE_ORDERS = (  # longest first: the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le", 4),
    (codecs.BOM_UTF32_BE, "utf-32-be", 4),
    (b"<\0\0\0", "utf-32-le", 0),
    (b"\0\0\0<", "utf-32-be", 0),
    (codecs.BOM_UTF8, "utf-8", 3),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
    (b"<\0", "utf-16-le", 0),
    (b"\0<", "utf-16-be", 0),
)
"""first bytes → encoding, and how many of them are the mark; the XML specification, appendix F"""

_LARGE = 1 << 18
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*+", re.DOTALL)
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_REFERENCE = re.compile(r"(?s)<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#([0-9]+|[xX][0-9a-fA-F]+)|([A-Za-z][A-Za-z0-9]{1,40}));")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_EIGHT_BIT = re.compile(r"(?:iso8859-|cp125|cp437|cp85|koi8-|mac-|latin|tis-620)")


def parse(data: bytes, encoding: str | None = None, limit: int = 2_000_000) -> tuple[_Element, list[str]]:
    """Return the root element and what had to be repaired ("repaired_encoding", "repaired_characters", "repaired_entities").

    `data` is one document of at most `limit` bytes in UTF-8, UTF-16, UTF-32, or any 8-bit encoding that it declares, or that
    is given as `encoding` where the declaration is elsewhere. UTF-8 wins wherever the bytes are valid UTF-8.
    Raises RejectedRecord: "too_large", "doctype", or "malformed" with the line, never with text of the document.
    """
    if len(data) > limit:
        raise RejectedRecord("too_large", f"{len(data):,} bytes; the cap is {limit:,}")
    data = as_utf8(data).lstrip()
    _refuse_doctype(data)
    try:
        return _tree(data), []
    except etree.XMLSyntaxError as error:
        damage = describe(error)
    repaired, warnings = _repair(data, encoding)
    if repaired == data:
        raise RejectedRecord("malformed", damage)
    _refuse_doctype(repaired)
    try:
        return _tree(repaired), warnings
    except etree.XMLSyntaxError as error:
        raise RejectedRecord("malformed", describe(error)) from None


def byte_order(head: bytes) -> tuple[str, int]:
    """Return the encoding that the first four bytes show, "utf-8" if none, and the length of the byte order mark."""
    if head[:1] == b"<" and head[1:2] != b"\0":  # nearly all
        return "utf-8", 0
    for first, encoding, length in _BYTE_ORDERS:
        if head.startswith(first):
            return encoding, length
    return "utf-8", 0


def as_utf8(data: bytes) -> bytes:
    """Take off the byte order mark and turn UTF-16 and UTF-32 into UTF-8; other encodings stay as they are."""
    encoding, mark = byte_order(data[:4])
    data = data[mark:]
    if encoding == "utf-8":
        return data
    try:
        return data.decode(encoding).encode()
    except UnicodeError:
        raise RejectedRecord("malformed", f"is not valid {encoding}") from None


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that the XML declaration names, where it is an 8-bit one that Python knows.

    Others are ignored: only UTF-16 and UTF-32 that can be told from their bytes are read, and no UTF-7, which hides markup.
    """
    match = _DECLARATION.match(data)
    try:
        name = codecs.lookup(match[1].decode()).name if match else ""
    except LookupError:
        return None
    return name if _EIGHT_BIT.match(name) else None


def describe(error: etree.XMLSyntaxError) -> str:
    """Say what is wrong and on which line; libxml2's own message may quote the document."""
    return f"line {error.lineno}: {_error_names().get(getattr(error, 'code', 0), 'not well-formed')}"


def _tree(data: bytes) -> _Element:
    try:
        return etree.fromstring(data, _parser())
    finally:
        if len(data) > _LARGE:  # libxml2 keeps the tables that it grew, and clears them before every other document
            _parser.cache_clear()


@cache
def _parser() -> etree.XMLParser:
    # with `encoding` given, libxml2 ignores what the document declares: what was checked is what is parsed
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


@cache
def _error_names() -> dict[int, str]:
    names = vars(etree.ErrorTypes).items()
    return {code: name.removeprefix("ERR_").replace("_", " ").lower() for name, code in names if isinstance(code, int)}


def _refuse_doctype(data: bytes) -> None:
    # a DOCTYPE can stand only before the root: anywhere else it is text, or not well-formed
    match = _PROLOG.match(data)
    start = match.end() if match else 0
    if data[start : start + 9].upper() == b"<!DOCTYPE":
        raise RejectedRecord("doctype", "declares a DOCTYPE")


def _repair(data: bytes, encoding: str | None) -> tuple[bytes, list[str]]:
    warnings: dict[str, None] = {}
    text = _decode(data, encoding, warnings)

    def mend(match: re.Match[str]) -> str:
        number, name = match.groups()
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number) if len(number) < 9 else -1
            if 0 <= code <= 0x10FFFF and not _ILLEGAL.match(chr(code)):
                return match[0]
            warnings["repaired_characters"] = None
            return ""
        if name and name not in _XML_ENTITIES and (meant := html5.get(f"{name};")):
            warnings["repaired_entities"] = None
            return "".join(f"&#{ord(letter)};" for letter in meant)
        return match[0]  # a CDATA section, or an entity that nobody knows

    text, dropped = _ILLEGAL.subn("", text)
    if dropped:
        warnings["repaired_characters"] = None
    return _REFERENCE.sub(mend, text).encode().lstrip(), list(warnings)


def _decode(data: bytes, encoding: str | None, warnings: dict[str, None]) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    encoding = declared_encoding(data) or encoding
    if encoding and encoding != "iso8859-1":  # which nearly always means cp1252
        return data.decode(encoding, "replace")
    if not encoding:
        warnings["repaired_encoding"] = None
    return data.decode("utf-8", CP1252_BYTES)


def _cp1252_bytes(error: UnicodeError) -> tuple[str, int]:
    # only what is not UTF-8 is read as cp1252: partners paste it into documents that otherwise are UTF-8
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join([_CP1252[byte] for byte in wrong]), error.end


_CP1252 = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)]
codecs.register_error(CP1252_BYTES, _cp1252_bytes)
