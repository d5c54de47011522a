"""Confidence: made of what a match has, fitted for one encoder and language, and None wherever that does not apply."""

from __future__ import annotations

import json
import math

import pytest

from search.confidence import (
    DOCUMENT,
    FORM,
    LEAD,
    PLACE,
    TITLE,
    WORDS,
    Calibration,
    Model,
    features_of,
    file_name,
    kind_of,
    load_calibration,
)
from search.engine import Engine
from search.errors import InputError

BASE = {"label": 4.0, PLACE: -1.0}
CALIBRATION = Calibration(
    "word-encoder@1",
    "en",
    {
        TITLE: {
            frozenset(BASE): Model(BASE, -2.0),
            frozenset({*BASE, "skills"}): Model({**BASE, "skills": 3.0}, -3.0),
            frozenset({*BASE, "skills", LEAD, WORDS}): Model({**BASE, "skills": 3.0, LEAD: 2.0, WORDS: 1.0}, -4.0),
        }
    },
)


@pytest.fixture
def calibrated(indexed, word_encoder):
    models = CALIBRATION.kinds[TITLE] | {
        names | extra: Model(dict.fromkeys(names | extra, 1.0), -1.0)
        for names in CALIBRATION.kinds[TITLE]
        for extra in (frozenset({"description"}), frozenset({"description", LEAD}), frozenset({"description", LEAD, WORDS}))
    }
    fitted = Calibration("word-encoder@1", "en", {TITLE: models})
    return Engine(indexed, word_encoder, calibration=lambda model, language: fitted if language == "en" else None)


def test_a_missing_part_is_left_out_and_not_taken_for_zero():
    without = CALIBRATION.confidence(TITLE, {"label": 0.5, PLACE: 0.0})
    zero = CALIBRATION.confidence(TITLE, {"label": 0.5, PLACE: 0.0, "skills": 0.0})

    assert without == pytest.approx(0.5)
    assert zero == pytest.approx(1 / (1 + math.e))


def test_a_part_that_the_calibration_has_never_seen_changes_nothing():
    features = {"label": 0.5, PLACE: 0.0, "skills": 0.4}

    assert CALIBRATION.confidence(TITLE, features) == CALIBRATION.confidence(TITLE, {**features, "centroid": 0.9})


@pytest.mark.parametrize(
    ("kind", "features"),
    [
        (DOCUMENT, {"label": 0.5, PLACE: 0.0}),
        (None, {"label": 0.5, PLACE: 0.0}),
        (TITLE, {PLACE: 0.0, "skills": 0.3}),
        (TITLE, {"label": 0.5, PLACE: 0.0, LEAD: 0.1}),
    ],
)
def test_there_is_no_confidence_where_no_model_was_fitted(kind, features):
    assert CALIBRATION.confidence(kind, features) is None


def test_confidence_follows_a_curve_between_its_knots_and_stays_within_them():
    model = Model({"label": 1.0}, 0.0, ((-1.0, 1.0), (0.1, 0.9)))

    assert [0.1, 0.5, 0.9] == [pytest.approx(model({"label": value})) for value in (-7.0, 0.0, 7.0)]


def test_a_calibration_is_read_as_it_was_written():
    assert Calibration.from_json(json.loads(json.dumps(CALIBRATION.to_json()))) == CALIBRATION


@pytest.mark.parametrize(
    ("segments", "kind"),
    [
        ([], None),
        (["Nurse"], TITLE),
        (["word " * 12], TITLE),
        (["word " * 13], DOCUMENT),
        (["Nurse", "Skills"], DOCUMENT),
    ],
)
def test_a_short_query_of_one_segment_is_a_title(segments, kind):
    assert kind_of(segments) == kind


def test_features_are_only_what_there_is():
    near = [{"label": 0.8, "skills": 0.3}, {"label": 0.5}]

    first, second = features_of(near, [{"words": 2, "form": 4}, {}], {"label", "words", "form"})
    (alone,) = features_of(near[:1], [{}], {"label"})

    assert first == {"label": 0.8, "skills": 0.3, PLACE: 0.0, LEAD: pytest.approx(0.3), WORDS: 0.5, FORM: 0.25}
    assert second == {"label": 0.5, PLACE: pytest.approx(math.log(2)), LEAD: pytest.approx(-0.3), WORDS: 0.0, FORM: 0.0}
    assert alone == {"label": 0.8, "skills": 0.3, PLACE: 0.0}


def test_the_packaged_encoder_has_its_calibration():
    calibration = load_calibration("all-minilm-l6-v2@a683a6d1843b", "en")

    assert calibration is not None
    assert {TITLE, DOCUMENT} == set(calibration.kinds)
    assert load_calibration("all-minilm-l6-v2@a683a6d1843b", "de") is None
    assert load_calibration("all-minilm-l6-v2@another", "en") is None


def test_a_calibration_file_is_named_without_separators_of_paths():
    assert "org_model@1.en.json" == file_name("org/model@1", "en")


def test_matches_of_an_encoder_without_calibration_have_no_confidence(engine):
    result = engine.match(["web developer"])

    assert not result.calibrated
    assert {None} == {match.confidence for match in result.matches}


def test_every_match_of_a_title_has_a_confidence_that_does_not_depend_on_how_many_are_asked_for(calibrated):
    many, one = calibrated.match(["web developer"], language="en"), calibrated.match(["web developer"], language="en", top=1)

    assert many.calibrated
    assert all(0 < match.confidence < 1 for match in many.matches)
    assert many.matches[0].confidence == one.matches[0].confidence


def test_matches_below_the_least_confidence_are_left_out(calibrated):
    found = calibrated.match(["web developer"], language="en").matches
    least = found[0].confidence
    kept = calibrated.match(["web developer"], language="en", min_confidence=least)

    assert [match.label for match in found if match.confidence >= least] == [match.label for match in kept.matches]
    assert len(kept.matches) < len(found)
    assert kept.abstained is None


def test_an_engine_that_is_not_confident_enough_abstains_and_says_why(calibrated):
    result = calibrated.match(["web developer"], language="en", min_confidence=1.0)

    assert [] == result.matches
    assert "less than the 1.00 asked for" in result.abstained


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"segments": ["Webentwickler"], "language": "de"}, "no calibration"),
        ({"vector": [1.0] * 64, "language": "en"}, "vector"),
        ({"segments": ["web developer", "CSS"], "language": "en"}, "does not fit a document"),
    ],
)
def test_a_confidence_that_nobody_knows_is_not_enough(calibrated, query, reason):
    result = calibrated.match(**query, min_confidence=0.0)

    assert [] == result.matches
    assert reason in result.abstained


@pytest.mark.parametrize("least", [-0.1, 1.1, math.nan])
def test_a_least_confidence_out_of_bounds_is_refused(engine, least):
    with pytest.raises(InputError, match="between 0 and 1"):
        engine.match(["nurse"], min_confidence=least)
