"""Rubrics, gates, criteria and selection rates: what is asked for, what may not be, and exact arithmetic over it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from ingest.resume import read_resume, segments_of
from search.errors import InputError, UnknownValue
from search.protected import protected
from search.rates import selection_rates
from search.rubric import Rubric, read_rubric
from search.screening import MAX_QUOTE, find_job, job_of_text

WEB = "Ten years as a web developer: I use JavaScript every day. I have never had to install electrical wiring."
NURSE = "Specialist nurse on the ward for five years. I dress wounds and train others in it, day and night."


def assess(engine, text, rubric=None, job="web developer"):
    """Assess a text for a job in the small index."""
    resume = read_resume(text)
    screener = engine.screener(find_job(engine.view(), job), rubric or Rubric())
    return screener.assess(resume.text, segments_of(resume), resume.language)


def gates(engine, text, **asked):
    """Return name of the gate → state."""
    return {gate.name: gate.state for gate in assess(engine, text, Rubric().asking(**asked)).gates}


class TestARubric:
    def test_is_read_from_toml_and_its_hash_ignores_layout(self):
        one = read_rubric('[gates]\nmust = ["CSS"]\n[[criteria]]\nname = "fit"\nkind = "match"\nweight = 2\n')
        other = read_rubric('# a note\ngates = {must = ["CSS"]}\ncriteria = [{name = "fit", weight = 2.0, kind = "match"}]')

        assert (one, one.hash) == (other, other.hash)

    @pytest.mark.parametrize("change", ['must = ["CSS"]', "skill_levels = [3]", 'roles = ["leads"]'])
    def test_has_another_hash_with_other_gates(self, change):
        assert Rubric().hash != read_rubric(f"[gates]\n{change}").hash

    @pytest.mark.parametrize(
        "name",
        [
            "Age", "not older than 40", "junge Mitarbeiter", "Geburtsdatum", "gender", "männlich", "Frauen", "ethnic origin",
            "Herkunft", "religion", "Konfession", "health", "Gesundheit", "Schwerbehinderung", "family status",
            "Familienstand", "no children", "nationality", "Staatsangehörigkeit",
            "native speaker", "Muttersprache Deutsch", "photo", "trade union",
            "under 35", "max. 40 Jahre", "20-30 years", "native-level German", "akzentfrei", "Damen", "he/him",
            "parental leave", "mit Kindern", "alleinstehend", "physically fit", "wheelchair", "Nichtraucher", "katholisch", "hijab",
            "EU-Bürger", "queer", "AfD-Mitglied", "digital native", "Rentner", "ge\u00adsund",
        ],
    )  # fmt: skip
    def test_refuses_what_is_nobodys_merit(self, name):
        with pytest.raises(InputError, match="must not decide on anybody"):
            read_rubric(f'[[criteria]]\nname = "{name}"\nkind = "match"')

    @pytest.mark.parametrize(
        "name",
        [
            "management", "language skills", "German, level C1", "health and safety", "mental health care", "family law",
            "Arbeit mit Kindern", "foreign languages", "Sortieranlage", "paging", "Personalwesen", "Gesundheitswesen",
            "image editing", "elderly care", "religious studies", "photo editing", "child protection", "passport control",
            "at most 10 errors", "typing above 60 wpm", "budget over 50 million", "teams of 20 to 30 people",
            "single page applications", "8 years of experience", "work at height", "man hours", "National Instruments LabVIEW",
            "JavaScript up to version 15", "white papers",
        ],
    )  # fmt: skip
    def test_takes_work_that_only_sounds_like_it(self, name):
        assert protected(name) is None

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("criteria = 3", "are tables"),
            ("[[criteria]]\nkind = 'match'", "no `name`"),
            ("[[criteria]]\nname = 'a'\nkind = 'looks'", "there are essential"),
            ("[[criteria]]\nname = 'a'\nkind = 'match'\nweight = 0", "from 0.001"),
            ("[[criteria]]\nname = 'a'\nkind = 'match'\nweight = inf", "from 0.001"),
            ("[[criteria]]\nname = 'a'\nkind = 'skills'", "belongs to the kind"),
            ("[[criteria]]\nname = 'a'\nkind = 'match'\n[[criteria]]\nname = 'a'\nkind = 'essential'", "same name"),
            ('[[criteria]]\nname = "a\\nb"\nkind = "match"', "control character"),
            ('[[criteria]]\nname = "a\\u202Eb"\nkind = "match"', "control character"),
            ("[gates]\nskill_levels = [5]", "from 1 to 4"),
            ("[gates]\nroles = ['rules']", "leads, sells"),
            ("[gates]\nmust = 'CSS'", "list of skills"),
            ("[weights]", "unknown entry"),
            ("age = 40", "about age"),
            ("[", "no TOML"),
        ],
    )
    def test_says_what_is_wrong(self, text, said):
        with pytest.raises(InputError, match=said):
            read_rubric(text)


class TestGates:
    def test_pass_what_is_found_fail_what_is_denied_and_know_nothing_of_the_rest(self, shared_engine):
        asked = gates(shared_engine, WEB, must=["use JavaScript", "install electrical wiring", "dress wounds"])

        assert {"use JavaScript": "pass", "install electrical wiring": "fail", "dress wounds": "unknown"} == asked

    def test_that_must_not_be_met_fail_only_where_the_skill_is_named(self, shared_engine):
        asked = gates(shared_engine, WEB, must_not=["use JavaScript", "install electrical wiring", "dress wounds"])

        assert {"use JavaScript": "fail", "install electrical wiring": "pass", "dress wounds": "pass"} == asked

    def test_that_must_and_must_not_be_met_are_refused(self, shared_engine):
        with pytest.raises(InputError, match="'use JavaScript' is both asked for and ruled out"):
            gates(shared_engine, WEB, must=["use JavaScript"], must_not=["JavaScript anwenden"])

    def test_of_level_and_role_go_by_the_nearest_occupations(self, shared_engine):
        rubric = read_rubric('[gates]\nskill_levels = [4]\nroles = ["leads"]')
        level, role = assess(shared_engine, "Web developer, front-end coder for web pages with JavaScript.", rubric).gates

        assert ("pass", "nearest: web developer") == (level.state, level.why)
        assert "fail" == role.state

    def test_make_the_worst_of_them_the_resumes_own(self, shared_engine):
        asked = Rubric().asking(["use JavaScript", "dress wounds"])

        assert ("unknown", "pass") == (assess(shared_engine, WEB, asked).gate, assess(shared_engine, WEB).gate)

    def test_change_no_score(self, shared_engine):
        assert assess(shared_engine, WEB).score == assess(shared_engine, WEB, Rubric().asking(["dress wounds"])).score


class TestCriteria:
    def test_are_shares_of_skills_and_a_likeness_and_the_score_is_their_weighted_mean(self, shared_engine):
        found = assess(shared_engine, WEB)
        essential, optional, match = found.criteria

        assert (1, 2, 0.5) == (essential.found, essential.total, essential.value)
        assert optional.value is None, "a web developer of the small taxonomy has no optional skills"
        assert match.value is not None
        assert pytest.approx((3 * 0.5 + 2 * match.value) / 5, abs=1e-6) == found.score

    def test_quote_the_text_without_identity(self, shared_engine):
        text = read_resume("Ada Example\nada@example.org\n\n" + WEB).text
        found = assess(shared_engine, "Ada Example\nada@example.org\n\n" + WEB)
        quotes = [quote for part in found.criteria for skill in part.skills for quote in skill.quotes]

        assert quotes
        assert all(quote.quote == " ".join(text[quote.start : quote.end].split())[:MAX_QUOTE] for quote in quotes)

    def test_rank_a_fitting_resume_above_another(self, shared_engine):
        assert assess(shared_engine, WEB).score > assess(shared_engine, NURSE).score
        assert assess(shared_engine, WEB, job="specialist nurse").score < assess(shared_engine, NURSE, job="2221.1").score

    def test_can_be_a_list_of_ones_own(self, shared_engine):
        rubric = read_rubric('[[criteria]]\nname = "front"\nkind = "skills"\nskills = ["use JavaScript", "dress wounds"]')

        assert 0.5 == assess(shared_engine, WEB, rubric).score

    def test_of_a_text_ask_for_the_skills_that_it_names(self, shared_engine):
        job = job_of_text("We look for somebody to use JavaScript and to dress wounds.", "ad")
        resume = read_resume(WEB)
        found = shared_engine.screener(job, Rubric()).assess(resume.text, segments_of(resume), "en")

        assert (1, 2) == (found.criteria[0].found, found.criteria[0].total)


class TestAJob:
    def test_that_is_unknown_names_the_nearest(self, shared_engine):
        with pytest.raises(UnknownValue, match="web developer"):
            find_job(shared_engine.view(), "web develper")

    def test_of_nothing_is_refused(self):
        with pytest.raises(InputError, match="no text"):
            job_of_text("12 %", "ad")


class TestSelectionRates:
    def test_flag_a_group_under_four_fifths_of_the_highest(self):
        people = [("a", number < 50) for number in range(100)] + [("b", number < 39) for number in range(100)]
        first, second = selection_rates(people)

        assert (0.5, 1.0, False) == (first.rate, first.ratio, first.flagged)
        assert (0.78, True, False) == (second.ratio, second.flagged, second.small)

    def test_do_not_flag_four_fifths_itself(self):
        people = [("a", number < 50) for number in range(100)] + [("b", number < 40) for number in range(100)]
        few = [("a", number < 3) for number in range(4)] + [("b", number < 3) for number in range(5)]

        assert [False, False] == [rate.flagged for rate in selection_rates(few)]
        assert [False, False] == [rate.flagged for rate in selection_rates(people)]

    def test_of_few_people_say_so_and_of_nobody_selected_say_nothing(self):
        (rate, other) = selection_rates([("a", False), ("b", False)])

        assert (True, None, None, False) == (rate.small, rate.ratio, other.p, other.flagged)
        assert [] == selection_rates([])

    @given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12))
    def test_have_the_p_of_fishers_exact_test(self, one, of_one, other, of_other):
        one, other = min(one, of_one), min(other, of_other)
        people = [("a", number < one) for number in range(of_one)] + [("b", number < other) for number in range(of_other)]
        p = selection_rates(people)[1].p
        expected = fisher_exact([[one, of_one - one], [other, of_other - other]]).pvalue

        assert (p is None) == (one + other == 0)
        assert p is None or pytest.approx(expected) == p
