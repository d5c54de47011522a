"""Tell the format of a document by its first bytes: the root of XML, the keys of JSON, the header of CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ingest.eures import hrxml, input_api, jobtech, output_api, own, own_csv, portal, schema_org
from ingest.eures.json_bytes import Window
from ingest.eures.raw import Notice, RawAd, Rejected, RejectedRecord

if TYPE_CHECKING:
    from ingest.eures.sources import Document, Limits

    Reader = Callable[[Document, Limits], Iterator[RawAd | Rejected | Notice]]

PEEK = 2**16
"""bytes that are looked at"""
FORMATS: dict[str, Reader] = {
    "hrxml": hrxml.read,
    "input_api": input_api.read,
    "output_api": output_api.read,
    "portal": portal.read,
    "jsonl": own.read,
    "csv": own_csv.read,
    "schema_org": schema_org.read,
    "jobtech": jobtech.read,
}
_KEYS = (
    ("output_api", {"jobVacancy", "hrxml", "dataSourceJvReference"}),
    ("input_api", {"allReferences", "createdReferences", "modifiedReferences", "closedReferences", "closingTimestamp"}),
    ("portal", {"jvs", "numberRecords", "jvProfiles", "jobCategoriesCodes", "locationMap"}),
    ("jobtech", {"headline", "workplace_address", "removed_date", "hits"}),
    ("schema_org", {"@type", "@graph", "hiringOrganization", "datePosted"}),
)
"""format → keys that no other one has, in the order of their strength"""
_KEY = re.compile(rb'(?<!\\)"([^"\\\s]{1,60})"\s*:')
_BEFORE_ROOT = re.compile(r"\s*(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)\s*)*+", re.S | re.I)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,100})")
_POSITION_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*>\s*)?<(?:[A-Za-z_][\w.-]{0,60}:)?PositionOpening[\s/>]")
"""the start of nearly all HR-XML, which says everything"""
_HTML_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<!doctype\s+html\b", re.S | re.I)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ROOTS = {
    "rdf": "RDF; the ESCO classification is read by `careerspace ingest esco`",
    "rss": "an RSS feed",
    "feed": "an Atom feed",
    "candidate": "an Europass CV; resumes are read by `careerspace match`",
    "skillspassport": "an Europass CV; resumes are read by `careerspace match`",
    "svg": "an SVG image",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
}
"""root element in lower case → what it is"""
_MAGIC = (
    (b"%PDF", "a PDF; resumes are read by `careerspace match`"),
    (b"PK\x03\x04", "an archive or an Office document"),
    (b"\x1f\x8b", "a compressed file in another one"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)


def detect(document: Document) -> str:
    """Return the key of `FORMATS`; raises RejectedRecord "not_an_ad", which says what the document looks like instead."""
    start = document.stream.peek(PEEK)[:PEEK]
    if _POSITION_OPENING.match(start):
        return "hrxml"
    kind = next((kind for magic, kind in _MAGIC if start.startswith(magic)), None)
    if kind:
        raise _refusal(kind)
    window = Window(_Once(start))
    begin = window.next()
    if not begin:
        raise RejectedRecord("not_an_ad", "is empty" if not start else "is blank")
    data = window.data[window.at :]
    if begin == b"<":
        return _xml_format(data.decode("utf-8", "replace"))
    if begin in b"{[":
        return _json_format(data)
    return _text_format(data.decode("utf-8", "replace"))


def _refusal(kind: str) -> RejectedRecord:
    return RejectedRecord("not_an_ad", f"looks like {kind}")


def _xml_format(start: str) -> str:
    if _HTML_START.match(start):
        return "schema_org"
    before = _BEFORE_ROOT.match(start)
    root = _ROOT.match(start, before.end() if before else 0)
    name = root[1].rpartition(":")[2].lower() if root else ""
    if name == "html":
        return "schema_org"
    if name in _ROOTS and "PositionOpening" not in start:
        raise _refusal(_ROOTS[name])
    if root and "positionopening" not in start.lower() and "hr-xml" not in start and "<!DOCTYPE" not in start:
        raise _refusal(f"XML with the root element {root[1].rpartition(':')[2][:40]}")
    return "hrxml"  # also what has no root in sight: that reader says what is wrong with it


def _json_format(start: bytes) -> str:
    keys = {key.decode("utf-8", "replace") for key in _KEY.findall(start)}
    if "skos" in keys or (b"data.europa.eu/esco/model" in start and b"JobPosting" not in start):
        raise _refusal("JSON-LD of the ESCO classification; it is read by `careerspace ingest esco`")
    for name, distinct in _KEYS:
        if keys & distinct:
            return name
    if {"data", "items"} <= keys:
        return "output_api"
    if {"details", "content"} <= keys or start[1:].lstrip().startswith(b'"details"'):
        return "input_api"
    if {"title", "description", "ads", "id"} & keys:
        return "jsonl"
    if start.startswith(b"[") and start[1:].lstrip().startswith(b"]"):
        return "jsonl"
    named = ", ".join(sorted(key for key in keys if re.fullmatch(r"[@\w.-]{1,30}", key))[:5])
    raise _refusal(f"JSON of another kind (keys: {named})" if named else "JSON without keys")


def _text_format(start: str) -> str:
    line = next((line for line in start.splitlines() if line.strip()), "")
    header = own_csv.read_header(line)[1]
    if own_csv.is_known(header):
        return "csv"
    if {"concepturi", "concepttype"} & set(header):
        raise _refusal("a table of the ESCO classification; it is read by `careerspace ingest esco`")
    if re.match(r"@?prefix\s|@base\s|<http|_:", line.lower()):
        raise _refusal("RDF; the ESCO classification is read by `careerspace ingest esco`")
    if _BINARY.search(line[:1000]):
        raise _refusal("a binary file")
    if sum(map(bool, header)) > 1:
        raise _refusal("a table without the columns id and title")
    raise _refusal("plain text")


class _Once:
    """Bytes that are read once."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, _size: int = -1, /) -> bytes:
        data, self._data = self._data, b""
        return data
