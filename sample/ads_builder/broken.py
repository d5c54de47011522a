"""Files whose records can't be used, each with the reasons for which they are refused."""

from __future__ import annotations

import io
import json
import zipfile

from ads_builder.formats import ZIP_TIME, dumped, zipped

_OPENING = (
    '<PositionOpening xmlns="http://www.hr-xml.org/3"><DocumentID>{number}</DocumentID>'
    '<PositionProfile languageCode="en"><PositionTitle>{title}</PositionTitle></PositionProfile></PositionOpening>'
)
_GOOD = {"id": "broken-1", "title": "Baker", "description": "The only good record of this file."}
_ROWS = b"id,title,country\nbroken-2,Cook,DE,too,many\n,Waiter,FR\nbroken-3,,ES\n"
_NULLS = dict.fromkeys(
    ("title", "description", "creationDate", "locationMap", "jobCategoriesCodes", "employer", "translations")
)


def files() -> dict[str, tuple[bytes, list[str]]]:
    """Return name → content and reasons, each once (keys of REASONS in ingest/eures/raw.py)."""
    inner = zipped([("ad.xml", _OPENING.format(number=5, title="Cook").encode())])
    doctype = '<?xml version="1.0"?>\n<!DOCTYPE PositionOpening [<!ENTITY who "nobody">]>\n'
    return {
        "malformed.xml": (_OPENING.format(number=1, title="Baker").replace("</PositionTitle>", "").encode(), ["malformed"]),
        "doctype.xml": ((doctype + _OPENING.format(number=2, title="&who;")).encode(), ["doctype"]),
        "doctype-utf16.xml": ((doctype + _OPENING.format(number=3, title="Cook")).encode("utf-16"), ["doctype"]),
        "cut-off.xml": (_OPENING.format(number=4, title="Welder").encode()[:150], ["malformed"]),
        "not-an-ad.xml": (b"<invoice><total>12</total></invoice>\n", ["not_an_ad"]),
        "not-an-ad.json": (dumped({"weather": [{"city": "Oslo", "degrees": 4}]}), ["not_an_ad"]),
        "everything-null.json": (_everything_null(), ["empty", "no_identity"]),
        "records.jsonl": (_records(), ["malformed", "no_identity", "empty", "not_an_ad"]),
        "rows.csv": (_ROWS, ["malformed", "no_identity", "empty"]),
        "nested.zip": (zipped([("inner.zip", inner)]), ["archive"]),
        "unsafe-name.zip": (zipped([("../ad.xml", _OPENING.format(number=6, title="Cook").encode())]), ["archive"]),
        "bomb.zip": (_bomb(), ["bomb", "too_large"]),
    }


def _everything_null() -> bytes:
    # as search results have it: an id ("broken-4 121") and nothing else, then not even that
    jvs = [{"id": "YnJva2VuLTQgMTIx", **_NULLS}, {"id": None, **_NULLS}]
    return dumped({"numberRecords": 2, "jvs": jvs})


def _records() -> bytes:
    return "\n".join(
        [
            json.dumps(_GOOD),
            '{"id": "broken-5", "title": "Welder", "description": "cut off',
            json.dumps({"id": None, "title": "Painter"}),
            json.dumps({"id": "broken-6", "title": "", "description": "\u200b"}),
            "[7]",
            "",
        ]
    ).encode()


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("ad.xml", ZIP_TIME)
        info.create_system = 3
        archive.writestr(info, b"<PositionOpening>" + b" " * 30_000_000, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
