"""Reading the portal's JSON, in every wrapping and with everything that is wrong with it."""

import gzip
import json

import pytest
from ad_files import DETAIL, JV, Folder

from ingest.eures.raw import Rejected
from ingest.eures.reader import read_ads
from ingest.eures.record import Location, RequiredLanguage, Salary
from ingest.eures.sources import Limits


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def jv(number, **fields):
    return JV | {"id": str(number)} | fields


def page(*results):
    return {"numberRecords": len(results), "jvs": list(results), "facets": {"COUNTRY": [{"code": "no", "count": 1}]}}


def test_a_search_result_has_identity_times_text_and_conditions(folder):
    ad = folder.one(page(JV))

    assert ("121", "23026") == (ad.source_id, ad.reference)
    assert (1704067200, 1704153600) == (ad.created_at, ad.modified_at)
    assert "Bakes tarts.\n\nEarly shift." == ad.profiles["en"].description
    assert (("7", "75", "751", "7512"), 2, ("fulltime",), ("direct_hire",)) == (
        ad.isco_groups,
        ad.positions,
        ad.schedule,
        ad.offering,
    )
    assert ("Nordlys Bakeri", ("C10",), ("NO",)) == (ad.employer, ad.nace, ad.countries)
    assert ("NO", "NO0", "NO08", "NO081") == ad.nuts_codes


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"NO": ["no081"]}, (Location("NO", "NO081"),)),
        ({"NO": [None]}, (Location("NO"),)),
        ({"no": None}, (Location("NO"),)),
        ({"EL": ["EL30"], "DE": ["DE"]}, (Location("GR", "EL30"), Location("DE", "DE"))),
        (None, ()),
        ([], ()),
        ({"NO": "NO081"}, (Location("NO", "NO081"),)),
    ],
)
def test_regions_may_be_null_lower_case_and_of_any_level(folder, places, expected):
    assert set(expected) == set(folder.one(page(jv(1, locationMap=places))).locations)


def test_an_employer_of_null_is_anonymous(folder):
    ad = folder.one(page(jv(1, employer=None)))

    assert (None, True) == (ad.employer, ad.anonymous)


def test_translations_are_profiles_and_the_text_shown_is_in_the_language_they_lack(folder):
    german = {"de": {"title": "Konditor", "description": "Backt Torten."}}
    ad = folder.one(page(jv(1, availableLanguages=["en", "de"], translations=german)))

    assert ["de", "en"] == sorted(ad.profiles)
    assert ("Konditor", "Pastry cook") == (ad.profiles["de"].title, ad.profiles["en"].title)


def test_a_text_that_is_among_its_translations_is_there_once(folder):
    same = {"en": {"title": JV["title"], "description": JV["description"]}}
    ad = folder.one(page(jv(1, availableLanguages=["en", "de"], translations=same)))

    assert ["en"] == list(ad.profiles)


def test_a_text_in_one_of_several_available_languages_is_of_an_unknown_one(folder):
    assert ["und"] == list(folder.one(page(jv(1, availableLanguages=["en", "de"], translations=None))).profiles)


def test_details_have_all_profiles_and_what_they_repeat_once(folder):
    ad = folder.one(DETAIL)

    assert ("121", "23026", "99001") == (ad.source_id, ad.reference, ad.document_id)
    assert {"en": "Pastry cook", "sv": "Konditor"} == {language: profile.title for language, profile in ad.profiles.items()}
    assert (Location("SE", "SE110", city="Solna", postal_code="17100"),) == ad.locations
    assert (RequiredLanguage("en"), RequiredLanguage("sv", "B1")) == ad.languages_required
    assert Salary(2500, 3100, "EUR", "month") == ad.salary
    assert (2, ("bachelor",), ("B",)) == (ad.experience_years, ad.education, ad.licences)
    assert "https://jobs.example.org/23026" == ad.apply_url
    assert ad.apply_by is not None


def test_contact_persons_are_nowhere_in_an_ad(folder):
    assert "Berg" not in str(folder.one(DETAIL))


def test_an_ad_of_nothing_but_nulls_is_empty(folder):
    assert folder.reasons(page(dict.fromkeys(JV) | {"id": JV["id"]})) == ["empty"]


def test_an_ad_without_an_id_has_no_identity(folder):
    assert folder.reasons(page(jv(1, id=None))) == ["no_identity"]


def test_every_field_may_be_of_every_type(folder):
    values = [None, True, 0, -1.5, 10**30, "", "x", [], [None], {}, {"a": None}, [[1]], {"NO": {"b": 1}}]
    results = [jv(1) | {name: value} for name in JV for value in values]
    profiles = [
        DETAIL | {"jvProfiles": {"en": DETAIL["jvProfiles"]["en"] | {name: value}}}
        for name in DETAIL["jvProfiles"]["en"]
        for value in values
    ]

    assert len(results) + len(profiles) == len(folder.read(results + profiles))


# wrappings


def test_pages_details_lists_and_lines_of_them_are_read_alike(folder):
    one, two = jv("one"), jv("two")
    lines = f"{json.dumps(one)}\r\n\r\n{json.dumps(two)}"

    for data in (page(one, two), [one, two], [page(one), page(two)], lines, json.dumps(one) + json.dumps(two)):
        assert ["one", "two"] == folder.reasons(data)
    assert ["one", "two"] == folder.reasons(f"{json.dumps(page(one))}\n{json.dumps(page(two))}\n")
    assert ["one", "two"] == folder.reasons(f"{json.dumps(page(one), indent=1)}\n{json.dumps(page(two), indent=1)}\n")
    assert ["23026", "23026"] == folder.reasons([DETAIL, DETAIL])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_unicode_encoding_is_read(folder, encoding):
    text = json.dumps(page(jv("one", title="Kjøkken – ålesund")), ensure_ascii=False)

    assert "Kjøkken – ålesund" == folder.one(text.encode(encoding)).profiles["en"].title


def test_bytes_that_are_not_utf8_are_read_as_cp1252_with_a_warning(folder):
    ad = folder.one(json.dumps(page(jv("one", title="Kjøkken")), ensure_ascii=False).encode("cp1252"))

    assert "Kjøkken" == ad.profiles["en"].title
    assert "repaired_encoding" in ad.warnings


@pytest.mark.parametrize("written", ["NaN", "-Infinity", "1e999", r'"\ud800"', '"line\nbreak"', "1" * 400])
def test_what_strict_json_forbids_is_repaired(folder, written):
    text = json.dumps(jv("one")).replace('"numberOfPosts": 2', f'"numberOfPosts": {written}')

    assert ["one"] == folder.reasons(f'{{"jvs":[{text}]}}')


def test_a_gzipped_page_is_read(folder):
    assert ["one"] == folder.reasons(gzip.compress(json.dumps(page(jv("one"))).encode()))


def test_a_folder_of_files_is_read_in_the_order_of_their_names(tmp_path):
    for number in (2, 1, 3):
        (tmp_path / f"{number}.json").write_text(json.dumps(jv(number)))

    assert ["1", "2", "3"] == [ad.reference for ad in read_ads([tmp_path])]


# damage


def test_a_broken_line_costs_only_itself(folder):
    lines = [json.dumps(jv(n)) for n in range(5)]
    for broken in (
        lines[2][:40],
        lines[2][:-1],
        lines[2][1:],
        "garbage",
        lines[2][:60] + '"',
        "{" * 50,
        lines[2].replace(":", ";"),
    ):
        assert ["0", "1", "malformed", "3", "4"] == folder.reasons("\n".join([*lines[:2], broken, *lines[3:]])), broken


def test_a_broken_first_line_costs_only_itself(folder):
    lines = [json.dumps(jv(n)) for n in range(3)]

    assert ["malformed", "1", "2"] == folder.reasons("\n".join([lines[0][:100], *lines[1:]]))


def test_a_truncated_page_yields_what_came_before(folder):
    text = json.dumps({"jvs": [jv(n) for n in range(3)]})

    assert ["0", "1", "malformed"] == folder.reasons(text[:-100])


def test_a_broken_entry_of_a_list_costs_only_itself(folder):
    texts = [json.dumps(jv(n)) for n in range(3)]
    unclosed = texts[1].replace('"Pastry cook"', '"Pastry cook')
    unbalanced = texts[1].replace(": {}", ": ")

    assert ["0", "malformed", "2"] == folder.reasons('{"jvs":[' + ",".join([texts[0], unbalanced, texts[2]]) + "]}")
    assert ["0", "malformed", "2"] == folder.reasons("[\n" + ",\n".join([texts[0], unclosed, texts[2]]) + "\n]")


def test_a_record_beyond_the_cap_is_too_large_and_the_next_is_read(folder):
    big = jv("big", description="x" * 5000)

    for data in ([jv(1), big, jv(2)], page(jv(1), big, jv(2)), "\n".join(map(json.dumps, (jv(1), big, jv(2))))):
        assert ["1", "too_large", "2"] == folder.reasons(data, limits=Limits(document=2000))


def test_a_page_may_be_larger_than_the_cap_of_a_record(folder):
    results = [jv(n) for n in range(300)]

    assert 300 == len([ad for ad in folder.read(page(*results), limits=Limits(document=2000)) if not isinstance(ad, Rejected)])


@pytest.mark.parametrize("opened", ["[", '{"jvs":', '{"jvs":[', '[{"jvs":['])
def test_deep_nesting_is_malformed(folder, opened):
    found = folder.read(opened * 60_000, format="portal")

    assert {"malformed"} == {record.reason for record in found}
    assert 60_000 > len(found)


def test_many_values_that_never_end_are_looked_at_again_a_bounded_number_of_times(folder):
    found = folder.read('{"a":{\n' * 40_000, format="portal", limits=Limits(document=4000))

    assert found
    assert {"malformed", "too_large"} >= {record.reason for record in found}


@pytest.mark.parametrize("size", [4, 5, 7, 64, 1000])
def test_where_the_stream_is_cut_into_chunks_makes_no_difference(folder, monkeypatch, size):
    monkeypatch.setattr("ingest.eures.json_bytes.CHUNK", size)
    texts = [
        json.dumps(jv(n, title='A "quoted" \\ title \\" – ü', description="x\ny" * n), ensure_ascii=False) for n in range(5)
    ]
    page_text, lines = '{"a": "}]", "jvs": [' + ", ".join(texts) + '], "b": [["]"]]}', "\n".join(texts)

    for data in (page_text, lines, page_text.encode("utf-16"), json.dumps(json.loads(page_text), indent=3)):
        assert ["0", "1", "2", "3", "4"] == folder.reasons(data)
    assert ["0", "1", "malformed", "3", "4"] == folder.reasons(lines.replace('"id": "2"', '"id": "2'))
    assert ["0", "too_large", "2"] == folder.reasons([jv(0), jv(1, title="x" * 3000), jv(2)], limits=Limits(document=2000))
