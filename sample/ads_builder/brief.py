"""What an ad is about before it is written: occupation, place, employer, hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from ads_builder.material import Material, by_prefix


@dataclass(frozen=True)
class Brief:
    """What an ad is about, before any text."""

    slug: str
    language: str
    country: str
    city: str
    nuts: str
    postal_code: str
    employer: str
    sector: str
    schedule: str
    reference: str
    seed: str
    level: str | None = None
    use: int = 0
    """which ad of its occupation and language this is: the next one takes the next sentences"""


def phone(material: Material, country: str, rng: Random) -> str:
    """Return a number that nobody has: from a range reserved for films and books."""
    return material.world["phones"][country].format(n=rng.randrange(100, 1000), a=rng.randrange(100), b=rng.randrange(100))


def make_brief(material: Material, language: str, slug: str, reference: str, seed: str) -> Brief:
    """Choose employer, place and hours for an ad of an occupation."""
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    country = rng.choice(material.world["countries"][language])
    city, nuts, postal_code = rng.choice(fitting_places(material, language, country))
    occupation = material.occupations[slug]
    sector = by_prefix(material.world["sectors"], occupation)
    elsewhere = by_prefix(material.world["everywhere"], occupation)
    if elsewhere and rng.random() < 0.6:
        sector = rng.choice(elsewhere)
    employer = make_employer(material, language, country, sector, rng)
    schedule = rng.choice(("fulltime", "fulltime", "parttime"))
    return Brief(slug, language, country, city, nuts, postal_code, employer, sector, schedule, reference, seed)


def fitting_places(material: Material, language: str, country: str) -> list[list[str]]:
    """Return the cities of a country in which a language is spoken."""
    places: list[list[str]] = material.world["places"][country]
    cities = material.world["cities"].get(language, ())
    return [place for place in places if place[0] in cities] or places


def make_employer(material: Material, language: str, country: str, sector: str, rng: Random) -> str:
    """Return an invented name."""
    world = material.world
    return f"{rng.choice(world['names'])} {world['kinds'][language][sector]} {world['forms'][country]}"


def elsewhere(material: Material, brief: Brief, rng: Random) -> Brief:
    """Return the brief with another city of the same country."""
    others = [place for place in fitting_places(material, brief.language, brief.country) if place[0] != brief.city]
    city, nuts, postal_code = rng.choice(others)
    return replace(brief, city=city, nuts=nuts, postal_code=postal_code)
