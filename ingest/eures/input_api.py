"""Read what a partner gives EURES (Input API): the details of ads, and the lists of references since a time or of all.

    {"details": {"4711": {"reference": "4711", "source": "121", "status": "ACTIVE", "content": "<PositionOpening …>",
                          "creationTimestamp": 1609459200000, "lastModificationTimestamp": …, "closingTimestamp": null}}}

or, without content,

    {"createdReferences": […], "modifiedReferences": […], "closedReferences": [{"reference": "4712", "source": "121", …}]}
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

FORMAT = "input_api"
_CLOSED = ("closedReferences",)
CONTAINERS = frozenset({("details",), ("allReferences",), ("createdReferences",), ("modifiedReferences",), _CLOSED})


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield an ad for every entry; those without content have the warning "content_missing" and only say that the ad is there."""
    return read_records(document, limits, CONTAINERS, _ad)


def _ad(record: Record) -> RawAd:
    entry = mapping(record.value)
    # under "details" the key is the reference, and in lists of references an entry may be nothing else
    reference = text(entry.get("reference")) or (record.key if entry else None if record.key else text(record.value))
    if reference is None or not (record.container or "content" in entry or "source" in entry):
        raise RejectedRecord("not_an_ad", "is no entry of the Input API: it has no reference")
    envelope = RawAd(
        FORMAT,
        record.place,
        reference=reference,
        source_id=text(entry.get("source")),
        status=text(entry.get("status")),
        removed=record.container == _CLOSED,
        created=scalar(entry.get("creationTimestamp")),
        modified=scalar(entry.get("lastModificationTimestamp")),
        closed=scalar(entry.get("closingTimestamp")),
    )
    content = entry.get("content")
    return open_envelope(envelope, content if isinstance(content, str) and content.strip() else None)
