"""Open the zip containers of DOCX and ODT with every size capped, and parse their XML with entities refused."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from search.errors import ResumeError

MAX_PART = 30_000_000
"""bytes of the unzipped XML parts together; the text of a long resume takes 200 kB"""
MAX_ENTRIES = 2_000
MAX_ELEMENTS = 400_000

_CORRUPT = "the file is damaged; save it again, or export it as PDF"
# what zipfile raises on mutated archives, beside BadZipFile
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, IndexError, KeyError)


def list_parts(data: bytes) -> frozenset[str]:
    """Return the names in a zip container; raises ResumeError "corrupt" or "too_large"."""
    with _open(data) as archive:
        return frozenset(archive.namelist())


def read_parts(data: bytes, wanted: tuple[str, ...]) -> dict[str, bytes]:
    """Return the wanted parts that exist, in the order wanted; sizes are capped while unzipping, whatever the file declares.

    Raises ResumeError: "encrypted" for a protected entry, "too_large" over `MAX_PART`, "corrupt" where a part can't be unzipped.
    """
    parts: dict[str, bytes] = {}
    with _open(data) as archive:
        for name in wanted:
            if name not in archive.namelist():
                continue
            info = archive.getinfo(name)
            if info.flag_bits & 1:
                raise ResumeError("encrypted", "the document is protected by a password; save a copy without one")
            parts[name] = _unzip(archive, info, MAX_PART - sum(map(len, parts.values())))
    return parts


def parse_xml(data: bytes) -> etree._Element:
    """Parse one part; raises ResumeError "corrupt" for broken XML and for any DOCTYPE (documents have none; attacks do)."""
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise ResumeError("corrupt", "the document declares a DOCTYPE, which is refused; save it again")
    if data.count(b"<") > 2 * MAX_ELEMENTS:  # before parsing, which takes 100 bytes and more for each
        raise _too_many_elements()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise ResumeError("corrupt", _CORRUPT)
    if sum(1 for _ in zip(root.iter(), range(MAX_ELEMENTS + 1), strict=False)) > MAX_ELEMENTS:
        raise _too_many_elements()
    return root


def _too_many_elements() -> ResumeError:
    return ResumeError("too_large", f"the document has more than {MAX_ELEMENTS:,} elements; send only the resume")


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _ZIP_ERRORS:
        archive = None
    if archive is None:  # raised out of the handler: the cause may quote the file's bytes
        raise ResumeError("corrupt", _CORRUPT)
    if len(archive.infolist()) > MAX_ENTRIES:
        raise ResumeError("too_large", f"the file holds more than {MAX_ENTRIES:,} parts; send only the resume")
    return archive


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> bytes:
    content = None
    try:
        with archive.open(info) as part:
            content = part.read(room + 1)
    except (*_ZIP_ERRORS, RuntimeError):
        pass
    if content is None:
        raise ResumeError("corrupt", _CORRUPT)
    if len(content) > room:
        raise ResumeError("too_large", f"the file unzips to more than {MAX_PART // 1_000_000} MB; send only the resume")
    return content


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for comments and processing instructions."""
    tag: object = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
