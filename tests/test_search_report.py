"""What a report holds, and the steps that follow from a gap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_ads import NOW, engine_with_ads

from search.engine import Engine
from search.errors import AdsMissing, UnknownValue
from search.report import Report, Step, likelihood, make_report

TEXT = "Ten years as a web developer: I use JavaScript every day. I have no experience with dressing wounds."
WEB, NURSE = "web developer", "specialist nurse"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_with_ads() as engine:
        yield engine


def reported(engine: Engine, text: str = TEXT, **asked: object) -> Report:
    return make_report(engine, text, [text], language="en", **asked)


def kinds(report: Report) -> list[str]:
    return [step.kind for step in report.steps]


def test_the_gap_leads_to_the_first_match_unless_another_occupation_is_named(engine):
    first = reported(engine)

    assert WEB == first.matches.matches[0].label == first.gap.occupation.label
    assert NURSE == reported(engine, to="2221.1").gap.occupation.label


def test_every_match_has_its_evidence_and_its_group_a_name(engine):
    report = reported(engine, top=3)

    assert 3 == len(report.matches.matches)
    assert all(match.evidence for match in report.matches.matches)
    assert "Web and multimedia developers" == report.groups["2513"]
    assert (NOW, "no") == (report.made, report.regulated)


def test_the_ads_are_those_of_the_occupation_and_near_duplicates_are_one(engine):
    report = reported(engine)
    shown = {match.ad.fields["reference"] for match in report.ads.matches}

    assert report.ads_of_occupation
    assert {"web3", "web5"} < shown
    assert len(shown & {"web1", "web2"}) == 1
    assert "web-old" not in shown
    assert Step("read_ads", (WEB,), report.ads.total) in report.steps


def test_where_no_ad_asks_for_the_occupation_the_nearest_ads_are_shown_and_no_step_says_so(engine):
    report = reported(engine, to="web designer", countries=["GR"])

    assert not report.ads_of_occupation
    assert ["nurse3"] == [match.ad.fields["reference"] for match in report.ads.matches]
    assert "read_ads" not in kinds(report)


def test_a_skill_that_is_not_mentioned_is_asked_about_and_never_learned(engine):
    report = reported(engine)

    assert Step("ask", ("style web pages",), 1) in report.steps
    assert "learn" not in kinds(report)


def test_only_a_denied_skill_is_to_be_learned(engine):
    report = reported(engine, "I use JavaScript every day. I have no experience with dress wounds.", to=NURSE)

    assert Step("learn", ("dress wounds",), 1) in report.steps
    assert "ask" not in kinds(report)


def test_a_regulated_profession_comes_first(engine):
    report = reported(engine, to="electrician")

    assert "yes" == report.regulated
    assert Step("regulated", ("electrician",)) == report.steps[0]


def test_an_occupation_of_which_every_essential_skill_is_found_has_nothing_open(engine):
    report = reported(engine, "I style web pages all day, and I use JavaScript.", to="web designer")

    assert Step("nothing_open", ("web designer",)) in report.steps
    assert "ask" not in kinds(report)


def test_without_ads_in_the_index_there_are_none_in_the_report(shared_engine):
    report = reported(shared_engine)

    assert report.ads is None
    assert all(skill.ads is None for skill in report.gap.open)


def test_countries_without_ads_in_the_index_are_refused(shared_engine):
    with pytest.raises(AdsMissing):
        reported(shared_engine, countries=["DE"])


@pytest.mark.parametrize("asked", [{"to": "web develper"}, {"countries": ["DEU"]}])
def test_an_unknown_occupation_or_country_is_refused(engine, asked):
    with pytest.raises(UnknownValue):
        reported(engine, **asked)


@pytest.mark.parametrize(
    ("probability", "word"),
    [(1.0, "very_likely"), (0.9, "very_likely"), (0.66, "likely"), (0.5, "even"), (0.2, "unlikely"), (0.0, "very_unlikely")],
)
def test_a_probability_has_a_word(probability, word):
    assert word == likelihood(probability)
