"""Fitting the confidence: split by occupation, a model for every set of evidence, and figures of how reliable it is."""

from __future__ import annotations

import numpy as np
import pytest

from model.calibration import Question, Rows, fit, halves, judge, read_titles, reliability, write_documents, write_report
from search.confidence import LEAD, PLACE, TITLE, Calibration
from search.errors import InputError


@pytest.fixture(scope="module")
def rows():
    """Matches that are right with the probability 1 / (1 + e^(2 − 6·label)); one in four has no skills."""
    random = np.random.default_rng(7)
    labels = random.uniform(0, 1, 4000)
    right = (random.uniform(0, 1, 4000) < 1 / (1 + np.exp(2 - 6 * labels))).astype(float)
    features = [
        {"label": label, PLACE: 0.0, LEAD: 0.1} | ({"skills": label / 2} if number % 4 else {})
        for number, label in enumerate(labels)
    ]
    return Rows(features, right, np.ones(4000), np.arange(4000.0))


def test_every_set_of_evidence_gets_a_model(rows):
    assert {frozenset({"label", PLACE, *more}) for more in ((), (LEAD,), ("skills",), (LEAD, "skills"))} == set(fit(rows))


def test_what_is_fitted_is_near_the_truth_with_and_without_a_part(rows):
    calibration = Calibration("m", "en", {TITLE: fit(rows)})
    said = [calibration.confidence(TITLE, {"label": 0.5, PLACE: 0.0, LEAD: 0.1, **more}) for more in ({}, {"skills": 0.25})]

    assert [pytest.approx(1 / (1 + np.exp(-1)), abs=0.1)] * 2 == said
    assert judge(calibration, TITLE, rows)["all"]["ece"] < 0.03


def test_the_expected_calibration_error_is_the_mean_gap_of_the_bins():
    found = reliability(np.array([0.25, 0.25, 0.85, 0.85]), np.array([0.0, 1.0, 1.0, 1.0]))

    assert (0.2, [2, 2]) == (found["ece"], [row["matches"] for row in found["table"]])
    assert found["brier"] == pytest.approx((0.25**2 + 0.75**2 + 2 * 0.15**2) / 4, abs=1e-4)


def test_no_occupation_is_both_fitted_on_and_reported_on():
    questions = [Question((f"title {number}",), frozenset({f"o{number % 20}", f"o{number % 7}"})) for number in range(200)]
    fitted, reported = halves(questions)

    assert fitted
    assert reported
    assert not {uri for item in fitted for uri in item.right} & {uri for item in reported for uri in item.right}


def test_titles_of_occupations_that_the_index_lacks_are_left_out(tmp_path):
    rows = "vacancyTitle,conceptUri\nnurse (m/f),uri:n\nbaker,uri:b\n" + "word " * 13 + ",uri:n\n"
    (tmp_path / "titles.csv").write_text(rows, encoding="utf-8")

    assert [Question(("nurse (m/f)",), frozenset({"uri:n"}))] == read_titles(tmp_path, frozenset({"uri:n"}), 10)


def test_a_folder_without_titles_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"titles\.csv"):
        read_titles(tmp_path, frozenset(), 10)


def test_made_up_documents_are_the_same_in_every_run(indexed):
    assert write_documents(indexed, "en", 10) == write_documents(indexed, "en", 10)


def test_a_report_has_a_table_and_a_plot(rows, tmp_path):
    made = Calibration("m", "en", {TITLE: fit(rows)})
    about = {"esco_version": "1", TITLE: {"fitted on": 2, "reported on": 2, **judge(made, TITLE, rows)}}
    write_report(Calibration("m", "en", made.kinds, about), tmp_path)

    assert "ECE" in (tmp_path / "reliability.md").read_text(encoding="utf-8")
    assert (tmp_path / "reliability-title.png").read_bytes().startswith(b"\x89PNG")
