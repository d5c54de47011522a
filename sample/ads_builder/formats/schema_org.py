"""schema.org JobPosting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ads_builder.ad import ISO, Ad, isco_uri
from ads_builder.formats.writing import dumped


def schema_org(ads: Iterable[Ad]) -> bytes:
    """Return schema.org's JobPosting in an @graph."""
    return dumped({"@context": "https://schema.org", "@graph": [_posting(ad) for ad in ads]})


def _posting(ad: Ad) -> dict[str, Any]:
    place, pay = ad.locations[0], ad.salary
    address = {
        "@type": "PostalAddress",
        "addressLocality": place["city"],
        "postalCode": place["postal_code"],
        "addressCountry": ISO.get(place["country"] or "", place["country"]),
    }
    value = pay and {
        "@type": "QuantitativeValue",
        "minValue": pay["min"],
        "maxValue": pay["max"],
        "unitText": pay["period"].upper(),
    }
    posting = {
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": ad.employer, "value": ad.reference},
        "title": ad.title,
        "description": ad.html,
        "inLanguage": ad.declared_language,
        "datePosted": ad.created.strftime("%Y-%m-%d"),
        "validThrough": ad.apply_by,
        "employmentType": {"fulltime": "FULL_TIME", "parttime": "PART_TIME"}[ad.brief.schedule],
        "hiringOrganization": {"@type": "Organization", "name": ad.employer},
        "jobLocation": {"@type": "Place", "address": address},
        "occupationalCategory": [isco_uri(value) if name == "ISCO2008" else value for name, value in ad.codes],
        "jobLocationType": "TELECOMMUTE" if ad.remote == "yes" else None,
        "baseSalary": pay and {"@type": "MonetaryAmount", "currency": pay["currency"], "value": value},
        "totalJobOpenings": ad.positions,
        "url": f"https://www.example.org/jobs/{ad.reference}",
    }
    return {name: value for name, value in posting.items() if value not in (None, [])}
