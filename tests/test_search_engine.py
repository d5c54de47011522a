from __future__ import annotations

import math

import numpy as np
import pytest

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.errors import IndexMismatch, IndexMissing, InputError, StoreLocked, UnknownValue
from search.filters import OccupationFilter
from search.query import pool


def readable(value):
    """The fields that a filter sets; pytest's own names for the rest."""
    return (
        " ".join(f"{key}={getattr(value, key)}" for key in value.__slots__ if getattr(value, key))
        if isinstance(value, OccupationFilter)
        else None
    )


def labels(result):
    return [match.label for match in result.matches]


def test_the_nearest_occupation_comes_first(engine):
    assert "web developer" == labels(engine.match(["I am a web developer, a front-end coder"]))[0]


def test_every_answer_says_release_model_and_generation(engine):
    provenance = engine.match(["nurse"]).provenance

    assert ("1.2.1", "word-encoder@1", 1) == (provenance.esco_version, provenance.model, provenance.generation)


def test_a_match_tells_its_similarity_to_each_vector_and_its_rank_in_each_ranking(engine):
    match = engine.match(["electrician"]).matches[0]

    assert {"label", "description", "skills"} == set(match.similarity)
    assert {"label": 1, "words": 1} == {name: match.ranks[name] for name in ("label", "words")}


def test_a_title_is_ranked_by_the_best_single_label_and_a_document_is_not(engine):
    title, document = engine.match(["wiring fitter"]), engine.match(["wiring fitter", "I fit wiring"])

    assert 1 == next(match for match in title.matches if match.label == "electrician").ranks["form"]
    assert all("form" not in match.ranks for match in document.matches)


def test_single_labels_are_ranked_only_of_occupations_that_pass_the_filter(engine):
    result = engine.match(["electrician"], filters=OccupationFilter(isco=("25",)))

    assert result.matches
    assert {"web developer", "web designer"} == {match.label for match in result.matches if "form" in match.ranks}


def test_similarity_is_the_cosine_of_the_query_and_the_stored_vector(engine, word_encoder):
    match = engine.match(["install electrical wiring"]).matches[0]

    assert pytest.approx(1.0, abs=1e-5) == match.similarity["skills"]


def test_the_language_of_the_query_chooses_vectors_and_labels(engine):
    result = engine.match(["Elektriker"], language="de")

    assert ("de", "Elektriker/Elektrikerin") == (result.language, result.matches[0].label)


def test_a_detected_language_that_is_not_indexed_falls_back_to_the_first_one(engine):
    assert ["de", "en"] == [engine.match(["electrician"], detected=detected).language for detected in ("de", "fi")]


def test_a_language_asked_for_that_is_not_indexed_is_an_error(engine):
    with pytest.raises(UnknownValue, match="unknown language 'fi'; nearest: en, de"):
        engine.match(["electrician"], language="fi")


def test_the_end_of_a_long_query_counts(engine):
    filler = "gardening and flowers " * 40

    assert "electrician" in labels(engine.match([filler, "electrician wiring fitter " * 40]))[:2]


def test_a_vector_of_the_caller_gives_the_same_dense_ranking_as_its_text(engine, word_encoder):
    vector = word_encoder.encode_queries(["electrician"])[0] * 7.5

    assert "electrician" == labels(engine.match(vector=vector.tolist()))[0]


@pytest.mark.parametrize("vector", [[0.0] * 64, [math.nan] * 64, [1.0] * 3])
def test_an_unusable_vector_is_refused(engine, vector):
    with pytest.raises(InputError):
        engine.match(vector=vector)


def test_an_empty_query_is_refused(engine):
    with pytest.raises(InputError, match="nothing to match"):
        engine.match(["  ", ""])


@pytest.mark.parametrize("top", [0, 1001])
def test_top_out_of_bounds_is_refused(engine, top):
    with pytest.raises(InputError, match="between 1 and 1000"):
        engine.match(["nurse"], top=top)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (OccupationFilter(isco=("25",)), {"web developer", "web designer"}),
        (OccupationFilter(isco=("2513", "7")), {"web developer", "web designer", "electrician"}),
        (OccupationFilter(exclude_isco=("2",)), {"nurse assistant", "electrician"}),
        (OccupationFilter(collections=("research",)), {"web designer"}),
        (OccupationFilter(collections=("digital",)), {"web developer", "web designer"}),
        (OccupationFilter(regulated="yes"), {"specialist nurse", "electrician"}),
        (OccupationFilter(regulated="unknown"), {"nurse assistant"}),
        (OccupationFilter(skills=("use JavaScript",)), {"web developer", "web designer"}),
        (OccupationFilter(skills=("use JavaScript", "dress wounds")), set()),
        (
            OccupationFilter(without_skills=("use JavaScript",)),
            {"web designer", "specialist nurse", "nurse assistant", "electrician"},
        ),
        (OccupationFilter(without_skills=("use JavaScript", "dress wounds")), {"web designer", "electrician"}),
        (OccupationFilter(skills=("use JavaScript",), without_skills=("use JavaScript",)), {"web designer"}),
        (OccupationFilter(exclude=("web developer", "7411.1")), {"web designer", "specialist nurse", "nurse assistant"}),
        (OccupationFilter(isco=("2",), exclude_isco=("22",), regulated="no"), {"web developer", "web designer"}),
    ],
    ids=readable,
)
def test_filters_limit_what_is_ranked(engine, filters, expected):
    assert expected == set(labels(engine.match(["web nurse electrician"], filters=filters)))


@pytest.mark.parametrize(
    ("filters", "field", "suggestion"),
    [
        (OccupationFilter(isco=("251O",)), "ISCO group", None),
        (OccupationFilter(isco=("2519",)), "ISCO group", "2513"),
        (OccupationFilter(isco=("2513.3",)), "ISCO group", "2513"),
        (OccupationFilter(isco=("web developers",)), "ISCO group", "2513"),
        (OccupationFilter(collections=("grene",)), "collection", "digital"),
        (OccupationFilter(regulated="maybe"), "regulated", "yes"),
        (OccupationFilter(skills=("use JavaScrip",)), "skill", "use JavaScript"),
        (OccupationFilter(without_skills=("use JavaScrip",)), "skill", "use JavaScript"),
        (OccupationFilter(exclude=("web develper",)), "occupation", "web developer"),
        (OccupationFilter(exclude=("2513.9",)), "occupation", "2513.1"),
    ],
    ids=readable,
)
def test_an_unknown_value_is_an_error_that_names_the_nearest(engine, filters, field, suggestion):
    with pytest.raises(UnknownValue) as caught:
        engine.match(["nurse"], filters=filters)

    assert field == caught.value.field
    assert suggestion is None or suggestion in caught.value.suggestions


def test_another_encoder_than_the_index_has_is_refused(indexed, make_word_encoder):
    with pytest.raises(IndexMismatch, match="word-encoder@1"):
        Engine(indexed, make_word_encoder(identity="other@2")).view()


def test_another_release_than_the_pinned_one_is_refused(indexed, word_encoder):
    with pytest.raises(IndexMismatch, match=r"pinned to 1\.0"):
        Engine(indexed, word_encoder, pinned_release="1.0").view()


def test_an_empty_index_is_told(embedded_store, word_encoder):
    with pytest.raises(IndexMissing):
        Engine(embedded_store, word_encoder).match(["nurse"])


def test_a_new_generation_is_followed_without_a_restart(engine, indexed, taxonomy, word_encoder, tmp_path):
    before = engine.match(["electrician"]).provenance.generation
    uri = next(uri for uri, occupation in taxonomy.occupations.items() if occupation.code == "7411.1")
    taxonomy.occupations[uri].preferred["en"] = "building electrician"
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
        index_taxonomy(taxonomy, indexed, word_encoder, cache)
    result = engine.match(["electrician"])

    assert (before + 1, "building electrician") == (result.provenance.generation, result.matches[0].label)


def test_what_is_read_while_a_generation_is_published_is_read_anew(engine, indexed, taxonomy, word_encoder, tmp_path):
    read = []

    def slowly(view, *, times):
        read.append(view.manifest.generation)
        if len(read) <= times:
            next(iter(taxonomy.occupations.values())).preferred["en"] += " again"
            with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
                index_taxonomy(taxonomy, indexed, word_encoder, cache)
        return view.manifest.generation

    assert 2 == engine.steadily(lambda view: slowly(view, times=1))
    assert [1, 2] == read
    read.clear()
    with pytest.raises(StoreLocked, match="published anew 3 times"):
        engine.steadily(lambda view: slowly(view, times=9))
    assert [2, 3, 4] == read


def test_the_pooled_vector_is_the_mean_of_the_segments_by_their_length(word_encoder):
    segments = ["nurse", "electrician " * 9]
    expected = sum(len(segment) * word_encoder.encode_queries([segment])[0] for segment in segments)

    assert np.allclose(expected / np.linalg.norm(expected), pool(word_encoder.encode_queries(segments), segments), atol=1e-6)


def test_a_resume_of_several_segments_is_ranked_as_a_whole_and_by_its_best_segment(engine):
    match = engine.match(["gardening and flowers, trees and lawns " * 5, "electrician"]).matches[0]

    assert "electrician" == match.label
    assert 1 == match.ranks["label of a segment"]


def test_a_query_of_one_segment_has_no_ranking_of_segments(engine):
    ranks = engine.match(["electrician"]).matches[0].ranks

    assert {"form", "label", "words"} <= set(ranks)
    assert [] == [name for name in ranks if name.endswith("of a segment")]


def test_an_occupation_is_found_by_uri_code_and_label(engine, taxonomy):
    view = engine.view()
    uri = view.occupation("web developer")["uri"]

    assert uri == view.occupation("2513.3")["uri"] == view.occupation(uri)["uri"] == view.occupation("Front-End Coder")["uri"]


def test_an_occupation_comes_with_its_isco_path_and_named_skills(engine):
    occupation = engine.view().occupation("web designer", "de")

    assert ["2", "25", "251", "2513"] == [group["code"] for group in occupation["isco_path"]]
    assert ["Webseiten gestalten"] == [skill["label"] for skill in occupation["essential"]]
    assert ["JavaScript anwenden"] == [skill["label"] for skill in occupation["optional"]]


def test_an_isco_group_holds_its_subgroups_and_occupations(engine):
    group = engine.view().isco("25")

    assert ["251"] == [item["code"] for item in group["subgroups"]]
    assert ["web designer", "web developer"] == [item["label"] for item in group["occupations"]]
    assert [2, 2] == [group["path"][-1]["occupations"], group["subgroups"][0]["occupations"]]
