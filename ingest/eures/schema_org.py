"""Read schema.org JobPosting, as web pages carry it for search engines: an object, a list, an @graph, or the page itself.

    {"@context": "https://schema.org", "@type": "JobPosting", "title": "Electrician", "datePosted": "2024-03-01",
     "hiringOrganization": {"@type": "Organization", "name": …}, "jobLocation": {"@type": "Place", "address": {…}}}

https://schema.org/JobPosting. Publishers give texts for objects, objects for texts and lists for either; all are read.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from ingest.eures.json_fields import Fields, entries, first, mapping, scalar, text, texts
from ingest.eures.json_stream import Record, read_records
from ingest.eures.raw import RawAd, RawLocation, RawProfile, RawSalary, Rejected, RejectedRecord, Scalar
from ingest.eures.sources import Document
from ingest.eures.xml import CP1252_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.eures.sources import Limits

FORMAT = "schema_org"
CONTAINERS = frozenset({("@graph",), ("itemListElement",)})
_SCRIPT = re.compile(r"<!--.*?(?:-->|\Z)|<script\b([^>]*)(?:>|\Z)(.*?)(?:</script|\Z)", re.I | re.S)
_ISCO_OR_ONET = re.compile(r"(\d{2}-\d{4})(?:\.\d{2})?\b|(\d{4})\b")
_SCHEDULES = {"FULL_TIME", "PART_TIME", "FULLTIME", "PARTTIME"}


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield an ad for every JobPosting; of a page, those in its scripts of type application/ld+json."""
    if document.stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from _read_page(document, limits)
        return
    seen = False
    for found in read_records(document, limits, CONTAINERS, _ad):
        seen = True
        yield found
    if not seen:
        yield Rejected(document.place, "not_an_ad", "has no JobPosting")


def _read_page(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    data = document.stream.read(limits.document + 1)
    if len(data) > limits.document:
        yield Rejected(document.place, "too_large", f"the page is larger than {limits.document:,} bytes")
        return
    seen = False
    for number, script in enumerate(_scripts(data.decode("utf-8", CP1252_BYTES)), 1):
        inner = Document(f"{document.place}, script {number}", io.BufferedReader(io.BytesIO(script)))
        for found in read_records(inner, limits, CONTAINERS, _ad):
            seen = True
            yield found
    if not seen:
        yield Rejected(document.place, "not_an_ad", "the page has no JobPosting in a script of type application/ld+json")


def _scripts(page: str) -> Iterator[bytes]:
    # a script ends at the first "</script", whatever is in it, so a pattern sees what a parser would; and it takes linear time
    for match in _SCRIPT.finditer(page):
        if match[1] and "application/ld+json" in match[1].lower():
            yield match[2].encode("utf-8", "replace")


def _ad(record: Record) -> RawAd | None:
    node = mapping(record.value)
    node = mapping(node.get("item")) or node  # an entry of an ItemList
    if not node:
        raise RejectedRecord("not_an_ad", "is not an object")
    types = [kind.lower() for kind in texts(node.get("@type"))]
    if types and not any(kind.endswith("jobposting") for kind in types):
        return None  # a graph also has the site, the organisation and the breadcrumbs
    if not types and not {"title", "hiringOrganization", "jobLocation"} & node.keys():
        raise RejectedRecord("not_an_ad", "is no JobPosting")
    url = text(first(node.get("url"), node.get("@id"), node.get("mainEntityOfPage")))
    ad = RawAd(
        FORMAT,
        record.place,
        reference=_identifier(node) or url,
        created=first(node.get("datePosted"), node.get("datePublished")),
        modified=scalar(node.get("dateModified")),
        apply_by=scalar(node.get("validThrough")),
        profiles=[RawProfile(_name(node.get("inLanguage"), "alternateName"), text(node.get("title")), _description(node))],
        codes=[code for category in entries(node.get("occupationalCategory")) for code in _codes(category)],
        skills=_names(node.get("skills")),
        locations=list(_locations(node)),
        remote=True if "TELECOMMUTE" in " ".join(texts(node.get("jobLocationType"))).upper() else None,
        employer=_name(node.get("hiringOrganization")),
        positions=scalar(node.get("totalJobOpenings")),
        salary=_salary(node),
        experience=_experience(node.get("experienceRequirements")),
        education=_names(node.get("educationRequirements"), "credentialCategory"),
        apply_url=url if url and url.startswith("http") else None,
    )
    for kind in texts(node.get("employmentType")):
        (ad.schedule if kind.upper().rpartition("/")[2] in _SCHEDULES else ad.offering).append(kind)
    return ad


def _identifier(node: Fields) -> str | None:
    for identifier in entries(node.get("identifier")):
        found = first(identifier, mapping(identifier).get("value"), mapping(identifier).get("@id"))
        if found is not None:
            return str(found)
    return None


def _description(node: Fields) -> str | None:
    # some publishers put part of the text into properties of its own
    parts = [text(node.get(name)) for name in ("description", "responsibilities", "qualifications")]
    return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None


def _name(value: object, *names: str) -> str | None:
    """Return a text, or the name of an object that stands for it; of a list the first."""
    return next(iter(_names(value, *names)), None)


def _names(value: object, *names: str) -> list[str]:
    found = []
    for entry in entries(value):
        node = mapping(entry)
        name = first(entry, *(node.get(name) for name in (*names, "name", "url", "@id")))
        if name is not None:
            found.append(str(name))
    return found


def _codes(category: object) -> Iterator[tuple[str | None, str]]:
    node = mapping(category)
    code = text(first(category, node.get("codeValue"), node.get("url"), node.get("@id")))
    scheme = _name(node.get("inCodeSet"))
    if code is None:
        return
    if "data.europa.eu/esco" in code:
        yield scheme, code
    elif match := _ISCO_OR_ONET.match(code.strip()):
        yield (scheme or "O*NET-SOC", match[1]) if match[1] else (scheme, match[2])
    elif scheme:
        yield scheme, code


def _locations(node: Fields) -> Iterator[RawLocation]:
    seen = False
    for place in entries(node.get("jobLocation")):
        address = mapping(place).get("address", place)
        fields = mapping(address)
        names = ("addressCountry", "addressRegion", "addressLocality", "postalCode")
        country, region, city, code = (_name(fields.get(name)) for name in names)
        city = city or text(address) or _name(mapping(place).get("name"))
        if country or region or city or code:
            seen = True
            yield RawLocation(country, region, city, code)
    if not seen:  # for work from home it says where one may live
        yield from (RawLocation(country) for country in _names(node.get("applicantLocationRequirements")))


def _salary(node: Fields) -> RawSalary | None:
    for pay in [*entries(node.get("baseSalary")), *entries(node.get("estimatedSalary"))]:
        amount = mapping(pay)
        value = mapping(amount.get("value"))
        exact = first(pay, amount.get("value"), value.get("value"))
        low, high = (first(value.get(name), amount.get(name), exact) for name in ("minValue", "maxValue"))
        currency = text(first(amount.get("currency"), value.get("currency"), node.get("salaryCurrency")))
        if low is not None or high is not None:
            period = text(first(value.get("unitText"), amount.get("unitText"), amount.get("duration")))
            return RawSalary(low, high, currency, period)
    return None


def _experience(value: object) -> Scalar | None:
    """Return years, or the text that says so."""
    for entry in entries(value):
        months = scalar(mapping(entry).get("monthsOfExperience"))
        try:
            return round(float(months) / 12, 2) if months is not None else first(entry, mapping(entry).get("description"))
        except ValueError:
            return None
    return None
