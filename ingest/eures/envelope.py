"""Put an envelope and the HR-XML document inside it together: who and when are the envelope's, what the document's.

The document's own status always says Active, and its DocumentID is another number than the reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.eures import hrxml
from ingest.eures.identity import is_closed
from ingest.eures.raw import RejectedRecord

if TYPE_CHECKING:
    from ingest.eures.raw import RawAd

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_OF_ENVELOPE = ("handle", "source_id", "reference", "status", "created", "modified", "closed")


def open_envelope(envelope: RawAd, document: str | None) -> RawAd:
    """Return the ad in an envelope; the envelope itself, with the warning "content_missing", where nothing is in it.

    A closing is never lost: a document that can't be read leaves the envelope of a closed ad, with "content_unreadable".
    Raises RejectedRecord for the unreadable document of any other ad.
    """
    if document is None:
        if not is_closed(envelope):
            envelope.warnings.append("content_missing")
        return envelope
    # the text was decoded by the envelope; what the document declares about its bytes is no longer true
    data = _DECLARATION.sub("", document.removeprefix("\ufeff"), count=1).encode()
    try:
        ad = hrxml.read_ad(data, envelope.place)
    except RejectedRecord:
        if not is_closed(envelope):
            raise
        envelope.warnings.append("content_unreadable")
        return envelope
    ad.format, ad.removed = envelope.format, envelope.removed
    for name in _OF_ENVELOPE:
        if (value := getattr(envelope, name)) is not None:
            setattr(ad, name, value)
    return ad
