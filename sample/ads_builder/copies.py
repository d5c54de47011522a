"""Make an ad of another one: a repost, a near miss, a later version."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from ads_builder.ad import Ad
from ads_builder.brief import Brief, elsewhere, make_employer
from ads_builder.compose import Part, Text, write
from ads_builder.material import Material


def near_miss(material: Material, kind: str, brief: Brief, reference: str, rng: Random) -> Brief:
    """Return another job with the same text: of another level, city or employer, or ("anonymous") of one that is not named."""
    brief = replace(brief, reference=reference)
    match kind:
        case "level":
            return replace(brief, level="senior")
        case "city":
            return elsewhere(material, brief, rng)
        case "employer":
            return replace(brief, employer=make_employer(material, brief.language, brief.country, brief.sector, rng))
        case _:
            return brief


def repost(ad: Ad, original: Ad, material: Material) -> None:
    """Keep title and nearly all of the text: another sentence on benefits or applying, an urgent word, a new date."""
    rng = Random(f"{ad.reference}/repost")  # noqa: S311 - reproducible, not secret
    ad.text = changed(original.text, material.phrases[ad.brief.language], rng)
    ad.title, ad.html, ad.plain = original.title, ad.text.html(), ad.text.plain()
    ad.locations, ad.employer = deepcopy(original.locations), original.employer
    ad.planted.append("repost")


def changed(text: Text, phrases: dict[str, Any], rng: Random) -> Text:
    """Return the text with one sentence of a part that is not about the work exchanged, or one added."""
    parts = list(text.parts)
    places = [place for place, part in enumerate(parts) if part.kind in {"benefits", "equal"}]
    if not places:
        added = Part("benefits", (rng.choice(phrases["benefits"]),))
        return replace(text, parts=(*parts, added))
    place = rng.choice(places)
    others = [line for line in phrases[parts[place].kind] if line not in parts[place].lines and "{" not in line]
    lines = list(parts[place].lines)
    lines[rng.randrange(len(lines))] = rng.choice(others)
    parts[place] = replace(parts[place], lines=tuple(lines))
    return replace(text, parts=tuple(parts))


def modified(ad: Ad, material: Material, moment: datetime) -> Ad:
    """Return the ad with a changed text and a later time of modification."""
    again = deepcopy(ad)
    text = write(material, replace(ad.brief, seed=f"{ad.brief.seed}/modified", use=ad.brief.use + 1))
    again.text, again.html, again.plain, again.modified = text, text.html(), text.plain(), moment
    return again
