"""What changed between two releases."""

from ingest.esco import compare
from search.records import Group, Occupation, Skill, Taxonomy

OLD = Taxonomy(
    "1.0.3",
    ("en", "de"),
    occupations={
        "o:a": Occupation("o:a", {"en": "a", "de": "A"}, code="2512.4"),
        "o:b": Occupation("o:b", {"en": "b"}, code="0110.1"),
        "o:c": Occupation("o:c", {"en": "c"}, code="2512.5"),
    },
    skills={"s:a": Skill("s:a", {"en": "write"}, skill_type="skill")},
    skill_groups={"s:S1.12": Group("s:S1.12", {"en": "making"}, code="S1.12", kind="skill")},
)
NEW = Taxonomy(
    "1.2.0",
    ("en", "fr"),
    occupations={
        "o:a": Occupation("o:a", {"en": "a new", "fr": "A"}, code="2512.4"),
        "o:b": Occupation("o:b", {"en": "b"}, code="0210.1"),
        "o:d": Occupation("o:d", {"en": "d"}, code="2512.5"),
    },
    skills={"s:a": Skill("s:a", {"en": "write"}, {"en": ("draft",)}, skill_type=None)},
    skill_groups={"s:uuid": Group("s:uuid", {"en": "making"}, code="S1.12", kind="skill")},
)


def test_what_came_and_went_is_listed_by_kind():
    comparison = compare(OLD, NEW)

    assert comparison.added == {"occupations": ("o:d",), "skills": (), "isco_groups": (), "skill_groups": ("s:uuid",)}
    assert comparison.gone == {"occupations": ("o:c",), "skills": (), "isco_groups": (), "skill_groups": ("s:S1.12",)}


def test_a_group_that_got_another_uri_is_recognised_by_its_code():
    assert compare(OLD, NEW).replaced == (("S1.12", "s:S1.12", "s:uuid"),)


def test_occupations_that_changed_their_isco_group_are_listed():
    assert compare(OLD, NEW).moved_group == (("o:b", "0110", "0210"),)


def test_new_preferred_labels_are_listed_in_the_languages_that_both_have():
    comparison = compare(OLD, NEW)

    assert comparison.languages == ("en",)
    assert comparison.relabelled == (("o:a", "en", "a", "a new"),)


def test_a_label_that_came_with_a_language_is_a_difference_but_no_new_name():
    comparison = compare(OLD, NEW, languages=("fr",))

    assert comparison.relabelled == ()
    assert ("o:a", "preferred fr", None, "A") in comparison.differences


def test_every_differing_field_is_told():
    assert compare(OLD, NEW).differences == (
        ("o:a", "preferred en", "a", "a new"),
        ("o:b", "code", "0110.1", "0210.1"),
        ("s:a", "alternatives en", None, ("draft",)),
        ("s:a", "skill_type", "skill", None),
    )


def test_a_taxonomy_is_the_same_as_itself_and_not_as_another():
    assert compare(OLD, OLD).same
    assert not compare(OLD, NEW).same


def test_the_summary_counts_it_all():
    assert compare(OLD, NEW).lines() == [
        "ESCO 1.0.3 → 1.2.0, in en",
        "occupations: 1 added, 1 gone",
        "skills: 0 added, 0 gone",
        "isco_groups: 0 added, 0 gone",
        "skill_groups: 1 added, 1 gone",
        "1 groups replaced, 1 occupations in another ISCO group, 1 labels changed, 4 fields differ",
    ]
