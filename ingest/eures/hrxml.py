"""HR-XML 3.2 `PositionOpening`, as EURES partners exchange it → RawAd.

Elements are taken by their local name wherever they sit below their container: partners mix the namespaces of HR-XML and OAGIS,
change their addresses, or leave them out. Contact persons are never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.eures.hrxml_fields import local_name, read_opening
from ingest.eures.raw import RawAd, Rejected, RejectedRecord
from ingest.eures.sources import Document, Limits
from ingest.eures.xml import parse
from ingest.eures.xml_stream import Bytes, split

if TYPE_CHECKING:
    from lxml.etree import _Element

_FIRST = 1 << 16
"""bytes; nearly all documents are smaller"""


def read(document: Document, limits: Limits) -> Iterator[RawAd | Rejected]:
    """Yield the ads of one stream: a single document, several one after another, or several below any root.

    Their reference is their DocumentID. Memory is bounded by `limits.document`, in bytes. Bad documents are yielded as Rejected,
    and the others go on.
    """
    head = document.stream.read(_FIRST)
    if len(head) == _FIRST:
        head += document.stream.read(max(0, limits.document + 1 - _FIRST))
    if len(head) > limits.document:
        yield from _read_many(_Resumed(head, document.stream), document.place, limits)
        return
    try:
        root, warnings = parse(head, limit=limits.document)
    except RejectedRecord as error:
        yield from _read_few(head, document.place, limits, error)
        return
    openings = _openings(root)
    if warnings and len(openings) > 1:  # cut apart, the repair shows in the ad that needed it
        yield from _read_many(BytesIO(head), document.place, limits)
        return
    if not openings:
        yield Rejected(document.place, "not_an_ad", "is XML without any PositionOpening")
    for number, opening in enumerate(openings, start=1):
        place = document.place if len(openings) == 1 else f"{document.place}#{number}"
        yield _bare(read_opening(opening, place, warnings))


def read_ad(data: bytes, place: str) -> RawAd:
    """Return the one ad of a document, as it is embedded in an envelope; raises RejectedRecord."""
    root, warnings = parse(data)
    openings = _openings(root)
    if len(openings) != 1:
        raise RejectedRecord("not_an_ad", f"is XML with {len(openings)} PositionOpening elements, not one")
    return read_opening(openings[0], place, warnings)


def _bare(ad: RawAd) -> RawAd:
    ad.reference = ad.document_id  # without an envelope there is no other; inside one, the two differ
    return ad


class _Resumed:
    """A stream whose first bytes have been read already."""

    def __init__(self, head: bytes, rest: Bytes) -> None:
        self.head: BytesIO | None = BytesIO(head)
        self.rest = rest

    def read(self, size: int, /) -> bytes:
        if self.head and (data := self.head.read(size)):
            return data
        self.head = None
        return self.rest.read(size)


def _read_many(stream: Bytes, place: str, limits: Limits) -> Iterator[RawAd | Rejected]:
    number = 0
    for number, piece in enumerate(split(stream, limits.document), start=1):
        here = f"{place}#{number}"
        try:
            if piece.rejected:
                raise piece.rejected
            root, warnings = parse(piece.data, piece.encoding, len(piece.data))  # its size has been checked
            yield _bare(read_opening(_openings(root)[0], here, warnings))
        except RejectedRecord as error:
            yield Rejected(here, error.reason, str(error))
    if not number:
        yield Rejected(place, "not_an_ad", "is a stream without any PositionOpening")


def _read_few(head: bytes, place: str, limits: Limits, error: RejectedRecord) -> Iterator[RawAd | Rejected]:
    # what is no document as a whole may be several; one alone keeps the place without a number
    found = list(_read_many(BytesIO(head), place, limits))
    if len(found) == 1:
        found[0] = _read_alone(place, error, found[0])
    yield from found


def _read_alone(place: str, error: RejectedRecord, found: RawAd | Rejected) -> RawAd | Rejected:
    if isinstance(found, Rejected):
        return Rejected(place, error.reason, str(error))
    found.place = place
    return found


def _openings(root: _Element) -> list[_Element]:
    if local_name(root.tag) == "PositionOpening":
        return [root]
    return list(root.iter("{*}PositionOpening"))
