"""The texts in `sample/ads/source/` and the occupations in `sample/taxonomy/source/` that ads are made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import build_taxonomy
import yaml

SOURCE = Path(__file__).parent.parent / "ads" / "source"
LANGUAGES = ("de", "en", "es", "fr", "it", "nl")
DERIVED = ("de", "en")
"""languages of the taxonomy: in these there are ads of every occupation, in the others of those in the YAML only"""
ESCO = "http://data.europa.eu/esco/"
OBSOLETE = "telephone-switchboard-operator"
"""of the status obsolete in the sample taxonomy, so not to be found"""


@dataclass(frozen=True)
class Skill:
    """A skill of the sample taxonomy."""

    uri: str
    kind: str
    labels: dict[str, list[str]]
    about: dict[str, str]
    essential: bool


@dataclass(frozen=True)
class Occupation:
    """A released occupation of the sample taxonomy."""

    slug: str
    uri: str
    isco: str
    labels: dict[str, list[str]]
    about: dict[str, str]
    skills: tuple[Skill, ...]
    """essential ones first"""


@dataclass(frozen=True)
class Material:
    """All texts. `written` is language → slug → titles, tasks and needs; `phrases` is language → everything else in an ad."""

    occupations: dict[str, Occupation]
    written: dict[str, dict[str, dict[str, list[str]]]]
    phrases: dict[str, dict[str, Any]]
    world: dict[str, Any]


@cache
def load() -> Material:
    """Read everything once."""
    taxonomy = build_taxonomy.read(build_taxonomy.SOURCE)
    return Material(
        occupations={
            slug: _occupation(taxonomy, slug, record) for slug, record in taxonomy.occupations.items() if slug != OBSOLETE
        },
        written={language: _written(language) for language in LANGUAGES},
        phrases={language: _yaml(f"phrases-{language}") for language in LANGUAGES},
        world=_yaml("world"),
    )


def _written(language: str) -> dict[str, dict[str, list[str]]]:
    written: dict[str, dict[str, list[str]]] = _yaml(f"occupations-{language}")
    if (SOURCE / f"more-{language}.yaml").is_file():
        for slug, tasks in _yaml(f"more-{language}").items():
            written[slug]["tasks"] += tasks
    return written


def _yaml(name: str) -> Any:  # noqa: ANN401 - YAML holds anything
    return yaml.load((SOURCE / f"{name}.yaml").read_text(encoding="utf-8"), build_taxonomy.StrictLoader)  # noqa: S506 - a SafeLoader


def _occupation(taxonomy: build_taxonomy.Source, slug: str, record: dict[str, Any]) -> Occupation:
    skills = [
        _skill(name, taxonomy.skills[name], essential=importance == "essential")
        for importance in ("essential", "optional")
        for name in record[importance]
    ]
    return Occupation(
        slug, concept_uri("occ", slug), record["code"][:4], _labels(record), record.get("about", {}), tuple(skills)
    )


def _skill(slug: str, record: dict[str, Any], *, essential: bool) -> Skill:
    return Skill(concept_uri("skill", slug), record["type"], _labels(record), record["about"], essential)


def _labels(record: dict[str, Any]) -> dict[str, list[str]]:
    return {language: build_taxonomy.labels_of(record, language) for language in DERIVED}


def concept_uri(kind: str, slug: str) -> str:
    """Return the URI that the sample taxonomy has for an occupation ("occ") or a skill."""
    term = build_taxonomy.made_up(kind, slug)
    prefix, _, local = term.partition(":")
    return f"{ESCO}{build_taxonomy.INSTANCES[prefix]}/{local}"


def by_prefix(table: dict[str, Any], occupation: Occupation) -> Any:  # noqa: ANN401 - a sector or a list of them
    """Return the entry of the longest ISCO prefix, None without any."""
    return next((table[occupation.isco[:length]] for length in (4, 3, 2, 1) if occupation.isco[:length] in table), None)


def genders(label: str) -> str:
    """Shorten a German pair: "Bäcker/Bäckerin" → "Bäcker/in"; others stay."""
    match = re.fullmatch(r"([^/]+)/([^/]+)", label)
    return f"{match[1]}/in" if match and match[2] == f"{match[1]}in" else label
