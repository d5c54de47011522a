"""How many occupations each filter leaves, on the small index: five occupations, twenty ads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_ads import engine_with_ads

from search.engine import Engine
from search.errors import UnknownValue
from search.filters import OccupationFilter

WEB_GROUPS = OccupationFilter(isco=("25",), regulated="no")


@pytest.fixture(scope="module")
def with_ads() -> Iterator[Engine]:
    with engine_with_ads() as engine:
        yield engine


def counts(values):
    return {item.value: item.count for item in values}


def test_without_filters_every_occupation_counts(with_ads):
    facets = with_ads.facets(OccupationFilter())

    assert 5 == facets.total
    assert {"2": 3, "5": 1, "7": 1} == counts(facets.isco)
    assert {"yes": 2, "no": 2, "unknown": 1} == counts(facets.regulated)
    assert ({"2": 2, "4": 3}, {"does": 5}) == (counts(facets.skill_levels), counts(facets.roles))
    assert {"digital": 2, "research": 1} == counts(facets.collections)


def test_a_country_counts_the_occupations_that_its_live_ads_declare(with_ads):
    """Germany: web, design, nurse, aide, electrician. Austria: web, electrician. France: web. Greece: nurse."""
    assert {"DE": 5, "AT": 2, "FR": 1, "GR": 1} == counts(with_ads.facets(OccupationFilter()).countries)


def test_each_list_leaves_its_own_filter_out_and_passes_the_others(with_ads):
    facets = with_ads.facets(WEB_GROUPS)

    assert 2 == facets.total
    assert {"2": 2, "25": 2, "251": 2} == counts(facets.isco)
    assert {"no": 2} == counts(facets.regulated)
    assert {"DE": 2, "AT": 1, "FR": 1} == counts(facets.countries)


def test_groups_are_named(with_ads):
    assert "ICT professionals" in {item.label for item in with_ads.facets(WEB_GROUPS).isco}


def test_a_total_is_what_a_match_can_find(with_ads):
    filters = OccupationFilter(countries=("AT",), skill_levels=(4,))

    assert len(with_ads.match(["nurse web electrician"], filters=filters, top=100).matches) == with_ads.facets(filters).total


def test_without_ads_no_country_counts(shared_engine):
    assert [] == shared_engine.facets(OccupationFilter()).countries


def test_a_value_that_the_index_does_not_have_is_refused(with_ads):
    with pytest.raises(UnknownValue, match="ISCO group"):
        with_ads.facets(OccupationFilter(isco=("99",)))
    with pytest.raises(UnknownValue, match="language"):
        with_ads.facets(OccupationFilter(), "xx")
