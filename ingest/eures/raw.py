"""What a reader found in one record, as it was written. `assemble` makes an ad of it; readers clean and judge nothing.

    bytes ──▶ sources (files, archives) ──▶ one reader per format ──▶ RawAd ──▶ assemble ──▶ JobAd
                     └──────────────────────────────┴──────────── Rejected ──────────┘

A Rejected goes to the quarantine.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Scalar = str | int | float
"""a value as JSON or XML gave it; readers do not convert"""


class RejectedRecord(ValueError):
    """One record that can't be used. `reason` is one of REASONS; the message says what is wrong with it, for people."""

    def __init__(self, reason: str, detail: str) -> None:
        if reason not in REASONS:
            raise KeyError(reason)
        self.reason = reason
        super().__init__(detail)


REASONS = {
    "doctype": "declares a DOCTYPE, which is refused before parsing",
    "too_large": "one document or record is larger than the cap",
    "malformed": "can't be parsed, also after the one repair",
    "not_an_ad": "was parsed and is none of the known formats",
    "archive": "an archive that is damaged, nested, encrypted, or has a member with an unsafe name",
    "bomb": "an archive that unpacks to more than the caps allow",
    "no_identity": "has no reference to tell it from other ads",
    "empty": "has neither a title nor a description in any language",
}
"""reason of a quarantined record → what it means"""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that goes to quarantine. `place` names file, archive member and position; never any of its text."""

    place: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a whole document that people should know, such as a column nobody reads; no record is lost by it."""

    place: str
    detail: str


@dataclass(slots=True)
class RawProfile:
    """One language's text. `language` as declared (None where it is not); texts may be HTML in any escaping."""

    language: str | None = None
    title: str | None = None
    description: str | None = None


@dataclass(slots=True)
class RawLocation:
    """A place of work: any country notation, any NUTS code or region name."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None


@dataclass(slots=True)
class RawSalary:
    """Remuneration. `period` as written (hour, month, YEAR, …)."""

    minimum: Scalar | None = None
    maximum: Scalar | None = None
    currency: str | None = None
    period: str | None = None


@dataclass(slots=True)
class RawAd:
    """One record of any format. Lists of several languages' profiles are united; None and empty mean that nothing was said."""

    format: str
    place: str
    """file, archive member and position, for messages and the quarantine"""

    # who
    handle: str | None = None
    """EURES id: url-safe base64 of "<reference> <source id>", where the format has one"""
    source_id: str | None = None
    reference: str | None = None
    document_id: str | None = None
    """the number inside the XML, which is another one"""

    # when
    status: str | None = None
    """as the envelope says; the XML's own where there is no envelope"""
    removed: bool = False
    """the format says outright that the ad is gone (closedReferences, `removed: true`); such a record may have no text"""
    created: Scalar | None = None
    modified: Scalar | None = None
    closed: Scalar | None = None
    apply_by: Scalar | None = None

    # what
    profiles: list[RawProfile] = field(default_factory=list)
    codes: list[tuple[str | None, str]] = field(default_factory=list)
    """(scheme as hinted by listName or the field's name, or None; value as written): ISCO, ESCO URIs, national codes"""
    skills: list[str] = field(default_factory=list)
    """ESCO skill URIs, or labels"""
    locations: list[RawLocation] = field(default_factory=list)
    remote: Scalar | bool | None = None
    employer: str | None = None
    nace: list[str] = field(default_factory=list)
    positions: Scalar | None = None
    offering: list[str] = field(default_factory=list)
    schedule: list[str] = field(default_factory=list)
    salary: RawSalary | None = None
    experience: Scalar | None = None
    education: list[str] = field(default_factory=list)
    languages: list[tuple[str, str | None]] = field(default_factory=list)
    """(language required or of work, CEFR level or None)"""
    licences: list[str] = field(default_factory=list)
    apply_url: str | None = None
    warnings: list[str] = field(default_factory=list)
    """what the reader had to repair, as short codes: "repaired_characters", "repaired_entities", "repaired_encoding" """
