"""What a new release changes in the index, told before it is published."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from ingest.esco.compare import compare
from search.errors import SearchIndexError
from search.records import Occupation, Skill, Taxonomy
from search.store.base import OCCUPATIONS, SKILLS, Reader, Store, scroll_all


def describe_change(store: Store, taxonomy: Taxonomy) -> dict[str, Any] | None:
    """Return what a taxonomy changes against the published one, as JSON; None where nothing is published or can be read.

    Of occupations and skills: the keys of `Comparison.to_json` but `replaced` and `differences`, for which too little is stored.
    """
    try:
        with closing(store.open()) as reader:
            change = compare(_published(reader), taxonomy).to_json()
    except SearchIndexError:
        return None  # the first ingest, or a damaged index: the report is a courtesy, the ingest goes on
    for kind in ("isco_groups", "skill_groups"):
        del change["added"][kind], change["gone"][kind]
    del change["replaced"], change["differences"]
    return change


def _published(reader: Reader) -> Taxonomy:
    """Read back what a comparison needs: URIs, codes and preferred labels."""
    fields = ["uri", "code", "preferred"]
    occupations = (Occupation(**record.payload or {}) for record in scroll_all(reader, OCCUPATIONS, with_payload=fields))
    skills = (Skill(**record.payload or {}) for record in scroll_all(reader, SKILLS, with_payload=fields))
    return Taxonomy(
        reader.manifest.esco_version,
        reader.manifest.languages,
        {occupation.uri: occupation for occupation in occupations},
        {skill.uri: skill for skill in skills},
    )
