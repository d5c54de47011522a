"""The taxonomy as training text: several sources of one concept joined by URI, some labels held out.

ESCO's sources differ in what they carry: the RDF dump has skills and relations, the CSV packages of older releases have more
languages. A concept's labels are the union of what all of them say.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from search.records import Group, Occupation, Skill, Taxonomy
from search.texts import label_texts, split_genders

Kind = Literal["occupation", "skill", "group"]
HELD_OUT_SHARE = 0.1
"""at most this share of a language's alternative labels is held out"""
HELD_OUT_MOST = 300
"""and at most about so many in a language"""


@dataclass(slots=True)
class Subject:
    """A concept and all that is said of it: `labels` and `descriptions` by language, the first label the preferred one.

    `written` are the labels as the source writes them, gendered pairs whole. `skills` are URIs, essential ones first.
    """

    uri: str
    kind: Kind
    code: str = ""
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A label that training never sees: the query of a development set."""

    text: str
    language: str
    uri: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What an encoder learns from: subjects by URI, in a fixed order, and the labels kept from it."""

    subjects: dict[str, Subject]
    held_out: tuple[HeldOut, ...]
    languages: tuple[str, ...]

    def of_kind(self, *kinds: Kind) -> list[Subject]:
        """Return the subjects of some kinds."""
        return [subject for subject in self.subjects.values() if subject.kind in kinds]

    def owners(self) -> dict[str, frozenset[str]]:
        """Return label, lower case → URIs of all the concepts that have it: what a batch must not count as wrong.

        A gendered pair belongs to whoever has one of its forms as well.
        """
        owners: dict[str, set[str]] = {}
        for subject in self.subjects.values():
            for labels in (*subject.labels.values(), *subject.written.values()):
                for label in labels:
                    owners.setdefault(label.lower(), set()).add(subject.uri)
        for subject in self.subjects.values():
            for language, labels in subject.written.items():
                for label in labels:
                    for form in split_genders(label, language):
                        owners[label.lower()] |= owners.get(form.lower(), set())
        return {label: frozenset(uris) for label, uris in owners.items()}


def build_corpus(taxonomies: Sequence[Taxonomy], languages: Sequence[str]) -> Corpus:
    """Join taxonomies by URI; hold out some alternative labels of occupations, the same ones for the same text."""
    subjects: dict[str, Subject] = {}
    for taxonomy in taxonomies:
        concepts: list[Occupation | Skill | Group] = [*taxonomy.occupations.values(), *taxonomy.skills.values()]
        for concept in [*concepts, *taxonomy.isco_groups.values()]:
            _add(subjects, concept, languages)
    ordered = {uri: subjects[uri] for uri in sorted(subjects)}
    return Corpus(ordered, tuple(_hold_out(ordered.values(), languages)), tuple(languages))


def _add(subjects: dict[str, Subject], concept: Occupation | Skill | Group, languages: Iterable[str]) -> None:
    kind: Kind = "occupation" if isinstance(concept, Occupation) else "skill" if isinstance(concept, Skill) else "group"
    subject = subjects.setdefault(concept.uri, Subject(concept.uri, kind))
    if isinstance(concept, Occupation):
        subject.skills = subject.skills or (*concept.essential_skills, *concept.optional_skills)
    subject.code = subject.code or ("" if isinstance(concept, Skill) else concept.code)
    for language in languages:
        if labels := label_texts(concept, language):
            subject.labels[language] = tuple(dict.fromkeys((*subject.labels.get(language, ()), *labels)))
            written = (*subject.written.get(language, ()), *concept.labels(language))
            subject.written[language] = tuple(dict.fromkeys(written))
        if text := concept.description.get(language):
            subject.descriptions.setdefault(language, text)


def _hold_out(subjects: Iterable[Subject], languages: Iterable[str]) -> Iterable[HeldOut]:
    """Yield labels that nothing else says, in whatever language, and take them out of their subjects."""
    everything = list(subjects)
    said = Counter(form for subject in everything for language in languages for form in _forms(subject, language))
    occupations = [subject for subject in everything if subject.kind == "occupation"]
    for language in languages:
        candidates = [
            (subject, label)
            for subject in occupations
            for label in subject.written.get(language, ())[1:]
            if "/" not in label and _squeezed(label) not in _squeezed(subject.written[language][0])
        ]
        share = min(HELD_OUT_SHARE, HELD_OUT_MOST / max(1, len(candidates)))
        drawn = [(subject, label) for subject, label in candidates if _share_of(subject.uri, label) < share]
        for subject, label in drawn:
            form = _squeezed(label)
            paired = [other for other in subject.written[language] if "/" in other]
            if said[form] == 1 and not any(form in map(_squeezed, split_genders(pair, language)) for pair in paired):
                for texts in (subject.labels, subject.written):
                    texts[language] = tuple(other for other in texts[language] if _squeezed(other) != form)
                yield HeldOut(label, language, subject.uri)


def _forms(subject: Subject, language: str) -> set[str]:
    """Return all that is written of a subject in a language, gendered pairs whole and split."""
    written = subject.written.get(language, ())
    split = (form for label in written for form in split_genders(label, language))
    return {_squeezed(form) for form in (*subject.labels.get(language, ()), *written, *split)}


def _squeezed(label: str) -> str:
    return " ".join(label.lower().split())


def _share_of(*parts: str) -> float:
    """Return a number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8]) / 2**64


def corpus_hash(subjects: Mapping[str, Subject]) -> str:
    """Return the SHA-256 of all that batches are made of."""
    digest = hashlib.sha256()
    for subject in subjects.values():
        digest.update(repr(subject).encode())
    return digest.hexdigest()
