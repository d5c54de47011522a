"""Make an ad of what a reader found: decide who it is, clean every field, keep what can be believed, say what was mended.

Nothing here looks anything up or knows the taxonomy, and nothing is invented: a value that can't be read is left out, with a
warning where it looked like something.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import msgspec

from ingest.eures.codes import isco_groups, read_occupations, read_skill
from ingest.eures.contacts import without_contacts
from ingest.eures.identity import identify, is_closed, make_handle
from ingest.eures.languages import UNKNOWN, read_language, read_level
from ingest.eures.places import nuts_prefixes, read_locations
from ingest.eures.raw import RawAd, RawProfile, RejectedRecord
from ingest.eures.record import JobAd, Location, Profile, RequiredLanguage
from ingest.eures.salary import read_salary
from ingest.eures.terms import (
    read_employer,
    read_offerings,
    read_positions,
    read_remote,
    read_schedules,
    read_terms,
    read_url,
    read_years,
)
from ingest.eures.text import one_line, plain
from ingest.eures.times import read_time

WARNINGS = {
    "content_missing": "a change list says that the ad exists, and nothing else",
    "content_unreadable": "a closed ad whose document can't be read; it is closed without a text",
    "contradicting_region": "the NUTS code is of another country than the one named; both are kept",
    "cut_description": "the description ends in mid-sentence at 2,000 characters",
    "duplicate_language": "several texts in one language; the longest is kept",
    "language_detected": "the language was not declared, and is the one detected",
    "language_relabelled": "the declared language is surely wrong, and the detected one took its place",
    "odd_code": "an occupation code that is none; left out",
    "odd_country": "a country that is none; left out",
    "odd_date": "a date that can't be read, or before 1990, or more than 20 years ahead; left out",
    "odd_handle": "a EURES id that is not base64 of reference and source; it serves as the reference where there is no other",
    "odd_identity": "the EURES id and the fields beside it differ; the EURES id decides",
    "odd_salary": "a salary whose minimum is above the maximum, or a twentieth of it or less; left out",
    "repaired_characters": "illegal control characters were dropped",
    "repaired_encoding": "read as Windows-1252, since it is not in the encoding that it claims",
    "repaired_entities": "named HTML entities were turned into characters",
    "unknown_isco": "digits said to be ISCO-08 that are none of its groups; kept as a national code",
}
"""code → meaning"""

CUT_AT = 2_000
"""characters at which some national systems cut a description"""
DETECTED = 2_000
"""characters that the language is detected from"""
SURE = 0.9
"""confidence that gives an unlabelled text its language"""
CERTAIN = 0.99
RELABELLED_FROM = 200
"""characters; a declared label gives way only above both"""
_KIN = (
    frozenset({"da", "no", "sv"}),
    frozenset({"bs", "hr", "sr", "sl", "mk", "bg"}),
    frozenset({"cs", "sk"}),
    frozenset({"ca", "es", "gl", "pt"}),
    frozenset({"ru", "uk", "bg"}),
    frozenset({"et", "fi"}),
)
"""languages that a detector takes for each other; between them the label stays"""
_CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
_UNTIMED = {"modified_at": None, "closed_at": None, "text_hash": "", "payload_hash": ""}


def assemble(raw: RawAd, *, default_source: str | None = None) -> JobAd:
    """Return the ad, its warnings sorted, with both hashes.

    `default_source` stands where the record names no source. A closed ad needs no text, and neither does one that a change list
    only says to exist (warning "content_missing"). Raises RejectedRecord "no_identity", or "empty" for an open ad without title
    and description in any language.
    """
    source, reference, warnings = identify(raw, default_source)
    warnings += [code for code in raw.warnings if _CODE.fullmatch(code)]
    closed = is_closed(raw)
    profiles = _profiles(raw.profiles, warnings)
    if not (profiles or closed or "content_missing" in warnings):
        raise RejectedRecord("empty", "has neither a title nor a description in any language")
    language = _longest(profiles)
    occupations, odd_codes = read_occupations(raw.codes)
    locations, odd_places = read_locations(raw.locations)
    salary, odd_salary = read_salary(raw.salary)
    employer = read_employer(raw.employer)
    created, modified, closed_at = (_time(value, warnings) for value in (raw.created, raw.modified, raw.closed))
    ad = JobAd(
        ad_id=make_handle(source, reference),
        source_id=source,
        reference=reference,
        status="closed" if closed else "active",
        document_id=one_line(raw.document_id) or None,
        created_at=created,
        modified_at=modified,
        closed_at=closed_at
        if closed
        else None,  # an open ad's is when it is planned to close, or left from before it opened again
        apply_by=_time(raw.apply_by, warnings, end_of_day=True),
        language=language,
        declared_language=None if language == UNKNOWN else language,
        profiles=profiles,
        occupations=occupations,
        isco_groups=isco_groups(occupations),
        locations=locations,
        countries=tuple(sorted({place.country for place in locations if place.country})),
        nuts_codes=_nuts_codes(locations),
        remote=read_remote(raw.remote),
        employer=employer,
        anonymous=employer is None and bool(profiles),
        nace=read_terms(raw.nace),
        positions=read_positions(raw.positions),
        offering=read_offerings(raw.offering),
        schedule=read_schedules(raw.schedule),
        salary=salary,
        experience_years=read_years(raw.experience),
        education=read_terms(raw.education),
        languages_required=_languages(raw.languages),
        licences=read_terms(raw.licences),
        skills=tuple(sorted({uri for skill in raw.skills if (uri := read_skill(skill))})),
        apply_url=read_url(raw.apply_url),
        warnings=tuple(sorted({*warnings, *odd_codes, *odd_places, *odd_salary})),
    )
    return _hashed(ad)


def settle_language(ad: JobAd) -> JobAd:
    """Return the ad with the languages that its texts are in, by the same object where every label is right.

    A text without a label takes the detected language where the detector is sure, and gives up a label that is surely wrong. Of
    several texts, one whose label was right is embedded, the longest first. Hashes are made anew where something changed.
    """
    labels = {language: _settled(language, profile) for language, profile in ad.profiles.items()}
    changed = {language for language, settled in labels.items() if settled != language}
    if not changed:
        return ad
    warnings = [*ad.warnings, *("language_detected" if language == UNKNOWN else "language_relabelled" for language in changed)]
    profiles: dict[str, Profile] = {}
    for language in sorted(ad.profiles, key=lambda label: (label in changed, label)):
        _add(profiles, labels[language], ad.profiles[language], warnings)
    right = {language: ad.profiles[language] for language in ad.profiles if language not in changed | {UNKNOWN}}
    right = {language: profile for language, profile in right.items() if profiles[language] == profile}
    chosen = _longest(right or profiles)
    return _hashed(
        msgspec.structs.replace(
            ad,
            profiles=dict(sorted(profiles.items())),
            language=chosen,
            declared_language=chosen if right else ad.declared_language,
            warnings=tuple(sorted(set(warnings))),
        )
    )


def _settled(language: str, profile: Profile) -> str:
    """Return the language that a text is in, as far as it is sure."""
    from ingest.resume.language import LANGUAGES, detect_language

    text = f"{profile.title}\n{profile.description}"[:DETECTED]
    if language != UNKNOWN and language not in LANGUAGES:
        return language  # Luxembourgish, Welsh…: the detector can't answer them, so it can't deny them
    detected, confidence = detect_language(text)
    if language == UNKNOWN:
        return detected if confidence >= SURE else UNKNOWN
    kin = any(language in family and detected in family for family in _KIN)
    return language if kin or confidence < CERTAIN or len(text) < RELABELLED_FROM else detected


def _profiles(raws: Iterable[RawProfile], warnings: list[str]) -> dict[str, Profile]:
    """Return language → text, sorted by language, without empty ones."""
    profiles: dict[str, Profile] = {}
    for raw in raws:
        title = without_contacts(one_line(raw.title))
        written = raw.description if isinstance(raw.description, str) else one_line(raw.description)
        whole = plain(written)
        if _is_cut(written, whole):
            warnings.append("cut_description")
        profile = Profile(title, without_contacts(whole))
        if profile.title or profile.description:
            _add(profiles, read_language(raw.language), profile, warnings)
    return dict(sorted(profiles.items()))


def _add(profiles: dict[str, Profile], language: str, profile: Profile, warnings: list[str]) -> None:
    """Add a text; of several in one language the longest stays, whatever their order."""
    other = profiles.get(language)
    if other is not None and other != profile:
        warnings.append("duplicate_language")
        profile = max(profile, other, key=lambda one: (_length(one), one.title, one.description))
    profiles[language] = profile


def _is_cut(written: str, text: str) -> bool:
    at_cut = abs(len(written) - CUT_AT) <= 3 or abs(len(text) - CUT_AT) <= 3
    return at_cut and text[-1:] not in {"", ".", "!", "?", "…", ":", ";", ")", "]", "»", "”", '"'}


def _length(profile: Profile) -> int:
    return len(profile.title) + len(profile.description)


def _longest(profiles: dict[str, Profile]) -> str:
    return min(profiles, key=lambda language: (-_length(profiles[language]), language), default=UNKNOWN)


def _time(value: object, warnings: list[str], *, end_of_day: bool = False) -> int | None:
    seconds, odd = read_time(value, end_of_day=end_of_day)
    if odd:
        warnings.append("odd_date")
    return seconds


def _nuts_codes(locations: Iterable[Location]) -> tuple[str, ...]:
    return tuple(sorted({prefix for place in locations if place.nuts for prefix in nuts_prefixes(place.nuts)}))


def _languages(declared: Iterable[tuple[str, str | None]]) -> tuple[RequiredLanguage, ...]:
    """Return each language once, with the highest level asked for."""
    levels: dict[str, str] = {}
    for name, level in declared:
        language = read_language(name)
        if language != UNKNOWN:
            levels[language] = max(levels.get(language, ""), read_level(level) or "")
    return tuple(RequiredLanguage(language, level or None) for language, level in sorted(levels.items()))


def _hashed(ad: JobAd) -> JobAd:
    texts = [(language, profile.title, profile.description) for language, profile in sorted(ad.profiles.items())]
    payload = msgspec.structs.replace(ad, **_UNTIMED)
    return msgspec.structs.replace(ad, text_hash=_sha256(texts), payload_hash=_sha256(payload))


def _sha256(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()
