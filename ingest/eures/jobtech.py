"""Read the ads of Sweden's employment service as JobTech publishes them: JobStream, JobSearch and the yearly files.

    {"id": "24681012", "headline": "Elektriker", "description": {"text": …}, "occupation_group": {"legacy_ams_taxonomy_id": "7411"},
     "workplace_address": {"region_code": "14", "municipality": "Göteborg", …}, "removed": false, …}

https://jobsearch.api.jobtechdev.se. Its codes are the Swedish SSYK, which is not ISCO though it looks like it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.eures.json_fields import Fields, entries, first, mapping, scalar, text, texts
from ingest.eures.json_stream import Record, read_records
from ingest.eures.raw import RawAd, RawLocation, RawProfile, Rejected, RejectedRecord, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.eures.sources import Document, Limits

FORMAT = "jobtech"
CONTAINERS = frozenset({("hits",)})
_NUTS = {
    "01": "SE110",
    "03": "SE121",
    "04": "SE122",
    "05": "SE123",
    "06": "SE211",
    "07": "SE212",
    "08": "SE213",
    "09": "SE214",
    "10": "SE221",
    "12": "SE224",
    "13": "SE231",
    "14": "SE232",
    "17": "SE311",
    "18": "SE124",
    "19": "SE125",
    "20": "SE312",
    "21": "SE313",
    "22": "SE321",
    "23": "SE322",
    "24": "SE331",
    "25": "SE332",
}
"""code of a Swedish county (län) → its NUTS-3 region"""
_SWEDEN = "199"
"""in the statistics office's list of countries, which JobTech uses; the others are told by their names"""


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield an ad for every object; those with `removed: true` are closed and may have no text."""
    return read_records(document, limits, CONTAINERS, _ad)


def _ad(record: Record) -> RawAd:
    found = mapping(record.value)
    if "id" not in found or not {"headline", "removed", "description"} & found.keys():
        raise RejectedRecord("not_an_ad", "is no ad of JobTech: it has no id, or nothing but that")
    wanted = mapping(found.get("must_have"))
    employer = mapping(found.get("employer"))
    return RawAd(
        FORMAT,
        record.place,
        reference=text(first(found.get("id"), found.get("original_id"))),
        removed=found.get("removed") is True,
        created=scalar(found.get("publication_date")),
        modified=first(found.get("timestamp"), found.get("updated_at")),
        closed=scalar(found.get("removed_date")),
        apply_by=first(found.get("application_deadline"), found.get("last_publication_date")),
        profiles=_profiles(found),
        codes=[("ssyk", code) for code in _codes(found)],
        skills=_labels(wanted.get("skills")),
        locations=list(_locations(found)),
        remote=_remote(found),
        employer=text(first(employer.get("name"), employer.get("workplace"))),
        positions=scalar(found.get("number_of_vacancies")),
        offering=_labels(found.get("employment_type")),
        schedule=list(_schedule(found)),
        education=_labels(wanted.get("education")),
        languages=[(language, None) for language in _labels(wanted.get("languages"))],
        licences=_labels(found.get("driving_license")),
        apply_url=text(first(mapping(found.get("application_details")).get("url"), found.get("webpage_url"))),
    )


def _profiles(found: Fields) -> list[RawProfile]:
    description = mapping(found.get("description"))
    body = first(description.get("text"), description.get("text_formatted"), found.get("description"))
    if body is None:  # some years have the text in parts only
        names = ("company_information", "needs", "requirements", "conditions")
        body = "\n\n".join(part for name in names if (part := text(description.get(name))))
    title = text(found.get("headline"))
    # ads in English are among the Swedish ones, and nothing says which
    return [RawProfile(None, title, text(body))] if title or text(body) else []


def _codes(found: Fields) -> list[str]:
    """Return the SSYK group's code. Those of the occupations below it are of another list, with as many digits."""
    groups = map(mapping, entries(found.get("occupation_group")))
    return [code for group in groups if (code := text(group.get("legacy_ams_taxonomy_id")))]


def _labels(value: object) -> list[str]:
    return [label for entry in entries(value) if (label := text(mapping(entry).get("label")))]


def _locations(found: Fields) -> Iterator[RawLocation]:
    for place in map(mapping, entries(found.get("workplace_address")) or entries(found.get("workplace_addresses"))):
        listed = text(place.get("country_code")) or ""
        country = "SE" if listed == _SWEDEN else listed if listed.isalpha() else text(place.get("country"))
        region = _NUTS.get((text(place.get("region_code")) or "").zfill(2)) or text(place.get("region"))
        city = text(first(place.get("city"), place.get("municipality")))
        if country or region or city:
            yield RawLocation(country, region, city, text(place.get("postcode")))


def _remote(found: Fields) -> Scalar | bool | None:
    remote = found.get("remote_work")
    return remote if isinstance(remote, bool) else first(remote, mapping(remote).get("option"))


def _schedule(found: Fields) -> Iterator[str]:
    labels = _labels(found.get("working_hours_type")) or texts(found.get("working_hours_type"))
    if labels:
        yield from (part for label in labels for part in label.split("/"))  # "Heltid/Deltid"
    elif scalar(mapping(found.get("scope_of_work")).get("min")) == 100:
        yield "fulltime"
