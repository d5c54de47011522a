"""The ad as every later stage sees it, whatever format it came in. Times are seconds since 1970, UTC."""

from __future__ import annotations

from urllib.parse import quote

import msgspec


class OccupationCode(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an ad says it is about.

    `scheme` is esco, isco08 or national; `uri` is given for esco, `code` for the others. `origin` is declared, derived (the ISCO
    group of a declared ESCO occupation) or predicted, which has a `score` between 0 and 1.
    """

    scheme: str
    code: str | None = None
    uri: str | None = None
    origin: str = "declared"
    score: float | None = None


class Location(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place of work: ISO 3166 alpha-2 country, NUTS code of any level, names as written."""

    country: str | None = None
    nuts: str | None = None
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None


class Salary(msgspec.Struct, frozen=True, omit_defaults=True):
    """Remuneration that passed the sanity check: numbers in `currency` (ISO 4217) per `period` (hour, day, week, month, year)."""

    minimum: float | None = None
    maximum: float | None = None
    currency: str | None = None
    period: str | None = None


class Profile(msgspec.Struct, frozen=True):
    """One language's text: plain, blocks on lines of their own, contact persons left out."""

    title: str
    description: str


class RequiredLanguage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A language of the work: ISO 639-1, and the CEFR level where one is asked for."""

    language: str
    level: str | None = None


class JobAd(msgspec.Struct, frozen=True, omit_defaults=True):
    """One job ad.

    `profiles` is language (ISO 639-1, "und" where unknown) → text; `language` is the one that is embedded: as declared, or as
    detected where the label is missing or surely wrong. A `closed` ad may have no profile at all.
    """

    ad_id: str
    """EURES handle: url-safe base64, no padding, of "<reference> <source id>" """
    source_id: str
    reference: str
    status: str = "active"
    """active or closed"""
    document_id: str | None = None
    created_at: int | None = None
    modified_at: int | None = None
    closed_at: int | None = None
    apply_by: int | None = None
    """last second on which one can apply"""
    language: str = "und"
    declared_language: str | None = None
    profiles: dict[str, Profile] = msgspec.field(default_factory=dict)
    occupations: tuple[OccupationCode, ...] = ()
    isco_groups: tuple[str, ...] = ()
    """every prefix of 1 to 4 digits of the declared ISCO codes; those of ESCO occupations are added when the ad is indexed"""
    locations: tuple[Location, ...] = ()
    countries: tuple[str, ...] = ()
    nuts_codes: tuple[str, ...] = ()
    """every prefix of the NUTS codes, from the country on: DE, DE2, DE21, DE212"""
    remote: str = "unknown"
    """yes, no, partly or unknown"""
    employer: str | None = None
    anonymous: bool = False
    """the employer is not named, or a placeholder stands for it"""
    nace: tuple[str, ...] = ()
    positions: int | None = None
    offering: tuple[str, ...] = ()
    schedule: tuple[str, ...] = ()
    """fulltime, parttime, or as written in lower case"""
    salary: Salary | None = None
    experience_years: float | None = None
    education: tuple[str, ...] = ()
    languages_required: tuple[RequiredLanguage, ...] = ()
    licences: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    """ESCO skill URIs as declared"""
    apply_url: str | None = None
    text_hash: str = ""
    """SHA-256 over every profile's title and description: equal means nothing to embed again"""
    payload_hash: str = ""
    """SHA-256 over everything but the times of modification and the two hashes: equal means nothing to store again"""
    warnings: tuple[str, ...] = ()
    """what was mended or left out, as short codes"""

    @property
    def uri(self) -> str:
        """What the point id is made of; see `ad_uri`."""
        return ad_uri(self.source_id, self.reference)


def ad_uri(source_id: str, reference: str) -> str:
    """Return `eures:{source_id}:{reference}`; a colon in the source is escaped, so that two ads never share one."""
    return f"eures:{quote(source_id, safe='')}:{reference}"
