"""Whatever is done to a document: no exception, an end, and every record is an ad or has a reason."""

import gzip
import io
import json
import random
import zipfile
from datetime import timedelta

import pytest
from ad_files import CSV, DETAIL, HR_XML, JV, OWN, POSTING, SWEDISH, details, item
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.eures.detect import FORMATS
from ingest.eures.raw import REASONS, Rejected
from ingest.eures.reader import ReadSummary, read_ads
from ingest.eures.record import JobAd
from ingest.eures.sources import Limits

CHANGES = {"createdReferences": [{"reference": "1", "source": "2"}], "closedReferences": [{"reference": "3", "source": "2"}]}
PAGE = f'<!doctype html><html><script type="application/ld+json">{json.dumps(POSTING)}</script></html>'


def lines(*values):
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values)


def zipped(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", text)
        archive.writestr("b.xml", HR_XML)
    return buffer.getvalue()


SAMPLES = {
    "hrxml": ("hrxml", HR_XML.encode()),
    "hrxml in utf-16": ("hrxml", HR_XML.encode("utf-16")),
    "hrxml, several": ("hrxml", HR_XML.encode() * 3),
    "input api": ("input_api", json.dumps(details()).encode()),
    "change list": ("input_api", json.dumps(CHANGES).encode()),
    "output api": ("output_api", json.dumps({"data": {"items": [item(), item()]}}).encode()),
    "portal page": ("portal", json.dumps({"numberRecords": 2, "jvs": [JV, JV], "facets": {}}, indent=1).encode()),
    "portal details": ("portal", lines(DETAIL, DETAIL).encode()),
    "jsonl": ("jsonl", lines(OWN, OWN, OWN).encode()),
    "jsonl in utf-16": ("jsonl", lines(OWN, OWN).encode("utf-16")),
    "csv": ("csv", CSV.encode()),
    "schema.org": ("schema_org", json.dumps([POSTING, POSTING]).encode()),
    "web page": ("schema_org", PAGE.encode()),
    "jobtech": ("jobtech", lines(SWEDISH, SWEDISH | {"removed": True}).encode()),
    "gzip": ("jobtech", gzip.compress(lines(SWEDISH).encode())),
    "zip": (None, zipped(lines(JV, JV))),
}
TOKENS = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b"\\",
        b"\n",
        b",",
        b":",
        b";",
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"null",
        b"NaN",
        b"1e999",
    ),
    *(
        b"<!--",
        b"<![CDATA[",
        b"]]>",
        b"<",
        b"&x;",
        b"&#0;",
        b"</PositionOpening>",
        b"<PositionOpening>",
        b"<!DOCTYPE a>",
        b"</script>",
    ),
    *(
        b"\\ud800",
        b"9" * 5000,
        b"[" * 3000,
        b'{"a":' * 2000,
        b"\n{",
        b'\n{"id":1}\n',
        b"x" * 9000,
        b"\xef\xbb\xbf",
        b"\xff\xfe",
    ),
]
VALUES = [
    None,
    True,
    0,
    -1,
    1e300,
    10**40,
    "",
    " ",
    "x",
    "\u200b",
    "\ud83d",
    [],
    [[]],
    [None],
    {},
    {"a": {}},
    "9" * 400,
    "http://[",
]


def mutate(data, seed):
    """Change a few things at random: bytes, chunks, tokens, the end."""
    choose = random.Random(seed)
    for _ in range(choose.choice((1, 1, 2, 5, 20))):
        if not data:
            break
        at, end = sorted(choose.randrange(len(data)) for _ in range(2))
        data = choose.choice(
            (
                lambda d, a, e: d[:a] + bytes([choose.randrange(256)]) + d[a + 1 :],
                lambda d, a, e: d[:e],
                lambda d, a, e: d[a:],
                lambda d, a, e: d[:a] + d[e:],
                lambda d, a, e: d[:e] + d[a:e] * choose.choice((1, 3)) + d[e:],
                lambda d, a, e: d[:a] + choose.choice(TOKENS) + d[a:],
                lambda d, a, e: d[e:] + d[:e],
            )
        )(data, at, end)
        data = data[:200_000]
    return data


def swapped(value, choose):
    """Return JSON with other types here and there."""
    if choose.random() < 0.08:
        return choose.choice(VALUES)
    if isinstance(value, dict):
        return {name if choose.random() > 0.03 else "x": swapped(inner, choose) for name, inner in value.items()}
    return [swapped(inner, choose) for inner in value] if isinstance(value, list) else value


def check(folder, data, form=None):
    """Read a file of these bytes; every document must leave an ad, a rejection, or be known to have no records."""
    file = folder / "ads.dat"
    file.write_bytes(data)
    summary = ReadSummary()

    found = list(read_ads([file], format=form, limits=Limits(document=20_000), summary=summary))

    for record in found:
        assert isinstance(record, JobAd) or (isinstance(record, Rejected) and record.reason in REASONS)
        str(record).encode()
    assert len(found) == summary.records
    assert found or sum(count.empty for count in summary.formats.values()) == summary.documents == 1


QUICK = settings(
    deadline=timedelta(seconds=3),
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


@pytest.mark.parametrize("sample", SAMPLES)
@QUICK
@given(seed=st.integers(0, 2**32), told=st.booleans())
def test_a_document_with_changed_bytes_is_read_to_its_end(tmp_path, sample, seed, told):
    form, data = SAMPLES[sample]

    check(tmp_path, mutate(data, seed), form if told else None)


JSON = {
    "input_api": details(),
    "output_api": {"data": {"items": [item(), item()]}},
    "portal": {"jvs": [JV, DETAIL]},
    "jsonl": [OWN, OWN],
    "schema_org": {"@graph": [POSTING, POSTING]},
    "jobtech": {"hits": [SWEDISH]},
}


@pytest.mark.parametrize("form", JSON)
@QUICK
@given(seed=st.integers(0, 2**32))
def test_json_whose_values_are_of_other_types_is_read_to_its_end(tmp_path, form, seed):
    check(tmp_path, json.dumps(swapped(JSON[form], random.Random(seed))).encode(), form)


OTHERS = {
    "jsonl": [json.dumps(OWN | {"id": f"own-{n}"}) for n in range(5)],
    "portal": [json.dumps(JV | {"id": f"jv-{n}"}) for n in range(5)],
    "jobtech": [json.dumps(SWEDISH | {"id": f"se-{n}"}) for n in range(5)],
    "csv": [f'own-{n};"Electrician; ""{n}""";"Wires houses."' for n in range(5)],
}


@pytest.mark.parametrize("form", OTHERS)
@QUICK
@given(seed=st.integers(0, 2**32), broken=st.integers(0, 4))
def test_a_line_with_changed_bytes_costs_no_other_line(tmp_path, form, seed, broken):
    records = [line.encode() for line in OTHERS[form]]
    records[broken] = mutate(records[broken], seed).replace(b"\n", b" ").replace(b"\r", b" ")
    records[0] = records[0].lstrip(b"\xff\xfe")  # which would make UTF-16 of all lines
    header = [b"id;title;description"] if form == "csv" else []
    (tmp_path / "ads.dat").write_bytes(b"\n".join([*header, *records]))

    found = [ad.reference for ad in read_ads([tmp_path / "ads.dat"], format=form) if isinstance(ad, JobAd)]

    expected = [json.loads(line)["id"] if form != "csv" else line[:5] for n, line in enumerate(OTHERS[form]) if n != broken]
    assert [reference for reference in expected if reference not in found] == []


@QUICK
@given(data=st.binary(max_size=300), form=st.sampled_from([None, *FORMATS]))
def test_bytes_of_no_meaning_are_refused_in_any_format(tmp_path, data, form):
    check(tmp_path, data, form)
