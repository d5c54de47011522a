"""Ads that are the same job twice: reposts, and twins by way of an aggregator (docs/decisions/0008-near-duplicates.md).

    ad ──▶ block_key: same employer, place, title, level, hours ──▶ group: twins in text, and nothing stated that differs

Ads are grouped, never merged, and not even grouped when that is unsure.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.ads.titles import employer_name, folded, job_title
from ingest.ads.twins import AdText, are_twins, pairs_to_compare
from ingest.eures.record import JobAd, Location

NUTS_3 = 5
"""characters of a NUTS code of level 3"""

Alike = tuple[AdText, tuple[JobAd, ...]]
"""ads that have the same words, and their text"""


def block_key(ad: JobAd) -> str | None:
    """Return a digest of employer, place, title, level, schedule and offering, None where grouping would be unsafe.

    Unsafe is an employer who is not named, no place (a country with a city, a postal code or NUTS level 3), and no title.
    """
    profile = ad.profiles.get(ad.language)
    employer = "" if ad.anonymous else employer_name(ad.employer or "")
    places = sorted({place for location in ad.locations if (place := _place(location))})
    title, level = job_title(profile.title if profile else "")
    if not (employer and places and title):
        return None
    key = [employer, places, title, level, sorted(ad.schedule), sorted(ad.offering)]
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32]


def group(ads: Sequence[JobAd]) -> dict[str, str]:
    """Return ad id → group id for the ads of one block; the id of a group is the smallest id of its ads.

    Ads belong together where their texts are twins and no field that both state differs. Ads without a description belong
    together where they have the same apply_url. The order of `ads` does not matter.
    """
    groups = {ad.ad_id: ad.ad_id for ad in ads}
    bare: dict[str, list[JobAd]] = defaultdict(list)
    worded: dict[tuple[str, tuple[str, ...]], list[Alike]] = defaultdict(list)
    for ad in sorted(ads, key=lambda ad: ad.ad_id):
        description = ad.profiles[ad.language].description if ad.language in ad.profiles else ""
        text = AdText(ad.language, description)
        if text.words:
            worded[ad.language, text.words].append((text, (ad,)))
        elif ad.apply_url:
            bare[ad.apply_url].append(ad)
    alike = [(same[0][0], tuple(ad for _, one in same for ad in one)) for same in worded.values()]
    empty = [[(AdText("", ""), tuple(members))] for members in bare.values()]
    for members in (members for part in (alike, *empty) for members in _twins(part)):
        first = min(ad.ad_id for ad in members)
        groups |= {ad.ad_id: first for ad in members}
    return groups


def _place(location: Location) -> str | None:
    region = location.nuts if location.nuts and len(location.nuts) >= NUTS_3 else None
    name = folded(location.city or "") or folded(location.postal_code or "") or region
    return f"{location.country} {name}" if location.country and name else None


def _twins(alike: list[Alike]) -> Iterator[list[JobAd]]:
    """Yield the ads that belong together: components of twins, parted by what they state where that differs."""
    for component in _components(alike):
        if _agree(component):
            yield [ad for _, members in component for ad in members]
            continue
        parts: dict[object, list[Alike]] = defaultdict(list)
        for text, members in component:
            for ad in members:
                parts[_stated(ad), frozenset(text.marks.items())].append((text, (ad,)))
        for part in parts.values():
            yield from ([ad for _, members in twins for ad in members] for twins in _components(part))


def _components(alike: list[Alike]) -> list[list[Alike]]:
    parent = list(range(len(alike)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for one, other in pairs_to_compare([text for text, _ in alike]):
        if root(one) != root(other) and are_twins(alike[one][0], alike[other][0]):
            parent[root(other)] = root(one)
    components: dict[int, list[Alike]] = defaultdict(list)
    for at, same in enumerate(alike):
        components[root(at)].append(same)
    return list(components.values())


def _agree(component: list[Alike]) -> bool:
    """Return whether no two ads state different values, and every text's numbers are those of the fullest, or some of them.

    Twins agree in pairs; a text that was cut, or an ad that states little, may link two that do not.
    """
    fullest = max((text.marks for text, _ in component), key=lambda marks: marks.total())
    fields = zip(*(_stated(ad) for _, members in component for ad in members), strict=True)
    return all(text.marks <= fullest for text, _ in component) and all(len(set(values) - {None}) <= 1 for values in fields)


def _stated(ad: JobAd) -> tuple[object, ...]:
    """Return the fields in which ads of one job may not differ, None where an ad does not state one."""
    return (
        tuple(sorted({folded(place.postal_code) for place in ad.locations if place.postal_code})) or None,
        tuple(sorted({place.nuts for place in ad.locations if place.nuts and len(place.nuts) >= NUTS_3})) or None,
        ad.salary,
        ad.experience_years,
        tuple(sorted(ad.licences)) or None,
        tuple(sorted(ad.education)) or None,
        tuple(sorted({code.uri for code in ad.occupations if code.uri and code.origin == "declared"})) or None,
        tuple(sorted((language.language, language.level or "") for language in ad.languages_required)) or None,
        None if ad.remote == "unknown" else ad.remote,
    )
