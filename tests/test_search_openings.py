"""Which skill opens most ads, and the gaps of a group: counted by hand on the small ads."""

from __future__ import annotations

import httpx
import pytest
from served import serving
from small import ESCO
from small_ads import NOW, engine_with_ads

from search.errors import AdsMissing, InputError, UnknownValue
from search.group_gap import add_up
from search.openings import find_openings, is_within
from search.settings import Settings

JAVASCRIPT, CSS, WOUNDS, WIRING = (f"{ESCO}/skill/{slug}" for slug in ("javascript", "css", "wounds", "wiring"))
CODER = "Ten years as a coder: I use JavaScript every day in a small firm."
HELPER = "I have helped in a kitchen for many years, with soups and bread."


@pytest.fixture(scope="module")
def engine():
    with engine_with_ads() as engine:
        yield engine


@pytest.fixture(scope="module")
def client(engine):
    with serving(engine, Settings(_env_file=None)) as url, httpx.Client(base_url=url) as client:
        yield client


def opened(engine, *shown, **options):
    found = find_openings(engine.view(), shown, now=NOW, **options)
    return found, {opening.skill.label: (opening.ads, opening.members) for opening in found.openings}


class TestOpenings:
    def test_a_skill_opens_the_live_ads_of_occupations_that_come_within_reach_with_it(self, engine):
        found, skills = opened(engine, set(), reach=1.0)

        # 4 ads for nurses and 1 for an aide ask for wounds alone, 3 for electricians for wiring, 1 for a designer for CSS; web
        # developers need two skills
        assert {"dress wounds": (5, 1), "install electrical wiring": (3, 1), "style web pages": (1, 1)} == skills
        assert ["nurse assistant", "specialist nurse"] == [item.label for item in found.openings[0].occupations]
        assert (12, 0, 1) == (found.ads, found.open_now, found.members)

    def test_half_of_the_skills_are_enough_where_that_is_the_reach(self, engine):
        _, skills = opened(engine, set(), reach=0.5)

        # 3 ads for web developers, 1 of them for a designer too: CSS opens 3 + 1, JavaScript 3
        assert ((4, 1), (3, 1)) == (skills["style web pages"], skills["use JavaScript"])

    def test_what_is_within_reach_already_is_not_opened_again(self, engine):
        found, skills = opened(engine, {JAVASCRIPT}, reach=0.5)

        assert (3, (1, 1)) == (found.open_now, skills["style web pages"])
        assert "use JavaScript" not in skills

    def test_only_ads_of_the_countries_count(self, engine):
        found, skills = opened(engine, set(), reach=1.0, countries=["at"])

        # in Austria one ad is for a web developer, one for an electrician; three declare nothing
        assert (2, ["AT"], {"install electrical wiring": (1, 1)}) == (found.ads, found.countries, skills)

    def test_of_a_group_each_ad_counts_once_and_each_member_that_it_opens_to(self, engine):
        found, skills = opened(engine, set(), set(), {WOUNDS}, {CSS}, reach=1.0)

        assert {
            "dress wounds": (5, 3),  # to those who do not have it
            "install electrical wiring": (3, 4),
            "use JavaScript": (3, 1),  # to the one who has CSS
            "style web pages": (1, 3),
        } == skills
        assert (6, 4) == (found.open_now, found.members)  # the five for wounds, the one for CSS

    def test_as_many_as_asked_for_come_most_ads_first(self, engine):
        found, _ = opened(engine, set(), reach=1.0, top=2)

        assert ["dress wounds", "install electrical wiring"] == [opening.skill.label for opening in found.openings]

    def test_what_a_text_shows_is_what_its_evidence_finds(self, engine):
        assert engine.openings([(CODER, "en")]) == find_openings(engine.view(), [{JAVASCRIPT}], now=NOW)

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"reach": 0}, InputError, "above 0"),
            ({"top": 0}, InputError, "between 1 and 1000"),
            ({"countries": ["XX"]}, UnknownValue, "XX"),
            ({"language": "fi"}, UnknownValue, "fi"),
        ],
    )
    def test_what_can_not_be_answered_says_why(self, engine, options, error, message):
        with pytest.raises(error, match=message):
            opened(engine, set(), **options)

    def test_without_members_or_ads_there_is_nothing_to_open(self, engine, shared_engine):
        with pytest.raises(InputError, match="nobody"):
            opened(engine)
        with pytest.raises(AdsMissing):
            shared_engine.openings([(CODER, "en")])

    @pytest.mark.parametrize(
        ("shown", "total", "reach", "expected"),
        [(1, 2, 0.5, True), (1, 3, 0.5, False), (3, 10, 0.3, True), (7, 10, 0.7, True), (0, 1, 1.0, False)],
    )
    def test_the_share_itself_is_within(self, shown, total, reach, expected):
        assert expected is is_within(shown, total, reach)

    def test_over_http_it_is_one_person(self, client):
        answer = client.post("/v1/openings", json={"text": CODER, "countries": ["DE"]}).raise_for_status().json()

        # in Germany two nurses' ads are in English and one in German, one is for an aide
        assert ("dress wounds", 4, 1) == (
            answer["openings"][0]["skill"]["label"],
            answer["openings"][0]["ads"],
            answer["openings"][0]["members"],
        )
        assert (1, ["DE"], "en") == (answer["open_now"], answer["countries"], answer["language"])
        assert "give a text" in client.post("/v1/openings", json={}).json()["detail"]


class TestGroupGap:
    def gaps(self, engine, *texts):
        return [engine.gap(text, "web developer", language="en") for text in texts]

    def test_it_counts_how_many_lack_each_skill_and_who_comes_within_reach_by_it(self, engine):
        added = add_up(self.gaps(engine, CODER, HELPER, HELPER), 0.5)
        skills = {skill.skill.label: (skill.found, skill.open, skill.brings) for skill in added.skills}

        assert {"style web pages": (0, 3, 2), "use JavaScript": (1, 2, 2)} == skills
        assert ["style web pages", "use JavaScript"] == list(skills)
        assert (3, 1, (0.0, 0.0, 0.5)) == (added.members, added.within, added.coverage)

    def test_nobody_is_brought_where_two_skills_are_needed(self, engine):
        added = add_up(self.gaps(engine, HELPER), 1.0)

        assert [0, 0] == [skill.brings for skill in added.skills]

    def test_a_group_of_nobody_or_a_reach_of_nothing_is_refused(self, engine):
        with pytest.raises(InputError, match="nobody"):
            add_up([], 0.5)
        with pytest.raises(InputError, match="above 0"):
            add_up(self.gaps(engine, HELPER), 0.0)
