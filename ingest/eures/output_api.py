"""Read what EURES gives its partners (Output API): ads as HR-XML in JSON, or search results that only refer to them.

    {"data": {"items": [{"jobVacancy": {"header": {"handle": "MjMwMjYgMTIx", "dataSourceId": 121, "dataSourceName": "SE",
                                                   "dataSourceJvReference": "23026"}, "hrxml": "<PositionOpening …>"},
                         "auditInfo": {"creationTimestamp": "2018-07-03T09:16:44", "modificationTimestamp": "…"}}]}}

Search results have the header and auditInfo alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.eures.envelope import open_envelope
from ingest.eures.json_fields import mapping, scalar, text
from ingest.eures.json_stream import Record, read_records
from ingest.eures.raw import RawAd, Rejected, RejectedRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.eures.sources import Document, Limits

FORMAT = "output_api"
CONTAINERS = frozenset({("data", "items"), ("items",)})


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield an ad for every item; those without `hrxml` have the warning "content_missing"."""
    return read_records(document, limits, CONTAINERS, _ad)


def _ad(record: Record) -> RawAd:
    item = mapping(record.value)
    vacancy = mapping(item.get("jobVacancy")) or item
    header = mapping(vacancy.get("header")) or mapping(item.get("header"))
    audit = mapping(item.get("auditInfo")) or mapping(vacancy.get("auditInfo"))
    document = vacancy.get("hrxml")
    if not header and not document:
        raise RejectedRecord("not_an_ad", "is no item of the Output API: it has neither header nor hrxml")
    envelope = RawAd(
        FORMAT,
        record.place,
        handle=text(header.get("handle")),
        source_id=text(header.get("dataSourceId")),
        reference=text(header.get("dataSourceJvReference")),
        status=text(header.get("status")) or text(audit.get("status")),
        created=scalar(audit.get("creationTimestamp")),
        modified=scalar(audit.get("modificationTimestamp")),
        closed=scalar(audit.get("closingTimestamp")),
    )
    return open_envelope(envelope, document if isinstance(document, str) and document.strip() else None)
