"""Where the next page begins: an opaque word that goes out with one page and comes back for the next one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from search.ad_filters import AdFilter
from search.errors import InputError
from search.query import Query


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last match of a page: its score and point id; `digest` tells which question it belongs to."""

    score: float
    id: str
    digest: str

    def encode(self) -> str:
        """Return it as url-safe text."""
        data = json.dumps([self.score, self.id, self.digest], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, digest: str) -> Cursor:
        """Read what `encode` wrote. Raises InputError for anything else, and for the cursor of another question."""
        try:
            data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
            score, item, asked = json.loads(data)
            cursor = cls(float(score), str(item), str(asked))
        except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
            raise InputError("the cursor is damaged; send it as it came, or leave it out to begin again") from None
        if not math.isfinite(cursor.score):
            raise InputError("the cursor is damaged; send it as it came, or leave it out to begin again")
        if cursor.digest != digest:
            raise InputError("the cursor belongs to another query or other filters; leave it out to begin again")
        return cursor

    def rest(self, ranking: Sequence[tuple[str, float]]) -> int:
        """Return where a ranking (id, score; best first, ties by id) goes on after this match.

        In a newer generation scores may have moved: the match is looked for by its id, and by its score where it is gone.
        """
        for place, (item, _) in enumerate(ranking):
            if item == self.id:
                return place + 1
        return next((i for i, (item, score) in enumerate(ranking) if (-score, item) > (-self.score, self.id)), len(ranking))


def digest_of(query: Query, like: str | None, filters: AdFilter) -> str:
    """Return what tells one question from another: a hash of the ad, text or vector asked about, and of the filters."""
    limits = json.dumps(asdict(filters), sort_keys=True).encode()
    return hashlib.sha256(hashlib.sha256(_asked(query, like)).digest() + limits).hexdigest()[:16]


def _asked(query: Query, like: str | None) -> bytes:
    if like is not None:
        return f"like {like}".encode()
    # the text where there is one: another machine may encode it a little differently
    return query.text.encode() if query.text else query.whole.tobytes()
