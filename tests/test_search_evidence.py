"""Evidence is exact: which URIs are found, missing, related or unknown, where the text says so, and what the score is made of."""

from __future__ import annotations

import pytest
from small import ESCO, make_taxonomy
from small_ads import engine_with_ads

from search.denial import is_denied, is_wished
from search.errors import InputError, UnknownValue
from search.evidence import TextEvidence
from search.hierarchy import WIDEST, SkillHierarchy, Step
from search.linker import THRESHOLD

JAVASCRIPT, CSS, WOUNDS, WIRING = (f"{ESCO}/skill/{name}" for name in ("javascript", "css", "wounds", "wiring"))


@pytest.fixture
def taxonomy():
    """The small taxonomy, with JavaScript and styling side by side in one group; and wiring is of use to whoever dresses wounds."""
    taxonomy = make_taxonomy()
    for uri in (JAVASCRIPT, CSS):
        taxonomy.skills[uri].broader = (f"{ESCO}/skill/web-group",)
    taxonomy.skills[WIRING].optional_for_skills = (WOUNDS,)
    return taxonomy


def statuses(engine, text: str, *uris: str) -> dict[str, str]:
    said = TextEvidence(engine.skills(), text, "en")
    return {skill.uri: skill.status for skill in said.coverage(uris).skills}


def test_a_skill_that_is_named_is_found_and_its_quote_is_a_slice_of_the_text(engine):
    text = "Ten years of practice. On the ward I dress wounds every day."
    (skill,) = TextEvidence(engine.skills(), text, "en").coverage([WOUNDS]).skills

    assert "found" == skill.status
    assert "dress wounds" in {mention.quote for mention in skill.mentions}
    assert all(mention.quote == text[mention.start : mention.end] for mention in skill.mentions)


def test_a_skill_of_which_nothing_is_said_is_unknown_never_missing(engine):
    assert {WOUNDS: "unknown"} == statuses(engine, "I use JavaScript every day.", WOUNDS)


def test_only_a_skill_that_the_text_denies_is_missing(engine):
    text = "I dress wounds. I have no experience with use JavaScript."

    assert {WOUNDS: "found", JAVASCRIPT: "missing"} == statuses(engine, text, WOUNDS, JAVASCRIPT)


def test_a_skill_that_is_named_once_and_denied_once_is_found(engine):
    text = "I use JavaScript. At first I had no experience with use JavaScript."

    assert {JAVASCRIPT: "found"} == statuses(engine, text, JAVASCRIPT)


def test_a_neighbour_of_a_found_skill_is_related_and_does_not_count_as_found(engine):
    coverage = TextEvidence(engine.skills(), "I use JavaScript every day.", "en").coverage([JAVASCRIPT, CSS])
    found, related = coverage.skills

    assert ("found", "related") == (found.status, related.status)
    assert ("beside", f"{ESCO}/skill/web-group") == (related.neighbour.relation, related.neighbour.parent)
    assert JAVASCRIPT == related.neighbour.uri
    assert (2, 1, 0.5) == (coverage.total, coverage.count("found"), coverage.share)


def test_a_denied_skill_makes_no_neighbour_related(engine):
    assert {CSS: "unknown"} == statuses(engine, "I have no experience with use JavaScript.", CSS)


def test_no_skills_have_no_coverage_and_a_repeated_one_counts_once(engine):
    said = TextEvidence(engine.skills(), "I use JavaScript.", "en")

    assert (0, None) == (said.coverage([]).total, said.coverage([]).share)
    assert 1 == said.coverage([JAVASCRIPT, JAVASCRIPT]).total


def test_what_is_only_near_in_meaning_is_found_and_not_named(engine):
    coverage = TextEvidence(engine.skills(), "electrical wiring fitter", "en").coverage([WIRING, JAVASCRIPT])

    assert ["dense"] == [mention.how for mention in coverage.skills[0].mentions]
    assert (1, 0) == (coverage.count("found"), coverage.named)


def test_labels_are_shown_in_the_language_compared(engine):
    said = TextEvidence(engine.skills(), "Ich kann Wunden versorgen.", "de")

    assert [("Wunden versorgen", "found")] == [(skill.label, skill.status) for skill in said.coverage([WOUNDS]).skills]
    assert 1 == said.coverage([WOUNDS]).named


def test_the_parts_of_the_score_add_up_to_it(engine):
    result = engine.match(["I use JavaScript as a web developer", "I style web pages"], explain="I use JavaScript.")

    assert result.matches
    assert [pytest.approx(match.score) for match in result.matches] == [
        sum(match.evidence.parts.values()) for match in result.matches
    ]


def test_evidence_of_a_match_is_that_of_its_own_skills(engine):
    text = "I use JavaScript as a web developer."
    web = next(match for match in engine.match([text], explain=text).matches if match.label == "web developer")

    assert {JAVASCRIPT, CSS} == {skill.uri for skill in web.evidence.essential.skills}
    assert (1, 0.5) == (web.evidence.essential.count("found"), web.evidence.essential.share)
    assert {"label", "description", "skills"} == set(web.evidence.similarity)


def test_without_a_text_to_explain_there_is_no_evidence(engine):
    assert {None} == {match.evidence for match in engine.match(["web developer"]).matches}


def test_evidence_does_not_change_the_order_or_the_score(engine):
    segments = ["I use JavaScript", "I dress wounds"]
    plain, explained = engine.match(segments), engine.match(segments, explain="\n".join(segments))

    assert [(match.label, match.score) for match in plain.matches] == [
        (match.label, match.score) for match in explained.matches
    ]


@pytest.mark.parametrize(
    ("text", "named", "denied"),
    [
        ("I have no experience with JavaScript", "JavaScript", True),
        ("I have no experience with Java or JavaScript", "JavaScript", True),
        ("I have never used JavaScript", "used JavaScript", True),
        ("I don't know JavaScript", "JavaScript", True),
        ("I cannot dress wounds", "dress wounds", True),
        ("I do not dress wounds", "dress wounds", True),
        ("no JavaScript", "no JavaScript", True),
        ("Keine Kenntnisse in Webdesign", "Webdesign", True),
        ("Ohne Erfahrung mit JavaScript", "JavaScript", True),
        ("No Java, but JavaScript", "JavaScript", False),
        ("No experience with Java. I use JavaScript", "use JavaScript", False),
        ("Not only Java but also JavaScript", "JavaScript", False),
        ("I never missed a deadline managing budgets", "managing budgets", False),
        ("I did not lose a patient while I dressed wounds", "dressed wounds", False),
        ("I can't use JavaScript yet", "JavaScript", True),
        ("I can't imagine life without JavaScript", "JavaScript", False),
        ("There is nothing I cannot do in JavaScript", "JavaScript", False),
        ("I have not used anything but JavaScript", "JavaScript", False),
        ("The shop can't run without my JavaScript", "JavaScript", False),
        ("I don't work without JavaScript", "JavaScript", False),
        ("I have trained people without experience in JavaScript", "JavaScript", False),
        ("Helped colleagues with no experience in JavaScript", "JavaScript", False),
        ("Interns who can't code learned JavaScript from me", "JavaScript", False),
        ("Customers who could not use the site praised my JavaScript", "JavaScript", False),
        ("Schulung von Mitarbeitern ohne Vorkenntnisse in JavaScript", "JavaScript", False),
        ("JavaScript", "JavaScript", False),
    ],
)
def test_what_is_denied_and_what_is_not(text, named, denied):
    start = text.index(named)
    sentence = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0

    assert denied == is_denied(text, sentence, start, start + len(named))


@pytest.mark.parametrize(
    ("text", "named", "wished"),
    [
        ("I would like to learn JavaScript", "JavaScript", True),
        ("Keen to gain experience in welding", "welding", True),
        ("Interested in learning JavaScript", "learning JavaScript", True),
        ("Ich möchte JavaScript lernen", "JavaScript", True),
        ("Ich würde gern mehr über Webdesign lernen", "Webdesign", True),
        ("I like to dress wounds", "dress wounds", False),
        ("I would like to learn more, and use JavaScript", "use JavaScript", False),
        ("Ich will im Webdesign arbeiten", "Webdesign", False),
        ("Deutsch lernen mit Kindern", "Deutsch lernen", False),
        ("JavaScript", "JavaScript", False),
    ],
)
def test_a_wish_to_learn_is_told_from_what_somebody_can_do(text, named, wished):
    start = text.index(named)

    assert wished == is_wished(text, 0, start, start + len(named))


def test_a_skill_that_is_only_wished_for_is_unknown(engine):
    assert {JAVASCRIPT: "unknown"} == statuses(engine, "I would like to learn to use JavaScript.", JAVASCRIPT)


def test_one_step_in_the_hierarchy_is_narrower_broader_or_beside():
    skills = [
        {"uri": "programming", "broader": ["group"]},
        {"uri": "Java", "broader": ["programming"]},
        {"uri": "Python", "broader": ["programming"]},
        {"uri": "testing", "broader": ["group"]},
    ]
    hierarchy = SkillHierarchy(skills)

    assert {
        "Java": Step("narrower"),
        "Python": Step("narrower"),
        "testing": Step("beside", "group"),
    } == hierarchy.neighbours("programming")
    assert {"programming": Step("broader"), "Python": Step("beside", "programming")} == hierarchy.neighbours("Java")
    assert {} == hierarchy.neighbours("nowhere")


def test_what_esco_calls_essential_or_optional_for_a_skill_is_needed_for_it():
    hierarchy = SkillHierarchy(
        [
            {"uri": "weld", "broader": ["group"]},
            {"uri": "techniques", "essential_for_skills": ["weld"]},
            {"uri": "metals", "broader": ["group"], "optional_for_skills": ["weld", "nowhere"]},
        ]
    )

    assert {"techniques": Step("needed"), "metals": Step("needed")} == hierarchy.neighbours("weld")
    assert {"weld": Step("beside", "group")} == hierarchy.neighbours("metals")
    assert {} == hierarchy.neighbours("nowhere")


def test_a_found_skill_that_another_needs_makes_that_related(engine):
    (skill,) = TextEvidence(engine.skills(), "I install electrical wiring.", "en").coverage([WOUNDS]).skills

    assert ("related", "needed", WIRING) == (skill.status, skill.neighbour.relation, skill.neighbour.uri)


def test_members_of_a_wide_group_or_of_a_field_of_education_are_not_beside_each_other():
    wide = SkillHierarchy({"uri": str(number), "broader": ["group"]} for number in range(WIDEST + 1))
    field = SkillHierarchy({"uri": name, "broader": [f"{ESCO}/isced-f/0613"]} for name in ("PHP", "accessibility"))

    assert {} == wide.neighbours("0")
    assert {} == field.neighbours("PHP")


def test_a_gap_tells_what_is_open_essential_skills_first(engine):
    gap = engine.gap("I use JavaScript every day.", "web developer")

    assert [(CSS, True, "related")] == [(skill.evidence.uri, skill.essential, skill.evidence.status) for skill in gap.open]
    assert (2, 1) == (gap.occupation.essential.total, gap.occupation.essential.count("found"))
    assert [1] == [skill.nearby for skill in gap.open]  # the web designer's
    assert [None] == [skill.ads for skill in gap.open]


def test_an_alternative_needs_less_and_has_something_found(engine):
    gap = engine.gap("I style web pages every day.", "web developer")

    assert 1 == gap.occupation.open
    assert [("web designer", 0)] == [(other.label, other.open) for other in gap.alternatives]
    assert [] == engine.gap("I style web pages.", "web developer", alternatives=0).alternatives
    assert {"web designer", "specialist nurse", "nurse assistant", "electrician"} == {other.label for other in gap.nearby}


def test_live_ads_that_declare_an_occupation_ask_for_its_essential_skills():
    """Of the ads, web1 to web3 declare the web developer and web4 the designer; web-old has expired."""
    with engine_with_ads() as engine:
        gap = engine.gap("I dress wounds every day.", "web developer")

    assert {JAVASCRIPT: 3, CSS: 4} == {skill.evidence.uri: skill.ads for skill in gap.open}
    assert [CSS, JAVASCRIPT] == [skill.evidence.uri for skill in gap.open]
    assert 3 == gap.occupation.ads


def test_what_a_text_shows_is_found_once_for_several_questions_about_it(engine, monkeypatch):
    text = "I use JavaScript every day."
    said = engine.evidence(text, detected="en")
    gap, matches = engine.gap(text, "web developer"), engine.match([text], explain=text).matches
    german = engine.gap(text, "web developer", language="de")
    monkeypatch.setattr(type(engine.skills()), "link", lambda *_asked: pytest.fail("the skills are looked for again"))

    assert gap == engine.gap(said, "web developer")
    assert [match.evidence for match in matches] == [match.evidence for match in engine.match([text], explain=said).matches]
    monkeypatch.undo()
    assert german == engine.gap(said, "web developer", language="de")


def test_a_gap_of_nothing_or_to_nowhere_is_refused(engine):
    with pytest.raises(UnknownValue, match="web developer"):
        engine.gap("I use JavaScript.", "web develper")
    with pytest.raises(InputError, match="no text"):
        engine.gap(" … ", "web developer")
    with pytest.raises(InputError, match="between 0 and 20, not 21"):
        engine.gap("I use JavaScript.", "web developer", alternatives=21)
    with pytest.raises(UnknownValue):
        engine.gap("I use JavaScript.", "web developer", language="fr")


class TestThreshold:
    @pytest.fixture
    def weak(self, engine):
        """The score of a place that means much the same as a skill, and what was said there."""
        text = "electrical wiring fitter"
        (skill,) = TextEvidence(engine.skills(), text, "en", 0.0).coverage([WIRING]).skills
        return text, max(mention.score for mention in skill.mentions)

    def test_of_a_skill_that_is_looked_for_counts_from_the_score_given(self, engine, weak):
        text, score = weak

        assert ["found", "unknown"] == [
            TextEvidence(engine.skills(), text, "en", threshold).skill(WIRING).status for threshold in (score, score + 0.001)
        ]

    def test_of_what_is_found_whatever_is_looked_for_stays_the_linkers(self, engine):
        listed = TextEvidence(engine.skills(), "I use JavaScript. electrical fitter", "en", 0.0)
        strict = TextEvidence(engine.skills(), "I use JavaScript. electrical fitter", "en", THRESHOLD)

        assert listed.found == strict.found
        assert "found" == listed.skill(WIRING).status != strict.skill(WIRING).status
