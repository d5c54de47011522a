"""Every ad that passes a filter, as a stream: rows, and their text as NDJSON or CSV. Memory holds ids and scores, and one batch."""

from __future__ import annotations

import csv
import io
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
from qdrant_client import models

from search.ad_records import DETAILS, Ad, AdReader
from search.encoder import Vectors
from search.store.base import ADS, Reader, scroll_all
from search.view import Provenance

_BATCH, _SCANNED = 256, 1000
"""ads fetched at once with their texts; vectors fetched at once"""


@dataclass(frozen=True, slots=True)
class Row:
    """One exported ad; `similarity` is its cosine to the query, None without one or where the ad has no vector."""

    rank: int
    similarity: float | None
    ad: Ad


def in_id_order(reader: Reader, ads: AdReader, condition: models.Filter) -> Iterator[Row]:
    """Yield every ad that passes, by id."""
    records = scroll_all(reader, ADS, scroll_filter=condition, with_payload=DETAILS, page=_BATCH)
    rank = 0
    while batch := list(islice(records, _BATCH)):
        for ad in ads.read(record.payload or {} for record in batch):
            rank += 1
            yield Row(rank, None, ad)


def ranked(reader: Reader, ads: AdReader, condition: models.Filter, whole: Vectors) -> Iterator[Row]:
    """Rank every ad that passes by its cosine to `whole` (shape (dim,), unit length), ties by id; then yield them.

    The vectors are read and multiplied here, 20 bytes kept of each; the engine's own answer would hold an object for every ad.
    """
    ids, scores = _scored(reader, condition, whole)
    order = np.argsort(-scores, kind="stable")  # in id order before; NaN, no vector, comes last
    return _fetched(reader, ads, ids, scores, order)


def _scored(reader: Reader, condition: models.Filter, whole: Vectors) -> tuple[bytes, Vectors]:
    """Return 16 bytes of id and one score for each ad that passes, in id order."""
    ids, scores = bytearray(), array("f")
    records = scroll_all(reader, ADS, scroll_filter=condition, with_payload=False, with_vectors=["text"], page=_SCANNED)
    missing = [float("nan")] * len(whole)
    while batch := list(islice(records, _SCANNED)):
        for record in batch:
            ids += UUID(str(record.id)).bytes
        vectors = [record.vector.get("text", missing) if isinstance(record.vector, dict) else missing for record in batch]
        scores.extend((np.asarray(vectors, dtype=np.float32) @ whole).tolist())
    return bytes(ids), np.asarray(scores, dtype=np.float32)


def _fetched(reader: Reader, ads: AdReader, ids: bytes, scores: Vectors, order: npt.NDArray[np.intp]) -> Iterator[Row]:
    rank = 0
    for at in range(0, len(order), _BATCH):
        near = {str(UUID(bytes=ids[16 * place : 16 * place + 16])): float(scores[place]) for place in order[at : at + _BATCH]}
        records = reader.retrieve(ADS, list(near), with_payload=DETAILS)  # on a server some may have gone since
        for record, ad in zip(records, ads.read(record.payload or {} for record in records), strict=True):
            rank += 1
            score = near[str(record.id)]
            yield Row(rank, None if np.isnan(score) else score, ad)


AD_COLUMNS = (
    "ad_id", "source_id", "reference", "title", "employer", "countries", "nuts", "cities", "language", "schedule", "offering",
    "remote", "positions", "occupation", "occupation_uris", "predicted_uris", "isco", "salary_minimum", "salary_maximum",
    "salary_currency", "salary_period", "created_at", "modified_at", "apply_by", "apply_url", "dup_group",
)  # fmt: skip
"""of lists, the values are separated by "; "; of NUTS and ISCO only the most detailed codes are written"""
STAMP = ("esco_version", "model", "generation")


def ndjson(rows: Iterable[Row], provenance: Provenance) -> Iterator[str]:
    """Yield one line of JSON for each ad: its fields, rank and similarity, and what the answer stands on."""
    stamp = {name: getattr(provenance, name) for name in STAMP}
    for row in rows:
        occupations = [asdict(occupation) for occupation in row.ad.occupations]
        line = {"rank": row.rank, "similarity": row.similarity, **row.ad.fields, "occupations": occupations, **stamp}
        yield json.dumps(line, ensure_ascii=False) + "\n"


def csv_table(rows: Iterable[Row], provenance: Provenance) -> Iterator[str]:
    """Yield a header and one line of CSV for each ad: rank, similarity, AD_COLUMNS, description, and STAMP."""
    stamp = [getattr(provenance, name) for name in STAMP]
    yield csv_line(("rank", "similarity", *AD_COLUMNS, "description", *STAMP))
    for row in rows:
        flat = flat_ad(row.ad)
        cells = [flat[name] for name in AD_COLUMNS]
        yield csv_line([row.rank, row.similarity, *cells, row.ad.fields["description"], *stamp])


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[Row], Provenance], Iterator[str]]]] = {
    "ndjson": ("application/x-ndjson", ndjson),
    "csv": ("text/csv", csv_table),
}
"""name of a format → its media type, and what writes it"""


def flat_ad(ad: Ad) -> dict[str, Any]:
    """Return an ad as the cells of AD_COLUMNS."""
    salary = ad.fields["salary"] or {}
    esco = [occupation for occupation in ad.occupations if occupation.scheme == "esco" and occupation.uri]
    lists = {
        "countries": ad.fields["countries"],
        "nuts": _most_detailed(ad.fields["nuts_codes"]),
        "cities": dict.fromkeys(place["city"] for place in ad.fields["locations"] if place.get("city")),
        "schedule": ad.fields["schedule"],
        "offering": ad.fields["offering"],
        "occupation_uris": [occupation.uri for occupation in esco if occupation.origin != "predicted"],
        "predicted_uris": [occupation.uri for occupation in esco if occupation.origin == "predicted"],
        "isco": _most_detailed(ad.fields["isco_groups"]),
    }
    return {
        **ad.fields,
        **{name: "; ".join(str(value) for value in values) for name, values in lists.items()},
        **{f"salary_{name}": salary.get(name) for name in ("minimum", "maximum", "currency", "period")},
        "occupation": ad.occupation.label if ad.occupation else None,
    }


def csv_line(cells: Sequence[object]) -> str:
    """Return one line of CSV. A text that a spreadsheet would take for a formula gets a leading apostrophe."""
    line = io.StringIO()
    csv.writer(line).writerow([_guarded(cell) for cell in cells])
    return line.getvalue()


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell


def _most_detailed(codes: Sequence[str]) -> list[str]:
    """Leave out codes that another one begins with."""
    return [code for code in codes if not any(other != code and other.startswith(code) for other in codes)]
