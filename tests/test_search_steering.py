"""Matches steered by what a user accepts and dismisses, and spread: the order changes, what a match is worth does not."""

from __future__ import annotations

import numpy as np
import pytest
from ram import ram_folder
from small import ESCO, WordEncoder, make_taxonomy

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.errors import InputError, UnknownValue
from search.filters import OccupationFilter
from search.records import Occupation
from search.steering import Steering, mmr_order
from search.store.embedded import EmbeddedStore

QUERY = ["I was a nurse and I was a driver, in a small town", "references on request, and many thanks for your time"]
ROWS = (
    ("ward", "2221.1", "ward nurse of patients"),
    ("night", "2221.2", "night nurse of patients"),
    ("school", "2221.3", "school nurse of patients"),
    ("taxi", "8322.1", "taxi driver of cars"),
    ("bus", "8331.1", "bus driver of lanes"),
    ("tram", "8331.2", "tram driver of lanes"),
    ("cook", "5120.1", "cook of soups"),
)


@pytest.fixture(scope="module")
def hospital():
    """Three nurses, three drivers and a cook, each with a label and a description."""
    taxonomy = make_taxonomy()
    taxonomy.occupations = {
        f"{ESCO}/occupation/{slug}": Occupation(
            uri=f"{ESCO}/occupation/{slug}",
            code=code,
            preferred={"en": label},
            description={"en": f"A {label} works every day."},
        )
        for slug, code, label in ROWS
    }
    with ram_folder() as folder, EmbeddingCache(folder / "embeddings.sqlite") as cache:
        store, encoder = EmbeddedStore(folder / "index"), WordEncoder()
        index_taxonomy(taxonomy, store, encoder, cache)
        yield Engine(store, encoder)
        store.close()


def matched(engine, filters=None, top=20, **steering):
    return engine.match(QUERY, steering=Steering(**steering), filters=filters, top=top).matches


def labels(matches):
    return [match.label for match in matches]


def places(matches):
    return {match.label.split()[0]: match.rank for match in matches}


def worth(matches):
    """Everything of a match that steering must leave as it is."""
    return {
        match.label: (match.score, match.rank_by_score, match.confidence, match.ranks, match.similarity, match.features)
        for match in matches
    }


class TestDismissing:
    def test_what_is_dismissed_is_gone_and_comes_back_when_it_is_left_out(self, hospital):
        before, after = matched(hospital), matched(hospital, dismissed=("ward nurse of patients",))

        assert set(labels(before)) - {"ward nurse of patients"} == set(labels(after))
        assert before == matched(hospital)

    def test_what_is_near_it_goes_down(self, hospital):
        before = places(matched(hospital))
        after = places(matched(hospital, dismissed=("2221.1",)))

        assert before["night"] < before["cook"]
        assert after["cook"] < after["night"]

    def test_no_match_is_worth_anything_else_for_it(self, hospital):
        before = worth(matched(hospital))
        after = worth(matched(hospital, dismissed=("2221.1", "cook of soups"), accepted=("2221.2",), diversity=0.4))

        assert {label: before[label] for label in after} == after
        assert len(before) - 2 == len(after)

    def test_all_of_it_leaves_nothing(self, hospital):
        assert [] == matched(hospital, dismissed=tuple(code for _, code, _ in ROWS))


class TestAccepting:
    def test_what_is_accepted_comes_first_and_says_so(self, hospital):
        first, *others = matched(hospital, accepted=("taxi driver of cars",))

        assert ("taxi driver of cars", 1, True) == (first.label, first.rank, first.accepted)
        assert first.rank_by_score > 1
        assert not any(match.accepted for match in others)

    def test_what_is_near_it_goes_up(self, hospital):
        before, after = places(matched(hospital)), places(matched(hospital, accepted=("2221.1",)))

        assert before["taxi"] < before["school"]
        assert after["school"] < after["taxi"]

    def test_it_stays_where_fewer_are_asked_for(self, hospital):
        assert ["cook of soups"] == labels(matched(hospital, accepted=("cook of soups",), top=1))

    def test_it_does_not_pass_a_filter_that_it_does_not_meet(self, hospital):
        found = matched(hospital, filters=OccupationFilter(isco=("2221",)), accepted=("cook of soups",))

        assert {"ward", "night", "school"} == set(places(found))

    def test_what_no_ranking_holds_comes_with_the_score_that_it_has(self, hospital, monkeypatch):
        monkeypatch.setattr("search.engine.DEPTH", 1)
        first = matched(hospital, accepted=("cook of soups",), top=1)[0]

        assert ("cook of soups", 0.0, {}) == (first.label, first.score, first.ranks)

    def test_one_that_is_dismissed_too_is_refused(self, hospital):
        with pytest.raises(InputError, match=r"'2221\.1' is accepted and dismissed"):
            matched(hospital, accepted=("2221.1",), dismissed=("ward nurse of patients",))

    def test_an_unknown_one_is_an_error_that_names_the_nearest(self, hospital):
        with pytest.raises(UnknownValue, match="nearest: taxi driver of cars"):
            matched(hospital, accepted=("taxi drivr of cars",))


class TestDiversity:
    def test_by_it_the_next_is_unlike_the_first(self, hospital):
        plain, spread = labels(matched(hospital)), labels(matched(hospital, diversity=0.9))

        assert ("driver", "driver") == (plain[0].split()[1], plain[1].split()[1])
        assert "driver" not in spread[1]
        assert plain[0] == spread[0]
        assert set(plain) == set(spread)

    def test_without_any_the_order_is_that_of_the_relevance(self):
        vectors = np.eye(4, dtype=np.float32)

        assert [2, 0, 1, 3] == mmr_order(np.array([0.5, 0.4, 1.0, 0.1]), vectors, 0)

    def test_the_next_has_most_relevance_less_likeness_to_those_before(self):
        relevance = np.array([1.0, 0.9, 0.6])
        vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)

        # after the first: ½ · .9 - ½ · .8 = .05 for the second, ½ · .6 - ½ · 0 = .3 for the third
        assert [0, 2, 1] == mmr_order(relevance, vectors, 0.5)
        # ¾ · .9 - ¼ · .8 = .475, ¾ · .6 = .45
        assert [0, 1, 2] == mmr_order(relevance, vectors, 0.25)

    @pytest.mark.parametrize("diversity", [-0.1, 1.1])
    def test_out_of_bounds_it_is_refused(self, hospital, diversity):
        with pytest.raises(InputError, match="between 0 and 1"):
            matched(hospital, diversity=diversity)
