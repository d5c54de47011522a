"""Reading our own flat shape, as JSON Lines and as CSV."""

import json
from pathlib import Path

import pytest
from ad_files import CSV, OWN, Folder

from ingest.eures.own import COLUMNS
from ingest.eures.reader import ReadSummary
from ingest.eures.record import Location, RequiredLanguage, Salary
from ingest.eures.sources import Limits

DOC = Path(__file__).parents[1] / "docs" / "eures.md"
ESCO = "http://data.europa.eu/esco/occupation/92a2e38a-925e-530e-8b8c-ca3f39b1287e"
FULL = OWN | {
    "source": "acme",
    "translations": {"de": {"title": "Elektriker", "description": "Verdrahtet Häuser."}},
    "status": "active",
    "created": "2024-03-01",
    "modified": "2024-03-02T10:00:00Z",
    "apply_by": "2024-04-01",
    "country": ["AT", "DE"],
    "nuts": ["AT130", "DE212"],
    "city": ["Wien", "München"],
    "remote": "partly",
    "occupation": [ESCO],
    "isco": ["7411"],
    "skills": ["http://data.europa.eu/esco/skill/92a2e38a-925e-530e-8b8c-ca3f39b1287e"],
    "employer": "Example Electric",
    "nace": ["F43.21"],
    "positions": 3,
    "offering": ["permanent"],
    "schedule": ["fulltime"],
    "salary_min": 2800,
    "salary_max": 3400,
    "salary_currency": "EUR",
    "salary_period": "month",
    "experience_years": 2,
    "education": ["apprenticeship"],
    "languages_required": ["de:B2", "en"],
    "licences": ["B"],
    "url": "https://jobs.example.org/4711",
}


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_every_column_arrives(folder):
    ad = folder.one(FULL)

    assert ("acme", "4711", "active") == (ad.source_id, ad.reference, ad.status)
    assert {"de": "Elektriker", "en": "Electrician"} == {language: profile.title for language, profile in ad.profiles.items()}
    assert None not in (ad.created_at, ad.modified_at, ad.apply_by)
    assert {Location("AT", "AT130", city="Wien"), Location("DE", "DE212", city="München")} == set(ad.locations)
    assert [("esco", None, ESCO), ("isco08", "7411", None)] == [(code.scheme, code.code, code.uri) for code in ad.occupations]
    assert (Salary(2800, 3400, "EUR", "month"), 3, 2, "partly") == (ad.salary, ad.positions, ad.experience_years, ad.remote)
    assert (RequiredLanguage("de", "B2"), RequiredLanguage("en")) == ad.languages_required
    assert (("apprenticeship",), ("B",), ("F43.21",)) == (ad.education, ad.licences, ad.nace)
    assert (("permanent",), ("fulltime",)) == (ad.offering, ad.schedule)
    assert ("Example Electric", "https://jobs.example.org/4711", 1) == (ad.employer, ad.apply_url, len(ad.skills))
    assert () == ad.warnings


def test_csv_and_json_of_the_same_ad_are_the_same_ad(folder):
    flat = {name: ";".join(map(str, value)) if isinstance(value, list) else str(value) for name, value in FULL.items()}
    del flat["translations"]
    rows = [",".join(f'"{cell}"' for cell in cells) for cells in (flat.keys(), flat.values())]

    expected = folder.one({name: value for name, value in FULL.items() if name != "translations"})

    assert expected == folder.one("\n".join(rows))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_delimiter_and_the_encoding_are_told(folder, delimiter, encoding):
    text = "ID,Title,Country\r\n1,Küchenhilfe für Café,AT\r\n2,Späti,DE\r\n".replace(",", delimiter)

    assert ["Küchenhilfe für Café", "Späti"] == [ad.profiles["und"].title for ad in folder.read(text.encode(encoding))]


def test_a_column_nobody_reads_is_said_once_with_the_nearest_one(folder):
    summary = ReadSummary()
    folder.read("id,title,discription,pay\n1,a,b,c\n2,a,b,c\n", summary=summary)

    assert ["ads.dat: not read, unknown: 'discription' (nearest: 'description'), 'pay'"] == summary.notices


def test_keys_of_json_nobody_reads_are_said_once(folder):
    summary = ReadSummary()
    folder.read("\n".join(json.dumps(OWN | {"id": str(n), "titel": "x"}) for n in range(5)), summary=summary)

    assert ["ads.dat: not read, unknown: 'titel' (nearest: 'title')"] == summary.notices


def test_an_ad_needs_an_id_and_a_text(folder):
    assert folder.reasons("id,title,description\n1,a,\n2,,b\n3,,\n,a,b\n") == ["1", "2", "empty", "no_identity"]
    assert folder.reasons([OWN, {"id": "1"}, {"title": "a"}]) == ["4711", "empty", "no_identity"]


@pytest.mark.parametrize("status", ["closed", "removed", "Closed"])
def test_a_closed_ad_needs_no_text(folder, status):
    assert "closed" == folder.one({"id": "1", "status": status, "description": ""}).status


def test_the_source_is_the_ads_own_or_else_the_one_given(folder):
    ads = folder.read("id,source,title\n1,acme,a\n2,,b\n", source="feed")

    assert ["acme", "feed"] == [ad.source_id for ad in ads]


def test_the_address_of_an_ad_is_no_part_of_its_identity(folder):
    assert "local" == folder.one(OWN | {"url": "https://jobs.example.org/1"}).source_id


def test_quoted_cells_may_hold_delimiters_quotes_and_lines(folder):
    ad = folder.one('id;title;description\n1;a;"one; two\n""three"""\n')

    assert 'one; two\n"three"' == ad.profiles["und"].description


@pytest.mark.parametrize(
    "broken", ["2;b", "2;b;c;d;e", '2;"b"x;c', '2;"b;c', pytest.param("2;" + "b" * 3000 + ";c", id="long")]
)
def test_a_broken_row_is_rejected_and_the_last_one_read(folder, broken):
    found = folder.reasons(f"id;title;description\n1;a;b\n{broken}\n3;c;d\n", limits=Limits(document=2000))

    assert ["1", "3"] == [found[0], found[-1]]
    assert {"malformed", "too_large"} >= set(found[1:-1]) != set()


def test_rows_that_are_blank_are_no_records(folder):
    assert folder.reasons("id,title\n\n1,a\n,\n\n") == ["1"]


def test_a_table_without_id_and_title_is_none_of_ours(folder):
    assert folder.reasons("number,name\n1,a\n") == ["not_an_ad"]
    assert folder.reasons("number,name\n1,a\n", format="csv") == ["not_an_ad"]


def test_ads_may_be_in_a_list_named_ads(folder):
    assert folder.reasons({"ads": [OWN, OWN | {"id": "2"}], "count": 2}) == ["4711", "2"]


def test_the_sample_csv_of_the_tests_is_read(folder):
    assert folder.reasons(CSV) == ["4711", "4712"]


def test_every_column_is_in_the_documentation():
    documented = DOC.read_text("utf-8")

    assert [name for name in COLUMNS if f"| `{name}` |" not in documented] == []
