"""Read JSON as the EURES portal shows it: pages of search results, and the details of one ad.

    {"numberRecords": 2, "jvs": [{"id": "NDcxMSAx", "title": …, "locationMap": {"NO": ["NO081"]}, …}], "facets": {…}}

and the details of one ad:

    {"id": "NDcxMSAx", "reference": "4711", "connectionPointId": 1, "jvProfiles": {"no": {"title": …, "locations": […]}}}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.eures.json_fields import Fields, entries, first, mapping, scalar, text, texts
from ingest.eures.json_stream import Record, read_records
from ingest.eures.raw import RawAd, RawLocation, RawProfile, RawSalary, Rejected, RejectedRecord, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.eures.sources import Document, Limits

FORMAT = "portal"
CONTAINERS = frozenset({("jvs",)})
_LINK = re.compile(r"""href\s*=\s*["']?\s*(https?://[^\s"'<>]+)|(https?://[^\s"'<>]+)""", re.I)
_SHOWN = ("title", "description", "jobCategoriesCodes", "locationMap")


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield an ad for every search result and every detail."""
    return read_records(document, limits, CONTAINERS, _ad)


def _ad(record: Record) -> RawAd:
    found = mapping(record.value)
    if "jvProfiles" not in found and not any(name in found for name in _SHOWN):
        raise RejectedRecord("not_an_ad", "is neither a search result nor a detail of the portal")
    ad = RawAd(
        FORMAT,
        record.place,
        handle=text(found.get("id")),
        source_id=text(first(found.get("connectionPointId"), found.get("source"))),
        reference=text(found.get("reference")),
        document_id=text(found.get("documentId")),
        status=text(found.get("status")),
        created=scalar(found.get("creationDate")),
        modified=scalar(found.get("lastModificationDate")),
    )
    if "jvProfiles" in found:
        for language, profile in _by_language(found["jvProfiles"]):
            _add_text(ad, language, profile)
            _add_shown(ad, profile)
            _add_detail(ad, profile)
    else:
        _add_translations(ad, found)
        _add_shown(ad, found)
    _unite(ad)
    return ad


def _by_language(profiles: object) -> Iterator[tuple[str | None, Fields]]:
    if isinstance(profiles, dict):
        yield from ((text(language), mapping(profile)) for language, profile in profiles.items())
    for profile in profiles if isinstance(profiles, list) else []:
        yield text(mapping(profile).get("languageVersion")), mapping(profile)


def _add_text(ad: RawAd, language: str | None, shown: Fields) -> None:
    profile = RawProfile(language, text(shown.get("title")), text(shown.get("description")))
    if (profile.title or profile.description) and profile not in ad.profiles:
        ad.profiles.append(profile)


def _add_translations(ad: RawAd, shown: Fields) -> None:
    """Add the text shown and its translations; it is one of them, or in the available language that they lack."""
    for language, translation in _by_language(shown.get("translations")):
        _add_text(ad, language, mapping(translation))
    if any((profile.title, profile.description) == (shown.get("title"), shown.get("description")) for profile in ad.profiles):
        return
    translated = {profile.language for profile in ad.profiles}
    left = [language for language in texts(shown.get("availableLanguages")) if language not in translated]
    _add_text(ad, left[0] if len(left) == 1 else None, shown)


def _add_shown(ad: RawAd, shown: Fields) -> None:
    """Add what results and details have in common."""
    employer = mapping(shown.get("employer"))
    ad.codes += [(None, code) for code in texts(shown.get("jobCategoriesCodes"))]
    ad.schedule += texts(shown.get("positionScheduleCodes"))
    ad.offering += texts(shown.get("positionOfferingCode"))
    ad.employer = ad.employer or text(employer.get("name"))
    ad.nace += texts(employer.get("sectorCodes"))
    ad.positions = first(ad.positions, shown.get("numberOfPosts"))
    for country, regions in mapping(shown.get("locationMap")).items():
        known: list[str | None] = [*texts(regions)]
        ad.locations += [RawLocation(text(country), region) for region in known or [None]]


def _add_detail(ad: RawAd, profile: Fields) -> None:
    for place in map(mapping, entries(profile.get("locations"))):
        country, region, city, code = (text(place.get(name)) for name in ("countryCode", "region", "cityName", "postalCode"))
        if country or region or city or code:
            ad.locations.append(RawLocation(country, region, city, code))
    ad.skills += texts(profile.get("requiredSkills"))
    ad.licences += texts(profile.get("requiredDrivingLicenses"))
    ad.education += texts([profile.get("requiredEducationLevelCode"), profile.get("requiredQualificationLevelCode")])
    for wanted in map(mapping, entries(profile.get("positionLanguages"))):
        if language := text(wanted.get("languageCode")):
            ad.languages.append((language, text(wanted.get("requiredSkillLevel"))))
    ad.languages += [(language, None) for language in texts(profile.get("workingLanguageCodes"))]
    ad.experience = first(ad.experience, profile.get("requiredYearsOfExperience"), _years(profile))
    ad.apply_by = first(ad.apply_by, profile.get("lastApplicationDate"))
    ad.apply_url = ad.apply_url or _link(profile)
    ad.salary = ad.salary or _salary(mapping(profile.get("offeredRemunerationPackage")))


def _years(profile: Fields) -> Scalar | None:
    measures = (mapping(mapping(wanted).get("measure")) for wanted in entries(profile.get("requiredExperiences")))
    return first(*(measure.get("value") for measure in measures if text(measure.get("unitCode")) in {"year", "years"}))


def _salary(package: Fields) -> RawSalary | None:
    for pay in map(mapping, entries(package.get("salaries"))):
        low, high = scalar(pay.get("minimumSalary")), scalar(pay.get("maximumSalary"))
        if low is not None or high is not None:
            return RawSalary(low, high, text(pay.get("currencyCode")), text(pay.get("payingIntervalCode")))
    return None


def _link(profile: Fields) -> str | None:
    """Return the first web address in the instructions; they are HTML, and may name people otherwise."""
    for instruction in texts(profile.get("applicationInstructions")):
        if found := _LINK.search(instruction):
            return found.group(1) or found.group(2)
    return None


def _unite(ad: RawAd) -> None:
    """Drop what several languages' profiles repeat."""
    for name in ("codes", "skills", "locations", "nace", "offering", "schedule", "education", "languages", "licences"):
        setattr(ad, name, list({repr(value): value for value in getattr(ad, name)}.values()))
