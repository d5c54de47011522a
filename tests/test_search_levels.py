"""Skill level, role shape and seniority are told by the ISCO code and the words of a title, and are gates beside the score."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.engine import Engine
from search.errors import UnknownValue
from search.filters import OccupationFilter
from search.levels import ROLES, SKILL_LEVELS, LevelCounts, count_levels, level_of, seniority_of


@pytest.mark.parametrize(
    ("code", "skill_level"),
    [
        ("0110.1", 4),
        ("0210.1", 2),
        ("0310.1", 1),
        ("1120.1", 4),
        ("1345", 4),
        ("1412.1", 3),
        ("2221.1", 4),
        ("3514.1", 3),
        ("4110", 2),
        ("5120.1", 2),
        ("6111", 2),
        ("7411.1.2", 2),
        ("8331.1", 2),
        ("9333.1", 1),
        ("0", None),
        ("1", None),
    ],
)
def test_the_skill_level_is_that_of_the_table_of_isco_08(code, skill_level):
    assert skill_level == level_of(code, "").skill_level


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("1221.1", "leads"),
        ("3122.1", "leads"),
        ("5222.1", "leads"),
        ("5223.1", "sells"),
        ("2434.1", "sells"),
        ("2330.1", "teaches"),
        ("5165.1", "teaches"),
        ("2513.3", "does"),
        ("5120.1", "does"),
    ],
)
def test_the_role_is_the_first_whose_groups_hold_the_code(code, role):
    assert role == level_of(code, "").role


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("head chef", "lead"),
        ("Head of Sales", "lead"),
        ("Bauleiter/Bauleiterin", "lead"),
        ("Zugbegleiter/Zugbegleiterin", None),
        ("pastry chef", None),
        ("Senior software developer", "senior"),
        ("junior accountant", "junior"),
        ("Auszubildende", "trainee"),
        ("internal auditor", None),
        ("web developer", None),
    ],
)
def test_seniority_is_told_by_words_of_the_title_and_by_nothing_else(title, seniority):
    assert seniority == seniority_of(title)


def test_no_group_of_a_skill_level_lies_within_another():
    groups = [group for groups in SKILL_LEVELS.values() for group in groups]

    assert [] == [(one, other) for one, other in combinations(sorted(groups), 2) if other.startswith(one)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (OccupationFilter(skill_levels=(4,)), {"web developer", "web designer", "specialist nurse"}),
        (OccupationFilter(skill_levels=(2,)), {"nurse assistant", "electrician"}),
        (OccupationFilter(skill_levels=(2, 4), isco=("7",)), {"electrician"}),
        (OccupationFilter(skill_levels=(1,)), set()),
        (
            OccupationFilter(roles=("does",)),
            {"web developer", "web designer", "specialist nurse", "nurse assistant", "electrician"},
        ),
        (OccupationFilter(roles=("leads", "sells", "teaches")), set()),
    ],
    ids=lambda value: (
        " ".join(f"{name}={getattr(value, name)}" for name in ("skill_levels", "roles", "isco"))
        if isinstance(value, OccupationFilter)
        else ""
    ),
)
def test_a_gate_lets_through_what_has_the_level_and_the_role(engine, filters, expected):
    found = engine.match(["web developer, nurse, electrician"], filters=filters)

    assert expected == {match.label for match in found.matches}
    assert all(
        level_of(match.occupation["code"], match.label).skill_level in (filters.skill_levels or SKILL_LEVELS)
        for match in found.matches
    )


CODES = ("1221", "2330", "2512", "2513", "3122", "5222", "5223", "9520")


def test_every_occupation_passes_the_gate_of_its_own_role_and_no_other(embedded_store, tmp_path, word_encoder, taxonomy):
    model = next(iter(taxonomy.occupations.values()))
    made = [replace(model, uri=f"{model.uri}-{code}", code=f"{code}.1", preferred={"en": f"work {code}"}) for code in CODES]
    taxonomy.occupations = {occupation.uri: occupation for occupation in made}
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
        index_taxonomy(taxonomy, embedded_store, word_encoder, cache)
    engine = Engine(embedded_store, word_encoder)
    passed = {
        role: {
            match.occupation["code"][:4] for match in engine.match(["work"], filters=OccupationFilter(roles=(role,))).matches
        }
        for role in (*ROLES, "does")
    }

    assert {
        "leads": {"1221", "3122", "5222"},
        "sells": {"5223", "9520"},
        "teaches": {"2330"},
        "does": {"2512", "2513"},
    } == passed


def test_levels_are_counted_over_every_occupation_that_passes_the_filters(engine):
    all_of_them, crafts = engine.match(["nurse"], top=1), engine.match(["nurse"], filters=OccupationFilter(isco=("7",)))

    assert ({2: 2, 4: 3}, {"does": 5}) == (all_of_them.levels.skill_levels, all_of_them.levels.roles)
    assert ({2: 1}, {"does": 1}) == (crafts.levels.skill_levels, crafts.levels.roles)


def test_each_occupation_is_counted_once_by_its_unit_group():
    """Of 7 in major group 5: 4 sell, 1 of them supervises a shop and so leads; 3 cook."""
    groups = {
        "5": 7,
        "52": 4,
        "522": 4,
        "5222": 1,
        "5223": 3,
        "51": 3,
        "512": 3,
        "5120": 3,
        "0110": 2,
        "011": 2,
        "01": 2,
        "0": 2,
    }

    assert LevelCounts({2: 7, 4: 2}, {"leads": 3, "sells": 3, "does": 3}) == count_levels(groups)


def test_a_level_or_role_that_there_is_not_is_refused(engine):
    with pytest.raises(UnknownValue, match="unknown role 'manages'; nearest: leads, sells, teaches, does"):
        engine.match(["nurse"], filters=OccupationFilter(roles=("manages",)))
    with pytest.raises(UnknownValue, match="unknown skill level '5'"):
        engine.match(["nurse"], filters=OccupationFilter(skill_levels=(5,)))
