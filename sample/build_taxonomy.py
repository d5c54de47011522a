"""Build `sample/taxonomy/esco-sample.ttl` from the YAML in `sample/taxonomy/source/`, in the shape of ESCO's official RDF dump.

Usage: `python sample/build_taxonomy.py [--source FOLDER] [--out FILE]`. The same source always gives the same bytes.
"""

from __future__ import annotations

import argparse
import re
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SOURCE = HERE / "taxonomy" / "source"
TARGET = HERE / "taxonomy" / "esco-sample.ttl"
RELEASE = "sample-1"
MODIFIED = '"2026-01-15T09:00:00.000000+00:00"^^xsd:dateTime'
LANGUAGES = ("de", "en")
# Every UUID is uuid5 of this namespace, so none can be that of an official concept.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "sample-taxonomy.careerspace.invalid")

ESCO = "http://data.europa.eu/esco/"
# Short prefixes keep the file small; they stand for the official paths.
INSTANCES = {
    "scheme": "concept-scheme",
    "isced": "isced-f",
    "isco": "isco",
    "label": "label",
    "role": "label-role",
    "occ": "occupation",
    "regulation": "regulated-professions",
    "rel": "relation",
    "rel-type": "relationship-type",
    "reuse": "skill-reuse-level",
    "skill": "skill",
    "skill-type": "skill-type",
    "text": "node-literal",
}
PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "esco": ESCO + "model#",
    "iso-thes": "http://purl.org/iso25964/skos-thes#",
    "nace": "http://data.europa.eu/ux2/nace2.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{prefix: f"{ESCO}{path}/" for prefix, path in INSTANCES.items()},
}
SCHEMES = {
    "occupations": "ESCO-shaped occupations of the Careerspace sample",
    "member-occupations": "Occupations",
    "isco": "ISCO-08 groups used in the sample",
    "skills": "ESCO-shaped skills of the Careerspace sample",
    "member-skills": "Skills and knowledge",
    "skills-hierarchy": "Skill groups",
    "isced-f": "ISCED-F 2013 fields used in the sample",
    "green": "Green skills and occupations",
    "research": "Research skills",
    "skill-language-groups": "Language skills",
    "skill-transversal-groups": "Transversal skills",
    "6c930acd-c104-4ece-acf7-f44fd7333036": "Digital skills",
    "8ae4b9f3-507e-4057-a145-2f96f0132613": "Research occupations",
}
OCCUPATION_COLLECTIONS = {"green": "green", "research": "8ae4b9f3-507e-4057-a145-2f96f0132613"}
SKILL_COLLECTIONS = {"green": "green", "research": "research", "digital": "6c930acd-c104-4ece-acf7-f44fd7333036"}
SKILL_TYPES = {"skill", "knowledge"}
REUSE_LEVELS = {"transversal", "cross-sector", "sector-specific", "occupation-specific"}


class SourceError(Exception):
    """The YAML is wrong; the message lists every problem found."""


class StrictLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys; a slug written twice must not pass unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a mapping with two equal keys."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = sorted({str(key) for key in keys if keys.count(key) > 1})
        if repeated:
            raise SourceError(f"{node.start_mark.name}: written twice: {', '.join(repeated)}")
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Source:
    """What the YAML says: records by slug or by code."""

    occupations: dict[str, dict[str, Any]]
    skills: dict[str, dict[str, Any]]
    isco: dict[str, dict[str, Any]]
    skill_groups: dict[str, dict[str, Any]]
    planted: list[dict[str, str]]


def read(folder: Path) -> Source:
    """Read the YAML files of a folder; raise SourceError for a slug or a code written twice."""

    def load(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything
        return yaml.load(path.read_text(encoding="utf-8"), StrictLoader)  # noqa: S506 - a SafeLoader

    def merge(records: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
        merged: dict[str, dict[str, Any]] = {}
        for key, record in records:
            if key in merged:
                raise SourceError(f"{key} is written twice in the files of {folder}")
            merged[key] = record
        return merged

    def skills() -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted(folder.glob("skills-*.yaml")):
            for block in load(path):
                shared = {key: value for key, value in block.items() if key != "skills"}
                for slug, record in block["skills"].items():
                    yield slug, {**shared, **record}

    occupation_files = sorted(folder.glob("occupations-*.yaml"))
    return Source(
        occupations=merge(pair for path in occupation_files for pair in load(path).items()),
        skills=merge(skills()),
        isco=load(folder / "isco-groups.yaml"),
        skill_groups=load(folder / "skill-groups.yaml"),
        planted=load(folder / "irregularities.yaml"),
    )


def problems(source: Source) -> Iterator[str]:
    """Say everything that is wrong with the source."""
    yield from text_problems(source)
    codes: dict[str, str] = {}
    for slug, record in source.occupations.items():
        yield from occupation_problems(source, slug, record)
        if other := codes.get(record["code"]):
            yield f"{slug} and {other} have the same code {record['code']}"
        codes[record["code"]] = slug
    for slug, record in source.skills.items():
        yield from skill_problems(source, slug, record)
    yield from group_problems(source)


def skill_problems(source: Source, slug: str, record: dict[str, Any]) -> Iterator[str]:
    """Check one skill's groups, type, reuse level and collections."""
    if unknown := sorted(set(record["broader"]) - set(source.skill_groups)):
        yield f"skill {slug}: unknown skill groups {', '.join(unknown)}"
    if record["type"] not in SKILL_TYPES or record["reuse"] not in REUSE_LEVELS:
        yield f"skill {slug}: type {record['type']} or reuse level {record['reuse']} does not exist"
    if unknown := sorted(set(record.get("collections", ())) - set(SKILL_COLLECTIONS)):
        yield f"skill {slug}: unknown collections {', '.join(unknown)}"


def group_problems(source: Source) -> Iterator[str]:
    """Find ISCO groups and skill groups that are missing, and what nothing refers to."""
    used = {slug for record in source.occupations.values() for slug in record["essential"] + record["optional"]}
    if unused := sorted(set(source.skills) - used):
        yield f"no occupation asks for these skills: {', '.join(unused)}"
    groups = {record["code"][:length] for record in source.occupations.values() for length in range(1, 5)}
    if groups != set(source.isco):
        yield f"ISCO groups that are missing: {sorted(groups - set(source.isco))}; unused: {sorted(set(source.isco) - groups)}"
    for code in source.skill_groups:
        if len(code) > 1 and parent_group(code) not in source.skill_groups:
            yield f"skill group {code}: its parent {parent_group(code)} is missing"


def text_problems(source: Source) -> Iterator[str]:
    """Find missing languages, repeated labels, stray blanks and descriptions used twice."""
    seen: dict[str, str] = {}
    for kind, records in (
        ("occupation", source.occupations),
        ("skill", source.skills),
        ("ISCO group", source.isco),
        ("skill group", source.skill_groups),
    ):
        described = kind in {"occupation", "skill"}
        for key, record in records.items():
            for language in LANGUAGES:
                where = f"{kind} {key} ({language})"
                labels = labels_of(record, language)
                if not labels:
                    yield f"{where}: no preferred label"
                if len(set(labels)) < len(labels):
                    yield f"{where}: a label is repeated"
                if kind == "occupation" and not 3 <= len(labels) <= 6:
                    yield f"{where}: {len(labels) - 1} alternative labels, 2 to 5 are wanted"
                about = record.get("about", {}).get(language, "")
                if not about and (described or (kind == "ISCO group" and len(key) == 4)):
                    yield f"{where}: no description"
                if about and about in seen:
                    yield f"{where}: same description as {seen[about]}"
                seen[about] = where
                yield from (
                    f"{where}: stray blanks in {text!r}" for text in [*labels, about] if text != " ".join(text.split())
                )


def occupation_problems(source: Source, slug: str, record: dict[str, Any]) -> Iterator[str]:
    """Check one occupation's code, parent, skills, NACE codes and collections."""
    code, parent = record["code"], record.get("parent")
    if not re.fullmatch(r"\d{4}(\.\d+)+", code):
        yield f"occupation {slug}: {code} is no occupation code"
    if parent and parent not in source.occupations:
        yield f"occupation {slug}: unknown parent {parent}"
    elif code.rpartition(".")[0] != (source.occupations[parent]["code"] if parent else code[:4]):
        yield f"occupation {slug}: code {code} does not follow from {parent or code[:4]}"
    essential, optional = record["essential"], record["optional"]
    if unknown := sorted({*essential, *optional} - set(source.skills)):
        yield f"occupation {slug}: unknown skills {', '.join(unknown)}"
    if len({*essential, *optional}) < len(essential) + len(optional):
        yield f"occupation {slug}: a skill is named twice"
    if not (5 <= len(essential) <= 10 and 2 <= len(optional) <= 6):
        yield f"occupation {slug}: {len(essential)} essential and {len(optional)} optional skills, wanted 5-10 and 2-6"
    if not all(re.fullmatch(r"\d{2,4}", nace) for nace in record["nace"]):
        yield f"occupation {slug}: NACE codes {record['nace']}"
    if unknown := set(record.get("collections", ())) - set(OCCUPATION_COLLECTIONS):
        yield f"occupation {slug}: unknown collections {sorted(unknown)}"


def labels_of(record: dict[str, Any], language: str) -> list[str]:
    """Return the preferred label, then the alternatives. A group has one label and no list."""
    labels = record.get(language, [])
    return [labels] if isinstance(labels, str) else labels


def parent_group(code: str) -> str:
    """Return the group above: S1.12 → S1 → S, T4 → T, 0613 → 061 → 06 → K (ESCO hangs ISCED-F below knowledge)."""
    if code.isdigit():
        return code[:-1] if len(code) > 2 else "K"
    return code.rpartition(".")[0] or code[0]


def made_up(kind: str, *parts: str) -> str:
    """Return `kind:` + a UUID that always is the same for the same parts."""
    return f"{kind}:{uuid.uuid5(NAMESPACE, '/'.join((kind, *parts)))}"


def group_term(code: str) -> str:
    """Return the URI of a skill group or of an ISCED-F field."""
    return f"isced:{code}" if code.isdigit() else made_up("skill", "group", code)


def quoted(text: str, suffix: str = "") -> str:
    """Return a Turtle literal: `"text"@de`, `"text"^^xsd:language`."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"' + suffix


@dataclass
class Turtle:
    """Triples of ready-made Turtle terms, written sorted."""

    triples: defaultdict[str, defaultdict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def add(self, subject: str, predicate: str, *objects: str) -> None:
        """Add one triple for each object."""
        self.triples[subject][predicate].update(objects)

    def blocks(self) -> Iterator[str]:
        """Yield one block of text per subject."""
        for subject, predicates in sorted(self.triples.items()):
            # `a` sorts before every prefixed name
            lines = [
                f"{predicate} " + ", ".join(sorted(objects)) for predicate, objects in sorted(predicates.items()) if objects
            ]
            yield f"{subject} " + " ;\n\t".join(lines) + " .\n"


def add_texts(turtle: Turtle, subject: str, record: dict[str, Any], *, roles: bool) -> None:
    """Add labels, plain and reified, and descriptions, one node per language."""
    for language in LANGUAGES:
        for text, predicate, label_roles in label_forms(labels_of(record, language), language):
            # official dumps reify every label; of skills only the preferred ones, to keep the file small
            if roles or (predicate == "prefLabel" and "esco:Skill" in turtle.triples[subject]["a"]):
                add_reified_label(turtle, subject, predicate, text, language, label_roles if roles else ())
            turtle.add(subject, f"skos:{predicate}", quoted(text, f"@{language}"))
        if about := record.get("about", {}).get(language):
            node = made_up("text", subject, language)
            turtle.add(subject, "dct:description", node)
            turtle.add(node, "a", "esco:NodeLiteral")
            turtle.add(node, "esco:language", quoted(language, "^^xsd:language"))
            turtle.add(node, "esco:nodeLiteral", quoted(about))


def add_reified_label(turtle: Turtle, subject: str, predicate: str, text: str, language: str, roles: Iterable[str]) -> None:
    """Add a label as a SKOS-XL resource."""
    label = made_up("label", subject, language, predicate, text)
    turtle.add(subject, f"skosxl:{predicate}", label)
    turtle.add(label, "a", "skosxl:Label")
    turtle.add(label, "skosxl:literalForm", quoted(text, f"@{language}"))
    turtle.add(label, "esco:hasLabelRole", *(f"role:{role}" for role in roles))


def label_forms(labels: list[str], language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (text, predicate, roles). A German pair "Koch/Köchin" also gives both forms as alternatives, each with its gender."""
    for place, text in enumerate(labels):
        pair = text.split("/") if language == "de" and text.count("/") == 1 else []
        standard = place == 0
        if standard or not pair:
            gendered = ("female", "male") if pair else ("female", "male", "neutral")
            yield text, "prefLabel" if standard else "altLabel", gendered
        for role, form in zip(("male", "female"), pair, strict=False):
            yield form, "altLabel", (role, f"standard-{role}") if standard else (role,)


def add_concept(turtle: Turtle, subject: str, schemes: Iterable[str], path: list[str], parents: Iterable[str]) -> None:
    """Add what every concept has. `path` holds all ancestors, `parents` the direct ones."""
    turtle.add(subject, "a", "skos:Concept")
    turtle.add(subject, "skos:inScheme", *(f"scheme:{scheme}" for scheme in schemes))
    turtle.add(subject, "iso-thes:status", '"released"')
    turtle.add(subject, "dct:modified", MODIFIED)
    turtle.add(subject, "skos:broaderTransitive", *path)
    for parent in parents:
        turtle.add(subject, "skos:broader", parent)
        turtle.add(parent, "skos:narrower", subject)


def add_groups(turtle: Turtle, source: Source) -> None:
    """Add ISCO groups, skill groups and ISCED-F fields."""
    for code, record in source.isco.items():
        above = [f"isco:C{code[:length]}" for length in range(1, len(code))]
        add_concept(turtle, f"isco:C{code}", ("isco", "occupations"), above, above[-1:])
        turtle.add(f"isco:C{code}", "skos:notation", quoted(code))
        add_texts(turtle, f"isco:C{code}", record, roles=False)
    for code, record in source.skill_groups.items():
        schemes = ("isced-f", "skills", "skills-hierarchy") if code.isdigit() else ("skills", "skills-hierarchy")
        above = [group_term(step) for step in group_path(code)[1:]]
        add_concept(turtle, group_term(code), schemes, above, above[:1])
        turtle.add(group_term(code), "skos:notation", quoted(code))
        add_texts(turtle, group_term(code), record, roles=False)


def group_path(code: str) -> list[str]:
    """Return a skill group and everything above it, nearest first."""
    return [code] if len(code) == 1 else [code, *group_path(parent_group(code))]


def add_skill(turtle: Turtle, slug: str, record: dict[str, Any]) -> None:
    """Add one skill."""
    subject = made_up("skill", slug)
    tops = {group[0] for group in record["broader"]}
    schemes = ["skills", "member-skills", *(SKILL_COLLECTIONS[name] for name in record.get("collections", ()))]
    schemes += ["skill-language-groups"] * ("L" in tops) + ["skill-transversal-groups"] * ("T" in tops)
    above = [group_term(step) for group in record["broader"] for step in group_path(group)]
    add_concept(turtle, subject, schemes, above, map(group_term, record["broader"]))
    turtle.add(subject, "a", "esco:MemberConcept", "esco:Skill")
    turtle.add(subject, "esco:referenceLanguage", '"en"^^xsd:language')
    turtle.add(subject, "esco:skillType", f"skill-type:{record['type']}")
    turtle.add(subject, "esco:skillReuseLevel", f"reuse:{record['reuse']}")
    add_texts(turtle, subject, record, roles=False)


def add_occupation(turtle: Turtle, source: Source, slug: str, record: dict[str, Any]) -> None:
    """Add one occupation and its relations, direct, inverse and reified."""
    subject, group = made_up("occ", slug), record["code"][:4]
    above = [f"isco:C{group[:length]}" for length in range(1, 5)]
    ancestor = record
    while parent := ancestor.get("parent"):
        above.append(made_up("occ", parent))
        ancestor = source.occupations[parent]
    schemes = ["occupations", "member-occupations", *(OCCUPATION_COLLECTIONS[name] for name in record.get("collections", ()))]
    parent = record.get("parent")
    add_concept(turtle, subject, schemes, above, [made_up("occ", parent) if parent else f"isco:C{group}"])
    turtle.add(subject, "a", "esco:MemberConcept", "esco:Occupation")
    turtle.add(subject, "esco:referenceLanguage", '"en"^^xsd:language')
    turtle.add(subject, "skos:notation", quoted(record["code"]))
    turtle.add(subject, "esco:hasNACECode", *(f"nace:{code}" for code in record["nace"]))
    turtle.add(subject, "esco:regulatedProfessionNote", f"regulation:{'' if record.get('regulated') else 'un'}regulated")
    add_texts(turtle, subject, record, roles=True)
    for importance in ("essential", "optional"):
        for skill in record[importance]:
            add_relation(turtle, subject, made_up("skill", skill), importance)


def add_relation(turtle: Turtle, occupation: str, skill: str, importance: str, *, inverse: bool = True) -> None:
    """Say three times, as the official dump does, that an occupation needs a skill."""
    association = made_up("rel", occupation, skill)
    turtle.add(occupation, f"esco:related{importance.title()}Skill", skill)
    turtle.add(occupation, "esco:hasAssociation", association)
    if inverse:
        turtle.add(skill, f"esco:is{importance.title()}SkillFor", occupation)
    turtle.add(association, "a", "esco:AssociationObject")
    turtle.add(association, "esco:isAssociationFor", occupation)
    turtle.add(association, "esco:target", skill)
    turtle.add(association, "esco:targetFramework", "scheme:member-skills")
    turtle.add(association, "dct:type", f"rel-type:{importance}-skill")


def plant(turtle: Turtle, source: Source, what: dict[str, str]) -> None:
    """Make one of the mistakes that official dumps make."""
    kind, slug = what["concept"].split("/")
    subject, triples = made_up("occ" if kind == "occupation" else kind, slug), turtle.triples
    record = source.occupations[slug] if kind == "occupation" else source.skills[slug]
    match what["mistake"]:
        case "status":
            triples[subject]["iso-thes:status"] = {quoted(what["value"])}
        case "dangling skill":
            add_relation(turtle, subject, made_up("skill", "dangling", slug), "essential", inverse=False)
        case "no description":
            node = made_up("text", subject, what["value"])
            triples[subject]["dct:description"].remove(node)
            del triples[node]
        case "repeated label":
            turtle.add(subject, "skos:altLabel", quoted(record[what["value"]][0], f"@{what['value']}"))
        case "blanks":
            plain = quoted(record[what["value"]][0], f"@{what['value']}")
            triples[subject]["skos:prefLabel"].remove(plain)
            turtle.add(subject, "skos:prefLabel", plain.replace('"@', '  "@'))
        case "no type":
            del triples[subject]["esco:skillType"]
        case other:
            raise SourceError(f"irregularities.yaml: unknown mistake {other!r}")


def build(source: Source) -> str:
    """Return the whole Turtle file; raise SourceError with every problem of the source."""
    if found := list(problems(source)):
        raise SourceError("\n".join(found))
    turtle = Turtle()
    for scheme, title in SCHEMES.items():
        turtle.add(f"scheme:{scheme}", "a", "skos:ConceptScheme")
        turtle.add(f"scheme:{scheme}", "dct:title", quoted(title, "@en"))
        turtle.add(f"scheme:{scheme}", "owl:versionInfo", quoted(RELEASE))
    add_groups(turtle, source)
    for slug, record in source.skills.items():
        add_skill(turtle, slug, record)
    for slug, record in source.occupations.items():
        add_occupation(turtle, source, slug, record)
    for what in source.planted:
        plant(turtle, source, what)
    notes = [f"#   {place}. {what['note']}" for place, what in enumerate(source.planted, 1)]
    head = [
        f"# Careerspace sample taxonomy, release {RELEASE}. Made by sample/build_taxonomy.py; do not edit.",
        "# ESCO's RDF shape and ISCO-08 codes, our own texts, made-up UUIDs: this is no part of ESCO.",
        "# Planted, because official dumps have them too:",
        *notes,
        *(f"@prefix {name}: <{iri}> ." for name, iri in sorted(PREFIXES.items())),
    ]
    return "\n".join([*head, "", "\n".join(turtle.blocks())])


def write(text: str, target: Path) -> None:
    """Write the file to a temporary name, then rename it."""
    unfinished = target.with_suffix(".partial")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(target)


def main() -> None:
    """Build the sample, or say what is wrong with its source and exit with 1."""
    parser = argparse.ArgumentParser(description="Build the sample taxonomy.")
    parser.add_argument("--source", type=Path, default=SOURCE, help="folder of the YAML files")
    parser.add_argument("--out", type=Path, default=TARGET, help="Turtle file to write")
    arguments = parser.parse_args()
    try:
        source = read(arguments.source)
        text = build(source)
    except SourceError as error:
        sys.exit(str(error))
    write(text, arguments.out)
    print(f"{arguments.out}: {len(source.occupations)} occupations, {len(source.skills)} skills, {len(text) // 1024} KiB")


if __name__ == "__main__":
    main()
