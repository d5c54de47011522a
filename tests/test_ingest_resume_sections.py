"""Headings, segments, and the language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.resume import detect_language, segments
from ingest.resume.outline import heading_kind

PIECES = [
    "Experience",
    "Berufserfahrung:",
    "## Skills",
    "- a bullet with words.",
    "",
    "one two three. four five",
    "x" * 30,
    " \t ",
]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Work Experience", "experience"),
        ("BERUFSERFAHRUNG:", "experience"),
        ("## Education & Training", "education"),
        ("Aus- und Weiterbildung", "education"),
        ("2. Kenntnisse und Fähigkeiten", "skills"),
        ("S K I L L S", "skills"),
        ("Über mich", "summary"),
        ("Persönliche Daten", "personal"),
        ("References", "other"),
        ("Experience with SAP and Excel", None),
        ("Skills in welding", None),
    ],
)
def test_a_heading_is_known_by_its_words(line, kind):
    assert kind == heading_kind(line)


def test_a_heading_opens_a_segment_and_gives_it_its_kind():
    text = "Baker in Leeds\n\nExperience\n2015 Baker\n\n2010 Cook\n\nSkills\nbread"
    found = [(segment.kind, segment.text.split("\n")[0]) for segment in segments(text)]

    assert [("other", "Baker in Leeds"), ("experience", "Experience"), ("skills", "Skills")] == found


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=60)), max_size=30), st.integers(1, 40))
def test_no_word_is_lost_or_repeated_and_every_segment_keeps_its_budget(lines, budget):
    text = "\n".join(lines)
    found = segments(text, budget)

    assert text.split() == [word for segment in found for word in segment.text.split()]
    assert all(len(segment.text.split()) <= budget for segment in found)
    assert all(text.startswith(segment.text, segment.start) for segment in found)


def test_a_budget_of_no_words_is_refused():
    with pytest.raises(ValueError, match="not 0"):
        segments("text", 0)


def test_german_and_english_are_told_apart_and_a_job_title_alone_gives_little_confidence():
    german, english = (
        "Pflege von Patienten auf der Intensivstation und Anleitung von Auszubildenden. " * 2,
        "Repair of motors and pumps. " * 5,
    )

    assert ("de", "en") == (detect_language(german)[0], detect_language(english)[0])
    assert detect_language(german)[1] > 0.9
    assert detect_language("Elektriker")[1] < 0.2


def test_a_text_without_letters_has_no_confidence():
    assert detect_language("12 34") == ("en", 0.0)
