"""What a reader has gathered before anything is judged: raw concepts, links and texts, in whatever order they came.

The RDF and the CSV reader both fill one `Gathered`; `ingest.esco.assemble` turns it into a `Taxonomy`. So every rule on
released concepts, labels and dangling links is written once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FALLBACK = "en"
"""the language read beside the wanted ones, for concepts that lack them: English is ESCO's reference language"""


def normal_tag(tag: str) -> str:
    """Return a language tag as the records write it: "en_US" and "en-US" → "en-us"."""
    return tag.strip().replace("_", "-").lower()


@dataclass(slots=True)
class RawConcept:
    """One concept as the source writes it; (language, text) pairs are untrimmed and may repeat."""

    types: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    notations: set[str] = field(default_factory=set)
    schemes: set[str] = field(default_factory=set)
    collections: set[str] = field(default_factory=set)
    preferred: list[tuple[str, str]] = field(default_factory=list)
    alternatives: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    other_label: tuple[str, str] | None = None
    """a preferred label of a language that nobody asked for (the first by tag): shown where there is no better one"""
    description: list[tuple[str, str]] = field(default_factory=list)
    scope_note: list[tuple[str, str]] = field(default_factory=list)
    description_nodes: list[str] = field(default_factory=list)
    """IRIs of node literals, to be joined with `Gathered.node_texts`"""
    scope_note_nodes: list[str] = field(default_factory=list)
    modified: set[str] = field(default_factory=set)
    skill_types: set[str] = field(default_factory=set)
    reuse_levels: set[str] = field(default_factory=set)
    regulated: set[str] = field(default_factory=set)
    nace: set[str] = field(default_factory=set)


def _links() -> defaultdict[str, set[str]]:
    return defaultdict(set)


@dataclass(slots=True)
class Gathered:
    """Everything a reader kept of one release."""

    wanted: tuple[str, ...]
    """wanted languages, normalised"""
    concepts: dict[str, RawConcept] = field(default_factory=dict)
    broader: defaultdict[str, set[str]] = field(default_factory=_links)
    """child URI → parent URIs"""
    essential: defaultdict[str, set[str]] = field(default_factory=_links)
    """URI of the occupation or skill that needs skills → URIs of those skills"""
    optional: defaultdict[str, set[str]] = field(default_factory=_links)
    node_texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """IRI of a node literal → (language, text), kept languages only"""
    languages: Counter[str] = field(default_factory=Counter)
    """language → number of preferred labels seen, languages that nobody asked for included"""
    versions: set[str] = field(default_factory=set)
    """releases that the source states itself"""
    units: int = 0
    """triples or rows read"""
    warnings: list[str] = field(default_factory=list)
    _kept: dict[str, bool] = field(default_factory=dict)

    def concept(self, uri: str) -> RawConcept:
        """Return the concept of this URI, made empty on first sight."""
        concept = self.concepts.get(uri)
        if concept is None:
            concept = self.concepts[uri] = RawConcept()
        return concept

    def keeps(self, language: str) -> bool:
        """Tell whether texts of a language are kept: wanted, English, or a regional form of either ("en-us")."""
        kept = self._kept.get(language)
        if kept is None:
            known = {*self.wanted, FALLBACK}
            kept = self._kept[language] = language in known or language.split("-", 1)[0] in known
        return kept

    def add_preferred(self, concept: RawConcept, language: str, text: str) -> None:
        """Add a preferred label; of the languages that nobody asked for only one per concept is kept."""
        self.languages[language] += 1
        if self.keeps(language):
            concept.preferred.append((language, text))
        elif text.strip() and (concept.other_label is None or (language, text) < concept.other_label):
            concept.other_label = (language, text)


def pick_texts(pairs: Iterable[tuple[str, str]], wanted: tuple[str, ...]) -> dict[str, list[str]]:
    """Group (language, text) pairs by wanted language, untrimmed; a regional form ("en-us") stands in for a wanted language
    ("en") that has no text at all.
    """
    grouped: dict[str, list[str]] = {}
    for language, text in pairs:
        if text.strip():
            grouped.setdefault(language, []).append(text)
    picked: dict[str, list[str]] = {}
    for language in wanted:
        if language in grouped:
            picked[language] = grouped[language]
            continue
        regional = sorted(tag for tag in grouped if tag.startswith(f"{language}-"))
        if regional:
            picked[language] = grouped[regional[0]]
    return picked
