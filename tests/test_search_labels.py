from __future__ import annotations

import pytest

from search.labels import Label, LabelIndex, fold

LABELS = [
    Label("u:web", "en", "web developer", preferred=True),
    Label("u:web", "en", "website coder", preferred=False),
    Label("u:web", "de", "Webentwickler/Webentwicklerin", preferred=True),
    Label("u:soft", "en", "software developer", preferred=True),
    Label("u:pastry", "fr", "pâtissier", preferred=True),
    Label("u:nurse", "en", "nurse", preferred=False),
]


@pytest.fixture(scope="module")
def index() -> LabelIndex:
    return LabelIndex(LABELS)


def test_folding_drops_case_accents_and_spare_blanks():
    assert "patissier chef" == fold("  PÂTISSIER   Chef ")


def test_an_exact_label_is_found_without_its_accents(index):
    assert ["u:pastry"] == [label.uri for label in index.exact("Patissier")]


def test_one_form_of_a_gendered_pair_is_exact(index):
    assert ["u:web"] == [label.uri for label in index.exact("Webentwicklerin")]


def test_completion_begins_at_any_word(index):
    assert ["u:web", "u:soft"] == [label.uri for label in index.complete("develop")]


def test_labels_that_begin_with_the_text_come_first():
    index = LabelIndex([Label("u:1", "en", "chef de rang", preferred=True), Label("u:2", "en", "rang chef", preferred=True)])

    assert ["u:2", "u:1"] == [label.uri for label in index.complete("rang")]


def test_each_concept_is_offered_once_by_its_best_label(index):
    assert ["web developer"] == [label.text for label in index.complete("web", language="en")]


def test_a_feminine_form_behind_a_slash_is_found(index):
    assert ["u:web"] == [label.uri for label in index.complete("webentwicklerin")]


def test_a_misspelt_text_gives_the_nearest_labels(index):
    assert "software developer" == index.complete("sofware develper")[0].text


def test_nothing_alike_gives_nothing(index):
    assert [] == index.complete("zzzzzz")


def test_an_empty_text_gives_nothing(index):
    assert [] == index.complete("  ")
