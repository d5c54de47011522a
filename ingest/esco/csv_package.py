"""Read the official CSV package of ESCO: a zip or a folder, one or more languages.

The tables are named `occupations_en.csv`, `skills_en.csv`… and, for links, `occupationSkillRelations.csv` (to 1.1) or
`occupationSkillRelations_en.csv` (from 1.2); each may be gzipped. Columns are found by their name, so both real layouts pass:
1.0.8 (ISCO groups without status, no links in the excerpt) and 1.1.1. Several values of a cell stand on lines of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.esco import vocabulary as v
from ingest.esco.csv_rows import read_table
from ingest.esco.gathered import Gathered, RawConcept, normal_tag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ingest.esco.csv_rows import Columns, Row, Taker
    from ingest.esco.files import Part, Progress

CONCEPT_TABLES = {
    "occupations": (v.OCCUPATION, v.CONCEPT),
    "skills": (v.SKILL, v.CONCEPT),
    "ISCOGroups": (v.CONCEPT,),
    "skillGroups": (v.CONCEPT,),
}
"""table → the RDF types of its concepts"""
LINK_TABLES = {
    "occupationSkillRelations": ("occupationUri", "relationType", "skillUri"),
    "skillSkillRelations": ("originalSkillUri", "relationType", "relatedSkillUri"),
    "broaderRelationsOccPillar": ("conceptUri", "", "broaderUri"),
    "broaderRelationsSkillPillar": ("conceptUri", "", "broaderUri"),
}
"""table → its columns: who holds the link, its kind, the target"""
_TABLE = re.compile(r"(?P<table>[A-Za-z]+)(?:_(?P<language>[a-z]{2}(?:[-_][A-Za-z]{2,4})?))?\.csv", re.ASCII)
_VALUES = re.compile(r"[,|\s]+")


def table_of(part: Part) -> tuple[str, str] | None:
    """Return (table, language or "") of a file of the package, None for any other file."""
    match = _TABLE.fullmatch(part.name)
    known = match and match["table"] in {*CONCEPT_TABLES, *LINK_TABLES, *v.COLLECTION_TABLES}
    return (match["table"], normal_tag(match["language"] or "")) if match and known else None


def holds_package(parts: Sequence[Part]) -> bool:
    """Tell whether these files are a CSV package: at least the occupations of one language."""
    return any(table is not None and table[0] == "occupations" for table in map(table_of, parts))


def read_csv(path: Path, parts: Sequence[Part], wanted: tuple[str, ...], progress: Progress) -> Gathered:
    """Read the package: wanted languages and English first, another one only while some concept has no label yet.

    Raises SourceError with table and row where a column is missing or a row is malformed.
    """
    gathered = Gathered(wanted)
    texts: list[tuple[bool, str, str, Part]] = []
    others: dict[str, Part] = {}
    for part in parts:
        table, language = table_of(part) or ("", "")
        if table in CONCEPT_TABLES:
            texts.append((not gathered.keeps(language), language, table, part))
        elif table:
            others.setdefault(table, part)  # links and collections say the same in every language
    read: set[str] = set()
    for unwanted, language, table, part in sorted(texts, key=lambda entry: entry[:3]):
        if unwanted and table in read and not _lacks_a_label(gathered):
            gathered.languages[language] += 0  # present, though nobody needs it
            continue
        read.add(table)
        gathered.units += read_table(
            path, part, progress, ("conceptUri", "preferredLabel"), _concept_taker(gathered, table, language)
        )
    for table, part in others.items():
        columns, take = _link_taker(gathered, table) if table in LINK_TABLES else _collection_taker(gathered, table)
        gathered.units += read_table(path, part, progress, columns, take)
    absent = [table for table in (*CONCEPT_TABLES, *LINK_TABLES) if table not in read and table not in others]
    if absent:
        gathered.warnings.append(f"the package lacks {', '.join(absent)}")
    if "broaderRelationsOccPillar" in absent:
        gathered.warnings.append("parents of occupations and ISCO groups are derived from their codes")
        _derive_broader(gathered)
    return gathered


def _lacks_a_label(gathered: Gathered) -> bool:
    return any(not concept.preferred and concept.other_label is None for concept in gathered.concepts.values())


def _concept_taker(gathered: Gathered, table: str, language: str) -> Taker:
    types = CONCEPT_TABLES[table]
    kept = gathered.keeps(language)

    def take(row: Row) -> None:
        uri = row["conceptUri"].strip()
        if not uri.startswith(v.CONCEPT_PREFIXES):
            raise ValueError(f"{uri!r} is not the IRI of an ESCO concept")
        concept = gathered.concept(uri)
        concept.types.update(types)
        label = row["preferredLabel"]
        if label.strip():
            gathered.add_preferred(concept, language, label)
        if kept:
            concept.alternatives += [(language, text) for text in row.get("altLabels", "").split("\n") if text]
            concept.hidden += [(language, text) for text in row.get("hiddenLabels", "").split("\n") if text]
            concept.description.append((language, row.get("description", "")))
            concept.scope_note.append((language, row.get("scopeNote", "")))
        _take_values(concept, row)

    return take


def _take_values(concept: RawConcept, row: Row) -> None:
    """Add what is the same in every language."""
    for values, column in (
        (concept.statuses, "status"),
        (concept.modified, "modifiedDate"),
        (concept.skill_types, "skillType"),
        (concept.reuse_levels, "reuseLevel"),
        (concept.regulated, "regulatedProfessionNote"),
    ):
        if value := row.get(column, "").strip():
            values.add(value)
    code = row.get("code", "").strip() or row.get("iscoGroup", "").strip()  # the first packages had no code column
    if code:
        concept.notations.add(code)
    concept.schemes.update(filter(None, _VALUES.split(row.get("inScheme", ""))))
    concept.nace.update(filter(None, _VALUES.split(row.get("naceCode", ""))))


def _link_taker(gathered: Gathered, table: str) -> tuple[Columns, Taker]:
    holder_column, kind_column, target_column = LINK_TABLES[table]
    by_kind = {"essential": gathered.essential, "optional": gathered.optional}

    def take(row: Row) -> None:
        holder, target = row[holder_column].strip(), row[target_column].strip()
        for uri in (holder, target):
            if not uri.startswith(v.CONCEPT_PREFIXES):
                raise ValueError(f"{uri!r} is not the IRI of an ESCO concept")
        links = by_kind.get(row[kind_column]) if kind_column else gathered.broader
        if links is None:
            raise ValueError(f"relation {row[kind_column]!r} is neither essential nor optional")
        links[holder].add(target)

    return tuple(filter(None, LINK_TABLES[table])), take


def _collection_taker(gathered: Gathered, table: str) -> tuple[Columns, Taker]:
    name = v.COLLECTION_TABLES[table]

    def take(row: Row) -> None:
        concept = gathered.concepts.get(row["conceptUri"].strip())
        if concept is not None:
            concept.collections.add(name)

    return ("conceptUri",), take


def _derive_broader(gathered: Gathered) -> None:
    """Find each parent by code: "2654.1.7" → "2654.1" → "2654" → "265", the nearest that exists.

    On release 1.1.1, whose package has the table, this gives the same parent for all 3,007 occupations.
    """
    codes = {uri: code for uri, concept in gathered.concepts.items() for code in concept.notations}
    by_code = {code: uri for uri, code in codes.items() if uri.startswith(v.ISCO_PREFIX) or "." in code}
    for uri, code in codes.items():
        parent = code
        while parent and (by_code.get(parent, uri) == uri):
            parent = parent.rpartition(".")[0] if "." in parent else parent[:-1]
        if parent and uri.startswith((v.OCCUPATION_PREFIX, v.ISCO_PREFIX)):
            gathered.broader[uri].add(by_code[parent])
