"""The nearest neighbours of every occupation, as links with a SKOS relation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.encoder import Vectors
from search.named import Named, named
from search.neighbours import BY, SHOWN, check_question, fuse_held, held_vectors, ranked, vector_names
from search.overlap import skill_overlap
from search.store.base import OCCUPATIONS, scroll_all
from search.view import Provenance, View

CLOSE = 0.5
"""share of skills in common, as `SkillOverlap.jaccard`, from which two occupations near each other are a close match"""


@dataclass(frozen=True, slots=True)
class Link:
    """`second` is the `rank`-th nearest of `first`; score and similarity as of `search.neighbours.Neighbour`.

    `relation` is a SKOS mapping property: broadMatch where ESCO has `second` above `first`, at any distance, narrowMatch where it
    is below; closeMatch where each is among the nearest of the other and they have half of their skills in common (`CLOSE`);
    relatedMatch for the others.
    """

    first: Named
    second: Named
    rank: int
    score: float
    similarity: Mapping[str, float]
    jaccard: float | None
    relation: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links by occupation and rank, and what they were made of; `created_at` is when the generation was, ISO 8601."""

    links: list[Link]
    by: str
    top: int
    language: str
    created_at: str
    provenance: Provenance


def make_links(view: View, *, by: str = "all", top: int = 10, language: str | None = None) -> Links:
    """Link every occupation with its `top` nearest, the same as `Neighbourhood.neighbours` gives one by one.

    All vectors are held in memory and multiplied here. Raises InputError for an unknown `by` or a `top` out of 1…200, UnknownValue
    for a language that is not indexed.
    """
    check_question(by, top)
    languages = view.languages(language)
    vectors = vector_names(BY[by], languages[0])
    records = list(scroll_all(view.reader, OCCUPATIONS, with_payload=(*SHOWN, "broader"), with_vectors=list(vectors.values())))
    payloads = {str(record.id): record.payload or {} for record in records}
    held = {str(record.id): held_vectors(record, vectors) for record in records}
    nearest = dict(_nearest(held, list(vectors), top))
    above = _above({payload["uri"]: payload["broader"] for payload in payloads.values()})
    links = [
        _link(item, near, rank, nearest, payloads, above, languages)
        for item in sorted(nearest, key=lambda item: str(payloads[item]["uri"]))
        for rank, near in enumerate(nearest[item], start=1)
    ]
    return Links(links, by, top, languages[0], view.manifest.created_at, view.provenance)


@dataclass(frozen=True, slots=True)
class _Near:
    item: str
    score: float
    similarity: Mapping[str, float]


def _nearest(held: Mapping[str, Mapping[str, Vectors]], parts: Sequence[str], top: int) -> Iterator[tuple[str, list[_Near]]]:
    """Yield each id with its `top` nearest others."""
    ids = {part: [item for item in held if part in held[item]] for part in parts}
    matrices = {part: np.array([held[item][part] for item in ids[part]]) for part in parts if ids[part]}
    for item, own in held.items():
        cosines = {
            part: dict(zip(ids[part], (matrices[part] @ own[part]).tolist(), strict=True)) for part in parts if part in own
        }
        for near in cosines.values():
            del near[item]
        fused = fuse_held({part: ranked(near) for part, near in cosines.items()})[:top]
        yield (
            item,
            [
                _Near(other, score, {part: near[other] for part, near in cosines.items() if other in near})
                for other, score in fused
            ],
        )


def _link(
    item: str,
    near: _Near,
    rank: int,
    nearest: Mapping[str, Sequence[_Near]],
    payloads: Mapping[str, Mapping[str, Any]],
    above: Mapping[str, frozenset[str]],
    languages: Sequence[str],
) -> Link:
    first, second = payloads[item], payloads[near.item]
    jaccard = skill_overlap(first, second).jaccard
    mutual = any(back.item == item for back in nearest[near.item])
    if second["uri"] in above[first["uri"]]:
        relation = "broadMatch"
    elif first["uri"] in above[second["uri"]]:
        relation = "narrowMatch"
    else:
        relation = "closeMatch" if mutual and jaccard is not None and jaccard >= CLOSE else "relatedMatch"
    return Link(named(first, languages), named(second, languages), rank, near.score, near.similarity, jaccard, relation)


def _above(broader: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Return URI → URIs of the occupations above it, at any distance."""
    found: dict[str, frozenset[str]] = {}
    for uri in broader:
        reached: set[str] = set()
        todo = list(broader[uri])
        while todo:
            parent = todo.pop()
            if parent in broader and parent not in reached:
                reached.add(parent)
                todo.extend(broader[parent])
        found[uri] = frozenset(reached)
    return found
