"""Who somebody is changes nothing of what is found: the sample resumes for other people, in every layout, give the same ranking."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from small import WordEncoder

from ingest.embeddings import EmbeddingCache
from ingest.esco import read_taxonomy
from ingest.pipeline import index_taxonomy
from ingest.resume import read_resume, segments_of
from model.fairness import compare_genders, forms_of, people, rank_biased_overlap, swap
from search.engine import Engine
from search.errors import InputError
from search.store.embedded import EmbeddedStore

SAMPLE = Path(__file__).parents[1] / "sample"
spec = importlib.util.spec_from_file_location("build_resumes", SAMPLE / "build_resumes.py")
build_resumes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build_resumes)
SOURCES = {source["file"]: source for source in build_resumes.sources()}


@pytest.fixture(scope="module")
def sample_engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fairness")
    store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
    taxonomy, _ = read_taxonomy(SAMPLE / "taxonomy" / "esco-sample.ttl", ("en", "de"))
    with EmbeddingCache(folder / "embeddings.sqlite") as cache:
        index_taxonomy(taxonomy, store, encoder, cache)
    yield Engine(store, encoder)
    store.close()


def layout_for(source: dict, person: dict[str, str]) -> str:
    """The layout of a source, or DOCX where the font of our PDFs lacks letters of the person's name."""
    drawn = source["layout"] in {"one-column", "dates-left", "two-columns"}
    return "docx" if drawn and max(map(ord, "".join(person.values()))) > 255 else source["layout"]


def ranking(engine: Engine, source: dict, person: dict[str, str]) -> list[str]:
    resume = read_resume(
        build_resumes.render(source, person), filename=source["file"] if source["layout"] != "docx" else "a.docx"
    )
    matches = engine.match(segments_of(resume), language=source["language"], top=50).matches
    return [match.occupation["uri"] for match in matches]


@pytest.mark.parametrize("name", SOURCES)
def test_the_ranking_is_exactly_the_same_whoever_the_person_is(sample_engine, name):
    source = SOURCES[name]
    layouts = {layout_for(source, person): None for person in people()}
    own = {layout: ranking(sample_engine, {**source, "layout": layout}, source["person"]) for layout in layouts}
    overlaps = [
        rank_biased_overlap(own[layout], ranking(sample_engine, {**source, "layout": layout}, person))
        for person in people()
        for layout in [layout_for(source, person)]
    ]

    assert [1.0] * len(people()) == overlaps


def test_swapping_people_is_measured_with_and_without_the_removal(sample_engine, record_property):
    swaps = swap(sample_engine, SAMPLE / "resumes")
    kept = [value for item in swaps for value in item.kept]
    record_property("mean_overlap_with_identity_kept", sum(kept) / len(kept))

    assert {item.resume for item in swaps} == {path.stem for path in (SAMPLE / "resumes" / "source").glob("*.yaml")}
    assert {1.0} == {value for item in swaps for value in item.removed}
    assert sum(kept) / len(kept) < 1.0


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("abcdef", "abcdef", 1.0),
        ("abc", "xyz", 0.0),
        ("", "", 1.0),
        ("", "a", 0.0),
        # A = 0, 1 and p = .9: (1 − p)/p · (0·p + 1·p²) + 1·p² = .09 + .81
        ("ab", "ba", 0.9),
    ],
)
def test_overlap_is_the_extrapolated_one_of_its_paper(one, other, overlap):
    assert overlap == pytest.approx(rank_biased_overlap(one, other))


def test_a_folder_without_sources_is_refused(sample_engine, tmp_path):
    with pytest.raises(InputError, match=r"source/\*\.yaml"):
        swap(sample_engine, tmp_path)


@pytest.mark.parametrize(
    ("label", "language", "forms"),
    [
        ("Bäcker/Bäckerin", "de", ("Bäcker", "Bäckerin")),
        ("Bäckerin/Bäcker", "de", ("Bäcker", "Bäckerin")),
        ("panadero/panadera", "es", ("panadero", "panadera")),
        ("Beamtin der Wache/Beamter der Wache", "de", ("Beamter der Wache", "Beamtin der Wache")),
        ("Produktionsleiter/in Chemie", "de", None),
        ("Hilfskraft", "de", None),
        ("UX/UI designer", "en", None),
    ],
)
def test_a_pair_has_a_male_and_a_female_form(label, language, forms):
    assert forms_of(label, language) == forms


def test_male_and_female_forms_are_compared_in_german(indexed, word_encoder):
    found = compare_genders(indexed, word_encoder, "de")

    assert 5 == len(found.pairs)
    assert (1.0, 1.0, 0.0) == (found.first_male, found.first_female, found.difference)
    assert found.interval == (0.0, 0.0)
    assert 0 < found.mean_overlap <= 1
    assert 5 == found.to_json()["pairs"]


def test_a_language_without_pairs_is_refused(indexed, word_encoder):
    with pytest.raises(InputError, match="no occupation of the index has a pair"):
        compare_genders(indexed, word_encoder, "en")
