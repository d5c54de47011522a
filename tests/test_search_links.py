"""Links between all occupations: the same as neighbours one by one, with their SKOS relation, and as files that others read."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from pyarrow import parquet
from ram import ram_folder
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, SKOS
from small import ESCO, WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.errors import InputError
from search.link_export import write_links
from search.links import make_links
from search.store.embedded import EmbeddedStore

SSSOM = Namespace("https://w3id.org/sssom/")


@pytest.fixture(scope="module")
def links():
    """The two nearest of each, by skills, where web designer stands below web developer."""
    taxonomy = make_taxonomy()
    taxonomy.occupations[f"{ESCO}/occupation/design"].broader = (f"{ESCO}/occupation/web",)
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        index_taxonomy(taxonomy, store, encoder, cache)
        yield make_links(Engine(store, encoder).view(), by="skills", top=2)
        store.close()


def relation(links, first: str, second: str) -> str:
    (found,) = (link.relation for link in links.links if (link.first.label, link.second.label) == (first, second))
    return found


def uri(slug: str) -> URIRef:
    return URIRef(f"{ESCO}/occupation/{slug}")


@pytest.mark.parametrize("by", ["text", "skills", "all"])
def test_links_are_the_neighbours_of_each_occupation(shared_engine, by):
    made = make_links(shared_engine.view(), by=by, top=3)
    expected = [
        (name, near.occupation.uri, near.rank, pytest.approx(near.score), pytest.approx(near.similarity, abs=1e-5))
        for name in sorted({link.first.uri for link in made.links})
        for near in shared_engine.neighbourhood().neighbours(name, by=by, top=3).neighbours
    ]

    assert 15 == len(expected)
    assert expected == [(link.first.uri, link.second.uri, link.rank, link.score, link.similarity) for link in made.links]


def test_what_esco_has_above_or_below_is_a_broad_or_narrow_match(links):
    assert "broadMatch" == relation(links, "web designer", "web developer")
    assert "narrowMatch" == relation(links, "web developer", "web designer")


def test_two_that_are_near_each_other_and_share_their_skills_are_a_close_match(links):
    assert ["closeMatch", "closeMatch"] == [
        relation(links, "specialist nurse", "nurse assistant"),
        relation(links, "nurse assistant", "specialist nurse"),
    ]


def test_the_others_are_related_matches(links):
    assert {"relatedMatch"} == {link.relation for link in links.links if link.first.label == "electrician"}


def test_turtle_states_each_link_with_score_and_provenance(links, tmp_path):
    write_links(links, tmp_path / "links.ttl")
    graph = Graph().parse(tmp_path / "links.ttl")
    (mappings,) = graph.subjects(RDF.type, SSSOM.MappingSet)
    (axiom,) = (
        axiom
        for axiom in graph.subjects(OWL.annotatedSource, uri("nurse"))
        if (axiom, OWL.annotatedTarget, uri("aide")) in graph
    )

    assert (uri("nurse"), SKOS.closeMatch, uri("aide")) in graph
    assert 10 == len(set(graph.objects(mappings, SSSOM.mappings)))
    assert [SKOS.closeMatch] == list(graph.objects(axiom, OWL.annotatedProperty))
    assert [1.0] == [score.toPython() for score in graph.objects(axiom, SSSOM.similarity_score)]
    assert ["1.2.1"] == [str(value) for value in graph.objects(mappings, SSSOM.subject_source_version)]
    assert ["closeMatch: each is among" in str(text) for text in graph.objects(mappings, DCTERMS.description)] == [True]


def test_the_same_links_give_the_same_turtle(links, tmp_path):
    for name in ("a.ttl", "b.ttl"):
        write_links(links, tmp_path / name)

    assert (tmp_path / "a.ttl").read_bytes() == (tmp_path / "b.ttl").read_bytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's own JSON-LD uses its ConjunctiveGraph
def test_json_ld_says_the_same_as_turtle(links, tmp_path):
    write_links(links, tmp_path / "links.ttl")
    write_links(links, tmp_path / "links.jsonld")

    assert isomorphic(Graph().parse(tmp_path / "links.ttl"), Graph().parse(tmp_path / "links.jsonld", format="json-ld"))


def test_graphml_is_a_directed_graph_with_weights(links, tmp_path):
    write_links(links, tmp_path / "links.graphml")
    graph = nx.read_graphml(tmp_path / "links.graphml")

    assert (5, 10, True) == (len(graph), graph.number_of_edges(), graph.is_directed())
    assert {"weight": 1.0, "rank": 1, "relation": "closeMatch", "jaccard": 1.0} == {
        name: value for name, value in graph.edges[str(uri("nurse")), str(uri("aide"))].items() if name != "skills"
    }
    assert ("1.2.1", "word-encoder@1") == (graph.graph["esco_version"], graph.graph["model"])


def test_csv_has_one_row_for_each_link(links, tmp_path):
    write_links(links, tmp_path / "links.csv")
    rows = list(csv.DictReader((tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()))
    (row,) = (row for row in rows if row["first_label"] == "web designer" and row["rank"] == "1")

    assert 10 == len(rows)
    assert ("web developer", "broadMatch", "1.0", "") == (row["second_label"], row["relation"], row["jaccard"], row["ads"])
    assert ("skills", "1.2.1", "word-encoder@1", "1") == (row["by"], row["esco_version"], row["model"], row["generation"])


def test_parquet_has_the_same_rows_as_csv(links, tmp_path):
    for name in ("links.csv", "links.parquet"):
        write_links(links, tmp_path / name)
    table = parquet.read_table(tmp_path / "links.parquet")
    rows = list(csv.DictReader((tmp_path / "links.csv").read_text(encoding="utf-8").splitlines()))

    assert rows == [{name: "" if value is None else str(value) for name, value in row.items()} for row in table.to_pylist()]
    assert links.created_at.encode() == table.schema.metadata[b"created"]


def test_a_form_that_is_not_known_is_named(links, tmp_path):
    with pytest.raises(InputError, match=r"links\.xlsx ends with none of \.csv, \.parquet, \.graphml, \.ttl, \.jsonld"):
        write_links(links, tmp_path / "links.xlsx")


def test_a_folder_that_is_not_there_is_an_error(links):
    with pytest.raises(InputError, match="can't be written"):
        write_links(links, Path("no such folder") / "links.csv")


@pytest.mark.parametrize(("by", "top"), [("colour", 3), ("all", 0)])
def test_links_of_another_kind_or_number_are_refused(shared_engine, by, top):
    with pytest.raises(InputError):
        make_links(shared_engine.view(), by=by, top=top)
