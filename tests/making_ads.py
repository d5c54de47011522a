"""Job ads for tests of what comes after the readers."""

from __future__ import annotations

from typing import Any

import msgspec
from small import ESCO

from ingest.eures.identity import make_handle
from ingest.eures.record import JobAd, OccupationCode, Profile
from search.texts import digest

NOW = 1_790_000_000
"""a Monday of September 2026, in seconds since 1970"""
DAY = 86_400


def make_ad(
    reference: str = "1",
    *,
    source: str = "121",
    title: str = "Web developer",
    text: str = "You build web pages with JavaScript and CSS for our customers.",
    occupation: str | None = "web",
    **fields: Any,
) -> JobAd:
    """Return an ad in the shape that the readers give; `occupation` is a slug of the small taxonomy."""
    if occupation and "occupations" not in fields:
        fields["occupations"] = (OccupationCode("esco", uri=f"{ESCO}/occupation/{occupation}"),)
    language = fields.pop("language", "en")
    ad = JobAd(
        ad_id=make_handle(source, reference),
        source_id=source,
        reference=reference,
        language=language,
        declared_language=language,
        profiles={language: Profile(title, text)} if title or text else {},
        **{"created_at": NOW - 10 * DAY, "countries": ("DE",), **fields},
    )
    payload = msgspec.json.encode(msgspec.structs.replace(ad, modified_at=None, closed_at=None), order="sorted")
    return msgspec.structs.replace(ad, text_hash=digest(title, text), payload_hash=digest(payload.decode()))


def closing(ad: JobAd, at: int) -> JobAd:
    """Return the record that says that an ad is gone."""
    return JobAd(ad.ad_id, ad.source_id, ad.reference, status="closed", modified_at=at, closed_at=at)


def changed(ad: JobAd, **fields: Any) -> JobAd:
    """Return another version of an ad, with its hashes."""
    profile = ad.profiles[ad.language]
    given = {name: getattr(ad, name) for name in ad.__struct_fields__}
    for name in ("ad_id", "profiles", "text_hash", "payload_hash", "declared_language", "reference", "source_id"):
        del given[name]
    return make_ad(
        ad.reference,
        source=ad.source_id,
        **{"title": profile.title, "text": profile.description, **given, **fields},
    )
