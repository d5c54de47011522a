"""Job ads: filters, ranking, near-duplicates, pages, facets, export, and the demand that a match shows."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import fields

import pytest
from small import ESCO, make_taxonomy
from small_ads import DAY, LIVE, NOW, WEB, ad_id, engine_with_ads, make_ad, publish_ads

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.ad_export import csv_table, ndjson
from search.ad_filters import AdFilter
from search.ads import AdSearch
from search.engine import Engine
from search.errors import AdsMissing, InputError, UnknownValue
from search.filters import OccupationFilter


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with engine_with_ads() as engine:
        yield engine


@pytest.fixture(scope="module")
def ads(engine) -> AdSearch:
    return engine.ads()


def references(matches) -> list[str]:
    return [match.ad.fields["reference"] for match in matches]


def exported(ads, **question) -> set[str]:
    return set(references(ads.export(**question)))


def test_the_nearest_ad_comes_first(ads):
    matches = ads.search(["I am an electrician who installs wiring"]).matches

    assert "wire1" == matches[0].ad.fields["dup_group"]
    assert (1, 1) == (matches[0].rank, matches[0].ranks["text"])


def test_similarity_is_the_cosine_of_the_query_and_the_ad(ads):
    first = ads.search(["Web designer\nYou style web pages as a site designer."]).matches[0]

    assert ("web4", pytest.approx(1.0, abs=1e-5)) == (first.ad.fields["reference"], first.similarity)


def test_ads_are_ranked_by_the_best_segment_and_by_words_too(ads):
    first = ads.search(["gardening and lawns " * 20, "electrician, wiring fitter"]).matches[0]

    assert {"text", "text of a segment", "words"} >= set(first.ranks)
    assert "text of a segment" in first.ranks


def test_near_duplicates_are_one_match_that_names_the_others(ads):
    matches = ads.search([WEB]).matches
    web = next(match for match in matches if match.ad.fields["dup_group"] == "web1")

    assert len(matches) == len({match.ad.fields["dup_group"] for match in matches})
    assert {"web1", "web2"} == {web.ad.fields["reference"], *(_reference(twin.ad_id) for twin in web.also)}
    assert 1 == web.also_count


def _reference(handle: str) -> str:
    return base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode().split(" ")[0]


def test_near_duplicates_that_the_filters_leave_out_are_not_named(ads):
    (first, *_) = ads.search([WEB], filters=AdFilter(countries=("AT",))).matches

    assert ("web2", []) == (first.ad.fields["reference"], list(first.also))


def test_an_ad_can_be_the_query_and_is_left_out_with_its_near_duplicates(ads):
    matches = AdSearch(ads._view, None, NOW).search(like=ad_id("web1")).matches

    assert "web3" == references(matches)[0]
    assert not {"web1", "web2"} & set(references(matches))


def _given(value):
    """Name a case by what its filter is given, the same in every process."""
    if not isinstance(value, AdFilter):
        return ""
    return " ".join(f"{field.name}={given}" for field in fields(value) if (given := getattr(value, field.name)))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (AdFilter(), LIVE),
        (AdFilter(countries=("at",)), {"web2", "web5", "aide2", "wire3"}),
        (AdFilter(countries=("EL", "FR")), {"nurse3", "web3", "driver"}),
        (AdFilter(nuts=("DE2",)), {"web1", "nurse1"}),
        (AdFilter(nuts=("de212", "AT13")), {"web1", "nurse1", "web2"}),
        (AdFilter(nuts=("GR30",)), {"nurse3"}),
        (AdFilter(isco=("25",)), {"web1", "web2", "web3", "web4", "web5"}),
        (AdFilter(isco=("8332",)), {"driver"}),
        (AdFilter(occupations=("web developer",)), {"web1", "web2", "web3", "web5"}),
        (AdFilter(occupations=("7411.1",)), {"wire1", "wire2", "wire3", "wire4"}),
        (AdFilter(occupations=(f"{ESCO}/occupation/left-the-taxonomy",)), {"gone"}),
        (AdFilter(schedule=("Part-Time",)), {"nurse2"}),
        (AdFilter(since="2d"), {"nurse1"}),
        (AdFilter(since="72H"), {"nurse1", "web2"}),
        (AdFilter(since="4w", isco=("25",), countries=("AT",)), {"web2", "web5"}),
        (AdFilter(since="2026-01-31"), {"nurse1"}),
        (AdFilter(since="2026-01-30T02:40:00+00:00"), {"nurse1", "web2"}),
        (AdFilter(remote=True), {"web1", "web3"}),
        (AdFilter(languages=("de-AT",)), {"nurse4"}),
        (AdFilter(sources=("261",)), {"web2", "wire2"}),
        (AdFilter(isco=("5",), schedule=("parttime",)), set()),
    ],
    ids=_given,
)
def test_filters_limit_what_is_found(ads, filters, expected):
    assert expected == exported(ads, filters=filters)
    assert len(expected) == ads.search([WEB], filters=filters).total


@pytest.mark.parametrize(
    ("filters", "field", "suggestion"),
    [
        (AdFilter(countries=("FI",)), "country", "DE"),
        (AdFilter(countries=("Germany",)), "country", "DE"),
        (AdFilter(nuts=("DE213",)), "NUTS code", "DE212"),
        (AdFilter(isco=("2519",)), "ISCO group", "2513"),
        (AdFilter(occupations=("web develper",)), "occupation", "web developer"),
        (AdFilter(schedule=("full",)), "schedule", "fulltime"),
        (AdFilter(since="yesterday"), "since", "14d"),
        (AdFilter(since="14 d"), "since", "14d"),
        (AdFilter(languages=("sv",)), "language", "en"),
        (AdFilter(sources=("122",)), "source", "121"),
    ],
    ids=str,
)
def test_an_unknown_value_is_an_error_that_names_the_nearest(ads, filters, field, suggestion):
    with pytest.raises(UnknownValue) as caught:
        ads.search(["nurse"], filters=filters)

    assert field == caught.value.field
    assert suggestion in caught.value.suggestions


def test_an_ad_ends_when_its_last_day_is_over(ads):
    later = AdSearch(ads._view, None, NOW + 5 * DAY + 1)

    assert "nurse1" in exported(ads)
    assert {"nurse1"} == exported(ads) - exported(later)


def test_pages_hold_every_group_once_in_the_order_of_one_long_page(ads):
    whole = references(ads.search([WEB], top=100).matches)
    pages, cursor = [], None
    while True:
        page = ads.search([WEB], top=3, cursor=cursor)
        pages.append(page)
        cursor = page.cursor
        if cursor is None:
            break

    assert whole == [reference for page in pages for reference in references(page.matches)]
    assert list(range(1, len(whole) + 1)) == [match.rank for page in pages for match in page.matches]


@pytest.mark.parametrize(
    "question", [{"segments": ["nurse"]}, {"segments": [WEB], "filters": AdFilter(countries=("AT",))}, {"like": ad_id("web1")}]
)
def test_the_cursor_of_another_question_is_refused(ads, question):
    cursor = ads.search([WEB], top=1).cursor

    with pytest.raises(InputError, match="another query or other filters"):
        ads.search(**question, cursor=cursor)


def _word(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ä", "=" * 9, _word([1]), _word([float("nan"), "a", "b"]), _word({"a": 1}), _word("abc"), "W" * 400, _word(1)],
)
def test_a_damaged_cursor_is_refused(ads, cursor):
    with pytest.raises(InputError, match="the cursor"):
        ads.search([WEB], cursor=cursor)


def test_a_cursor_goes_on_in_a_new_generation_that_has_better_ads(tmp_path, indexed, word_encoder):
    publish_ads(indexed, word_encoder)
    engine = Engine(indexed, word_encoder, clock=lambda: NOW)
    first = engine.ads().search([WEB], top=2)
    rest = references(engine.ads().search([WEB], top=100, cursor=first.cursor).matches)
    publish_ads(indexed, word_encoder, [make_ad("best", "Web developer", WEB + " " + WEB)])
    after = engine.ads().search([WEB], top=100, cursor=first.cursor)

    assert 3 == after.provenance.generation
    assert set(rest) == set(references(after.matches)) - {"best"}


@pytest.mark.parametrize(
    "question", [{}, {"segments": [" "]}, {"segments": ["nurse"], "like": ad_id("web1")}, {"segments": ["nurse"], "top": 101}]
)
def test_no_question_or_two_or_too_long_a_page_is_refused(ads, question):
    with pytest.raises(InputError):
        ads.search(**question)


def test_one_ad_is_shown_with_its_text_its_occupations_and_its_near_duplicates(ads):
    shown = ads.ad(ad_id("wire1"))

    assert ("Electrician", "electrician") == (shown.ad.fields["title"], shown.ad.occupation.label)
    assert "wiring" in shown.ad.fields["description"]
    assert ("2026-01-23T02:40:00Z", False, 2) == (shown.ad.fields["created_at"], shown.expired, shown.also_count)


def test_an_expired_ad_is_shown_as_such(ads):
    assert ads.ad(ad_id("web-old")).expired


def test_an_unknown_ad_is_told_with_the_likely_reason(ads):
    with pytest.raises(UnknownValue, match="closed at their source"):
        ads.ad("bm9uZQ")


def test_names_come_in_the_language_asked_for(ads):
    assert "Elektriker/Elektrikerin" == ads.ad(ad_id("wire1"), "de").ad.occupation.label


def test_facets_count_the_ads_that_pass_the_filters(ads):
    facets = ads.facets(AdFilter(isco=("25",)))

    assert {"DE": 2, "AT": 2, "FR": 1} == {item.value: item.count for item in facets.countries}
    assert {"2": 5, "25": 5, "251": 5} == {item.value: item.count for item in facets.isco}
    assert (5, "ICT professionals") == (facets.total, next(item.label for item in facets.isco if item.value == "25"))
    assert [("web developer", 3), ("web designer", 1)] == [(item.label, item.count) for item in facets.occupations]


def test_an_export_without_a_query_gives_every_live_ad_once(ads):
    rows = list(ads.export())

    assert LIVE == set(references(rows))
    assert len(rows) == len(LIVE) == rows[-1].rank


def test_an_export_with_a_query_is_ranked_by_similarity(ads):
    rows = list(ads.export([WEB], filters=AdFilter(isco=("25",))))
    similarities = [row.similarity for row in rows]

    assert {"web1", "web2", "web3", "web4", "web5"} == set(references(rows))
    assert sorted(similarities, reverse=True) == similarities
    assert similarities[0] == pytest.approx(ads.search([WEB], filters=AdFilter(isco=("25",))).matches[0].similarity, abs=1e-5)


def test_an_export_refuses_a_wrong_filter_before_its_first_row(ads):
    with pytest.raises(UnknownValue):
        ads.export(filters=AdFilter(countries=("XX",)))


def test_a_spreadsheet_takes_no_exported_text_for_a_formula(ads):
    text = "".join(csv_table(ads.export(), ads.provenance))
    titles = {row["reference"]: row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))}

    assert "'=HYPERLINK(1)" == titles["formula"]
    assert LIVE == set(titles)


def test_every_exported_line_is_an_ad_with_what_it_stands_on(ads):
    lines = [json.loads(line) for line in ndjson(ads.export(["nurse"]), ads.provenance)]

    assert LIVE == {line["reference"] for line in lines}
    assert {("1.2.1", "word-encoder@1", 2)} == {(line["esco_version"], line["model"], line["generation"]) for line in lines}


# --- demand in matches ---


def test_a_match_tells_how_many_live_ads_ask_for_it_and_where(engine):
    demand = {match.label: match.demand for match in engine.match(["web developer"]).matches}

    assert (3, {"AT": 1, "DE": 1, "FR": 1}, 1) == (
        demand["web developer"].declared,
        dict(demand["web developer"].countries),
        demand["web developer"].predicted,
    )
    assert (3, {"DE": 2, "AT": 1}, 1) == (
        demand["electrician"].declared,
        dict(demand["electrician"].countries),
        demand["electrician"].predicted,
    )


def test_matches_can_be_limited_to_countries_with_live_ads_and_show_the_demand_of_all(engine):
    matches = engine.match(["web nurse electrician"], filters=OccupationFilter(countries=("at",))).matches

    assert {"web developer", "electrician"} == {match.label for match in matches}
    assert all("DE" in match.demand.countries for match in matches)


def test_a_country_without_ads_is_an_error_of_a_match_too(engine):
    with pytest.raises(UnknownValue, match="unknown country 'FI'"):
        engine.match(["nurse"], filters=OccupationFilter(countries=("FI",)))


def test_without_ads_a_match_has_no_demand_and_questions_about_ads_say_what_to_run(tmp_path, embedded_store, word_encoder):
    with EmbeddingCache(tmp_path / "cache.sqlite") as cache:
        index_taxonomy(make_taxonomy(), embedded_store, word_encoder, cache)
    engine = Engine(embedded_store, word_encoder)

    assert {None} == {match.demand for match in engine.match(["nurse"]).matches}
    for ask in (
        lambda: engine.match(["nurse"], filters=OccupationFilter(countries=("DE",))),
        lambda: engine.ads().search(["nurse"]),
        lambda: engine.ads().facets(),
        lambda: engine.ads().export(),
        lambda: engine.ads().ad("x"),
    ):
        with pytest.raises(AdsMissing, match="careerspace ingest eures"):
            ask()
