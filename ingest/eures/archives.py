"""What is inside zip, tar and gzip files, as byte streams, one after the other.

An archive is not trusted: nothing is believed of the sizes that it declares, names are never used to write, links are not followed,
and an archive inside an archive is refused.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from typing import Any

from ingest.eures.raw import Rejected
from ingest.eures.streams import BUFFER, CUT, Budget, Document, Found, Limits, Tap, archive_kind
from ingest.eures.tars import open_tar
from ingest.eures.zips import open_zip


def open_archive(kind: str, stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    """Yield the members of an archive of that kind."""
    readers: dict[str, Callable[[io.BufferedReader[Any], str, Limits], Found]] = {
        "zip": open_zip,
        "gzip": _open_gzip,
        "tar": open_tar,
    }
    if kind in readers:
        yield from readers[kind](stream, place, limits)
    else:
        yield Rejected(place, "archive", f"is packed with {kind}, which is not read; pack it as zip, tar.gz or gz")


def _open_gzip(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    packed = Tap(stream, place)
    budget = Budget(limits, lambda: packed.count)
    with gzip.GzipFile(fileobj=io.BufferedReader(packed, BUFFER)) as unpacked:
        tap = Tap(unpacked, place, budget.spend)
        inner = io.BufferedReader(tap, BUFFER)
        kind = archive_kind(inner.peek(512))
        if kind == "tar":
            # an end that comes too soon is told once, by what caused it
            yield from (found for found in open_tar(inner, place, limits) if not (_is_cut(found, place) and tap.problem))
        elif kind:
            yield Rejected(place, "archive", f"is a {kind} inside a gzip")
        else:
            yield Document(place, inner)
    if tap.problem:
        yield Rejected(place, *tap.problem)


def _is_cut(found: Document | Rejected, place: str) -> bool:
    return isinstance(found, Rejected) and found.place.startswith(place) and found.detail == CUT
