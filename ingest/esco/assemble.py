"""Turn what a reader gathered into a `Taxonomy`: released concepts only, links with two ends, clean labels, all counted."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.esco import vocabulary as v
from ingest.esco.labels import long_texts, other_labels, preferred_labels
from ingest.esco.report import Dangling, ReadReport, Tally
from search.records import Concept, Group, Occupation, Skill, Taxonomy

if TYPE_CHECKING:
    from ingest.esco.gathered import Gathered, RawConcept

_NO_LABEL = "no label in any language"
_NO_KIND = "neither occupation, skill nor group"


def assemble(gathered: Gathered, release: str) -> tuple[Taxonomy, ReadReport]:
    """Return the taxonomy, its dictionaries sorted by URI, and the report (without source, seconds and memory)."""
    return _Assembly(gathered).run(release)


class _Assembly:
    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.wanted = gathered.wanted
        self.report = ReadReport(
            wanted=self.wanted,
            languages=dict(sorted(gathered.languages.items())),
            units=gathered.units,
            warnings=gathered.warnings,
        )
        self.missing, self.hygiene, self.fallbacks = Tally(), Tally(), Tally()
        self.kinds: dict[str, str] = {}
        """kept concepts → "occupation", "skill", "isco group", "skill group" or "isced-f field" """
        self.codes: dict[str, str] = {}
        """kept groups → code"""

    def run(self, release: str) -> tuple[Taxonomy, ReadReport]:
        concepts = self.gathered.concepts
        self.choose()
        broader = self.links("broader", self.gathered.broader)
        essential = self.links("essential", self.gathered.essential)
        optional = self.links("optional", self.gathered.optional)
        both = {holder: targets & essential.get(holder, set()) for holder, targets in optional.items()}
        for holder, targets in both.items():
            optional[holder] -= targets
        if doubled := sum(map(len, both.values())):
            self.report.warnings.append(f"{doubled} links are both essential and optional: kept as essential")
        taxonomy = Taxonomy(release, self.wanted)
        for uri in sorted(self.kinds):
            kind, raw = self.kinds[uri], concepts[uri]
            parents = tuple(sorted(broader.get(uri, ())))
            if kind == "occupation":
                occupation = self.occupation(uri, raw, parents)
                occupation.essential_skills = tuple(sorted(essential.get(uri, ())))
                occupation.optional_skills = tuple(sorted(optional.get(uri, ())))
                taxonomy.occupations[uri] = occupation
            elif kind == "skill":
                taxonomy.skills[uri] = self.skill(uri, raw, parents)
            else:
                group = self.group(uri, raw, parents, kind)
                (taxonomy.isco_groups if group.kind == "isco" else taxonomy.skill_groups)[uri] = group
        self.link_skills(taxonomy, essential, optional)
        return taxonomy, self.account(taxonomy)

    def choose(self) -> None:
        """Decide which concepts are kept, and count the others."""
        unreleased: Counter[str] = Counter()
        left_out: Counter[str] = Counter()
        for uri, raw in self.gathered.concepts.items():
            kind = _kind(uri, raw)
            if raw.statuses and v.RELEASED not in {v.last_segment(status).strip().lower() for status in raw.statuses}:
                unreleased[kind or "other"] += 1
            elif kind is None:
                left_out[_NO_KIND] += 1
            elif not any(text.strip() for _, text in raw.preferred) and raw.other_label is None:
                left_out[f"{kind}: {_NO_LABEL}"] += 1
            else:
                self.kinds[uri] = kind
                if kind not in ("occupation", "skill"):
                    self.codes[uri] = min(raw.notations, default="") or _code_of_iri(uri)
        self.report.unreleased = dict(sorted(unreleased.items()))
        self.report.left_out = dict(sorted(left_out.items()))

    def links(self, name: str, links: dict[str, set[str]]) -> dict[str, set[str]]:
        """Return the links whose two ends are kept; count the others by their bad end."""
        kinds, kept = self.kinds, {}
        for holder in sorted(links):
            targets = links[holder]
            good = {target for target in targets if target in kinds} if holder in kinds else set()
            for target in sorted(targets - good):
                end = holder if holder not in kinds else target
                why = "left out" if end in self.gathered.concepts else "absent"
                self.report.dangling.setdefault(f"{name}: {v.concept_kind(end)} {why}", Dangling()).add(holder, target)
            if good:
                kept[holder] = good
        return kept

    def fill(self, concept: Concept, raw: RawConcept, parents: tuple[str, ...], kind: str) -> None:
        """Fill what every concept has."""
        concept.preferred = preferred_labels(raw, self.wanted, self.hygiene, self.fallbacks)
        concept.alternatives, concept.hidden = other_labels(raw, concept.preferred, self.wanted, self.hygiene)
        concept.description = long_texts(self.gathered, raw.description, raw.description_nodes, self.fallbacks)
        concept.broader = parents
        for language in self.wanted:
            if language not in concept.preferred:
                self.missing.add(f"preferred label {language}", kind)
            if language not in concept.description:
                self.missing.add(f"description {language}", kind)
        if not raw.types:
            self.missing.add("rdf:type", kind)
        if not raw.statuses:
            self.missing.add("status (taken as released)", kind)

    def occupation(self, uri: str, raw: RawConcept, parents: tuple[str, ...]) -> Occupation:
        """Build an occupation; without a notation its code is that of its ISCO group."""
        occupation = Occupation(uri, modified=self.modified(raw))
        self.fill(occupation, raw, parents, "occupation")
        occupation.code = min(raw.notations, default="") or next((self.codes[uri] for uri in parents if uri in self.codes), "")
        if not raw.notations:
            self.missing.add("code", "occupation")
        occupation.scope_note = long_texts(self.gathered, raw.scope_note, raw.scope_note_nodes, None)
        occupation.nace = tuple(sorted(map(v.last_segment, raw.nace)))
        occupation.regulated = _regulated(raw)
        occupation.collections = _collections(raw)
        return occupation

    def skill(self, uri: str, raw: RawConcept, parents: tuple[str, ...]) -> Skill:
        """Build a skill with the codes of every group above it."""
        skill = Skill(uri, modified=self.modified(raw))
        self.fill(skill, raw, parents, "skill")
        skill.scope_note = long_texts(self.gathered, raw.scope_note, raw.scope_note_nodes, None)
        types = {v.SKILL_TYPES.get(value) or v.SKILL_TYPES.get(v.last_segment(value)) for value in raw.skill_types} - {None}
        skill.skill_type = min(filter(None, types), default=None)
        skill.reuse_level = min(v.REUSE_LEVELS.intersection(map(v.last_segment, raw.reuse_levels)), default=None)
        if skill.skill_type is None:
            self.missing.add("skill type", "skill")
        if skill.reuse_level is None:
            self.missing.add("reuse level", "skill")
        skill.groups = self.groups_above(uri)
        skill.collections = _collections(raw)
        return skill

    def group(self, uri: str, raw: RawConcept, parents: tuple[str, ...], kind: str) -> Group:
        """Build an ISCO group, skill group or ISCED-F field."""
        group = Group(uri, code=self.codes[uri], kind={"isco group": "isco", "skill group": "skill"}.get(kind, "isced-f"))
        self.fill(group, raw, parents, kind)
        return group

    def groups_above(self, uri: str) -> tuple[str, ...]:
        """Follow `broader` to the top, through concepts that were left out too; a cycle ends where it was entered."""
        seen, front = {uri}, [uri]
        while front:
            above = self.gathered.broader.get(front.pop(), set()) - seen
            seen |= above
            front += above
        return tuple(sorted({self.codes[ancestor] for ancestor in seen if ancestor in self.codes}))

    def link_skills(self, taxonomy: Taxonomy, essential: dict[str, set[str]], optional: dict[str, set[str]]) -> None:
        """Fill the links between skills, which the records keep at the skill that is needed."""
        for uri in taxonomy.skills:
            for name, links in (("essential_for_skills", essential), ("optional_for_skills", optional)):
                for target in links.get(uri, ()):
                    if target in taxonomy.skills:
                        skill = taxonomy.skills[target]
                        setattr(skill, name, (*getattr(skill, name), uri))  # URIs come sorted

    def modified(self, raw: RawConcept) -> datetime | None:
        """Return the latest date, aware (UTC where the source names no zone); None where there is none that can be read."""
        dates = []
        for text in raw.modified:
            try:
                date = datetime.fromisoformat(text.strip())
            except ValueError:
                self.missing.add("readable date", text)
                continue
            dates.append(date if date.tzinfo else date.replace(tzinfo=UTC))
        return max(dates, default=None)

    def account(self, taxonomy: Taxonomy) -> ReadReport:
        """Complete the report."""
        self.report.count(taxonomy)
        self.report.missing, self.report.hygiene = self.missing.nested(), self.hygiene.nested()
        self.report.fallbacks = self.fallbacks.nested()
        self.report.dangling = dict(sorted(self.report.dangling.items()))
        return self.report


def _kind(uri: str, raw: RawConcept) -> str | None:
    """Tell what a concept is, by IRI and type; groups under …/skill/ are what no skill's property speaks against."""
    kind = v.concept_kind(uri)
    if kind != "skill" or v.SKILL in raw.types or raw.skill_types or raw.reuse_levels:
        return kind if kind != "other" else None
    return "skill group" if v.CONCEPT in raw.types or raw.notations or v.HIERARCHY_SCHEME in raw.schemes else None


def _code_of_iri(uri: str) -> str:
    """Return the code at the end of a group's IRI: ".../isco/C2512" → "2512", ".../isced-f/0613" → "0613"."""
    return v.last_segment(uri).removeprefix("C" if uri.startswith(v.ISCO_PREFIX) else "")


def _regulated(raw: RawConcept) -> bool | None:
    notes = {v.last_segment(note).lower() for note in raw.regulated}
    return True if "regulated" in notes else False if "unregulated" in notes else None


def _collections(raw: RawConcept) -> tuple[str, ...]:
    return tuple(sorted(raw.collections | {v.COLLECTIONS[scheme] for scheme in raw.schemes if scheme in v.COLLECTIONS}))
