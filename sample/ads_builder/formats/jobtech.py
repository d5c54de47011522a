"""Ads of Sweden's JobTech."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ads_builder.ad import Ad
from ads_builder.formats.writing import lines, millis

REGIONS = {"SE110": "01", "SE121": "03", "SE224": "12", "SE232": "14", "SE331": "24"}
"""NUTS-3 → code of the Swedish county"""


def jobtech(ads: Iterable[Ad]) -> bytes:
    """Return ads as the Swedish JobTech streams them."""
    return lines(_jobtech(ad) for ad in ads)


def _jobtech(ad: Ad) -> dict[str, Any]:
    place = ad.locations[0]
    return {
        "id": ad.reference,
        "webpage_url": f"https://jobs.example.org/{ad.reference}",
        "headline": ad.title,
        "application_deadline": ad.apply_by,
        "number_of_vacancies": ad.positions,
        "description": {"text": ad.plain, "text_formatted": ad.html, "company_information": None, "needs": None},
        "employment_type": {"label": "Tillsvidareanställning (inkl. eventuell provanställning)"},
        "working_hours_type": {"label": {"fulltime": "Heltid", "parttime": "Deltid"}[ad.brief.schedule]},
        "employer": {"name": ad.employer, "workplace": ad.employer},
        "application_details": {"url": f"https://www.example.org/jobs/{ad.reference}", "email": None},
        "occupation_group": {"label": None, "legacy_ams_taxonomy_id": ad.isco},
        "workplace_address": {
            "municipality": place["city"],
            "region_code": REGIONS[str(place["nuts"])],
            "country": "Sverige",
            "country_code": "199",
            "city": place["city"],
            "postcode": (place["postal_code"] or "").replace(" ", ""),
        },
        "must_have": {"skills": [], "languages": []},
        "publication_date": ad.created.strftime("%Y-%m-%dT%H:%M:%S"),
        "removed": False,
        "timestamp": millis(ad.modified),
    }
