from __future__ import annotations

import pytest

from search.fusion import reciprocal_rank_fusion


def test_first_in_every_ranking_scores_one():
    fused = reciprocal_rank_fusion({"a": ["x", "y"], "b": ["x", "z"]}, {"a": 1.0, "b": 0.5})

    assert ("x", 1.0) == fused[0]


def test_the_score_is_the_weighted_sum_of_reciprocal_ranks_over_its_greatest_value():
    # y: 1/(60+2) from a, 2/(60+1) from b; greatest: (1+2)/61
    fused = dict(reciprocal_rank_fusion({"a": ["x", "y"], "b": ["y"]}, {"a": 1.0, "b": 2.0}))

    assert pytest.approx((1 / 62 + 2 / 61) / (3 / 61)) == fused["y"]


def test_ties_are_broken_by_id():
    fused = reciprocal_rank_fusion({"a": ["z"], "b": ["y"]}, {})

    assert ["y", "z"] == [item for item, _ in fused]


def test_an_empty_ranking_lowers_nobody():
    fused = reciprocal_rank_fusion({"a": ["x"], "b": []}, {"a": 1.0, "b": 5.0})

    assert [("x", 1.0)] == fused


def test_no_rankings_give_no_result():
    assert [] == reciprocal_rank_fusion({}, {})
