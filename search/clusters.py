"""All occupations, or those of some ISCO groups, in clusters, each named by what sets it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.encoder import Vectors, unit
from search.errors import InputError
from search.extras import need
from search.named import Named, named, names_of
from search.neighbours import BY, WEIGHTS, check_question, held_vectors, vector_names
from search.store.base import OCCUPATIONS, SKILLS, scroll_all
from search.tables import Table, write_table
from search.view import Provenance, View

SIZE = 25
"""occupations in a cluster, on average, where nothing else is asked for"""
SHOWN_SKILLS, SHOWN_GROUPS = 5, 3
_IN_A_NAME = 2
_ISCO_LEVEL = 3
"""digits of the ISCO groups that a cluster is described by: minor groups"""


@dataclass(frozen=True, slots=True)
class ClusterSkill:
    """A skill that sets a cluster apart: essential for `inside` of its occupations and `outside` of the others, as shares."""

    skill: Named
    inside: float
    outside: float


@dataclass(frozen=True, slots=True)
class ClusterGroup:
    """An ISCO minor group, and how many of the cluster's occupations are in it."""

    group: Named
    occupations: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """Occupations near each other.

    `medoid` is the one nearest to the middle; `name` is its label and the skills that set the cluster apart most, `skills`, by
    inside less outside, none that is more common outside. `groups` are most frequent first. `cohesion` is the mean cosine to the
    middle, 1 where all are the same. `members` are by code.
    """

    number: int
    name: str
    medoid: Named
    cohesion: float
    skills: list[ClusterSkill]
    groups: list[ClusterGroup]
    members: list[Named]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters, largest first. `left_out` counts occupations without a vector to compare."""

    clusters: list[Cluster]
    by: str
    occupations: int
    left_out: int
    language: str
    provenance: Provenance


def make_clusters(
    view: View,
    *,
    by: str = "all",
    isco: Sequence[str] = (),
    size: int | None = None,
    count: int | None = None,
    language: str | None = None,
) -> Clusters:
    """Cluster the occupations of any of the groups `isco`, or all, by Ward's method over the weighted mean of their vectors.

    There are `count` clusters, or as many as have `size` (`SIZE`) occupations on average. Raises InputError for both of them, for
    one that does not fit, for fewer than two occupations, or without the extra `analysis`; UnknownValue for a group or a language.
    """
    check_question(by, 1)
    need("sklearn", "analysis")
    if size is not None and count is not None:
        raise InputError("give the size of clusters or their count, not both")
    languages = view.languages(language)
    groups = {view.catalogue.isco(code)["code"] for code in isco}
    payloads, vectors, left_out = _read(view, BY[by], languages, groups)
    if len(payloads) < 2:
        raise InputError(f"clusters need two occupations with something to compare by {by}, and there are {len(payloads)}")
    wanted = count if count is not None else max(1, round(len(payloads) / (size or SIZE)))
    if not 1 <= wanted <= len(payloads):
        raise InputError(f"{len(payloads)} occupations can't be in {wanted} clusters")
    placed = ward(vectors, wanted)
    everywhere = Counter(skill for payload in payloads for skill in payload["essential_skills"])
    found = [_cluster(view, payloads, vectors, np.flatnonzero(placed == at), everywhere, languages) for at in range(wanted)]
    found.sort(key=lambda item: (-len(item.members), item.medoid.uri))
    numbered = [replace(item, number=number) for number, item in enumerate(_with_skill_names(view, found, languages), start=1)]
    return Clusters(numbered, by, len(payloads), left_out, languages[0], view.provenance)


def ward(vectors: Vectors, count: int) -> npt.NDArray[np.int64]:
    """Return the cluster of each vector, shape (n,), by Ward's method: merge what adds least to the squared distances within.

    Nothing in it is drawn, so the same vectors give the same clusters. Source: Ward 1963, "Hierarchical grouping to optimize an
    objective function"; on unit vectors the squared distance is 2 - 2 · cosine.
    """
    from sklearn.cluster import AgglomerativeClustering
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        return np.asarray(AgglomerativeClustering(n_clusters=count).fit_predict(vectors.astype(np.float64)))


def write_clusters(clusters: Clusters, path: Path) -> None:
    """Write a row for each occupation, as CSV or Parquet by the file's ending. Raises what `write_table` raises."""
    columns, rows, made_of = clusters_table(clusters)
    write_table(columns, rows, path, made_of)


def clusters_table(clusters: Clusters) -> Table:
    """Return a row for each occupation."""
    made = clusters.provenance
    columns = ("cluster", "name", "cohesion", "uri", "code", "label", "medoid")
    rows: list[tuple[object, ...]] = [
        (item.number, item.name, round(item.cohesion, 6), member.uri, member.code, member.label, int(member == item.medoid))
        for item in clusters.clusters
        for member in item.members
    ]
    made_of = {
        "careerspace": "clusters",
        "generation": str(made.generation),
        "esco_version": made.esco_version,
        "model": made.model,
        "language": clusters.language,
        "by": clusters.by,
        "method": "Ward over the weighted mean of vectors",
        "attribution": made.attribution,
    }
    return columns, rows, made_of


def _read(
    view: View, parts: Sequence[str], languages: Sequence[str], groups: set[str]
) -> tuple[list[dict[str, Any]], Vectors, int]:
    """Return the payloads by URI, their vectors, unit length, and how many had none."""
    names = vector_names(parts, languages[0])
    fields = ["uri", "code", "preferred", "isco_groups", "essential_skills"]
    found: dict[str, tuple[dict[str, Any], Vectors]] = {}
    left_out = 0
    for record in scroll_all(view.reader, OCCUPATIONS, with_payload=fields, with_vectors=list(names.values())):
        payload = dict(record.payload or {})
        if groups and not groups.intersection(payload["isco_groups"]):
            continue
        held = held_vectors(record, names)
        if held:
            weights = [WEIGHTS[part] for part in held]
            found[payload["uri"]] = payload, np.average(list(held.values()), axis=0, weights=weights)
        else:
            left_out += 1
    ordered = [found[uri] for uri in sorted(found)]
    vectors = unit(np.array([vector for _, vector in ordered])) if ordered else np.zeros((0, 1), dtype=np.float32)
    return [payload for payload, _ in ordered], vectors, left_out


def _cluster(
    view: View,
    payloads: Sequence[Mapping[str, Any]],
    vectors: Vectors,
    inside: npt.NDArray[np.int64],
    everywhere: Mapping[str, int],
    languages: Sequence[str],
) -> Cluster:
    """Describe the occupations at the indices `inside`; skills have URIs for labels, and there is no name yet."""
    middle = unit(vectors[inside].mean(axis=0, keepdims=True))[0]
    near = vectors[inside] @ middle
    members = [named(payloads[at], languages) for at in inside]
    here = Counter(skill for at in inside for skill in payloads[at]["essential_skills"])
    others = len(payloads) - len(inside)
    skills = [
        ClusterSkill(Named(uri, uri), count / len(inside), (everywhere[uri] - count) / others if others else 0.0)
        for uri, count in here.items()
    ]
    apart = sorted(
        (skill for skill in skills if skill.inside > skill.outside),
        key=lambda skill: (-round(skill.inside - skill.outside, 9), skill.skill.uri),
    )
    minor = Counter(code for at in inside for code in payloads[at]["isco_groups"] if len(code) == _ISCO_LEVEL)
    known = view.catalogue.isco_groups
    most = sorted(minor.items(), key=lambda pair: (-pair[1], pair[0]))
    return Cluster(
        number=0,
        name="",
        medoid=members[int(np.argmax(near))],
        cohesion=float(near.mean()),
        skills=apart[:SHOWN_SKILLS],
        groups=[ClusterGroup(named(known[code], languages), n) for code, n in most[:SHOWN_GROUPS] if code in known],
        members=sorted(members, key=lambda member: (member.code or "", member.uri)),
    )


def _with_skill_names(view: View, clusters: Sequence[Cluster], languages: Sequence[str]) -> list[Cluster]:
    """Return the clusters with the labels of their skills, and with names; all labels are fetched at once."""
    labels = names_of(view, SKILLS, (item.skill.uri for cluster in clusters for item in cluster.skills), languages)
    found = []
    for item in clusters:
        skills = [ClusterSkill(labels[skill.skill.uri], skill.inside, skill.outside) for skill in item.skills]
        name = ": ".join(filter(None, (item.medoid.label, ", ".join(skill.skill.label for skill in skills[:_IN_A_NAME]))))
        found.append(replace(item, name=name, skills=skills))
    return found
