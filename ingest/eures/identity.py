"""Who an ad is: source, reference and the EURES handle that both make; and whether it is still open."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import urlsplit

from ingest.eures.raw import RawAd, RejectedRecord
from ingest.eures.text import one_line, remembered

LOCAL = "local"
"""source of an ad that names none"""
_HANDLE = re.compile(r"[A-Za-z0-9_\-+/]{4,2000}={0,2}")
_CLOSED_WORDS = (
    "closed close inactive expired removed deleted cancelled canceled filled withdrawn archived unpublished unavailable stopped"
    " ended finished obsolete suspended onhold revoked inaktiv geschlossen abgelaufen besetzt"
)
_CLOSED = frozenset(_CLOSED_WORDS.split())


def identify(raw: RawAd, default_source: str | None = None) -> tuple[str, str, list[str]]:
    """Return source id, reference and warnings.

    A handle that can be read decides; one that can't is itself the reference where there is no other. Raises RejectedRecord
    "no_identity" where there is neither.
    """
    handle = one_line(raw.handle)
    decoded = decode_handle(handle) if handle else None
    source, reference = "-".join(one_line(raw.source_id).split()), one_line(raw.reference)
    if decoded:
        differs = (source and source != decoded[0]) or (reference and reference != decoded[1])
        return decoded[0], decoded[1], ["odd_identity"] if differs else []
    reference = reference or handle
    if not reference:
        raise RejectedRecord("no_identity", "has neither a reference nor a EURES id; the DocumentID alone is not one")
    source = source or "-".join(one_line(default_source).split()) or _host(raw.apply_url) or LOCAL
    return source, reference, ["odd_handle"] if handle else []


def make_handle(source: str, reference: str) -> str:
    """Return the EURES id: "23026" of source "121" → "MjMwMjYgMTIx", url-safe base64 of "23026 121" without padding."""
    return base64.urlsafe_b64encode(f"{reference} {source}".encode()).decode("ascii").rstrip("=")


def decode_handle(handle: str) -> tuple[str, str] | None:
    """Return (source id, reference) of a EURES id, or None. References may have blanks: the last one divides."""
    if not _HANDLE.fullmatch(handle):
        return None
    bare = handle.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        text = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    reference, _, source = text.rpartition(" ")
    reference = reference.strip()
    return (source, reference) if source and reference and text.isprintable() else None


def is_closed(raw: RawAd) -> bool:
    """Tell whether the format or the status says that an ad is gone; anything unknown is open."""
    return bool(raw.removed) or (raw.status is not None and _says_closed(one_line(raw.status)))


@remembered(256)
def _says_closed(status: str) -> bool:
    return re.sub(r"[\W_]", "", status).casefold() in _CLOSED


def _host(url: object) -> str:
    try:
        host = urlsplit(one_line(url)).hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return host.removeprefix("www.")
