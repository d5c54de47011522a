"""Reading schema.org JobPosting from JSON-LD and from web pages."""

import json

import pytest
from ad_files import POSTING, Folder

from ingest.eures.record import Location, Salary
from ingest.eures.sources import Limits


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def posting(**fields):
    return POSTING | fields


def web_page(*scripts):
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<!DOCTYPE html>\n<html><head><title>Jobs</title>{tags}</head><body><p>Forklift</p></body></html>"


def test_a_posting_has_identity_text_place_and_conditions(folder):
    ad = folder.one(POSTING)

    assert ("jobs.example.org", "J-7", "https://jobs.example.org/j/7") == (ad.source_id, ad.reference, ad.apply_url)
    assert ("Forklift driver", "Drives a forklift.") == (ad.profiles["und"].title, ad.profiles["und"].description)
    assert (Location("DE", "DE211", city="Ingolstadt"),) == ad.locations
    assert (Salary(15, 18, "EUR", "hour"), ("fulltime",), ("temporary",)) == (ad.salary, ad.schedule, ad.offering)
    assert ("Example Logistics", ("8", "83", "834", "8344")) == (ad.employer, ad.isco_groups)
    assert ad.apply_by > ad.created_at


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("A1", "A1"),
        (17, "17"),
        ({"value": 17}, "17"),
        ([{"@type": "PropertyValue", "value": "B2"}], "B2"),
        (None, "https://jobs.example.org/j/7"),
        ({}, "https://jobs.example.org/j/7"),
    ],
)
def test_an_identifier_is_a_text_or_a_property_value_or_else_the_address(folder, identifier, expected):
    assert expected == folder.one(posting(identifier=identifier)).reference


def test_a_posting_without_identifier_and_address_has_no_identity(folder):
    assert ["no_identity"] == folder.reasons(posting(identifier=None, url=None))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ([{"address": {"addressCountry": "DE"}}, {"address": {"addressCountry": "AT"}}], {Location("DE"), Location("AT")}),
        ({"address": {"addressCountry": {"@type": "Country", "name": "Germany"}}}, {Location("DE")}),
        ({"address": "Hauptstraße 1, Ingolstadt"}, {Location(city="Hauptstraße 1, Ingolstadt")}),
        ("Ingolstadt", {Location(city="Ingolstadt")}),
        (None, set()),
        ([None, {}, {"address": []}], set()),
    ],
)
def test_a_place_is_an_object_a_text_or_a_list(folder, place, expected):
    assert expected == set(folder.one(posting(jobLocation=place)).locations)


def test_work_from_home_is_where_applicants_may_live(folder):
    ad = folder.one(
        posting(
            jobLocation=None,
            jobLocationType="TELECOMMUTE",
            applicantLocationRequirements=[{"@type": "Country", "name": "DE"}, {"@type": "Country", "name": "FR"}],
        )
    )

    assert ("yes", ("DE", "FR")) == (ad.remote, ad.countries)


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ({"currency": "EUR", "value": {"value": 20, "unitText": "HOUR"}}, Salary(20, 20, "EUR", "hour")),
        ({"currency": "EUR", "value": 40_000, "unitText": "YEAR"}, Salary(40_000, 40_000, "EUR", "year")),
        ([{"currency": "EUR", "minValue": 2000, "maxValue": 2500, "unitText": "MONTH"}], Salary(2000, 2500, "EUR", "month")),
        ({"currency": "EUR"}, None),
        ("competitive", None),
        (None, None),
    ],
)
def test_pay_is_a_number_an_amount_or_a_range(folder, pay, expected):
    assert expected == folder.one(posting(baseSalary=pay)).salary


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("8344", ("isco08", "8344")),
        ("8344 Lifting truck operators", ("isco08", "8344")),
        ("53-7051.00", ("national", "53-7051")),
        ("53-7051 Industrial Truck Operators", ("national", "53-7051")),
        ({"codeValue": "8344", "inCodeSet": "ISCO-08"}, ("isco08", "8344")),
        ({"codeValue": "8344", "inCodeSet": {"name": "SSYK 2012"}}, ("national", "8344")),
        ("http://data.europa.eu/esco/isco/C8344", ("isco08", "8344")),
    ],
)
def test_a_category_is_isco_onet_or_of_the_code_set_named(folder, category, expected):
    assert [expected] == [(code.scheme, code.code) for code in folder.one(posting(occupationalCategory=category)).occupations]


@pytest.mark.parametrize("category", ["Logistics", None, {}, [None], {"name": "Drivers"}])
def test_a_category_in_words_is_no_code(folder, category):
    assert () == folder.one(posting(occupationalCategory=category)).occupations


@pytest.mark.parametrize(
    ("wanted", "years"),
    [({"monthsOfExperience": 30}, 2.5), ({"monthsOfExperience": "24"}, 2), ("3 years", 3), ({}, None), ("none", None)],
)
def test_experience_is_months_or_words(folder, wanted, years):
    assert years == folder.one(posting(experienceRequirements=wanted)).experience_years


def test_education_language_and_organisation_may_be_objects_or_texts(folder):
    ad = folder.one(
        posting(
            educationRequirements={"credentialCategory": "bachelor degree"},
            inLanguage={"@type": "Language", "name": "German", "alternateName": "de"},
            hiringOrganization="Example GmbH",
        )
    )

    assert (("bachelor degree",), ["de"], "Example GmbH") == (ad.education, list(ad.profiles), ad.employer)


def test_lists_graphs_item_lists_and_lines_are_read_alike(folder):
    one, two = posting(identifier="1"), posting(identifier="2")
    graph = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Jobs"}, one, two]}
    items = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": one}, {"@type": "ListItem", "item": two}]}

    for data in ([one, two], graph, items, f"{json.dumps(one)}\n{json.dumps(two)}"):
        assert ["1", "2"] == folder.reasons(data)


@pytest.mark.parametrize("kind", ["JobPosting", ["Thing", "JobPosting"], "http://schema.org/JobPosting", "schema:JobPosting"])
def test_the_type_may_be_a_list_or_an_address(folder, kind):
    assert ["J-7"] == folder.reasons(POSTING | {"@type": kind})


def test_a_document_without_any_posting_is_no_ad(folder):
    assert ["not_an_ad"] == folder.reasons({"@context": "https://schema.org", "@type": "Recipe", "name": "Soup"})


def test_a_page_yields_the_postings_of_its_scripts(folder):
    crumbs = json.dumps({"@context": "https://schema.org", "@type": "BreadcrumbList"})

    assert ["J-7"] == folder.reasons(web_page(crumbs, json.dumps(POSTING)))


def test_a_broken_script_costs_only_itself(folder):
    assert ["malformed", "J-7"] == folder.reasons(web_page(json.dumps(POSTING)[:-9], json.dumps(POSTING)))


def test_scripts_in_comments_and_of_other_types_are_not_read(folder):
    page = "<html><!-- " + web_page(json.dumps(POSTING)) + " --><script>var a = {};</script></html>"

    assert ["not_an_ad"] == folder.reasons(page)


def test_a_page_beyond_the_cap_is_too_large(folder):
    assert ["too_large"] == folder.reasons(web_page(json.dumps(POSTING)) + "x" * 5000, limits=Limits(document=3000))


@pytest.mark.parametrize("part", ["<script type=application/ld+json>", "<!--", "<script ", "<div>"])
def test_a_page_of_nothing_but_openings_is_refused_in_linear_time(folder, part):
    found = folder.reasons("<!doctype html>" + part * 60_000)

    assert found
    assert {"malformed", "not_an_ad"} >= set(found)


def test_every_field_may_be_of_every_type(folder):
    values = [None, True, 0, -1.5, 10**30, "", "x", "http://[", [], [None], {}, {"a": None}, [[1]], {"value": {"value": []}}]
    postings = [
        posting() | {name: value}
        for name in [*POSTING, "skills", "experienceRequirements"]
        if name != "@type"
        for value in values
    ]

    assert len(postings) == len(folder.read(postings))
