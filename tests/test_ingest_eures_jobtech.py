"""Reading the ads of Sweden's employment service."""

import json

import pytest
from ad_files import SWEDISH, Folder

from ingest.eures.record import Location, RequiredLanguage


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def ad(**fields):
    return SWEDISH | fields


def test_an_ad_has_identity_times_text_and_place(folder):
    found = folder.one(SWEDISH)

    assert ("jobtech", "24681012", "active") == (found.source_id, found.reference, found.status)
    assert ("Elektriker till Göteborg", "Du installerar el.") == (
        found.profiles["und"].title,
        found.profiles["und"].description,
    )
    assert (Location("SE", "SE232", city="Göteborg"),) == found.locations
    assert (3, ("fulltime",), "Exempel El AB", ("B",)) == (found.positions, found.schedule, found.employer, found.licences)
    assert (RequiredLanguage("sv"),) == found.languages_required
    assert "https://jobs.example.org/24681012" == found.apply_url
    assert found.created_at < found.apply_by


def test_a_swedish_code_is_national_though_it_looks_like_isco(folder):
    found = folder.one(SWEDISH)

    assert [("national", "7411")] == [(code.scheme, code.code) for code in found.occupations]
    assert () == found.isco_groups


def test_a_removed_ad_is_closed_and_may_have_nothing_else(folder):
    found = folder.one({"id": "24681012", "removed": True, "removed_date": "2024-03-05T12:00:00"})

    assert ("closed", {}) == (found.status, found.profiles)
    assert found.closed_at is not None


def test_the_telephone_of_the_employer_is_nowhere(folder):
    assert "031" not in str(folder.one(SWEDISH))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({"label": "Deltid"}, ("parttime",)),
        ({"label": "Heltid/Deltid"}, ("fulltime", "parttime")),
        ([{"label": "Heltid"}], ("fulltime",)),
        (None, ()),
    ],
)
def test_working_hours_have_swedish_names(folder, hours, expected):
    assert expected == folder.one(ad(working_hours_type=hours)).schedule


def test_the_whole_scope_of_work_is_full_time(folder):
    assert ("fulltime",) == folder.one(ad(working_hours_type=None, scope_of_work={"min": 100, "max": 100})).schedule


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"country": "Norge", "country_code": "155", "city": "Oslo"}, {Location("NO", city="Oslo")}),
        ({"country_code": "SE", "region_code": "01"}, {Location("SE", "SE110")}),
        ({"country_code": "199", "region_code": 1}, {Location("SE", "SE110")}),
        (None, set()),
    ],
)
def test_places_may_be_abroad_incomplete_or_missing(folder, place, expected):
    assert expected == set(folder.one(ad(workplace_address=place)).locations)


def test_a_text_given_in_parts_is_put_together(folder):
    found = folder.one(ad(description={"text": None, "needs": "Du installerar el.", "requirements": "Körkort."}))

    assert "Du installerar el.\n\nKörkort." == found.profiles["und"].description


def test_streams_searches_and_lines_are_read_alike(folder):
    one, two = ad(id="1"), ad(id="2", removed=True)

    for data in ([one, two], {"total": {"value": 2}, "hits": [one, two]}, f"{json.dumps(one)}\n{json.dumps(two)}\n"):
        assert ["1", "2"] == folder.reasons(data)


def test_every_field_may_be_of_every_type(folder):
    values = [None, True, 0, -1.5, 10**30, "", "x", [], [None], {}, {"a": None}, [[1]], {"label": {}}]
    ads = [ad(id="1") | {name: value} for name in SWEDISH for value in values]

    assert len(ads) == len(folder.read(ads))
