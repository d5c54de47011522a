"""Any number of ads for experiments, with what is true of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from ads_builder import formats
from ads_builder.ad import Ad, make_ad
from ads_builder.brief import make_brief
from ads_builder.copies import changed, near_miss
from ads_builder.material import DERIVED, LANGUAGES, Material


@dataclass(frozen=True)
class Generated:
    """One ad of `generate`: what to index, and what is true of it."""

    ad_id: str
    fields: dict[str, Any]
    """as in our own JSON Lines"""
    gold: str
    """URI of the ESCO occupation that the text was made from, whatever the ad declares"""
    group: str
    """equal for reposts of one ad, and for nothing else"""
    near_miss: str | None
    """group of the ad that this one shares its text with, though it is another job"""
    parts: tuple[tuple[str, str], ...]
    """(kind, text): opener, tasks and needs are about the work; about, benefits, apply and equal are not"""
    derived: bool
    """the sentences come from the sample taxonomy's skills; otherwise they were written by hand"""
    hrxml: bytes


def generate(material: Material, n: int, seed: str | int) -> Iterator[Generated]:
    """Yield `n` ads over all occupations and languages.

    About one in twelve is a repost, and one in thirty a near miss, of one of the thousand before it.
    """
    rng = Random(f"generate/{seed}")  # noqa: S311 - reproducible, not secret
    recent: list[Ad] = []
    slugs = {language: sorted(material.written[language]) for language in LANGUAGES}
    everything = sorted(material.occupations)
    for number in range(n):
        chance = rng.random() if recent else 1.0
        of = None
        if chance < 1 / 12:
            ad = _again(material, rng.choice(recent), f"{number}", rng)
        elif chance < 1 / 12 + 1 / 30:
            original = rng.choice(recent)
            of = original.group
            brief = near_miss(material, rng.choice(("level", "city", "employer")), original.brief, f"{number}", rng)
            ad = make_ad(material, brief, "gen")
        else:
            language = rng.choice(("en", "en", "en", "de", "de", "de", "fr", "es", "it", "nl"))
            slug = rng.choice(slugs[language] if language not in DERIVED or rng.random() < 0.4 else everything)
            brief = make_brief(material, language, slug, f"{number}", f"{seed}/{number}")
            ad = make_ad(material, replace(brief, use=rng.randrange(4)), "gen")
            recent = [*recent[-999:], ad]
        ad.group = ad.group or f"g{number}"
        yield _generated(ad, of)


def _again(material: Material, original: Ad, reference: str, rng: Random) -> Ad:
    ad = make_ad(material, replace(original.brief, reference=reference), "gen")
    ad.group = original.group
    ad.text = changed(original.text, material.phrases[ad.brief.language], rng)
    ad.title, ad.html, ad.plain = original.title, ad.text.html(), ad.text.plain()
    return ad


def _generated(ad: Ad, near_miss: str | None) -> Generated:
    parts = tuple((part.kind, part.text) for part in ad.text.parts)
    fields = formats.own_fields(ad)
    return Generated(ad.ad_id, fields, ad.gold, str(ad.group), near_miss, parts, ad.text.derived, formats.hrxml(ad))
