"""Neighbours with their reasons, and transitions, on the small taxonomy."""

from __future__ import annotations

import numpy as np
import pytest
from small import ESCO
from small_ads import engine_with_ads

from search.errors import InputError, UnknownValue
from search.levels import level_of
from search.neighbours import fuse_held
from search.overlap import common_isco, skill_overlap
from search.store.base import OCCUPATIONS, point_id


@pytest.fixture(scope="module")
def near(shared_engine):
    return shared_engine.neighbourhood()


@pytest.fixture(scope="module")
def near_with_ads():
    with engine_with_ads() as engine:
        yield engine.neighbourhood()


def labels(items):
    return [getattr(item, "occupation", item).label for item in items]


def test_overlap_is_set_arithmetic_over_the_lists_of_both():
    first = {"essential_skills": ["a", "b", "c"], "optional_skills": ["d", "e"]}
    second = {"essential_skills": ["a", "d", "f", "g"], "optional_skills": ["b"]}
    overlap = skill_overlap(first, second)

    assert (("a",), ("b", "d"), ("c",), ("f", "g")) == (
        overlap.shared_essential,
        overlap.shared_optional,
        overlap.only_first,
        overlap.only_second,
    )
    assert 3 / 7 == overlap.jaccard  # a b d of a b c d e f g
    assert (1 / 4, 2 / 4) == (overlap.first_has, overlap.first_may_have)  # a, then d, of a d f g
    assert (1 / 3, 2 / 3) == (overlap.second_has, overlap.second_may_have)  # a, then b, of a b c


def test_without_skills_there_are_no_shares():
    nothing = {"essential_skills": [], "optional_skills": []}
    overlap = skill_overlap(nothing, nothing)

    assert (None, None, None) == (overlap.jaccard, overlap.first_has, overlap.second_may_have)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(["2", "25", "251", "2513"], ["2", "25", "252", "2521"], "25"), (["2", "25"], ["7", "74"], None)],
)
def test_the_common_ancestor_is_the_smallest_group_that_holds_both(first, second, expected):
    assert expected == common_isco({"isco_groups": first}, {"isco_groups": second})


@pytest.mark.parametrize(
    ("code", "level"),
    [("2513.3", 4), ("1120", 4), ("1412.1", 3), ("7411.1", 2), ("9", 1), ("0210", 2), ("1", None), ("", None)],
)
def test_the_skill_level_is_that_of_the_ilo_table(code, level):
    assert level == level_of(code, "").skill_level


def test_the_occupation_that_shares_skills_comes_first_by_skills_with_the_reason(near):
    first = near.neighbours("web developer", by="skills").neighbours[0]

    assert "web designer" == first.occupation.label
    assert ["style web pages"] == labels(first.reasons.shared_essential)
    assert ["use JavaScript"] == labels(first.reasons.shared_optional)
    assert ("2513", "Web and multimedia developers") == (first.reasons.common_group.code, first.reasons.common_group.label)
    assert 1.0 == first.reasons.jaccard


def test_skills_that_only_one_has_are_told_apart(near):
    found = {item.occupation.label: item.reasons for item in near.neighbours("web developer").neighbours}

    assert ["style web pages", "use JavaScript"] == labels(found["electrician"].only_first)
    assert ["install electrical wiring"] == labels(found["electrician"].only_second)
    assert None is found["electrician"].common_group


class TestRareSkills:
    @pytest.fixture
    def taxonomy(self, taxonomy):
        """The small taxonomy, where nurses style web pages too."""
        for occupation in taxonomy.occupations.values():
            if "nurse" in occupation.preferred["en"]:
                occupation.optional_skills = (f"{ESCO}/skill/css",)
        return taxonomy

    def test_stand_first_because_they_say_most(self, engine):
        found = {item.occupation.label: item.reasons for item in engine.neighbourhood().neighbours("electrician").neighbours}

        assert ["use JavaScript", "style web pages"] == labels(found["web developer"].only_second)


def test_every_other_occupation_is_ranked_and_never_itself(near):
    result = near.neighbours("nurse assistant", top=200)

    assert {"web developer", "web designer", "specialist nurse", "electrician"} == set(labels(result.neighbours))
    assert [1, 2, 3, 4] == [item.rank for item in result.neighbours]


def test_by_skills_the_score_orders_as_the_cosine_of_the_skill_vectors(near, shared_engine):
    result = near.neighbours("web developer", by="skills")
    ids = [point_id(f"{ESCO}/occupation/{slug}") for slug in ("web", "design")]
    web, design = (
        np.array(record.vector["skills_en"])
        for record in shared_engine.view().reader.retrieve(OCCUPATIONS, ids, with_vectors=["skills_en"])
    )
    cosines = [item.similarity["skills"] for item in result.neighbours]

    assert sorted(cosines, reverse=True) == cosines
    assert pytest.approx(float(web @ design), abs=1e-5) == cosines[0]
    assert {"skills"} == set(result.neighbours[0].similarity)


def test_names_and_vectors_are_of_the_language_asked_for(near):
    result = near.neighbours("7411.1", language="de")

    assert ("de", "Elektriker/Elektrikerin") == (result.language, result.occupation.label)
    assert "Fachkrankenpfleger/Fachkrankenpflegerin" in labels(result.neighbours)


def test_ranked_by_ads_are_only_occupations_that_ads_declare(near):
    with pytest.raises(InputError, match="web developer has nothing to compare by ads: no job ads"):
        near.neighbours("web developer", by="ads")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("web develper", {}, "unknown occupation 'web develper'; nearest: web developer"),
        ("web developer", {"by": "colour"}, "one of text, skills, ads, all, not by 'colour'"),
        ("web developer", {"top": 0}, "between 1 and 200"),
        ("web developer", {"language": "fi"}, "unknown language 'fi'"),
    ],
)
def test_a_question_that_can_not_be_answered_says_why(near, name, options, message):
    with pytest.raises(InputError, match=message):
        near.neighbours(name, **options)


def test_where_ads_are_indexed_each_neighbour_tells_its_demand(near_with_ads):
    found = {item.occupation.label: item.demand for item in near_with_ads.neighbours("web designer").neighbours}

    assert (3, {"AT": 1, "DE": 1, "FR": 1}, 1) == (
        found["web developer"].declared,
        found["web developer"].countries,
        found["web developer"].predicted,
    )


def test_a_missing_vector_counts_neither_for_nor_against():
    fused = fuse_held({"skills": ["a", "b"], "ads": ["b"]})

    assert ("a", 1.0) in fused  # first where it is
    assert ("b", pytest.approx((61 / 62 + 1) / 2)) in fused


def test_rankings_of_equal_order_are_fused_to_that_order():
    assert ["c", "a", "b"] == [item for item, _ in fuse_held({"label": ["c", "a", "b"], "skills": ["c", "a", "b"]})]


def test_a_transition_tells_the_overlap_both_ways(near):
    change = near.transition("web designer", "web developer")

    assert (1 / 2, 1.0) == (change.has, change.may_have)  # style web pages; JavaScript is optional for designers
    assert (1.0, 1.0) == (change.has_back, change.may_have_back)
    assert ([], 0) == (change.warnings, change.skill_level_step)


@pytest.mark.parametrize(
    ("target", "step", "warning"),
    [
        ("electrician", -2, "electrician is a regulated profession"),
        ("nurse assistant", -2, "ESCO does not say whether nurse assistant is a regulated profession"),
    ],
)
def test_a_target_that_is_regulated_or_not_known_to_be_free_is_warned_of(near, target, step, warning):
    change = near.transition("web developer", target)

    assert step == change.skill_level_step
    assert [True] == [text.startswith(warning) for text in change.warnings]


def test_a_transition_counts_the_ads_at_both_ends(near_with_ads):
    change = near_with_ads.transition("electrician", "specialist nurse")

    assert (3, 4) == (change.start.demand.declared, change.target.demand.declared)


def test_a_transition_to_itself_or_to_nothing_is_refused(near):
    with pytest.raises(InputError, match="the same occupation"):
        near.transition("web developer", "2513.3")
    with pytest.raises(UnknownValue):
        near.transition("web developer", "astronaut king")
