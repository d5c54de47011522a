"""Reposts and aggregators' twins are grouped; what may be another job is not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.ads.duplicates import block_key, group
from ingest.ads.titles import employer_name, job_title
from ingest.ads.twins import ALL_PAIRS, SKETCHES, WINDOW, AdText, are_twins, pairs_to_compare
from ingest.eures.record import JobAd, Location, Profile, Salary

LEIPZIG = Location(country="DE", nuts="DED51", city="Leipzig")
NURSE = """The Linden hospital in Leipzig has forty beds for people after operations.

Your tasks
- Look after patients from admission to discharge and write down what you observe
- Prepare and give medication under the guidance of the ward doctor
- Show apprentices how wounds are dressed and how families are spoken with

Your profile
- Finished training as a nurse and 2 years of experience on a surgical ward
- German at level B2 and a calm way with anxious people
- Readiness to work in three shifts and every other weekend

We offer 30 days of leave and 3200 euros a month. Write to us until 01.03.2026."""


def ad(
    number=1,
    description=NURSE,
    title="Nurse (m/w/d)",
    *,
    employer="Linden GmbH",
    place=LEIPZIG,
    language="en",
    source="7",
    **more,
):
    profiles = {language: Profile(title, description)}
    locations = (place,) if place else ()
    return JobAd(
        f"ad{number:04}",
        source,
        str(number),
        language=language,
        profiles=profiles,
        employer=employer,
        locations=locations,
        **more,
    )


def together(*ads):
    return len(set(group(ads).values())) == 1


@pytest.mark.parametrize(
    "title",
    ["Nurse", "NURSE (f/m/x)", "Nurse m/w/d", "nurse - Ref. 4711", "Nurse (m/f) #123", "Nurse  H/F", "Nurse REQ-20260"],
)
def test_gender_marks_case_and_reference_numbers_do_not_part_titles(title):
    assert block_key(ad()) == block_key(ad(title=title))


@pytest.mark.parametrize(
    "title",
    [
        "Schweißer/in",
        "Schweißer:in",
        "Schweißer*in",
        "SchweißerIn",
        "Schweißer/-in",
        "Schweißer/Schweißerin",
        "Schweisser (gn)",
    ],
)
def test_a_title_for_everyone_is_the_short_one(title):
    assert ("schweisser", "") == job_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "Senior nurse",
        "Junior nurse",
        "Head nurse",
        "Nurse level 2",
        "Nurse, intern",
        "Team lead nurse",
        "Night nurse",
        "Nurse C",
    ],
)
def test_another_level_or_number_is_another_job(title):
    assert block_key(ad()) != block_key(ad(title=title))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sr. Developer", "Developer, Senior"), ("Azubi Koch", "Auszubildende/r Koch"), ("Teamleiterin IT", "Teamlead IT")],
)
def test_a_level_has_many_spellings(one, other):
    assert job_title(one) == job_title(other)


def test_the_order_of_words_is_part_of_a_title():
    assert job_title("Assistant manager") != job_title("Manager assistant")


def test_a_title_of_nothing_but_a_level_is_a_title():
    assert ("trainee", "trainee") == job_title("Trainee (m/w/d)")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Linden GmbH", "LINDEN"),
        ("Linden GmbH & Co. KG", "Linden"),
        ("Olmo S.p.A.", "Olmo spa"),
        ("Lipa Sp. z o.o.", "Lipa"),
        ("Café Linde e.V.", "Cafe Linde"),
        ("Iep B.V.", "IEP BV"),
        ("Tilia a.s.", "Tilia"),
    ],
)
def test_a_legal_form_is_no_part_of_a_name(one, other):
    assert employer_name(one) == employer_name(other)


def test_a_name_that_is_a_legal_form_stays():
    assert "gmbh" == employer_name("GmbH")


@pytest.mark.parametrize(
    "unsafe",
    [
        ad(employer=None),
        ad(employer="Not stated", anonymous=True),
        ad(employer="  - "),
        ad(place=None),
        ad(place=Location(country="DE")),
        ad(place=Location(country="DE", nuts="DED5")),
        ad(place=Location(city="Leipzig")),
        ad(title=" (m/w/d)"),
        JobAd("x", "7", "1", employer="Linden", locations=(LEIPZIG,)),
    ],
)
def test_without_employer_place_or_title_nothing_is_grouped(unsafe):
    assert block_key(unsafe) is None


@pytest.mark.parametrize("place", [Location(country="DE", nuts="DED51"), Location(country="DE", postal_code="04109")])
def test_a_postal_code_or_a_small_region_is_a_place(place):
    assert block_key(ad(place=place))


@pytest.mark.parametrize(
    "other",
    [
        ad(place=Location(country="DE", city="Halle")),
        ad(place=Location(country="AT", city="Leipzig")),
        ad(employer="Ulme GmbH"),
        ad(schedule=("parttime",)),
        ad(offering=("temporary",)),
    ],
)
def test_another_city_employer_or_schedule_is_another_block(other):
    assert block_key(ad()) != block_key(other)


def test_a_repost_with_another_date_and_reference_is_grouped_under_the_smallest_id():
    repost = NURSE.replace("01.03.2026", "15.06.2026") + "\nReference: LP-2231"

    assert {"ad0001": "ad0001", "ad0002": "ad0001", "ad0003": "ad0003"} == group(
        [ad(2, repost), ad(1), ad(3, "Prepare meals for forty patients and keep the kitchen clean.")]
    )


def test_an_aggregators_twin_with_other_markup_and_a_footer_is_grouped():
    flat = NURSE.replace("\n- ", "\n• ").replace("\n\n", "\n")
    twin = flat + "\nFound on Jobs Everywhere. Apply now: https://jobs.example/17\nCall +49 341 555 0100"

    assert together(ad(1), ad(2, twin, source="260"))


def test_a_text_cut_at_2000_characters_is_a_twin():
    long = "\n".join(NURSE.replace("patients", f"patients of ward {chr(97 + number)}") for number in range(4))

    assert together(ad(1, long), ad(2, long[:2000]))
    assert not together(ad(1, long), ad(2, long[:900]))


def test_a_cut_text_does_not_link_two_that_differ():
    start = "\n".join(NURSE.replace("patients", f"patients of ward {chr(97 + number)}") for number in range(3))
    one, other = start + "\nYou work 40 hours in a week.", start + "\nYou work 20 hours in a week."
    found = group([ad(1, one), ad(2, other), ad(3, start[: len(start) - 40])])

    assert 3 == len(set(found.values()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 years", "5 years"),
        ("3200 euros", "2900 euros"),
        ("level B2", "level C1"),
        ("surgical", "children's"),
        ("Finished training", "No finished training"),
        ("apprentices how", "apprentices by night how"),
        ("30 days of leave", "30 days of leave, part time"),
        ("Prepare and give medication", "Prepare and give medication, licence C"),
    ],
)
def test_one_word_that_matters_parts_two_texts(old, new):
    assert old in NURSE
    assert not together(ad(1), ad(2, NURSE.replace(old, new)))


@pytest.mark.parametrize(
    ("one", "other"), [("C++", "C#"), ("Java", "JavaScript"), ("inbound", "outbound"), ("paid", "unpaid")]
)
def test_a_replaced_requirement_parts_two_texts(one, other):
    text = NURSE.replace("a surgical ward", "{} projects")

    assert not together(ad(1, text.format(one)), ad(2, text.format(other)))


def test_other_words_on_the_company_do_not_part_two_texts():
    assert together(
        ad(1), ad(2, NURSE.replace("We offer 30 days of leave and", "We offer 30 days of paid holiday, fruit and"))
    )


def test_texts_in_two_languages_are_not_grouped():
    assert not together(ad(1), ad(2, NURSE, language="de"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"salary": Salary(minimum=3200.0)}, {"salary": Salary(minimum=2900.0)}),
        ({"licences": ("B",)}, {"licences": ("C",)}),
        ({"experience_years": 1.0}, {"experience_years": 3.0}),
        (
            {"place": Location(country="DE", city="Leipzig", postal_code="04109")},
            {"place": Location(country="DE", city="Leipzig", postal_code="04277")},
        ),
        (
            {"place": Location(country="DE", city="Frankfurt", nuts="DE712")},
            {"place": Location(country="DE", city="Frankfurt", nuts="DE403")},
        ),
        ({"remote": "yes"}, {"remote": "no"}),
    ],
)
def test_equal_texts_with_stated_fields_that_differ_are_not_grouped(one, other):
    assert block_key(ad(1, **one)) == block_key(ad(2, **other))
    assert not together(ad(1, **one), ad(2, **other))


def test_a_field_that_one_ad_does_not_state_parts_nothing_but_links_no_others():
    low, silent, high = ad(1, salary=Salary(minimum=1.0)), ad(2), ad(3, salary=Salary(minimum=2.0))

    assert together(low, silent)
    assert 3 == len(set(group([low, silent, high]).values()))


@pytest.mark.parametrize("empty", ["", "  \n", "\u200b", "***"])
def test_ads_without_a_description_need_the_same_address(empty):
    assert not together(ad(1, empty), ad(2, empty))
    assert not together(ad(1, empty, apply_url="https://a.example/1"), ad(2, empty, apply_url="https://a.example/2"))
    assert together(ad(1, empty, apply_url="https://a.example/1"), ad(2, empty, apply_url="https://a.example/1"))
    assert not together(ad(1, empty, apply_url="https://a.example/1"), ad(2, apply_url="https://a.example/1"))


def variants(count, seed=1):
    """Return texts of one chain: the same frame, other words in the middle, so that neighbours are hard to find."""
    draw = random.Random(seed)
    words = [f"{a}{b}{c}" for a in "bdfklm" for b in ("ale", "ori", "une") for c in "nrst"]
    head, tail = NURSE.split("- Show")
    return [f"{head}- {' '.join(draw.choices(words, k=60))}\n- Show{tail}" for _ in range(count)]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(2, 60))
def test_the_order_of_ads_changes_no_group(draw, count):
    texts = variants(count, seed=count)
    ads = [ad(number, text) for number, text in enumerate(texts + texts[::2])]
    ads += [ad(900 + number, text + "\nAnd a dog.") for number, text in enumerate(texts[::3])]
    ads += [ad(950, texts[0], salary=Salary(minimum=1.0)), ad(951, texts[0], salary=Salary(minimum=2.0))]
    ads += [ad(960 + number, f"{word} wanted") for number, word in enumerate("abc")]
    ads += [ad(970 + number, "a wanted", language=language) for number, language in enumerate(("de", "fr"))]
    shuffled = list(ads)
    draw.shuffle(shuffled)

    assert group(ads) == group(shuffled)


def test_five_thousand_texts_of_a_block_are_not_compared_in_pairs():
    texts = [AdText("en", text) for text in variants(5000)]
    pairs = list(pairs_to_compare(texts))

    assert len(pairs) <= (1 + len(SKETCHES)) * WINDOW * 5000


def test_few_texts_are_all_compared():
    texts = [AdText("en", text) for text in variants(ALL_PAIRS)]

    assert ALL_PAIRS * (ALL_PAIRS - 1) // 2 == len(set(pairs_to_compare(texts)))


@pytest.mark.parametrize(
    ("head", "foot"), [("", ""), ("", "\nFound on Jobs Everywhere."), ("Jobs Everywhere presents\n", "\nFound there.")]
)
def test_twins_among_many_texts_are_found(head, foot):
    texts = variants(300)
    ads = [ad(number, text) for number, text in enumerate(texts)]
    ads += [ad(1000 + number, head + text.replace("medication", "medications") + foot) for number, text in enumerate(texts)]
    found = group(ads)

    assert [f"ad{number:04}" for number in range(300)] == [found[f"ad{1000 + number}"] for number in range(300)]


def test_twins_are_twins_both_ways():
    texts = [AdText("en", text) for text in (NURSE, NURSE + " Dogs are welcome.", NURSE[:400], *variants(5))]

    assert all(are_twins(one, other) == are_twins(other, one) for one in texts for other in texts)
    assert all(are_twins(one, one) for one in texts)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("auf der Station für Neurologie", "auf der Station für Nephrologie"),
        ("als Elektriker", "als Elektroniker"),
        ("por sesenta mil euros", "por setenta mil euros"),
        ("6 hours on 5 days", "5 hours on 6 days"),
        ("Deutsch B2, Englisch C1", "Deutsch C1, Englisch B2"),
        ("a licence is not required, a degree is required", "a licence is required, a degree is not required"),
        ("Reference: 40h", "Reference: 20h"),
    ],
)
def test_one_word_that_makes_another_job_parts_two_texts(one: str, other: str) -> None:
    before = (
        "You care for the people on our ward, write down what you see, and work with doctors and families. We look for you"
    )
    rest = "You bring patience, a good hand, an open ear, and you like to work with others who do what they do well every day."
    first, second = (AdText("en", f"{before} {middle}. {rest}") for middle in (one, other))

    assert not are_twins(first, second)


@pytest.mark.parametrize(
    ("one", "other"), [("Kita Nr. 3", "Kita Nr. 4"), ("Filiale #12", "Filiale #15"), ("Kita No 5", "Kita No 6")]
)
def test_a_small_number_in_a_title_is_a_place_of_work_and_no_reference(one: str, other: str) -> None:
    assert job_title(f"Erzieher {one}") != job_title(f"Erzieher {other}")
