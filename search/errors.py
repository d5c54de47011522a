"""Everything that can go wrong in the world, as one small tree.

    CareerspaceError
    ├── InputError            the caller's input can't be used as it is
    │   ├── UnknownValue      a filter field, code or URI that the index does not know
    │   ├── ResumeError       a resume that can't be read, with a reason from a fixed list
    │   └── SourceError       a taxonomy or ads file that can't be read, with its place
    ├── SearchIndexError           the index can't answer
    │   ├── IndexMissing      nothing has been published yet
    │   │   ├── AdsMissing    a question about job ads, and none is indexed
    │   │   └── MapMissing    a question about the map, and none has been made of the published index
    │   ├── IndexMismatch     another encoder or another ESCO release wrote it
    │   ├── StoreLocked       another process builds the index right now
    │   └── StoreUnavailable  the engine is down, full or refuses
    └── EncoderError          a model can't be loaded or gives unusable vectors

Programming errors stay what Python makes them (TypeError, KeyError…). The command line and the HTTP service each
translate this tree in one table.
"""

from __future__ import annotations

from collections.abc import Sequence


class CareerspaceError(Exception):
    """Base of every error that a user can act on; the message says what happened and what to do next."""


class InputError(CareerspaceError):
    """The caller's input can't be used as it is."""


class UnknownValue(InputError):
    """A filter field, code, label or URI that the index does not know.

    Attributes: `field` (what was being filtered), `value` (as given), `suggestions` (nearest valid values, best first). `note`
    ends the message where there is more to say than a list.
    """

    def __init__(self, field: str, value: str, suggestions: Sequence[str] = (), note: str = "") -> None:
        self.field = field
        self.value = value
        self.suggestions = tuple(suggestions)
        hint = f"; nearest: {', '.join(self.suggestions)}" if self.suggestions else ""
        super().__init__(f"unknown {field} {value!r}{hint}" + (f"; {note}" if note else ""))


class ResumeError(InputError):
    """A resume that can't be read.

    Attributes: `reason`, one of empty, too_short, scanned, encrypted, corrupt, unsupported, too_large; `detail` for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"resume not readable ({reason}): {detail}")


class SourceError(InputError):
    """A taxonomy or ads file that can't be read.

    Attributes: `path`, and `place` ("line 12, column 3", "byte 8812", "row 40") or None where it is not known.
    """

    def __init__(self, path: str, detail: str, place: str | None = None) -> None:
        self.path = path
        self.place = place
        super().__init__(f"{path}: {detail}" + (f" ({place})" if place else ""))


class SearchIndexError(CareerspaceError):
    """The index can't answer."""


class IndexMissing(SearchIndexError):
    """Nothing has been published yet."""


class AdsMissing(IndexMissing):
    """A question about job ads, and the published generation has none."""


class MapMissing(IndexMissing):
    """A question about the map, and none has been made of the published index."""


class IndexMismatch(SearchIndexError):
    """Another encoder, or another ESCO release, wrote the index."""


class StoreLocked(SearchIndexError):
    """Another process builds the index right now."""


class StoreUnavailable(SearchIndexError):
    """The engine is down, full, or refuses the request."""


class EncoderError(CareerspaceError):
    """A model can't be loaded, or gave vectors that can't be used."""
