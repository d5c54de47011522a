"""Which 400 ads the files hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from ads_builder import plant
from ads_builder.ad import REFERENCE_TIME, Ad, make_ad
from ads_builder.brief import Brief, make_brief, make_employer
from ads_builder.copies import near_miss, repost
from ads_builder.material import DERIVED, LANGUAGES, Material

SEED = "sample-ads-1"
LANGUAGE_COUNTS = {"en": 99, "de": 112, "fr": 40, "es": 38, "it": 36, "nl": 36}
"""ads that are nobody's repost; 11 more in English are Swedish, for JobTech"""
WRITTEN = {"en": 52, "de": 56}
"""of these, how many have sentences written by hand"""
SWEDISH = 11
FILE_COUNTS = {
    "hrxml": 220,
    "input_api": 50,
    "output_api": 30,
    "portal_search": 20,
    "portal_details": 20,
    "jsonl": 15,
    "csv": 15,
    "schema_org": 15,
    "jobtech": 15,
}
GROUPS = 8, 4
"""reposts: this many pairs and triples"""
NEAR_MISSES = ("level", "city", "employer", "anonymous") * 3
HRXML_SOURCE = "121"


@dataclass
class Plan:
    """The ads of every file, in order, and how they belong together."""

    files: dict[str, list[Ad]]
    near_misses: list[tuple[str, Ad, Ad]] = field(default_factory=list)

    def ads(self) -> list[tuple[str, Ad]]:
        """Return (format, ad) of all."""
        return [(form, ad) for form, ads in self.files.items() for ad in ads]


def make_plan(material: Material) -> Plan:
    """Choose the sample's ads; always the same."""
    rng = Random(SEED)  # noqa: S311 - reproducible, not secret
    bases = list(_briefs(material, rng))
    swedish = [_swedish(material, brief, rng) for brief in _english(material, rng, SWEDISH, len(bases))]
    plan = Plan({form: [] for form in FILE_COUNTS})
    rng.shuffle(bases)
    copies = _copies(material, bases, swedish, rng)
    free: list[tuple[str, Ad]] = []
    homes = _homes(copies, bases, rng)
    for number, (form, brief, coded) in enumerate(homes):
        ad = make_ad(material, brief, _source(material, form, brief), coded)
        plan.files[form].append(ad)
        if brief.reference not in copies.taken:
            free.append((form, ad))
        if form == "hrxml" and number % 5 in (0, 1):
            ad.markup = ("cdata", "raw")[number % 5]
    _gather(plan, copies, material)
    _spoil(material, free, rng)
    return plan


@dataclass
class _Copies:
    briefs: list[tuple[Brief, str | None, str | None]]
    """brief, reference of the ad that it copies, kind of near miss (None: a repost)"""
    taken: set[str]
    """references of ads that are copied or copies: nothing else is planted there"""


def _briefs(material: Material, rng: Random) -> Iterator[Brief]:
    number = 0
    uses: Counter[tuple[str, str]] = Counter()
    derived = [slug for slug in material.occupations if not (set(DERIVED) & _languages(material, slug))]
    rng.shuffle(derived)
    for language, count in LANGUAGE_COUNTS.items():
        written = sorted(material.written[language])
        rng.shuffle(written)
        by_hand = WRITTEN.get(language, count)
        slugs = [written[place % len(written)] for place in range(by_hand)]
        slugs += [derived.pop() for _ in range(min(count - by_hand, len(derived)))]
        for slug in slugs:
            brief = make_brief(material, language, slug, _reference(rng, number), f"{SEED}/{number}")
            yield replace(brief, use=uses[language, slug])
            uses[language, slug] += 1
            number += 1


def _languages(material: Material, slug: str) -> set[str]:
    return {language for language in LANGUAGES if slug in material.written[language]}


def _english(material: Material, rng: Random, count: int, start: int) -> Iterator[Brief]:
    slugs = rng.sample(sorted(material.written["en"]), count)
    for number, slug in enumerate(slugs, start):
        yield replace(make_brief(material, "en", slug, _reference(rng, number), f"{SEED}/{number}"), use=1)


def _swedish(material: Material, brief: Brief, rng: Random) -> Brief:
    city, nuts, postal_code = rng.choice(material.world["places"]["SE"])
    employer = make_employer(material, "en", "SE", brief.sector, rng)
    return replace(brief, country="SE", city=city, nuts=nuts, postal_code=postal_code, employer=employer)


def _reference(rng: Random, number: int) -> str:
    """Return a reference in one of the shapes that senders use; never twice the same."""
    shapes = (f"{40_000 + number}", f"{rng.randrange(10_000, 99_999)}-{number:04d}-S", f"JV{2_600_000 + number}")
    return shapes[rng.choice((0, 0, 1, 2))]


def _copies(material: Material, bases: list[Brief], swedish: list[Brief], rng: Random) -> _Copies:
    pairs, triples = GROUPS
    originals = [brief for brief in bases if brief.slug in material.written[brief.language]]
    groups, misses = originals[: pairs + triples], originals[pairs + triples : pairs + triples + len(NEAR_MISSES)]
    made: list[tuple[Brief, str | None, str | None]] = []
    number = len(bases) + len(swedish)
    for place, brief in enumerate(groups):
        for _ in range(2 if place >= pairs else 1):
            made.append((replace(brief, reference=_reference(rng, number)), brief.reference, None))
            number += 1
    for kind, brief in zip(NEAR_MISSES, misses, strict=True):
        if kind == "level":
            bases[bases.index(brief)] = replace(brief, level="junior")
        made.append((near_miss(material, kind, brief, _reference(rng, number), rng), brief.reference, kind))
        number += 1
    made += [(brief, None, None) for brief in swedish]
    taken = {brief.reference for brief in (*groups, *misses)} | {brief.reference for brief, of, _ in made if of}
    return _Copies(made, taken)


def _homes(copies: _Copies, bases: list[Brief], rng: Random) -> Iterator[tuple[str, Brief, str | None]]:
    """Deal the ads out to the files: (format, brief, what it declares or None for the usual mix)."""
    swedish = [brief for brief, of, _ in copies.briefs if of is None]
    rest = [*bases, *(brief for brief, of, _ in copies.briefs if of is not None)]
    # JobTech has Swedish ads only; those that are missing for its 15 are of the first ones, moved there
    room = FILE_COUNTS["jobtech"] - len(swedish)
    movers = [brief for brief in rest if brief.country == "SE" and brief.reference not in copies.taken][:room]
    rest = [brief for brief in rest if brief not in movers]
    rng.shuffle(rest)
    yield from (("jobtech", brief, "none") for brief in (*swedish, *movers))
    missing = FILE_COUNTS["jobtech"] - len(swedish) - len(movers)
    counts = {form: count for form, count in FILE_COUNTS.items() if form != "jobtech"} | {
        "hrxml": FILE_COUNTS["hrxml"] + missing
    }
    start = 0
    for form, count in counts.items():
        yield from ((form, brief, None) for brief in rest[start : start + count])
        start += count


def _source(material: Material, form: str, brief: Brief) -> str:
    match form:
        case "hrxml":
            return HRXML_SOURCE
        case "input_api":
            return "261"
        case "schema_org":
            return "example.org"
        case "jobtech":
            return "jobtech"
        case _:
            return str(material.world["sources"][brief.country])


def _gather(plan: Plan, copies: _Copies, material: Material) -> None:
    """Give reposts their group and a slightly changed text, and near misses the same text."""
    ads = {ad.reference: ad for _, ad in plan.ads()}
    group = 0
    numbers: dict[str, str] = {}
    for brief, of, kind in copies.briefs:
        if of is None:
            continue
        ad, original = ads[brief.reference], ads[of]
        rng = Random(f"{ad.reference}/date")  # noqa: S311 - reproducible, not secret
        ad.created = ad.modified = min(original.created + timedelta(days=rng.randint(3, 20)), REFERENCE_TIME)
        if kind is None:
            if of not in numbers:
                group += 1
                numbers[of] = original.group = f"g{group:02d}"
            ad.group = numbers[of]
            repost(ad, original, material)
            continue
        if kind == "anonymous":
            ad.html, ad.plain = original.html, original.plain
            plant.spoil("placeholder_employer", ad, material)
        plan.near_misses.append((kind, original, ad))


def _spoil(material: Material, free: list[tuple[str, Ad]], rng: Random) -> None:
    rng.shuffle(free)
    for kind, (_, count, _) in plant.KINDS.items():
        found = 0
        for form, ad in free:
            if found < count and not ad.planted and plant.fits(kind, ad, form):
                plant.spoil(kind, ad, material)
                found += 1
        if found < count:
            raise ValueError(f"only {found} of {count} ads could get {kind}")
    for _, ad in free:
        if "cut_description" in ad.planted:
            ad.markup = "escaped"  # a cut tag is no XML
        if ad.markup in {"cdata", "raw"}:
            ad.planted.append(f"html_{ad.markup}")
