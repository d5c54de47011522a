"""Compare two releases, or two readings of the same one: what came, went, moved, was renamed, and every field that differs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.records import Concept, Taxonomy

KINDS = ("occupations", "skills", "isco_groups", "skill_groups")
"""the mappings of a Taxonomy, in the order of every result"""
_TEXT_FIELDS = frozenset({"preferred", "alternatives", "hidden", "description", "scope_note"})


class Moved(NamedTuple):
    """An occupation that changed its ISCO group."""

    uri: str
    old_group: str
    new_group: str


class Relabelled(NamedTuple):
    """A concept whose preferred label changed in one language."""

    uri: str
    language: str
    old: str
    new: str


class Replaced(NamedTuple):
    """A group that kept its code and changed its URI (release 1.1.1 gave every skill group a UUID)."""

    code: str
    old_uri: str
    new_uri: str


class Difference(NamedTuple):
    """A field that differs in a concept that both have; for texts, in one language."""

    uri: str
    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two taxonomies. Labels and texts are compared in the languages that both have."""

    old_release: str
    new_release: str
    languages: tuple[str, ...]
    added: dict[str, tuple[str, ...]]
    """kind ("occupations", "skills", …) → URIs only the new one has, sorted"""
    gone: dict[str, tuple[str, ...]]
    """kind → URIs only the old one has, sorted; replaced groups included"""
    replaced: tuple[Replaced, ...]
    moved_group: tuple[Moved, ...]
    relabelled: tuple[Relabelled, ...]
    differences: tuple[Difference, ...]
    """every differing field, labels and codes included"""

    @property
    def same(self) -> bool:
        """True where both taxonomies hold equal records in the compared languages."""
        return not (self.differences or any(self.added.values()) or any(self.gone.values()))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "from": self.old_release,
            "to": self.new_release,
            "languages": list(self.languages),
            "added": {kind: list(uris) for kind, uris in self.added.items()},
            "gone": {kind: list(uris) for kind, uris in self.gone.items()},
            "replaced": [replaced._asdict() for replaced in self.replaced],
            "moved_group": [moved._asdict() for moved in self.moved_group],
            "relabelled": [relabelled._asdict() for relabelled in self.relabelled],
            "differences": [difference._asdict() for difference in self.differences],
        }

    def lines(self) -> list[str]:
        """Return a summary for people."""
        lines = [f"ESCO {self.old_release} → {self.new_release}, in {', '.join(self.languages) or 'no common language'}"]
        lines += [f"{kind}: {len(self.added[kind]):,} added, {len(self.gone[kind]):,} gone" for kind in KINDS]
        lines.append(
            f"{len(self.replaced):,} groups replaced, {len(self.moved_group):,} occupations in another ISCO group, "
            f"{len(self.relabelled):,} labels changed, {len(self.differences):,} fields differ"
        )
        return lines


def compare(old: Taxonomy, new: Taxonomy, languages: tuple[str, ...] | None = None) -> Comparison:
    """Compare two taxonomies in `languages`, or in all that both were read in."""
    common = languages or tuple(language for language in old.languages if language in new.languages)
    added, gone = {}, {}
    relabelled: list[Relabelled] = []
    differences: list[Difference] = []
    for kind in KINDS:
        before: Mapping[str, Concept] = getattr(old, kind)
        after: Mapping[str, Concept] = getattr(new, kind)
        added[kind] = tuple(sorted(after.keys() - before.keys()))
        gone[kind] = tuple(sorted(before.keys() - after.keys()))
        for uri in sorted(before.keys() & after.keys()):
            found = _differences(before[uri], after[uri], common)
            differences += found
            relabelled += _relabelled(before[uri], after[uri], common) if found else []
    moved = [
        Moved(uri, group, new_group)
        for uri, occupation in old.occupations.items()
        if uri in new.occupations
        and (group := occupation.code.split(".")[0]) != (new_group := new.occupations[uri].code.split(".")[0])
    ]
    return Comparison(
        old.release, new.release, common, added, gone, _replaced(old, new), tuple(moved), tuple(relabelled), tuple(differences)
    )


def _differences(old: Concept, new: Concept, languages: tuple[str, ...]) -> list[Difference]:
    found = []
    for field in fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _TEXT_FIELDS:
            if before != after:
                found.append(Difference(old.uri, field.name, before, after))
            continue
        found += [
            Difference(old.uri, f"{field.name} {language}", before.get(language), after.get(language))
            for language in languages
            if before.get(language) != after.get(language)
        ]
    return found


def _relabelled(old: Concept, new: Concept, languages: tuple[str, ...]) -> list[Relabelled]:
    """List changed preferred labels; a label that only one of the two has is no new name."""
    return [
        Relabelled(old.uri, language, old.preferred[language], new.preferred[language])
        for language in languages
        if language in old.preferred and language in new.preferred and old.preferred[language] != new.preferred[language]
    ]


def _replaced(old: Taxonomy, new: Taxonomy) -> tuple[Replaced, ...]:
    after = {group.code: uri for uri, group in new.skill_groups.items() if group.code and uri not in old.skill_groups}
    return tuple(
        Replaced(group.code, uri, after[group.code])
        for uri, group in old.skill_groups.items()
        if uri not in new.skill_groups and group.code in after
    )
