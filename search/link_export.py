"""Links between occupations as files: CSV and Parquet for tables, GraphML for graphs, Turtle and JSON-LD for linked data."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from search.errors import InputError
from search.extras import need
from search.links import CLOSE, Links
from search.neighbours import Neighbours
from search.store.files import replacing
from search.tables import Table, write_parquet, write_table

if TYPE_CHECKING:
    from rdflib import Graph

_PARTS = ("label", "description", "skills", "ads")
_COLUMNS = (
    "first_uri", "first_code", "first_label", "second_uri", "second_code", "second_label", "rank", "score", *_PARTS, "jaccard",
    "relation", "by", "language", "esco_version", "model", "generation",
)  # fmt: skip
_SSSOM, _SEMAPV = "https://w3id.org/sssom/", "https://w3id.org/semapv/vocab/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_URN = "urn:uuid:"


def write_links(links: Links, path: Path) -> None:
    """Write links in the form that the file's ending names: .csv, .parquet, .graphml, .ttl or .jsonld.

    A file of that name is replaced once the new one is whole. Raises InputError for another ending, a missing library (GraphML
    and Parquet need the extra `analysis`), or a folder that can't be written.
    """
    check_form(path)
    write = FORMS[path.suffix.lower()]
    try:
        with replacing(path) as part:
            write(links, part)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}") from None


def check_form(path: Path) -> None:
    """Raise InputError where a file's ending names no form, or a library that its form needs is missing."""
    if path.suffix.lower() not in FORMS:
        raise InputError(f"{path.name} ends with none of {', '.join(FORMS)}")
    if path.suffix.lower() == ".graphml":
        need("networkx", "analysis")
    if path.suffix.lower() == ".parquet":
        need("pyarrow", "analysis")


def write_neighbours(neighbours: Neighbours, path: Path) -> None:
    """Write the neighbours of one occupation as CSV or Parquet, with counts of skills; raises what `write_table` raises."""
    columns, rows, made_of = neighbours_table(neighbours)
    write_table(columns, rows, path, made_of)


def neighbours_table(neighbours: Neighbours) -> Table:
    """Return a row for each neighbour, with counts of skills."""
    made = neighbours.provenance
    columns = (
        "rank", "score", "uri", "code", "label", *(f"cosine_{part}" for part in _PARTS), "jaccard",
        "shared_essential", "shared_optional", "only_first", "only_second", "isco", "regulated", "ads",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            *(near.rank, near.score, near.occupation.uri, near.occupation.code, near.occupation.label),
            *(near.similarity.get(part) for part in _PARTS),
            *(why.jaccard, len(why.shared_essential), len(why.shared_optional), len(why.only_first), len(why.only_second)),
            *(why.common_group and why.common_group.code, near.regulated, near.demand and near.demand.declared),
        )
        for near in neighbours.neighbours
        for why in (near.reasons,)
    ]
    made_of = {
        "careerspace": "neighbours",
        "occupation": neighbours.occupation.uri,
        "by": neighbours.by,
        "language": neighbours.language,
        "esco_version": made.esco_version,
        "model": made.model,
        "generation": str(made.generation),
        "attribution": made.attribution,
    }
    return columns, rows, made_of


def _rows(links: Links) -> Iterator[tuple[object, ...]]:
    made = links.provenance
    for link in links.links:
        yield (
            *(link.first.uri, link.first.code, link.first.label, link.second.uri, link.second.code, link.second.label),
            *(link.rank, link.score, *(link.similarity.get(part) for part in _PARTS), link.jaccard, link.relation),
            *(links.by, links.language, made.esco_version, made.model, made.generation),
        )


def _write_csv(links: Links, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        rows.writerows(_rows(links))


def _write_parquet(links: Links, path: Path) -> None:
    made_of = {"careerspace": "links", "created": links.created_at, "attribution": links.provenance.attribution}
    write_parquet(_COLUMNS, _rows(links), path, made_of)


def _write_graphml(links: Links, path: Path) -> None:
    import networkx as nx

    made = links.provenance
    graph = nx.DiGraph(
        by=links.by,
        language=links.language,
        esco_version=made.esco_version,
        model=made.model,
        generation=made.generation,
        created=links.created_at,
        attribution=made.attribution,
    )
    for link in links.links:
        for end in (link.first, link.second):
            graph.add_node(end.uri, label=end.label, code=end.code or "")
        measured = {**link.similarity} | ({} if link.jaccard is None else {"jaccard": link.jaccard})
        graph.add_edge(link.first.uri, link.second.uri, weight=link.score, rank=link.rank, relation=link.relation, **measured)
    nx.write_graphml(graph, path)


def _write_turtle(links: Links, path: Path) -> None:
    _graph(links).serialize(path, format="turtle", encoding="utf-8")


def _write_json_ld(links: Links, path: Path) -> None:
    context = {"skos": _SKOS, "sssom": _SSSOM, "semapv": _SEMAPV, "owl": "http://www.w3.org/2002/07/owl#"}
    _graph(links).serialize(path, format="json-ld", encoding="utf-8", context=context)


FORMS: dict[str, Callable[[Links, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".graphml": _write_graphml,
    ".ttl": _write_turtle,
    ".jsonld": _write_json_ld,
}
"""ending of a file's name → what writes it"""


def _graph(links: Links) -> Graph:
    """Return the links as SKOS mappings, each with its score as SSSOM states it: an owl:Axiom about the triple.

    Source: A Simple Standard for Sharing Ontological Mappings, https://w3id.org/sssom. Names of axioms and of the set follow from
    what they say, so the same index gives the same file.
    """
    from rdflib import RDF, Graph, Literal, Namespace, URIRef
    from rdflib.namespace import DCTERMS, OWL, SKOS, XSD

    sssom, semapv = Namespace(_SSSOM), Namespace(_SEMAPV)
    graph = Graph()
    for prefix, namespace in (("sssom", sssom), ("semapv", semapv), ("skos", SKOS), ("dcterms", DCTERMS), ("owl", OWL)):
        graph.bind(prefix, namespace)
    made = links.provenance
    name = f"careerspace {made.esco_version} {made.model} {links.created_at} {links.by} {links.language} {links.top}"
    mappings = URIRef(_URN + str(uuid5(NAMESPACE_URL, name)))
    rule = (
        f"The {links.top} nearest occupations of each by {links.by}, in {links.language}. broadMatch and narrowMatch: one is "
        "above the other in ESCO. closeMatch: each is among the nearest of the other, and they have at least "
        f"{CLOSE:.0%} of their skills in common. relatedMatch: the others."
    )
    for predicate, value in (
        (RDF.type, sssom.MappingSet),
        (DCTERMS.description, Literal(rule, lang="en")),
        (DCTERMS.created, Literal(links.created_at, datatype=XSD.dateTime)),
        (DCTERMS.rights, Literal(made.attribution, lang="en")),
        (sssom.subject_source_version, Literal(made.esco_version)),
        (sssom.object_source_version, Literal(made.esco_version)),
        (sssom.mapping_tool, Literal(f"Careerspace, {made.model}, generation {made.generation}")),
        (sssom.mapping_tool_version, Literal(version("careerspace"))),
        (sssom.similarity_measure, Literal(f"weighted reciprocal rank fusion of cosines by {links.by}")),
    ):
        graph.add((mappings, predicate, value))
    stated = semapv.LogicalReasoning  # follows from ESCO's own hierarchy
    justifications = {"broadMatch": stated, "narrowMatch": stated}
    for link in links.links:
        source, target = URIRef(link.first.uri), URIRef(link.second.uri)
        axiom = URIRef(_URN + str(uuid5(NAMESPACE_URL, f"{name} {link.first.uri} {link.second.uri}")))
        graph.add((source, SKOS[link.relation], target))
        graph.add((mappings, sssom.mappings, axiom))
        for predicate, value in (
            (RDF.type, OWL.Axiom),
            (OWL.annotatedSource, source),
            (OWL.annotatedProperty, SKOS[link.relation]),
            (OWL.annotatedTarget, target),
            (sssom.similarity_score, Literal(round(link.score, 6), datatype=XSD.double)),
            (sssom.mapping_justification, justifications.get(link.relation, semapv.SemanticSimilarityThresholdMatching)),
        ):
            graph.add((axiom, predicate, value))
    return graph
