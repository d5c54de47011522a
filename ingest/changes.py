"""What a new release changes in the index, told before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from ingest.esco.compare import compare
from search.errors import SearchIndexError
from search.records import Occupation, Skill, Taxonomy
from search.store.base import OCCUPATIONS, SKILLS, Reader, Store


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
    occupations = {
        payload["uri"]: Occupation(uri=payload["uri"], code=payload["code"], preferred=payload["preferred"])
        for payload in _payloads(reader, OCCUPATIONS)
    }
    skills = {
        payload["uri"]: Skill(uri=payload["uri"], preferred=payload["preferred"]) for payload in _payloads(reader, SKILLS)
    }
    return Taxonomy(reader.manifest.esco_version, reader.manifest.languages, occupations, skills)


def _payloads(reader: Reader, collection: str) -> Iterator[dict[str, Any]]:
    offset: str | None = None
    while True:
        records, offset = reader.scroll(collection, limit=1000, offset=offset, with_payload=["uri", "code", "preferred"])
        yield from (record.payload or {} for record in records)
        if offset is None:
            return
