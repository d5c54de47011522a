import pytest
from small import WordEncoder

from search.chars import char_grams, encode_chars
from search.forms import Form, FormRanker, FormWeights, best_forms, form_points, form_schema
from search.fusion import scaled_to_top, weighted_score_fusion
from search.store.base import FORMS, Manifest
from search.store.embedded import EmbeddedStore

ENCODER = WordEncoder()
COOK, NURSE = "http://example.org/cook", "http://example.org/nurse"
LABELS = [(COOK, "cook", "en"), (COOK, "kitchen chef", "en"), (NURSE, "ward nurse", "en"), (NURSE, "Krankenpfleger", "de")]


@pytest.fixture
def reader(tmp_path):
    forms = [Form(uri, text, language) for uri, text, language in LABELS]
    texts = [form.text for form in forms]
    writer = (store := EmbeddedStore(tmp_path)).begin({FORMS: form_schema(ENCODER.dimension)})
    writer.upsert(FORMS, list(form_points(forms, dict(zip(texts, ENCODER.encode_documents(texts), strict=True)))))
    writer.publish(Manifest(1, "1", ENCODER.identity, 64, ("en", "de"), "2026-01-01T00:00:00+00:00", {FORMS: 4}))
    with_reader = store.open()
    yield with_reader
    with_reader.close()


def ranked(reader, text, weights=None, **only):
    chosen = weights or FormWeights.tuned(ENCODER.identity)
    (ranking,) = FormRanker(reader, chosen, chosen).concepts([text], ENCODER.encode_queries([text]), **only)
    return ranking


def test_a_concept_is_as_near_as_its_best_label(reader):
    ranking = ranked(reader, "kitchen chef", FormWeights(1, 0, 0))

    assert ranking[0] == (COOK, pytest.approx(1.0))
    assert [NURSE] == [uri for uri, _ in ranking[1:]]


def test_characters_find_a_compound_that_shares_no_word(reader):
    ranking = ranked(reader, "Krankenpflegehelfer", FormWeights(0, 0, 1))

    assert NURSE == ranking[0][0]


def test_only_forms_of_the_language_are_ranked(reader):
    assert [NURSE] == [uri for uri, _ in ranked(reader, "nurse", language="de")]


def test_only_forms_of_the_concepts_asked_for_are_ranked(reader):
    assert [COOK] == [uri for uri, _ in ranked(reader, "nurse", uris=[COOK])]


def test_grams_are_cut_within_words_with_the_blanks_around_them():
    assert [" ux", "ux ", " ux "] == list(char_grams("UX"))


def test_the_weights_of_grams_have_unit_length():
    assert 1.0 == pytest.approx(sum(value**2 for value in encode_chars("Pâtissier chef").values))
    assert [] == encode_chars("  ").indices


def test_what_a_full_ranking_lacks_counts_with_its_last_score_there():
    rankings = {"dense": [("a", 0.9), ("b", 0.5)], "chars": [("c", 1.0)]}

    # c: 0.5 (dense is full) + 0.3 × 1.0; a: 0.9 + 0 (chars is not full); b: 0.5 + 0
    expected = [("a", 0.9), ("c", pytest.approx(0.8)), ("b", 0.5)]
    assert expected == weighted_score_fusion(rankings, {"dense": 1.0, "chars": 0.3}, depth=2)


def test_sparse_scores_are_divided_by_the_best_one():
    assert [("a", 1.0), ("b", 0.25)] == scaled_to_top([("a", 8.0), ("b", 2.0)])
    assert [] == scaled_to_top([])


def test_concepts_that_are_equally_near_are_ordered_by_uri():
    assert [("u", 1.0), ("v", 1.0)] == best_forms([("2", 1.0), ("1", 1.0), ("3", 0.1)], {"1": "u", "2": "v", "3": "u"})
