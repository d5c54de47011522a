"""Where a group could go: counted by hand on the small taxonomy."""

from __future__ import annotations

import httpx
import pytest
from served import serving
from small import ESCO
from small_ads import NOW, engine_with_ads

from search.cohort import Member, cohort, cohort_of_occupations
from search.errors import InputError, UnknownValue
from search.settings import Settings

WEB, DESIGN, NURSE = (f"{ESCO}/occupation/{slug}" for slug in ("web", "design", "nurse"))
JAVASCRIPT, CSS = (f"{ESCO}/skill/{slug}" for slug in ("javascript", "css"))


@pytest.fixture(scope="module")
def engine():
    with engine_with_ads() as engine:
        yield engine


def made(engine, *members, **options):
    return cohort(engine.view(), members, near=2, now=NOW, **options)


def test_a_target_counts_those_it_is_near_to_and_those_it_fits(engine):
    found = made(
        engine, Member([WEB, NURSE], frozenset({CSS}), 2), Member([WEB], frozenset({CSS, JAVASCRIPT}), 1), overlap=1.0
    )
    web, nurse = found.targets

    assert (3, 1, (2 * 0.5 + 1) / 3) == (web.near, web.fits, web.mean_overlap)
    assert [("use JavaScript", 2)] == [(item.skill.label, item.members) for item in web.lacking]
    assert (2, 0, 0.0, "yes") == (nurse.near, nurse.fits, nurse.mean_overlap, nurse.regulated)
    assert (3, 3, 4) == (found.members, web.demand.declared, nurse.demand.declared)


def test_half_of_the_skills_are_enough_where_that_is_the_overlap(engine):
    assert 1 == made(engine, Member([WEB], frozenset({CSS})), overlap=0.5).targets[0].fits


def test_what_fits_most_comes_first(engine):
    members = [Member([NURSE, WEB], frozenset()), Member([NURSE, DESIGN], frozenset({CSS}))]

    assert ["web designer", "specialist nurse", "web developer"] == [
        target.occupation.label for target in made(engine, *members, overlap=0.6).targets
    ]


def test_people_of_an_occupation_have_its_skills_and_never_go_to_it(engine):
    found = cohort_of_occupations(engine.view(), ["web designer", "2513.1"], by="skills", near=1, now=NOW)
    (target,) = found.targets

    # style web pages is essential for designers, JavaScript optional: both count
    assert ("web developer", 2, 2, 1.0, []) == (
        target.occupation.label,
        target.near,
        target.fits,
        target.mean_overlap,
        target.lacking,
    )
    assert [("web designer", 2)] == [(item.label, count) for item, count in found.occupations]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"overlap": 1.1}, InputError, "between 0 and 1"),
        ({"top": 0}, InputError, "between 1 and 200"),
        ({"language": "fi"}, UnknownValue, "fi"),
    ],
)
def test_what_can_not_be_answered_says_why(engine, options, error, message):
    with pytest.raises(error, match=message):
        made(engine, Member([WEB], frozenset()), **options)


def test_a_cohort_of_nobody_is_refused(engine):
    with pytest.raises(InputError, match="nobody"):
        made(engine)


def test_over_http_members_are_occupations(engine):
    with serving(engine, Settings(_env_file=None)) as url, httpx.Client(base_url=url) as client:
        asked = {"occupations": ["web designer", "web designer"], "by": "skills", "near": 1}
        answer = client.post("/v1/cohort", json=asked).raise_for_status().json()
        refused = client.post("/v1/cohort", json={"occupations": ["web desiner"]})
        unknown = client.post("/v1/cohort", json={"occupations": ["web designer"], "nearest": 1})

    assert [("web developer", 2)] == [(target["occupation"]["label"], target["fits"]) for target in answer["targets"]]
    assert [2] == [item["members"] for item in answer["occupations"]]
    assert (422, ["web designer"]) == (refused.status_code, refused.json()["suggestions"][:1])
    assert (422, True) == (unknown.status_code, "near" in unknown.json()["detail"])
