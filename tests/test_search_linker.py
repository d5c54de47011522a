"""Skills are found in texts: word for word, in other forms, by meaning; and every quote is where it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cutting import chunks, sentences, stem, stretches
from search.errors import InputError, UnknownValue
from search.skill_labels import SkillLabels


def skill(name: str, *alternatives: str, description: str = "") -> dict[str, object]:
    return {"uri": name, "preferred": {"en": name}, "alternatives": {"en": alternatives}, "description": {"en": description}}


LABELS = SkillLabels(
    [
        skill("Java (computer programming)"),
        skill("JavaScript", description="more or less a language, less typed"),
        skill("LESS"),
        skill("R"),
        skill("manage staff", "lead people"),
        skill("C++"),
    ]
)


def found(text: str) -> set[tuple[str, str, str]]:
    return {(text[match.start : match.end], match.uri, match.how) for match in LABELS.find(text)}


def test_a_label_is_found_without_its_qualifier_in_any_case_but_not_within_a_word():
    assert found("java, Javascripts") == {("java", "Java (computer programming)", "exact")}


def test_signs_belong_to_names():
    assert found("C++ and C") == {("C++", "C++", "exact")}


@pytest.mark.parametrize("text", ["managing staff", "staff management", "manages staff"])
def test_another_form_or_order_is_fuzzy(text):
    assert found(text) == {(text, "manage staff", "fuzzy")}


def test_a_name_that_is_another_word_in_lower_case_must_be_written_as_in_the_label():
    assert found("LESS") == {("LESS", "LESS", "exact")}
    assert found("no less") == set()


def test_a_single_letter_counts_only_near_another_label():
    assert found("section R") == set()
    assert ("R", "R", "exact") in found("JavaScript and R")


def test_a_stem_is_the_same_for_both_spellings():
    assert stem("organising") == stem("organize")


@given(st.text(alphabet="ab .,;\n•-/()ÄßİI\u0301and", max_size=80))
def test_pieces_lie_in_their_text_and_are_trimmed(text):
    for piece in [*sentences(text), *stretches(text, 0, len(text)), *chunks(text, 0, len(text), 2, 1)]:
        assert text[piece.start : piece.end].strip() == text[piece.start : piece.end] != ""


def test_a_sentence_is_ranked_over_every_skill(engine):
    (hits,) = engine.skills().rank(["You use JavaScript every day"], 4)

    assert hits[0].label == "use JavaScript"
    assert hits[0].spans == ((4, 18, "use JavaScript"),)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_sentence_without_a_word_has_no_skill(engine):
    assert engine.skills().rank(["", " … "], 3) == [[], []]


def test_every_quote_stands_where_it_says(engine):
    text = "I dress wounds.\n\n• Installing electrical wiring, style web pages; Webseiten gestalten"
    mentions = engine.skills().link(text, threshold=0.0)

    assert {"dress wounds", "install electrical wiring", "style web pages"} <= {mention.label for mention in mentions}
    assert all(mention.quote == text[mention.start : mention.end] for mention in mentions)
    assert {"exact", "fuzzy"} <= {mention.how for mention in mentions}


def test_the_threshold_leaves_out_what_is_below_it(engine):
    assert all(mention.score >= 0.7 for mention in engine.skills().link("I dress wounds and sing", threshold=0.7))


def test_what_is_not_indexed_is_refused(engine):
    with pytest.raises(UnknownValue):
        engine.skills().rank(["a"], 1, "fr")
    with pytest.raises(InputError):
        engine.skills().rank(["a"], 0)


def test_a_warm_linker_reads_nothing_more_for_the_first_text(engine, monkeypatch):
    engine.warm_skills()
    for name in ("scroll", "retrieve", "query"):
        monkeypatch.setattr(type(engine.view().reader), name, lambda *_asked, **_more: pytest.fail("the index is read"))

    assert "use JavaScript" in {mention.label for mention in engine.skills().link("I use JavaScript every day.")}
    assert engine.skills().hierarchy
