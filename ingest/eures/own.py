"""Our own flat shape of an ad, as JSON Lines and as CSV: for whoever has ads in a database and wants them searched.

    {"id": "4711", "title": "Electrician", "country": "DE", "nuts": "DE212", "occupation": "http://data.europa.eu/esco/…"}
    id;title;country;nuts
    4711;Electrician;DE;DE212

`COLUMNS` is the whole of it. Several values are separated by semicolons, in JSON they may also be a list.
"""

from __future__ import annotations

import difflib
from itertools import zip_longest
from typing import TYPE_CHECKING

from ingest.eures.json_fields import Fields, mapping, scalar, text, texts
from ingest.eures.json_stream import Record, read_records
from ingest.eures.raw import Notice, RawAd, RawLocation, RawProfile, RawSalary, Rejected, RejectedRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ingest.eures.sources import Document, Limits

CONTAINERS = frozenset({("ads",)})
COLUMNS = {
    "id": "what tells the ad from others of its source; needed",
    "source": "who published it; the same id of another source is another ad",
    "title": "title; needed, unless there is a description",
    "description": "text, plain or HTML",
    "language": "language of title and description",
    "translations": "JSON only: language → object with title and description",
    "status": "`closed` or `removed` closes the ad, which needs no text then",
    "created": "when it was published",
    "modified": "when it was last changed",
    "closed": "when it was closed",
    "apply_by": "last day to apply",
    "country": "country of work; several",
    "nuts": "NUTS code of any level; several",
    "region": "name of the region; several",
    "city": "several",
    "postal_code": "several",
    "remote": "`yes`, `no` or `partly`",
    "occupation": "ESCO occupation URI; several",
    "isco": "ISCO-08 code of one to four digits; several",
    "skills": "ESCO skill URI; several",
    "employer": "name",
    "nace": "NACE code of the employer; several",
    "positions": "number of posts",
    "offering": "kind of contract; several",
    "schedule": "`fulltime`, `parttime`; several",
    "salary_min": "number",
    "salary_max": "number",
    "salary_currency": "ISO 4217",
    "salary_period": "`hour`, `day`, `week`, `month` or `year`",
    "experience_years": "number",
    "education": "several",
    "languages_required": "language, or language and CEFR level: `de`, `en:B2`; several",
    "licences": "driving licences; several",
    "url": "where to apply",
}
"""column → what it holds"""
MAX_UNKNOWN = 20
"""unknown columns that are remembered"""


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected | Notice]:
    """Yield an ad for every object, and last a notice of the keys that nobody reads."""
    unknown: set[str] = set()

    def make(record: Record) -> RawAd:
        if not isinstance(record.value, dict):
            raise RejectedRecord("not_an_ad", "is not an object")
        fields = mapping(record.value)
        unknown.update(list(fields.keys() - COLUMNS.keys())[: MAX_UNKNOWN - len(unknown)])
        return make_ad("jsonl", record.place, fields)

    yield from read_records(document, limits, CONTAINERS, make)
    yield from notices(document.place, unknown)


def notices(place: str, columns: Iterable[str]) -> Iterator[Notice]:
    """Say once per document which columns are not read, each with the nearest that is."""
    said = [_unknown(column) for column in sorted(columns)]
    if said:
        yield Notice(place, f"not read, unknown: {', '.join(said)}")


def _unknown(column: str) -> str:
    nearest = difflib.get_close_matches(column.lower(), COLUMNS, 1, cutoff=0.75)
    return f"{column[:40]!r}" + (f" (nearest: {nearest[0]!r})" if nearest else "")


def make_ad(form: str, place: str, fields: Fields) -> RawAd:
    """Make an ad of named fields."""
    low, high = scalar(fields.get("salary_min")), scalar(fields.get("salary_max"))
    salary = RawSalary(low, high, text(fields.get("salary_currency")), text(fields.get("salary_period")))
    remote = fields.get("remote")
    return RawAd(
        form,
        place,
        reference=text(fields.get("id")),
        source_id=text(fields.get("source")),
        status=text(fields.get("status")),
        created=scalar(fields.get("created")),
        modified=scalar(fields.get("modified")),
        closed=scalar(fields.get("closed")),
        apply_by=scalar(fields.get("apply_by")),
        profiles=list(_profiles(fields)),
        codes=[
            *(("ESCO", uri) for uri in _many(fields.get("occupation"))),
            *(("ISCO-08", code) for code in _many(fields.get("isco"))),
        ],
        skills=_many(fields.get("skills")),
        locations=list(_locations(fields)),
        remote=remote if isinstance(remote, bool) else scalar(remote),
        employer=text(fields.get("employer")),
        nace=_many(fields.get("nace")),
        positions=scalar(fields.get("positions")),
        offering=_many(fields.get("offering")),
        schedule=_many(fields.get("schedule")),
        salary=None if low is None and high is None else salary,
        experience=scalar(fields.get("experience_years")),
        education=_many(fields.get("education")),
        languages=[_language(written) for written in _many(fields.get("languages_required"))],
        licences=_many(fields.get("licences")),
        apply_url=text(fields.get("url")),
    )


def _profiles(fields: Fields) -> Iterator[RawProfile]:
    title, description = text(fields.get("title")), text(fields.get("description"))
    if title or description:
        yield RawProfile(text(fields.get("language")), title, description)
    for language, translation in mapping(fields.get("translations")).items():
        title, description = (text(mapping(translation).get(name)) for name in ("title", "description"))
        if title or description:
            yield RawProfile(text(language), title, description)


def _locations(fields: Fields) -> Iterator[RawLocation]:
    """Pair countries, regions and cities in their order: the first country belongs to the first NUTS code, and so on."""
    regions = _many(fields.get("nuts")) or _many(fields.get("region"))
    columns = (_many(fields.get("country")), regions, _many(fields.get("city")), _many(fields.get("postal_code")))
    for country, region, city, postal_code in zip_longest(*columns):
        yield RawLocation(country, region, city, postal_code)


def _language(written: str) -> tuple[str, str | None]:
    language, _, level = written.partition(":")
    return language.strip(), level.strip() or None


def _many(value: object) -> list[str]:
    return [part.strip() for written in texts(value) for part in written.split(";") if part.strip()]
