"""ESCO records as index points: which texts are embedded, what the payload says.

An occupation has, for each indexed language, the vectors `label_en` (mean over all its labels), `description_en` and `skills_en`
(mean over its skills' label vectors, optional ones at half weight), and one sparse vector `words` over all languages. `centroid_en`
is that of the description until job ads join it, and `ads` is theirs alone (`ingest.ads.centroids`).
Each label of an occupation is a point of its own as well, in each indexed language, for queries that are as short (search.forms).
A skill has `label_en`, `description_en` and `words`. Groups have a payload only. Where a language lacks a text, the vector is made
of the fallback (see `search.texts.best_text`) and the payload's `fallbacks` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from qdrant_client import models

from ingest.ads.points import ads_schema
from search.encoder import Vectors, unit
from search.forms import Form, form_schema
from search.records import Concept, Group, Occupation, Skill, Taxonomy
from search.sparse import encode_sparse_document
from search.store.base import ADS, FORMS, GROUPS, OCCUPATIONS, SKILLS, CollectionSchema, point_id
from search.texts import best_text, digest, label_texts, sparse_text

SCHEMA = 3
"""counted up whenever the same taxonomy would give other points; part of every text hash"""
OPTIONAL_WEIGHT = 0.5
DERIVED_SHARE = 0.25
"""an occupation counts as green or digital when this share of its essential skills is"""

_OCCUPATION_PARTS = ("label", "description", "skills", "centroid")
_KEYWORD = models.PayloadSchemaType.KEYWORD


def schemas(languages: Sequence[str], dimension: int) -> dict[str, CollectionSchema]:
    """Return what each collection holds."""
    return {
        OCCUPATIONS: CollectionSchema(
            {
                **{f"{name}_{language}": dimension for language in languages for name in _OCCUPATION_PARTS},
                "ads": dimension,
            },
            ("words",),
            dict.fromkeys(
                ("uri", "code", "isco_groups", "collections", "regulated", "essential_skills", "optional_skills", "nace"),
                _KEYWORD,
            ),
        ),
        SKILLS: CollectionSchema(
            {f"{name}_{language}": dimension for language in languages for name in ("label", "description")},
            ("words",),
            dict.fromkeys(("uri", "skill_type", "reuse_level", "groups", "collections"), _KEYWORD),
        ),
        FORMS: form_schema(dimension),
        GROUPS: CollectionSchema({}, (), dict.fromkeys(("uri", "kind", "code"), _KEYWORD)),
        ADS: ads_schema(dimension),
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """One point before its vectors are known.

    `parts`: vector name → weighted texts whose unit vectors are averaged. `words`: the text matched by word, None for groups.
    """

    collection: str
    uri: str
    payload: dict[str, Any]
    parts: Mapping[str, Sequence[tuple[str, float]]]
    words: str | None

    def texts(self) -> Iterable[str]:
        """Every text that needs a vector."""
        return (text for weighted in self.parts.values() for text, _ in weighted)

    def point(self, vectors: Mapping[str, Vectors]) -> models.PointStruct:
        """Return the finished point."""
        named: dict[str, Any] = {
            name: unit(np.sum([weight * vectors[text] for text, weight in weighted], axis=0, dtype=np.float64)).tolist()
            for name, weighted in self.parts.items()
        }
        if self.words:
            named["words"] = encode_sparse_document(self.words)
        return models.PointStruct(id=point_id(self.uri), vector=named, payload=self.payload)


def plan_points(taxonomy: Taxonomy, model: str) -> Iterable[Plan]:
    """Yield a plan for every concept: occupations, skills, then groups, each by URI."""
    stamp = {"esco_version": taxonomy.release, "model": model}
    for occupation in taxonomy.occupations.values():
        yield _plan_occupation(occupation, taxonomy, stamp)
    for skill in taxonomy.skills.values():
        yield _plan_skill(skill, taxonomy.languages, stamp)
    for group in (*taxonomy.isco_groups.values(), *taxonomy.skill_groups.values()):
        payload = {**_concept_payload(group), "code": group.code, "kind": group.kind, **stamp}
        yield Plan(GROUPS, group.uri, payload, {}, None)


def forms_of(plan: Plan, languages: Sequence[str]) -> list[Form]:
    """Return the labels of a planned occupation, each in each language that it stands for; its texts are the plan's."""
    return [Form(plan.uri, text, language) for language in languages for text, _ in plan.parts.get(f"label_{language}", ())]


def derived_collections(occupation: Occupation, skills: Mapping[str, Skill]) -> tuple[str, ...]:
    """Return "green" and "digital" where at least a quarter of the essential skills belong to that collection.

    ESCO gives these collections to skills; of the occupations it only marks those of research.
    """
    essential = [skills[uri] for uri in occupation.essential_skills if uri in skills]
    return tuple(
        name
        for name in ("digital", "green")
        if essential and sum(name in skill.collections for skill in essential) >= DERIVED_SHARE * len(essential)
    )


def _plan_occupation(occupation: Occupation, taxonomy: Taxonomy, stamp: Mapping[str, str]) -> Plan:
    skills = taxonomy.skills
    weighted = [(uri, 1.0) for uri in occupation.essential_skills] + [
        (uri, OPTIONAL_WEIGHT) for uri in occupation.optional_skills
    ]
    parts, fallbacks = _text_parts(occupation, taxonomy.languages)
    for language in taxonomy.languages:
        labels = [(best_text(skills[uri].preferred, (language,)), weight) for uri, weight in weighted if uri in skills]
        chosen = [(found[0], weight) for found, weight in labels if found]
        if chosen:
            parts[f"skills_{language}"] = chosen
    skill_labels = [
        skills[uri].preferred[language]
        for language in taxonomy.languages
        for uri in (*occupation.essential_skills, *occupation.optional_skills)
        if uri in skills and language in skills[uri].preferred
    ]
    for language in taxonomy.languages:
        if text := parts.get(f"description_{language}") or parts.get(f"label_{language}"):
            parts[f"centroid_{language}"] = text
    words = sparse_text(occupation, taxonomy.languages, skill_labels)
    derived = derived_collections(occupation, skills)
    payload = {
        **_concept_payload(occupation),
        "code": occupation.code,
        "isco_groups": list(occupation.isco_groups),
        "scope_note": occupation.scope_note,
        "essential_skills": list(occupation.essential_skills),
        "optional_skills": list(occupation.optional_skills),
        "nace": list(occupation.nace),
        "regulated": {True: "yes", False: "no", None: "unknown"}[occupation.regulated],
        "collections": sorted({*occupation.collections, *derived}),
        "derived_collections": [name for name in derived if name not in occupation.collections],
        "n_ads": 0,
        "n_ads_by_source": {},
        "status": occupation.status,
        "modified": occupation.modified.isoformat() if occupation.modified else None,
        "fallbacks": fallbacks,
        "text_hash": _text_hash(parts, words),
        **stamp,
    }
    return Plan(OCCUPATIONS, occupation.uri, payload, parts, words)


def _plan_skill(skill: Skill, languages: Sequence[str], stamp: Mapping[str, str]) -> Plan:
    parts, fallbacks = _text_parts(skill, languages)
    words = sparse_text(skill, languages, ())
    payload = {
        **_concept_payload(skill),
        "scope_note": skill.scope_note,
        "skill_type": skill.skill_type,
        "reuse_level": skill.reuse_level,
        "groups": list(skill.groups),
        "essential_for_skills": list(skill.essential_for_skills),
        "optional_for_skills": list(skill.optional_for_skills),
        "collections": list(skill.collections),
        "status": skill.status,
        "modified": skill.modified.isoformat() if skill.modified else None,
        "fallbacks": fallbacks,
        "text_hash": _text_hash(parts, words),
        **stamp,
    }
    return Plan(SKILLS, skill.uri, payload, parts, words)


def _text_parts(concept: Concept, languages: Sequence[str]) -> tuple[dict[str, list[tuple[str, float]]], list[str]]:
    """Return the label and description parts of every language, and what was taken from another language ("description_de=en")."""
    parts: dict[str, list[tuple[str, float]]] = {}
    fallbacks: list[str] = []
    for language in languages:
        label = best_text(concept.preferred, (language,))
        if label:
            parts[f"label_{language}"] = [(text, 1.0) for text in label_texts(concept, label[1])]
            fallbacks += [f"label_{language}={label[1]}"] if label[1] != language else []
        description = best_text(concept.description, (language,))
        if description:
            parts[f"description_{language}"] = [(description[0], 1.0)]
            fallbacks += [f"description_{language}={description[1]}"] if description[1] != language else []
    return parts, fallbacks


def _text_hash(parts: Mapping[str, Sequence[tuple[str, float]]], words: str) -> str:
    return digest(str(SCHEMA), words, *(f"{name} {weight} {text}" for name in sorted(parts) for text, weight in parts[name]))


def _concept_payload(concept: Occupation | Skill | Group) -> dict[str, Any]:
    return {
        "uri": concept.uri,
        "preferred": concept.preferred,
        "alternatives": {language: list(labels) for language, labels in concept.alternatives.items()},
        "hidden": {language: list(labels) for language, labels in concept.hidden.items()},
        "description": concept.description,
        "broader": list(concept.broader),
    }
