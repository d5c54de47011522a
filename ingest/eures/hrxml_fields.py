"""What a `PositionOpening` of HR-XML 3.2 says, element by element, in one pass over its tree.

The tables at the end say which element is read by what. An element that no table names is looked into, so that it does not matter
where an exporter puts the others; contact persons are left out with all below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING

from lxml import etree

from ingest.eures.raw import RawAd, RawLocation, RawProfile, RawSalary

if TYPE_CHECKING:
    from lxml.etree import _Element

DEFAULT_LANGUAGE = "en"
"""of a profile without `languageCode`, by the format's definition"""

_NAMESPACES = ("http://www.hr-xml.org/3", "http://www.openapplications.org/oagis/9")
_MAX_DEPTH = 30
"""levels; real documents have ten"""
_URL = re.compile(r"https?://[^\s\"'<>]{1,2000}", re.I)
_BASE_PAY = {"", "basepay", "base pay", "salary", "basesalary"}


@dataclass(slots=True)
class _Reading:
    ad: RawAd
    descriptions: list[str] = field(default_factory=list)
    """of the profile that is being read"""


Take = Callable[["_Element", _Reading], None]
Table = dict[str, Take | None]


def read_opening(opening: _Element, place: str, warnings: list[str]) -> RawAd:
    """Return what the element says; a contact person's name, address or number is not among it."""
    ad = RawAd("hrxml", place, created=opening.get("validFrom"), apply_by=opening.get("validTo"), warnings=list(warnings))
    reading = _Reading(ad)
    _walk(opening, reading, _OPENING)
    _end_profile(reading)
    if len(ad.profiles) > 1:
        _unite(ad)
    return ad


def local_name(tag: str) -> str:
    """Return the name without its namespace."""
    return tag.rpartition("}")[2]


def _walk(element: _Element, reading: _Reading, table: Table, depth: int = 0) -> None:
    """Hand each descendant that the table names to its function; None leaves it out with all below."""
    for child in element:
        take = table.get(child.tag, _unknown)
        if take is _unknown:
            take = _take_unknown(local_name(child.tag), table)
        if take is _inside:
            if depth < _MAX_DEPTH and len(child):
                _walk(child, reading, table, depth + 1)
        elif take is not None:
            take(child, reading)


def _take_unknown(name: str, table: Table) -> Take | None:
    if name in table:
        return table[name]
    return None if "Contact" in name or "Person" in name else _inside


def _inside(element: _Element, reading: _Reading) -> None:
    """Mark an element that is nothing itself: `_walk` looks into it."""


def _unknown(element: _Element, reading: _Reading) -> None:
    """Mark a name that a table does not have, at least in this namespace."""


def _text(element: _Element) -> str | None:
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return (text.strip() or None) if text else None


def _markup(element: _Element) -> str:
    """Return text as it is, which may be HTML (escaped or CDATA); child elements become the HTML that they stand for."""
    if not len(element):
        return (element.text or "").strip()
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name, empty = local_name(node.tag), not len(node) and not node.text
        if event == "start":
            parts += ["" if node is element else f"<{name}/>" if empty else f"<{name}>", escape(node.text or "", quote=False)]
        elif node is not element:
            parts += ["" if empty else f"</{name}>", escape(node.tail or "", quote=False)]
    return "".join(parts).strip()


# the ad


def _status(element: _Element, reading: _Reading) -> None:
    reading.ad.status = reading.ad.status or _text(element) or element.get("name")


def _profile(element: _Element, reading: _Reading) -> None:
    _end_profile(reading)
    ad = reading.ad
    if not ad.profiles:
        ad.created = ad.created or element.get("validFrom")
        ad.apply_by = element.get("validTo") or ad.apply_by
    language = element.get("languageCode") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
    ad.profiles.append(RawProfile(language or DEFAULT_LANGUAGE))
    _walk(element, reading, _PROFILE)


def _current(reading: _Reading) -> RawProfile:
    if not reading.ad.profiles:  # title or description outside of any profile
        reading.ad.profiles.append(RawProfile(DEFAULT_LANGUAGE))
    return reading.ad.profiles[-1]


def _end_profile(reading: _Reading) -> None:
    if reading.descriptions:
        _current(reading).description = "\n\n".join(reading.descriptions)
        reading.descriptions.clear()


def _title(element: _Element, reading: _Reading) -> None:
    profile = _current(reading)
    profile.title = profile.title or _markup(element) or None


def _description(element: _Element, reading: _Reading) -> None:
    if len(element):
        _walk(element, reading, _DESCRIPTION)
    else:
        _content(element, reading)


def _content(element: _Element, reading: _Reading) -> None:
    if text := _markup(element):
        reading.descriptions.append(text)


def _code(element: _Element, reading: _Reading) -> None:
    if text := _text(element):
        reading.ad.codes.append((element.get("listName"), text))


def _close_date(element: _Element, reading: _Reading) -> None:
    for part in element.iter():
        if part.text and (text := part.text.strip()):
            reading.ad.apply_by = text
            return


def _apply(element: _Element, reading: _Reading) -> None:
    _walk(element, reading, _INSTRUCTION)


def _link(element: _Element, reading: _Reading) -> None:
    # instructions are free text that may name people: only an address on the web is taken
    if reading.ad.apply_url is None and (match := _URL.search(_text(element) or "")):
        reading.ad.apply_url = unescape(match[0]).rstrip(".,;)")


# where, and at whom


def _location(element: _Element, reading: _Reading) -> None:
    reading.ad.locations.append(RawLocation())
    _walk(element, reading, _LOCATION)
    if reading.ad.locations[-1] == RawLocation():
        reading.ad.locations.pop()


def _place(name: str) -> Take:
    def take(element: _Element, reading: _Reading) -> None:
        location = reading.ad.locations[-1]
        if getattr(location, name) is None:
            setattr(location, name, _text(element))

    return take


def _organization(element: _Element, reading: _Reading) -> None:
    _walk(element, reading, _ORGANIZATION)


# what is asked for, and offered


def _competency(element: _Element, reading: _Reading) -> None:
    """Read a language with its level, or a skill; TaxonomyID or the scheme of the id says which."""
    identifier, taxonomy, name, levels = None, "", None, dict[str, str]()
    for part in element.iter():
        local, text = local_name(part.tag), (part.text or "").strip()
        if local == "CompetencyID":
            identifier, taxonomy = identifier or text, f"{taxonomy} {part.get('schemeID') or ''}"
        elif local == "TaxonomyID":
            taxonomy = f"{text} {taxonomy}"
        elif local == "CompetencyName":
            name = name or text
        elif local == "ScoreText" and text:
            above = part.getparent()
            levels.setdefault(local_name(above.tag) if above is not None else "", text)
    what = identifier or name
    if not what:
        return
    if "language" in taxonomy.lower() or "639" in taxonomy or (not taxonomy.strip() and len(what) == 2):
        reading.ad.languages.append((what, levels.get("RequiredProficiencyLevel") or levels.get("Score")))
    else:
        reading.ad.skills.append(what)


def _working_language(element: _Element, reading: _Reading) -> None:
    if text := _text(element):
        reading.ad.languages.append((text, None))


def _experience(element: _Element, reading: _Reading) -> None:
    _walk(element, reading, _EXPERIENCE)


def _measure(element: _Element, reading: _Reading) -> None:
    if reading.ad.experience is None and (text := _text(element)):
        unit = element.get("unitCode") or "year"
        reading.ad.experience = text if unit.lower() in {"year", "years", "ann"} else f"{text} {unit}"


def _remuneration(element: _Element, reading: _Reading) -> None:
    _walk(element, reading, _REMUNERATION)
    if reading.ad.salary is None:  # amounts outside of any range
        _range(element, reading)


def _range(element: _Element, reading: _Reading) -> None:
    if reading.ad.salary is None:
        reading.ad.salary = _salary(element)


def _salary(element: _Element) -> RawSalary | None:
    """Return the range if it is one of base pay, not of bonuses or commissions."""
    values: dict[str, str] = {}
    for part in element.iter():
        if text := (part.text or "").strip():
            values.setdefault(local_name(part.tag), text)
            if currency := part.get("currencyID") or part.get("currencyCode"):
                values.setdefault("currency", currency)
    get = values.get
    if (get("RemunerationTypeCode") or "").lower() not in _BASE_PAY:
        return None
    minimum, maximum = get("RemunerationMinimumAmount"), get("RemunerationMaximumAmount")
    if minimum is None and maximum is None:
        minimum = maximum = get("RemunerationReferenceAmount")
    period = get("RemunerationRateIntervalCode") or get("RemunerationIntervalCode") or get("PayingIntervalCode")
    found = RawSalary(minimum, maximum, get("currency") or get("CurrencyCode"), period)
    return None if minimum is None and maximum is None else found


def _unite(ad: RawAd) -> None:
    # every language's profile repeats what does not depend on the language
    for name in ("codes", "skills", "nace", "offering", "schedule", "education", "languages", "licences"):
        setattr(ad, name, list(dict.fromkeys(getattr(ad, name))))
    places = {(place.country, place.region, place.city, place.postal_code): place for place in ad.locations}
    ad.locations = list(places.values())


def _one(name: str) -> Take:
    def take(element: _Element, reading: _Reading) -> None:
        if getattr(reading.ad, name) is None:
            setattr(reading.ad, name, _text(element))

    return take


def _many(name: str) -> Take:
    def take(element: _Element, reading: _Reading) -> None:
        if text := _text(element):
            getattr(reading.ad, name).append(text)

    return take


def _table(takes: Table) -> Table:
    qualified = {f"{{{namespace}}}{name}": take for name, take in takes.items() for namespace in _NAMESPACES}
    return {**takes, **qualified}


_CONTACTS: Table = {"PersonContact": None, "PositionContact": None, "OrganizationContact": None, "Contact": None}
_INSTRUCTION = _table({**_CONTACTS, "Instructions": _link, "URI": _link, "ApplicationMethod": _inside})
_DESCRIPTION = _table({**_CONTACTS, "Content": _content})
_LOCATION = _table(
    {
        **_CONTACTS,
        "Address": _inside,
        "CountryCode": _place("country"),
        "CountrySubDivisionCode": _place("region"),
        "CityName": _place("city"),
        "PostalCode": _place("postal_code"),
    }
)
_ORGANIZATION = _table(
    {
        **_CONTACTS,
        "OrganizationIdentifiers": _inside,
        "OrganizationName": _one("employer"),
        "PartyName": _one("employer"),
        "IndustryCode": _many("nace"),
    }
)
_REMUNERATION = _table({"RemunerationRange": _range})
_EXPERIENCE = _table({**_CONTACTS, "ExperienceCategory": _inside, "Measure": _measure})
_PROFILE = _table(
    {
        **_CONTACTS,
        "PostingInstruction": _apply,
        "ApplicationMethod": _apply,
        "PostingRequester": None,
        "PositionTitle": _title,
        "PositionLocation": _location,
        "PositionOrganization": _organization,
        "PositionOpenQuantity": _one("positions"),
        "JobCategoryCode": _code,
        "PositionOfferingTypeCode": _many("offering"),
        "PositionScheduleTypeCode": _many("schedule"),
        "PositionQualifications": _inside,
        "PositionCompetency": _competency,
        "EducationRequirement": _inside,
        "EducationLevelCode": _many("education"),
        "ExperienceSummary": _experience,
        "LicenseTypeCode": _many("licences"),
        "PositionFormattedDescription": _description,
        "WorkingLanguageCode": _working_language,
        "RemoteWorkIndicator": _one("remote"),
        "OfferedRemunerationPackage": _remuneration,
        "ApplicationCloseDate": _close_date,
    }
)
_OPENING = {
    **_PROFILE,
    **_table({"DocumentID": _one("document_id"), "PositionOpeningStatusCode": _status, "PositionProfile": _profile}),
}
