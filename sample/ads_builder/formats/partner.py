"""The envelopes that partners and EURES exchange: Input API and Output API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ads_builder.ad import Ad
from ads_builder.formats.hrxml import hrxml
from ads_builder.formats.writing import dumped, millis


def input_entry(ad: Ad, *, status: str = "ACTIVE", content: bool = True, closed: datetime | None = None) -> dict[str, Any]:
    """Return an entry of the Input API; change lists have it without content."""
    entry = {
        "reference": ad.reference,
        "source": ad.source,
        "status": status,
        "creationTimestamp": millis(ad.created),
        "lastModificationTimestamp": millis(ad.modified),
        "closingTimestamp": millis(closed) if closed else None,
    }
    return {**entry, "content": hrxml(ad).decode()} if content else entry


def input_api(ads: Iterable[Ad]) -> bytes:
    """Return the details of ads as a partner answers EURES."""
    return dumped({"details": {ad.reference: input_entry(ad) for ad in ads}})


def output_api(ads: Iterable[Ad]) -> bytes:
    """Return ads as EURES answers a partner."""
    items = [
        {
            "jobVacancy": {
                "header": {
                    "handle": ad.ad_id,
                    "dataSourceId": int(ad.source),
                    "dataSourceName": "EURES sample",
                    "dataSourceJvReference": ad.reference,
                },
                "hrxml": hrxml(ad).decode(),
            },
            "auditInfo": {
                "creationTimestamp": ad.created.strftime("%Y-%m-%dT%H:%M:%S"),
                "modificationTimestamp": ad.modified.strftime("%Y-%m-%dT%H:%M:%S"),
            },
        }
        for ad in ads
    ]
    return dumped({"data": {"items": items}})
