"""One field at a time: identity, times, places, codes, languages, salary, terms."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.eures.codes import isco_groups, read_code, read_occupations, read_skill
from ingest.eures.identity import decode_handle, identify, is_closed, make_handle
from ingest.eures.isco import GROUPS, UNIT_GROUPS
from ingest.eures.languages import read_language, read_level
from ingest.eures.places import COUNTRIES, nuts_prefixes, read_country, read_locations, read_nuts
from ingest.eures.raw import RawAd, RawLocation, RawSalary, RejectedRecord
from ingest.eures.record import Location, OccupationCode, Salary
from ingest.eures.salary import read_number, read_salary
from ingest.eures.terms import (
    read_employer,
    read_offerings,
    read_positions,
    read_remote,
    read_schedules,
    read_terms,
    read_url,
    read_years,
)
from ingest.eures.times import read_time

UUID = "92a2e38a-925e-530e-8b8c-ca3f39b1287e"
OCCUPATION = f"http://data.europa.eu/esco/occupation/{UUID}"


# identity


def test_a_handle_is_base64_of_reference_and_source():
    assert make_handle("121", "23026") == "MjMwMjYgMTIx"
    assert decode_handle("MjMwMjYgMTIx") == ("121", "23026")


@pytest.mark.parametrize("reference", ["23026", "a b  c", "ü/7?>", "x" * 200])
def test_a_handle_is_read_back(reference):
    assert decode_handle(make_handle("121", reference)) == ("121", reference)


def test_padding_and_the_other_alphabet_are_read_too():
    handle = make_handle("1", "ab?>")

    assert decode_handle(handle.replace("-", "+").replace("_", "/") + "==") == ("1", "ab?>")


@pytest.mark.parametrize("handle", ["", "23026", "not base64!", "YWJj", "ICAxMjE", "/////w", "A" * 5])
def test_what_is_no_handle_is_not_read_as_one(handle):
    assert decode_handle(handle) is None


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"handle": "MjMwMjYgMTIx"}, ("121", "23026", [])),
        ({"handle": "MjMwMjYgMTIx", "source_id": 121, "reference": 23026}, ("121", "23026", [])),
        ({"handle": "MjMwMjYgMTIx", "source_id": "261"}, ("121", "23026", ["odd_identity"])),
        ({"source_id": "121", "reference": " 23026\n"}, ("121", "23026", [])),
        ({"source_id": 121.0, "reference": 23026.0}, ("121", "23026", [])),
        ({"handle": "12345", "source_id": "121"}, ("121", "12345", ["odd_handle"])),
        ({"reference": "7"}, ("local", "7", [])),
        ({"reference": "7", "apply_url": "https://www.Jobs.example/7"}, ("jobs.example", "7", [])),
        ({"reference": "7", "apply_url": "http://[broken"}, ("local", "7", [])),
        ({"reference": "7", "source_id": "my source"}, ("my-source", "7", [])),
    ],
)
def test_source_and_reference_are_found(fields, who):
    assert who == identify(RawAd("f", "p", **fields))


def test_the_default_source_stands_where_none_is_named():
    assert identify(RawAd("f", "p", reference="7", apply_url="https://x.example/"), "121")[0] == "121"


@pytest.mark.parametrize("fields", [{}, {"source_id": "121"}, {"document_id": "5"}, {"reference": " null "}, {"handle": ""}])
def test_an_ad_without_reference_is_refused(fields):
    with pytest.raises(RejectedRecord, match="reference") as caught:
        identify(RawAd("f", "p", **fields))

    assert caught.value.reason == "no_identity"


@pytest.mark.parametrize("status", ["closed", "CLOSED", " Inactive", "expired", "Cancelled", "filled", "on-hold", "REMOVED"])
def test_words_of_closing_close(status):
    assert is_closed(RawAd("f", "p", status=status))


@pytest.mark.parametrize("status", [None, "", "Active", "published", "new", "0", "closing soon"])
def test_anything_else_is_open(status):
    assert not is_closed(RawAd("f", "p", status=status))


def test_a_removed_ad_is_closed_whatever_its_status():
    assert is_closed(RawAd("f", "p", status="active", removed=True))


# times


def seconds(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_600_000_000, 1_600_000_000),
        (1_600_000_000_123, 1_600_000_000),
        ("1600000000000", 1_600_000_000),
        ("1.6E12", 1_600_000_000),
        ("2024-03-01T10:00:00Z", seconds(2024, 3, 1, 10)),
        ("2024-03-01T10:00:00", seconds(2024, 3, 1, 10)),
        ("2024-03-01T10:00:00.1234567+01:00", seconds(2024, 3, 1, 9)),
        ("2024-03-01 10:00:00 UTC", seconds(2024, 3, 1, 10)),
        ("2024-03-01T10:00:00Z[UTC]", seconds(2024, 3, 1, 10)),
        ("2024-03-01", seconds(2024, 3, 1)),
        ("2024-03-01+01:00", seconds(2024, 2, 29, 23)),
        ("01.03.2019", seconds(2019, 3, 1)),
        ("01/03/2019", seconds(2019, 3, 1)),
        ("1.3.2019 10:30", seconds(2019, 3, 1, 10, 30)),
        ("20190301", seconds(2019, 3, 1)),
        (20190301, seconds(2019, 3, 1)),
        ("20190301103000", seconds(2019, 3, 1, 10, 30)),
        ("2019", seconds(2019, 1, 1)),
        (2019, seconds(2019, 1, 1)),
        ("2019-12", seconds(2019, 12, 1)),
        ("Fri, 01 Mar 2019 12:00:00 GMT", seconds(2019, 3, 1, 12)),
        ("\n2024-03-01 ", seconds(2024, 3, 1)),
    ],
)
def test_times_are_read_in_any_notation(value, expected):
    assert (expected, False) == read_time(value)


@pytest.mark.parametrize(
    ("value", "last"),
    [
        ("2024-03-01", seconds(2024, 3, 1, 23, 59, 59)),
        ("01.03.2024", seconds(2024, 3, 1, 23, 59, 59)),
        ("2024-02", seconds(2024, 2, 29, 23, 59, 59)),
        ("2024-12", seconds(2024, 12, 31, 23, 59, 59)),
        ("2024", seconds(2024, 12, 31, 23, 59, 59)),
        ("2024-03-01T10:00:00Z", seconds(2024, 3, 1, 10)),
    ],
)
def test_a_date_to_apply_by_lasts_to_its_end(value, last):
    assert (last, False) == read_time(value, end_of_day=True)


@pytest.mark.parametrize("value", [None, "", " ", "na", "N/A", "snarest", "ASAP", "null", "-", 0, "as soon as possible", True])
def test_words_without_a_date_are_none_and_not_odd(value):
    assert read_time(value) == (None, False)


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "31.02.2019",
        "1980-01-01",
        "2999-01-01",
        3,
        -5,
        float("nan"),
        float("inf"),
        10**30,
        "9" * 17,
        "0001-01-01",
        "x" * 999,
    ],
)
def test_dates_that_can_not_be_are_odd(value):
    assert read_time(value) == (None, True)


# places


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("Deutschland", "DE"), (" norge\n", "NO")],
        *[
            ("EL", "GR"),
            ("GRC", "GR"),
            ("UK", "GB"),
            ("gb", "GB"),
            ("XK", "XK"),
            ("276", None),
            (276, None),
            ("ZZ", None),
            (None, None),
        ],
    ],
)
def test_countries_become_iso_3166(written, code):
    assert code == read_country(written)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[
            ("DE212", "DE212"),
            ("de21", "DE21"),
            ("NO 081", "NO081"),
            ("NO0", "NO0"),
            ("FR", "FR"),
            ("FRK", "FRK"),
            ("NOZZZ", "NOZZZ"),
        ],
        *[("EL30", "EL30"), ("GR30", "EL30"), ("UKI", "UKI"), ("GB", "UK")],
        *[("Bayern", None), ("Malta", None), ("Italia", None), ("DE2123", None), ("US1", None), ("1234", None), (None, None)],
    ],
)
def test_nuts_codes_are_told_by_their_shape(written, code):
    assert code == read_nuts(written)


def test_a_nuts_code_has_every_prefix_from_the_country_on():
    assert nuts_prefixes("DE212") == ("DE", "DE2", "DE21", "DE212")


@pytest.mark.parametrize(
    ("raw", "place", "warnings"),
    [
        (RawLocation("de", "de212", "München", "80331"), Location("DE", "DE212", None, "München", "80331"), []),
        (RawLocation(None, "EL30"), Location("GR", "EL30"), []),
        (RawLocation("NO", "Innlandet"), Location("NO", None, "Innlandet"), []),
        (RawLocation("NO081"), Location("NO", "NO081"), []),
        (RawLocation("EL", "EL30"), Location("GR", "EL30"), []),
        (RawLocation("AT", "DE212"), Location("AT", "DE212"), ["contradicting_region"]),
        (RawLocation("Atlantis", None, "Poseidonis"), Location(None, None, None, "Poseidonis"), ["odd_country"]),
        (RawLocation("999", None, "Oslo"), Location(None, None, None, "Oslo"), []),
    ],
)
def test_a_place_is_read(raw, place, warnings):
    assert ((place,), warnings) == read_locations([raw, raw][:1])


def test_all_countries_of_iso_3166_are_known():
    assert len(COUNTRIES) == 249


def test_the_same_place_is_kept_once_and_an_empty_one_not_at_all():
    assert len(read_locations([RawLocation("DE"), RawLocation("de"), RawLocation(), RawLocation("null", " ")])[0]) == 1


# codes


@pytest.mark.parametrize(
    ("hint", "value", "code"),
    [
        (None, OCCUPATION, OccupationCode("esco", uri=OCCUPATION)),
        ("ISCO2008", OCCUPATION.replace("http:", "https:").upper() + "/\n", OccupationCode("esco", uri=OCCUPATION)),
        ("ESCO_Occupations", f"occupation/{UUID}", OccupationCode("esco", uri=OCCUPATION)),
        (None, "http://data.europa.eu/esco/isco/C2512", OccupationCode("isco08", "2512")),
        ("ESCO_Occupations", "https://data.europa.eu/esco/isco/c25/", OccupationCode("isco08", "25")),
        (None, "isco/c9112", OccupationCode("isco08", "9112")),
        (None, "C9112", OccupationCode("isco08", "9112")),
        ("ISCO2008", "2512", OccupationCode("isco08", "2512")),
        ("ESCO_Occupations", "2512", OccupationCode("isco08", "2512")),
        (None, " 25\n12 ", OccupationCode("isco08", "2512")),
        ("ISCO2008", "0110", OccupationCode("isco08", "0110")),
        ("ISCO2008", "110", OccupationCode("isco08", "0110")),
        ("ISCO2008", "011", OccupationCode("isco08", "011")),
        ("ESCO", "2512.4.1", OccupationCode("isco08", "2512")),
        ("SSYK", "2512", OccupationCode("national", "2512")),
        ("ISCO-88", "2131", OccupationCode("national", "2131")),
        ("ROME", "M1805", OccupationCode("national", "M1805")),
        ("KldB", "43412", OccupationCode("national", "43412")),
    ],
)
def test_codes_are_told_by_their_value_and_the_hint_only_helps(hint, value, code):
    assert (code, None) == read_code(hint, value)


@pytest.mark.parametrize("value", ["9999", "2519999", "2515", "c9999"])
def test_digits_that_no_isco_group_has_are_a_national_code(value):
    assert read_code("ISCO2008", value) == (OccupationCode("national", value), "unknown_isco")


@pytest.mark.parametrize(
    "value", ["software developer", "http://example.org/occupation/1", f"http://data.europa.eu/esco/skill/{UUID}"]
)
def test_what_is_no_code_is_left_out(value):
    assert read_code(None, value) == (None, "odd_code")


def test_contradicting_codes_are_all_kept_once():
    codes, warnings = read_occupations([(None, "2512"), ("ISCO2008", "C2512"), (None, "7212"), (None, OCCUPATION), (None, "")])

    assert [code.code or code.uri for code in codes] == ["2512", "7212", OCCUPATION]
    assert warnings == []


def test_isco_groups_are_every_prefix_of_isco_codes_only():
    codes = [OccupationCode("isco08", "2512"), OccupationCode("isco08", "25"), OccupationCode("national", "7212")]

    assert isco_groups(codes) == ("2", "25", "251", "2512")


def test_isco_has_its_four_levels():
    assert [10, 43, 130, 436] == [sum(len(code) == length for code in GROUPS) for length in (1, 2, 3, 4)]
    assert {"0110", "2512", "9629"} <= UNIT_GROUPS
    assert not {"1000", "2515", "9999"} & UNIT_GROUPS


def test_every_isco_group_of_the_sample_is_known():
    sample = (Path(__file__).parent.parent / "sample" / "taxonomy" / "esco-sample.ttl").read_text(encoding="utf-8")
    codes = set(re.findall(r"isco:C(\d{1,4})\b", sample))

    assert len(codes) > 100
    assert codes <= GROUPS


def test_skills_are_uris_in_one_spelling():
    skill = f"http://data.europa.eu/esco/skill/{UUID}"

    assert [skill] * 3 == [read_skill(skill), read_skill(skill.upper() + "/"), read_skill(f"\nhttps{skill[4:]} ")]
    assert read_skill("http://data.europa.eu/esco/skill/S1.2.3") == "http://data.europa.eu/esco/skill/S1.2.3"
    assert read_skill("welding") is None


# languages


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        *[("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en_US.UTF-8", "en"), ("eng", "en"), ("English", "en"), ("ger", "de")],
        *[("deu", "de"), ("Deutsch", "de"), ("nb", "no"), ("nno", "no"), ("iw", "he"), ("gre", "el"), ("lb", "lb")],
        *[("xx", "und"), ("", "und"), (None, "und"), ("null", "und"), ("mul", "und"), ("klingon", "und")],
    ],
)
def test_languages_become_iso_639_1(declared, code):
    assert code == read_language(declared)


def test_levels_are_those_of_the_cefr():
    assert ["B2", "C1", None, None] == [read_level("b2"), read_level("C1 (advanced)"), read_level("fluent"), read_level(None)]


# salary


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[
            ("2.500,00", 2500.0),
            ("2 500", 2500.0),
            ("2\u00a0500", 2500.0),
            ("2'500.50", 2500.5),
            ("2,500", 2500.0),
            ("2.500", 2500.0),
        ],
        *[("13.50", 13.5), ("13,5", 13.5), ("EUR 1.234.567,89", 1234567.89), ("2500-3000", 2500.0), (13, 13.0), (13.5, 13.5)],
        *[
            ("", None),
            ("negotiable", None),
            (None, None),
            (float("nan"), None),
            (float("inf"), None),
            (True, None),
            (10**400, None),
        ],
    ],
)
def test_numbers_are_read_with_any_separators(written, number):
    assert number == read_number(written)


@pytest.mark.parametrize(
    ("raw", "salary"),
    [
        (RawSalary("2.500", "3.100", "eur", "MONTH"), Salary(2500.0, 3100.0, "EUR", "month")),
        (RawSalary(20, None, "€", "per hour"), Salary(20.0, None, "EUR", "hour")),
        (RawSalary(None, 50_000, "NOK", "annually"), Salary(None, 50_000.0, "NOK", "year")),
        (RawSalary(0, -5, "EUR", "month"), None),
        (RawSalary(0, 3000, "points", "moon"), Salary(None, 3000.0)),
        (None, None),
    ],
)
def test_a_salary_is_read(raw, salary):
    assert (salary, []) == read_salary(raw)


@pytest.mark.parametrize(("low", "high"), [(13, 17_341), (3000, 2000), ("13,00", "17.341,00")])
def test_a_range_that_can_not_be_is_dropped_whole(low, high):
    assert read_salary(RawSalary(low, high, "EUR", "month")) == (None, ["odd_salary"])


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("HOUR", "hour"),
        ("pro Stunde", "hour"),
        ("€/h", "hour"),
        ("P1M", "month"),
        ("p.a.", "year"),
        ("per annum", "year"),
        ("Tag", "day"),
    ],
)
def test_periods_are_read_in_many_words(written, period):
    assert period == read_salary(RawSalary(1, 2, None, written))[0].period


# terms


@pytest.mark.parametrize(
    "written",
    [
        "non renseigné",
        "Non Renseigné.",
        "anonymous",
        "Arbeitgeber nicht genannt",
        "Firma: anonym",
        "Company confidential",
        "Employeur anonyme",
        "Entreprise confidentielle",
        "Azienda riservata",
        "Bedrijf anoniem",
        "CONFIDENTIAL",
        "Nicht angegeben",
        "N/A",
        "-",
        "null",
        "",
        None,
        "Frau Müller",
    ],
)
def test_a_placeholder_or_a_person_is_no_employer(written):
    assert read_employer(written) is None


@pytest.mark.parametrize("written", ["Contact: Jane Doe", "ukjent", "jane@example.org", "Mme Dupont", "+49 30 1234567"])
def test_a_contact_alone_is_no_employer(written):
    assert read_employer(written) is None


@pytest.mark.parametrize("written", ["Stahl GmbH", "3M", "Kontakt AG", "Frau & Beruf e.V.", "N.A. Bau"])
def test_an_employer_keeps_its_name(written):
    assert written == read_employer(f" {written}\n")


def test_an_employer_loses_addresses():
    assert read_employer("Stahl  GmbH, jobs@example.org") == "Stahl GmbH"


def test_schedules_have_one_word_each():
    assert read_schedules(["FullTime", "part-time", "Vollzeit", "null"]) == ("fulltime", "parttime")
    assert read_schedules(["FULL_TIME_OR_PART_TIME"]) == ("fulltime", "parttime")
    assert read_schedules(["Shift work", "flextime"]) == ("flextime", "shift_work")


def test_offerings_are_the_same_from_the_xml_and_the_portal():
    assert ("direct_hire",) == read_offerings(["DirectHire", "directhire", "DIRECT_HIRE"])
    assert read_offerings(["Some Thing", ""]) == ("some_thing",)


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        *[(True, "yes"), ("TELECOMMUTE", "yes"), ("true", "yes"), (1, "yes"), (False, "no"), ("On-site", "no"), (0, "no")],
        *[("Hybrid", "partly"), ("PARTIAL", "partly"), (None, "unknown"), ("moon", "unknown")],
    ],
)
def test_remote_work_has_four_answers(written, answer):
    assert answer == read_remote(written)


@pytest.mark.parametrize(
    ("written", "number"),
    [(1, 1), ("3", 3), (2.0, 2), ("10000", 10_000), (0, None), (-1, None), (10_001, None), ("many", None)],
)
def test_positions_are_1_to_10000(written, number):
    assert number == read_positions(written)


@pytest.mark.parametrize(
    ("written", "years"),
    [(3, 3.0), ("2,5 years", 2.5), ("18 months", 1.5), ("P3Y", 3.0), ("P6M", 0.5), (99, None), ("some", None)],
)
def test_experience_is_in_years(written, years):
    assert years == read_years(written)


def test_terms_are_trimmed_and_kept_once():
    assert read_terms([" B ", "B", "C1E", "", "null", "x" * 999, 6]) == ("6", "B", "C1E")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a?b=1&amp;c=2\n", "https://example.org/a?b=1&c=2"),
        ("HTTP://example.org/", "HTTP://example.org/"),
        *[
            (url, None)
            for url in ("ftp://example.org", "javascript:alert(1)", "example.org", "https://", "https://a b.org/x", None)
        ],
        ("https://example.org/" + "x" * 2_000, None),
    ],
)
def test_an_address_to_apply_at_is_http(written, url):
    assert url == read_url(written)
