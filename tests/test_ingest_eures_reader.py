"""Telling formats apart, reading whole inputs, and what is said about them."""

import gzip
import io
import json
import random
import re
import tarfile
import zipfile
from pathlib import Path

import pytest
from ad_files import CSV, DETAIL, HR_XML, JV, OWN, POSTING, SWEDISH, Folder, details, item

from ingest.eures.raw import REASONS, Rejected
from ingest.eures.reader import ReadSummary, read_ads
from ingest.eures.record import JobAd
from search.errors import SourceError, UnknownValue

DOC = Path(__file__).parents[1] / "docs" / "eures.md"
DOCUMENTS = {
    "hrxml": HR_XML,
    "input_api": json.dumps(details()),
    "output_api": json.dumps({"data": {"items": [item()]}}),
    "portal": json.dumps({"jvs": [JV]}),
    "jsonl": json.dumps(OWN) + "\n",
    "csv": CSV,
    "schema_org": json.dumps(POSTING),
    "jobtech": json.dumps(SWEDISH) + "\n",
}


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def formats(folder, data):
    summary = ReadSummary()
    folder.read(data, summary=summary)
    return sorted(summary.formats)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_format_is_told_by_its_content_in_any_encoding(folder, name, encoding):
    assert [name] == formats(folder, DOCUMENTS[name].encode(encoding))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (json.dumps(DETAIL), "portal"),
        (json.dumps({"numberRecords": 1, "facets": {"a": "x" * 90_000}, "jvs": [JV]}), "portal"),
        (json.dumps({"details": {}}), "input_api"),
        (json.dumps({"data": {"items": []}}), "output_api"),
        (json.dumps({"createdReferences": [], "modifiedReferences": [], "closedReferences": []}), "input_api"),
        (json.dumps([DETAIL], indent=2), "portal"),
        (json.dumps({"hits": [SWEDISH]}), "jobtech"),
        (json.dumps({"id": "1", "removed": True, "removed_date": None}), "jobtech"),
        ("\n \n" + HR_XML, "hrxml"),
        ("<!-- " + "x" * 1000 + " -->" + HR_XML, "hrxml"),
        ('<?xml version="1.0"?>\n<jobs>' + HR_XML + "</jobs>", "hrxml"),
        ("<!DOCTYPE html><html></html>", "schema_org"),
        ("<html><head></head></html>", "schema_org"),
    ],
)
def test_a_format_is_told_in_its_other_shapes(folder, data, name):
    assert [name] == formats(folder, data)


def test_the_examples_of_the_documentation_are_of_the_formats_they_stand_for(folder):
    headings = {"HR-XML": "hrxml", "Input API": "input_api", "Output API": "output_api", "Portal": "portal"}
    headings |= {"schema.org": "schema_org", "JobTech": "jobtech", "Our own format": "jsonl"}
    sections = re.split(r"^##+ ", DOC.read_text("utf-8"), flags=re.M)
    examples = [
        ("csv" if example.startswith("id;") else headings[section.partition("\n")[0]], example)
        for section in sections
        if section.partition("\n")[0] in headings
        for example in re.findall(r"^```\w*\n(.*?)^```", section, flags=re.M | re.S)
    ]

    assert set(DOCUMENTS) == {name for name, _ in examples}
    assert [[name] for name, _ in examples] == [formats(folder, example) for _, example in examples]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is blank"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n", "an image"),
        (b"Dear Sir or Madam,\n", "plain text"),
        (b"\x00\x01\x02\x03", "a binary file"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "careerspace ingest esco"),
        (b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n", "careerspace ingest esco"),
        (b"conceptType,conceptUri,preferredLabel\n", "careerspace ingest esco"),
        (b'{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"}, "@graph": []}', "careerspace ingest esco"),
        (b'<rss version="2.0"><channel/></rss>', "an RSS feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "an Atom feed"),
        (b'<Candidate xmlns="http://www.europass.eu/1.0"/>', "careerspace match"),
        (b"<note><to>you</to></note>", "root element note"),
        (b'{"name": "x", "version": 1}', "keys: name, version"),
        (b"a,b,c\n1,2,3\n", "a table without"),
    ],
)
def test_what_is_no_ad_is_named(folder, data, said):
    (rejected,) = folder.read(data)

    assert "not_an_ad" == rejected.reason
    assert said in rejected.detail


def test_the_format_given_overrides_the_content(folder):
    ad = folder.one(OWN, format="portal")

    assert ("4711", ["und"], ("odd_handle",)) == (ad.reference, list(ad.profiles), ad.warnings)


def test_an_unknown_format_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(UnknownValue, match="nearest: hrxml"):
        read_ads([tmp_path], format="xml")


def test_a_path_that_is_not_there_is_an_error_before_anything_is_read(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        read_ads([tmp_path, tmp_path / "missing.json"])


def test_a_folder_of_everything_is_read_and_counted(folder):
    for name, data in DOCUMENTS.items():
        (folder.path / f"{name}.txt").write_text(data)
    (folder.path / "notes.pdf").write_bytes(b"%PDF-1.7")
    (folder.path / "empty.json").write_text('{"jvs": [], "numberRecords": 0}')
    summary = ReadSummary()

    found = list(read_ads([folder.path], summary=summary))

    assert sorted([*DOCUMENTS, "unknown"]) == sorted(summary.formats)
    assert (10, 10, len(found)) == (summary.documents, len(found), summary.records)
    assert (2, 1, 1) == (summary.formats["portal"].documents, summary.formats["portal"].empty, summary.formats["portal"].ads)
    assert 1 == summary.formats["unknown"].rejected
    assert 2 == summary.formats["csv"].ads


def test_an_input_without_a_single_record_can_be_told(folder):
    summary = ReadSummary()

    assert [] == folder.read('{"createdReferences": [], "closedReferences": []}', summary=summary)
    assert (1, 0, 1) == (summary.documents, summary.records, summary.formats["input_api"].empty)


def test_the_summary_is_one_line_and_its_notices(folder):
    summary = ReadSummary()
    folder.read(json.dumps(OWN | {"x": 1}) + "\n{}\n", summary=summary)

    expected = "Read 1 document: jsonl 1 (1 ads, 1 rejected)\nnote: ads.dat: not read, unknown: 'x'"
    assert expected == summary.line()
    assert (1, 2) == (summary.to_json()["documents"], summary.to_json()["records"])


def test_members_of_an_archive_may_be_of_several_formats(folder):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in DOCUMENTS.items():
            archive.writestr(name, data)

    assert sorted(DOCUMENTS) == formats(folder, buffer.getvalue())


def test_a_damaged_gzip_yields_what_could_be_read_and_says_so(folder):
    lines = "\n".join(json.dumps(OWN | {"id": str(n), "title": f"Electrician {n * 7919}"}) for n in range(2000))
    found = folder.read(gzip.compress(lines.encode())[:-2000])

    assert {JobAd, Rejected} == {type(record) for record in found}
    assert "archive" in {record.reason for record in found if isinstance(record, Rejected)}


def test_the_source_given_is_that_of_ads_that_name_none(folder):
    assert ["feed"] == [ad.source_id for ad in folder.read(OWN, source="feed")]
    assert ["121"] == [ad.source_id for ad in folder.read(JV, source="feed")]
    assert ["feed"] == [ad.source_id for ad in folder.read(SWEDISH, source="feed")]


def test_progress_never_goes_back_and_ends_with_all_bytes(folder):
    told = []
    (folder.path / "a.jsonl").write_text("\n".join(json.dumps(OWN | {"id": str(n)}) for n in range(1200)))
    (folder.path / "b.json.gz").write_bytes(gzip.compress(json.dumps(JV).encode()))
    total = sum(file.stat().st_size for file in folder.path.iterdir())

    found = list(read_ads([folder.path / "a.jsonl", folder.path / "b.json.gz"], on_progress=lambda *done: told.append(done)))

    assert 1201 == len(found)
    assert told == sorted(told)
    assert (total, total) == told[-1]
    assert len(told) > 2


@pytest.mark.parametrize("pack", ["zip", "tar", "gz", "folder"])
def test_progress_moves_while_one_archive_is_read(folder, pack):
    path, noise = folder.path / "ads", random.Random(1)
    ads = [json.dumps(OWN | {"id": str(number), "description": noise.randbytes(150).hex()}).encode() for number in range(5000)]
    if pack == "gz":
        path.write_bytes(gzip.compress(b"\n".join(ads)))
    elif pack == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for number, ad in enumerate(ads):
                archive.writestr(f"{number}.json", ad)
    else:
        with tarfile.open(path, "w") as archive:
            for number, ad in enumerate(ads):
                member = tarfile.TarInfo(f"{number}.json")
                member.size = len(ad)
                archive.addfile(member, io.BytesIO(ad))
    if pack == "folder":
        (folder.path / "a.json").write_bytes(b"".join(ads))
    paths, told = [folder.path if pack == "folder" else path], []

    found = list(read_ads(paths, on_progress=lambda *done: told.append(done)))

    total = sum(file.stat().st_size for file in folder.path.iterdir())
    assert {JobAd} == set(map(type, found))
    assert told == sorted(told)
    assert {total} == {size for _, size in told}
    assert total == told[-1][0]
    assert 4 < len({done for done, _ in told if total * 0.05 < done < total * 0.95})


def test_ads_and_rejections_come_in_the_order_of_the_input(folder):
    lines = [json.dumps(OWN | {"id": str(number)}) if number % 7 else "{" for number in range(300)]
    (folder.path / "ads.jsonl").write_text("\n".join(lines))

    found = list(read_ads([folder.path / "ads.jsonl"]))

    assert [str(number) if number % 7 else "malformed" for number in range(300)] == [
        record.reference if isinstance(record, JobAd) else record.reason for record in found
    ]


def test_the_summary_counts_what_was_taken_when_reading_stops_early(folder):
    for number in range(200):
        (folder.path / f"{number:03}.json").write_text(json.dumps(OWN | {"id": str(number)}))
    summary = ReadSummary()
    reading = read_ads([folder.path], summary=summary)

    references = [next(reading).reference for _ in range(70)]
    reading.close()

    assert list(map(str, range(70))) == references
    assert (70, 70) == (summary.documents, summary.records)


def test_what_was_read_before_a_file_that_cannot_be_opened_is_not_lost(folder):
    first = folder.path / "1.json"
    first.write_text(json.dumps(OWN))
    second = folder.path / "2.json"
    second.write_text(json.dumps(OWN))
    reading, found = read_ads([first, second]), []
    second.unlink()
    with pytest.raises(SourceError, match=r"2\.json"):
        found.extend(reading)

    assert ["4711"] == [ad.reference for ad in found]


def test_hr_xml_without_an_envelope_is_of_one_source_whatever_addresses_it_names(folder):
    apply = (
        "<PostingInstruction><Instructions>https://a{}.example.org/apply</Instructions></PostingInstruction><PositionTitle>"
    )
    ads = folder.read("".join(HR_XML.replace("<PositionTitle>", apply.format(number)) for number in range(2)))

    assert ["https://a0.example.org/apply", "https://a1.example.org/apply"] == [ad.apply_url for ad in ads]
    assert {"local"} == {ad.source_id for ad in ads}


def test_rejections_name_the_place_and_never_the_text(folder):
    word = "Zyxwvut"
    data = json.dumps([JV | {"title": word}])[:-40]
    for name, text in {**DOCUMENTS, "portal": data, "csv": f"id,title\n1,{word},x\n"}.items():
        for record in folder.read(text.replace("Electrician", word)[:-7], format=name):
            assert word not in str(record) or isinstance(record, JobAd)
            assert isinstance(record, JobAd) or (record.place.startswith("ads.dat") and record.reason in REASONS)
