"""Spoil ads as real ones are spoilt. Every kind is listed in KINDS with how many ads get it and which formats can show it."""

# ruff: noqa: ARG001 - whatever spoils an ad takes the same
from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from html import escape
from random import Random

from ads_builder.ad import Ad, isco_uri, place
from ads_builder.brief import make_brief, phone
from ads_builder.compose import write
from ads_builder.material import DERIVED, ESCO, LANGUAGES, OBSOLETE, Material, concept_uri

Spoil = Callable[[Ad, Random, Material], None]
ZERO_WIDTH = "\u200b\u200c\ufeff"
CUT = 2000
"""characters after which some senders cut"""
RETIRED = [uuid.uuid5(uuid.NAMESPACE_DNS, f"retired-{number}.careerspace.invalid") for number in range(3)]
FICTITIOUS = {
    "de": "Erika Mustermann",
    "en": "Jane Sample",
    "es": "Juana Ejemplo",
    "fr": "Jeanne Exemple",
    "it": "Maria Esempio",
    "nl": "Jannie Voorbeeld",
}
"""contact persons, as specimens of forms have them"""


def _double_escaped(ad: Ad, rng: Random, material: Material) -> None:
    # in the file, the reader of XML or JSON takes one level off: &amp;#xa0; is left
    ad.html = re.sub(r"(?<=[a-z]\.) ", "&amp;#xa0; ", ad.html).replace(" & ", " &amp;amp; ")
    ad.html = ad.html if "&amp;#xa0;" in ad.html else ad.html + "<p>&amp;#xa0;</p>"


def _literal_null(ad: Ad, rng: Random, material: Material) -> None:
    ad.html, ad.plain = ad.html + rng.choice(("null", "\nnull", "<p>null</p>")), ad.plain + "\nnull"


def _glued_blocks(ad: Ad, rng: Random, material: Material) -> None:
    ad.html = ad.text.html("div")


def _wrong_language(ad: Ad, rng: Random, material: Material) -> None:
    ad.declared_language = rng.choice([language for language in LANGUAGES if language != ad.brief.language])


def _several_profiles(ad: Ad, rng: Random, material: Material) -> None:
    other = next(language for language in DERIVED if language != ad.brief.language)
    text = write(material, replace(ad.brief, language=other, seed=f"{ad.brief.seed}/{other}"))
    ad.others[other] = (text.title, text.html())


def _odd_date(ad: Ad, rng: Random, material: Material) -> None:
    odd: tuple[str | int, ...] = ("na", "snarest", "01.03.2035", "2035", 2066688000000, "asap", "30/06/2035 23:59")
    ad.apply_by = odd[rng.randrange(len(odd))]


def _newline_in_code(ad: Ad, rng: Random, material: Material) -> None:
    ad.codes = [(name, f"\n        {value}\n      ") for name, value in ad.codes]


def _lower_case_isco(ad: Ad, rng: Random, material: Material) -> None:
    ad.codes, ad.coded = [("ISCO2008", rng.choice((f"isco/c{ad.isco}", isco_uri(ad.isco).replace("/C", "/c"))))], "isco"


def _contradicting(ad: Ad, rng: Random, material: Material) -> None:
    others = sorted({occupation.isco for occupation in material.occupations.values() if occupation.isco[0] != ad.isco[0]})
    ad.codes, ad.coded = [("ISCO2008", rng.choice(others)), ("ESCO_Occupations", ad.gold)], "both"


def _retired_esco(ad: Ad, rng: Random, material: Material) -> None:
    gone = rng.choice([*(f"{ESCO}occupation/{one}" for one in RETIRED), concept_uri("occ", OBSOLETE)])
    ad.codes, ad.coded = [("ESCO_Occupations", gone)], "retired"


def _national_code(ad: Ad, rng: Random, material: Material) -> None:
    # four digits of a national list look like ISCO and are not
    name, code = rng.choice((("SSYK2012", "2143"), ("ROME", "M1805"), ("STYRK98", "5132")))
    ad.codes, ad.coded = [(name, code)], "none"


def _abroad(ad: Ad, rng: Random, material: Material) -> None:
    country = rng.choice([name for name in material.world["places"] if name != ad.brief.country])
    city, nuts, postal_code = rng.choice(material.world["places"][country])
    ad.locations = [place(country, nuts, city, postal_code)]
    for attribute in ("title", "html", "plain"):
        setattr(ad, attribute, getattr(ad, attribute).replace(ad.brief.city, city))


def _several_countries(ad: Ad, rng: Random, material: Material) -> None:
    for country in rng.sample([name for name in material.world["places"] if name != ad.brief.country], 2):
        city, nuts, _ = rng.choice(material.world["places"][country])
        ad.locations.append(place(country, nuts, city))


def _mixed_nuts(ad: Ad, rng: Random, material: Material) -> None:
    ad.locations[0]["nuts"] = ad.brief.nuts[: rng.choice((3, 4))]
    city, nuts, _ = rng.choice(material.world["places"][ad.brief.country])
    ad.locations += [place(ad.brief.country, nuts, city), place(ad.brief.country, None, None)]


def _lower_case_nuts(ad: Ad, rng: Random, material: Material) -> None:
    ad.locations[0]["nuts"] = ad.brief.nuts.lower()


def _no_nuts(ad: Ad, rng: Random, material: Material) -> None:
    ad.locations[0]["nuts"] = None


def _placeholder_employer(ad: Ad, rng: Random, material: Material) -> None:
    ad.employer = rng.choice(material.world["placeholders"])
    for attribute in ("html", "plain"):
        setattr(ad, attribute, getattr(ad, attribute).replace(ad.brief.employer, "…"))


def _empty_description(ad: Ad, rng: Random, material: Material) -> None:
    ad.html = ad.plain = ""


def _zero_width_description(ad: Ad, rng: Random, material: Material) -> None:
    ad.html, ad.plain = f"<p>{ZERO_WIDTH}</p>", ZERO_WIDTH


def _cut_description(ad: Ad, rng: Random, material: Material) -> None:
    text = ad.html
    while len(text) < CUT + 200:  # long ones are the ones that get cut
        seed = f"{ad.brief.seed}/{len(text)}"
        more = write(material, replace(make_brief(material, ad.brief.language, ad.brief.slug, ad.reference, seed), use=1))
        text += "\n" + more.html()
    while not re.fullmatch(r"[\w ]+\w", text[CUT - 8 : CUT]):  # within a sentence, where one can see that something is missing
        text = text.replace("\n", "\n\n", 1) if "\n\n" not in text else text.replace("\n\n", "\n\n\n", 1)
    ad.html, ad.plain = text[:CUT], text[:CUT]


def _odd_salary(ad: Ad, rng: Random, material: Material) -> None:
    ad.salary = {"min": 13, "max": 17341, "currency": "EUR", "period": "month"}


def _personal_data(ad: Ad, rng: Random, material: Material) -> None:
    name = FICTITIOUS[ad.brief.language]
    mail = f"{name.split()[0].lower()}.{name.split()[1].lower()}@example.org"
    line = f"{name}, {mail}, {phone(material, ad.brief.country, rng)}"
    ad.html, ad.plain = f"{ad.html}\n<p>{escape(line)}</p>", f"{ad.plain}\n\n{line}"


def _expired(ad: Ad, rng: Random, material: Material) -> None:
    ad.apply_by = "2020-02-29"


XML = ("hrxml", "input_api", "output_api")
HTML = (*XML, "portal_details", "portal_search", "schema_org")
ALL = (*HTML, "jsonl", "csv")
KINDS: dict[str, tuple[Spoil, int, tuple[str, ...]]] = {
    "double_escaped": (_double_escaped, 5, (*XML, "portal_details")),
    "literal_null": (_literal_null, 4, (*HTML, "jsonl")),
    "glued_blocks": (_glued_blocks, 4, HTML),
    "wrong_language_label": (_wrong_language, 7, (*XML, "jsonl", "csv", "portal_details")),
    "several_profiles": (_several_profiles, 8, (*XML, "portal_details")),
    "odd_date": (_odd_date, 8, (*XML, "portal_details", "jsonl", "csv")),
    "newline_in_code": (_newline_in_code, 4, XML),
    "lower_case_isco": (_lower_case_isco, 4, (*XML, "portal_search")),
    "contradicting_codes": (_contradicting, 5, (*XML, "portal_details", "jsonl", "csv")),
    "retired_esco": (_retired_esco, 5, ALL[:-1]),
    "national_code": (_national_code, 4, XML),
    "abroad": (_abroad, 5, ALL),
    "several_countries": (_several_countries, 4, (*XML, "portal_details", "jsonl")),
    "mixed_nuts": (_mixed_nuts, 5, (*XML, "portal_search")),
    "lower_case_nuts": (_lower_case_nuts, 3, ("portal_search", "portal_details")),
    "no_nuts": (_no_nuts, 4, ("portal_search", *XML)),
    "placeholder_employer": (_placeholder_employer, 9, ALL),
    "empty_description": (_empty_description, 3, ALL),
    "zero_width_description": (_zero_width_description, 2, ALL),
    "cut_description": (_cut_description, 4, HTML),
    "odd_salary": (_odd_salary, 3, (*XML, "portal_details", "jsonl", "csv")),
    "personal_data": (_personal_data, 5, ALL),
    "expired": (_expired, 5, (*XML, "portal_details", "jsonl", "csv", "schema_org")),
}
"""kind → how, how many ads, formats that can show it"""
NEEDS_CODE = frozenset({"newline_in_code"})


def fits(kind: str, ad: Ad, form: str) -> bool:
    """Tell whether an ad can be spoilt in that way."""
    if form not in KINDS[kind][2] or (kind in NEEDS_CODE and not ad.codes):
        return False
    return kind != "several_profiles" or ad.brief.language in DERIVED


def spoil(kind: str, ad: Ad, material: Material) -> None:
    """Spoil an ad and note it."""
    KINDS[kind][0](ad, Random(f"{ad.brief.seed}/{kind}"), material)  # noqa: S311 - reproducible, not secret
    ad.planted.append(kind)
