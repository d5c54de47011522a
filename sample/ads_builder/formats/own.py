"""Our own flat shape, as JSON Lines and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from ads_builder.ad import ISO, Ad
from ads_builder.formats.writing import lines

COLUMNS = (  # noqa: SIM905 - a line as it stands in the file
    "id source title description language country nuts city postal_code occupation isco skills employer positions created modified"
    " apply_by status schedule remote experience_years salary_min salary_max salary_currency salary_period url"
).split()


def own_fields(ad: Ad) -> dict[str, Any]:
    """Return an ad in our own flat shape; several values are lists."""
    pay = ad.salary or {}
    fields = {
        "id": ad.reference,
        "source": ad.source,
        "title": ad.title,
        "description": ad.plain,
        "language": ad.declared_language,
        "country": _distinct(ISO.get(place["country"] or "", place["country"]) for place in ad.locations),
        "nuts": _distinct(place["nuts"] for place in ad.locations),
        "city": _distinct(place["city"] for place in ad.locations),
        "postal_code": _distinct(place["postal_code"] for place in ad.locations),
        "occupation": [value for name, value in ad.codes if name == "ESCO_Occupations"],
        "isco": [value for name, value in ad.codes if name == "ISCO2008"],
        "skills": ad.skills,
        "employer": ad.employer,
        "positions": ad.positions,
        "created": ad.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "modified": ad.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "apply_by": ad.apply_by,
        "schedule": [ad.brief.schedule],
        "remote": ad.remote,
        "experience_years": ad.experience,
        **{f"salary_{name}": pay.get(name) for name in ("min", "max", "currency", "period")},
        "url": f"https://www.example.org/jobs/{ad.reference}",
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _distinct(values: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def own_jsonl(ads: Iterable[Ad]) -> bytes:
    """Return our own JSON Lines."""
    return lines(own_fields(ad) for ad in ads)


def own_csv(ads: Iterable[Ad]) -> bytes:
    """Return our own CSV: several values are separated by semicolons."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for ad in ads:
        fields = own_fields(ad)
        writer.writerow({name: ";".join(value) if isinstance(value, list) else value for name, value in fields.items()})
    return buffer.getvalue().encode()
