"""Reading the envelopes of the EURES Input API and Output API."""

import json

import pytest
from ad_files import HR_XML, Folder, details, item


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_details_of_the_input_api_are_the_xml_under_the_envelopes_identity_and_times(folder):
    ad = folder.one(details(creationTimestamp=1704067200000, lastModificationTimestamp=1704153600000))

    assert ("121", "23026", "MjMwMjYgMTIx", "77") == (ad.source_id, ad.reference, ad.ad_id, ad.document_id)
    assert (1704067200, 1704153600) == (ad.created_at, ad.modified_at)
    assert ("no", "Kjøkkenassistent") == (ad.language, ad.profiles["no"].title)


def test_the_envelopes_status_wins_over_the_xml_which_always_says_active(folder):
    ad = folder.one(details(status="CLOSED", closingTimestamp=1704240000000))

    assert ("closed", 1704240000) == (ad.status, ad.closed_at)


def test_an_entry_without_a_reference_is_known_by_its_key(folder):
    assert folder.one(details(reference=None)).reference == "23026"


def test_xml_that_declares_another_encoding_is_read_as_the_text_it_already_is(folder):
    ad = folder.one(details(content='<?xml version="1.0" encoding="ISO-8859-1"?>\n' + HR_XML))

    assert ad.profiles["no"].title == "Kjøkkenassistent"
    assert ad.warnings == ()


@pytest.mark.parametrize("content", [None, "", "  "])
def test_an_active_entry_without_content_says_only_that_the_ad_exists(folder, content):
    ad = folder.one(details(content=content))

    assert ("active", {}, ("content_missing",)) == (ad.status, ad.profiles, ad.warnings)


def test_a_closed_entry_without_content_is_closed_without_a_warning(folder):
    ad = folder.one(details(content=None, status="CLOSED"))

    assert ("closed", ()) == (ad.status, ad.warnings)


def test_broken_content_is_rejected_with_its_place_and_the_others_are_read(folder):
    entries = {str(n): {"reference": str(n), "source": "1", "content": HR_XML} for n in range(3)}
    entries["1"]["content"] = HR_XML[:-30]

    assert folder.reasons({"details": entries}) == ["0", "malformed", "2"]


def test_the_closing_of_an_ad_whose_content_is_broken_is_not_lost(folder):
    ad = folder.one(details(content=HR_XML[:-30], status="CLOSED"))

    assert ("closed", ("content_unreadable",)) == (ad.status, ad.warnings)


def test_a_doctype_inside_an_envelope_is_refused(folder):
    assert folder.reasons(details(content="<!DOCTYPE a [<!ENTITY b 'c'>]>" + HR_XML)) == ["doctype"]


def test_a_change_list_closes_what_it_lists_as_closed_and_names_the_rest(folder):
    changes = {
        "createdReferences": [{"reference": "1", "source": "121", "status": "ACTIVE"}],
        "modifiedReferences": [{"reference": "2", "source": "121", "lastModificationTimestamp": 1704153600000}],
        "closedReferences": [{"reference": "3", "source": "121", "closingTimestamp": 1704240000000}],
    }

    ads = folder.read(changes)

    assert [("1", "active"), ("2", "active"), ("3", "closed")] == [(ad.reference, ad.status) for ad in ads]
    assert [("content_missing",), ("content_missing",), ()] == [ad.warnings for ad in ads]
    assert ads[2].closed_at == 1704240000


def test_references_may_be_bare_texts(folder):
    ads = folder.read({"closedReferences": ["a-1", 17]}, source="261")

    assert [("261", "a-1"), ("261", "17")] == [(ad.source_id, ad.reference) for ad in ads]


def test_an_entry_that_is_no_object_is_rejected(folder):
    assert folder.reasons({"closedReferences": [None, [], True]}) == ["not_an_ad"] * 3
    assert folder.reasons({"details": {"1": None, "2": 7, "3": "x", "4": []}}) == ["not_an_ad"] * 4


def test_items_of_the_output_api_are_the_xml_under_the_headers_identity(folder):
    ad = folder.one({"data": {"items": [item()]}})

    assert ("121", "23026", "MjMwMjYgMTIx") == (ad.source_id, ad.reference, ad.ad_id)
    assert ("Kjøkkenassistent", 1530609404) == (ad.profiles["no"].title, ad.created_at)


def test_items_of_the_output_api_may_come_as_json_lines(folder):
    lines = "\n".join(json.dumps(item(handle=None, dataSourceJvReference=str(n))) for n in range(3))

    assert folder.reasons(lines) == ["0", "1", "2"]


def test_search_results_of_the_output_api_say_only_that_the_ads_exist(folder):
    result = {"header": item()["jobVacancy"]["header"], "auditInfo": {}, "related": {"urls": []}}

    assert folder.one({"data": {"items": [result]}}).warnings == ("content_missing",)


def test_the_request_that_is_echoed_in_an_answer_is_no_record(folder):
    answer = {"header": {"parameters": {"request": {"handle": ["MjMwMjYgMTIx"]}}}, "data": {"items": [item()]}}

    assert folder.reasons(answer) == ["23026"]
