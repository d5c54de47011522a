"""What the portal shows: search results and details."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ads_builder.ad import Ad, isco_uri
from ads_builder.formats.writing import dumped, lines, millis


def _portal_codes(ad: Ad) -> list[str]:
    return [isco_uri(value) if name == "ISCO2008" and value.isdigit() else value for name, value in ad.codes]


def portal_search(ads: list[Ad]) -> bytes:
    """Return a page of search results of the portal."""
    return dumped({"numberRecords": len(ads), "jvs": [_result(number, ad) for number, ad in enumerate(ads)], "facets": {}})


def _result(number: int, ad: Ad) -> dict[str, Any]:
    places: dict[str, list[str | None]] = {}
    for place in ad.locations:
        places.setdefault(str(place["country"]), []).append(place["nuts"])
    moment = millis(ad.created)
    return {
        "id": ad.ad_id,
        "title": ad.title,
        "description": ad.html,
        "creationDate": moment if number % 3 else str(moment),
        "lastModificationDate": millis(ad.modified),
        "numberOfPosts": ad.positions,
        "locationMap": places,
        "euresFlag": number % 4 == 0,
        "jobCategoriesCodes": _portal_codes(ad),
        "positionScheduleCodes": [ad.brief.schedule],
        "positionOfferingCode": "directhire",
        "employer": {"name": ad.employer, "website": None, "sectorCodes": []},
        "availableLanguages": [ad.declared_language],
        "translations": {ad.declared_language: {"title": ad.title, "description": ad.html}} if number % 2 else {},
        "score": 0,
        "details": None,
    }


def portal_details(ads: Iterable[Ad]) -> bytes:
    """Return details of the portal, one per line."""
    return lines(
        {
            "id": ad.ad_id,
            "reference": ad.reference,
            "connectionPointId": int(ad.source),
            "source": "EURES sample",
            "creationDate": millis(ad.created),
            "lastModificationDate": millis(ad.modified),
            "jvProfiles": {
                language: _detail(ad, title, html)
                for language, (title, html) in {ad.declared_language: (ad.title, ad.html), **ad.others}.items()
            },
        }
        for ad in ads
    )


def _detail(ad: Ad, title: str, html: str) -> dict[str, Any]:
    names = {"country": "countryCode", "nuts": "region", "city": "cityName", "postal_code": "postalCode"}
    pay = ad.salary
    package = pay and {
        "salaries": [
            {
                "minimumSalary": pay["min"],
                "maximumSalary": pay["max"],
                "currencyCode": pay["currency"],
                "payingIntervalCode": pay["period"].upper(),
            }
        ]
    }
    return {
        "title": title,
        "description": html,
        "jobCategoriesCodes": _portal_codes(ad),
        "locations": [{names[key]: value for key, value in place.items()} for place in ad.locations],
        "employer": {"name": ad.employer},
        "positionScheduleCodes": [ad.brief.schedule],
        "positionOfferingCode": "directhire",
        "positionLanguages": [],
        "requiredYearsOfExperience": ad.experience,
        "requiredSkills": ad.skills,
        "lastApplicationDate": ad.apply_by,
        "offeredRemunerationPackage": package,
        "applicationInstructions": [f"https://www.example.org/jobs/{ad.reference}"],
        "numberOfPosts": ad.positions,
    }
