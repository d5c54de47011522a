"""One ad with everything a format can say of it, and what was spoilt in it on purpose."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from ads_builder.brief import Brief
from ads_builder.compose import Text, write
from ads_builder.material import ESCO, Material, Occupation

REFERENCE_TIME = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
"""all ads were created in the months before"""
CODES = ("esco",) * 9 + ("both",) * 4 + ("isco",) * 6 + ("none",)
"""what an ad declares, of 20; the ads of JobTech declare nothing that is known here, too"""
ISO = {"EL": "GR"}
HOURS_PER_MONTH = 165


@dataclass
class Ad:
    """What is written to the files; `planted` and `truth` are for the truth file only."""

    brief: Brief
    text: Text
    gold: str
    isco: str
    source: str
    reference: str
    title: str
    html: str
    plain: str
    created: datetime
    modified: datetime
    employer: str | None
    locations: list[dict[str, str | None]]
    codes: list[tuple[str, str]]
    coded: str
    skills: list[str]
    declared_language: str | None
    apply_by: str | int | None = None
    salary: dict[str, Any] | None = None
    positions: int = 1
    remote: str | None = None
    experience: int | None = None
    markup: str = "escaped"
    """how HR-XML holds the HTML: escaped, cdata or raw"""
    others: dict[str, tuple[str, str]] = field(default_factory=dict)
    """further profiles: language → title, HTML"""
    planted: list[str] = field(default_factory=list)
    group: str | None = None

    @property
    def ad_id(self) -> str:
        """The EURES id: url-safe base64 of reference and source."""
        return base64.urlsafe_b64encode(f"{self.reference} {self.source}".encode()).decode().rstrip("=")


def make_ad(material: Material, brief: Brief, source: str, coded: str | None = None) -> Ad:
    """Write an ad and choose its dates, codes, pay and markup."""
    rng = Random(f"{brief.seed}/conditions")  # noqa: S311 - reproducible, not secret
    occupation, text = material.occupations[brief.slug], write(material, brief)
    created = REFERENCE_TIME - timedelta(minutes=rng.randrange(60, 60 * 24 * 110))
    coded = coded or rng.choice(CODES)
    return Ad(
        brief=brief,
        text=text,
        gold=occupation.uri,
        isco=occupation.isco,
        source=source,
        reference=brief.reference,
        title=text.title,
        html=text.html(rng.choice(("p", "p", "p", "br"))),
        plain=text.plain(),
        created=created,
        modified=min(created + timedelta(hours=rng.choice((0, 0, 30, 200))), REFERENCE_TIME),
        employer=brief.employer,
        locations=[place(brief.country, brief.nuts, brief.city, brief.postal_code)],
        codes=make_codes(occupation, coded),
        coded=coded,
        skills=[skill.uri for skill in occupation.skills[: rng.randrange(4)]] if rng.random() < 0.4 else [],
        declared_language=brief.language,
        apply_by="2035-06-30" if rng.random() < 0.08 else None,
        salary=_salary(rng) if rng.random() < 0.35 else None,
        positions=rng.choice((1, 1, 1, 1, 2, 3, 10)),
        remote=rng.choice(("yes", "partly")) if occupation.isco.startswith(("25", "24")) and rng.random() < 0.5 else None,
        experience=rng.choice((None, None, 1, 2, 3, 5)),
    )


def make_codes(occupation: Occupation, coded: str) -> list[tuple[str, str]]:
    """Return (list name, value) of what an ad declares."""
    esco, isco = ("ESCO_Occupations", occupation.uri), ("ISCO2008", occupation.isco)
    return {"esco": [esco], "both": [isco, esco], "isco": [isco], "none": []}[coded]


def isco_uri(code: str) -> str:
    """Return an ISCO group as the portal names it."""
    return f"{ESCO}isco/C{code}"


def place(country: str | None, nuts: str | None, city: str | None, postal_code: str | None = None) -> dict[str, str | None]:
    """Return a place of work with the names that the writers know."""
    return {"country": country, "nuts": nuts, "city": city, "postal_code": postal_code}


def _salary(rng: Random) -> dict[str, Any]:
    monthly = rng.randrange(1900, 5200, 50)
    match rng.choice(("month", "month", "hour", "year")):
        case "month":
            return {"min": monthly, "max": monthly + rng.choice((200, 400, 900)), "currency": "EUR", "period": "month"}
        case "hour":
            hourly = round(monthly / HOURS_PER_MONTH, 2)
            return {"min": hourly, "max": round(hourly * 1.2, 2), "currency": "EUR", "period": "hour"}
        case _:
            return {"min": monthly * 12, "max": monthly * 14, "currency": "EUR", "period": "year"}
