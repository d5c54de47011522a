"""What answers show of a job ad, from its payload in the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from search.catalogue import Catalogue, shown_label
from search.store.base import OCCUPATIONS, Reader, point_id

_TEXTS = ("ad_id", "source_id", "reference", "title", "language", "remote")
_LISTS = (
    "languages", "countries", "nuts_codes", "locations", "schedule", "offering", "education", "languages_required", "licences",
    "nace", "isco_groups", "warnings",
)  # fmt: skip
_MAYBE = ("employer", "positions", "salary", "experience_years", "apply_url", "dup_group")
_TIMES = ("created_at", "modified_at", "apply_by")
SHOWN = (*_TEXTS, *_LISTS, *_MAYBE, *_TIMES, "anonymous", "occupations")
"""payload fields that a match carries; the description comes with a single ad and with exports"""
DETAILS = (*SHOWN, "description", "skills")


@dataclass(frozen=True, slots=True)
class AdOccupation:
    """What an ad is about. `scheme` is esco, isco08 or national; `origin` is declared, derived, or predicted with a `score`."""

    scheme: str
    origin: str
    uri: str | None = None
    code: str | None = None
    label: str | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Ad:
    """One job ad as it is shown. `fields` are those of the payload, always all of them, with times in ISO 8601, UTC."""

    fields: Mapping[str, Any]
    occupations: Sequence[AdOccupation]

    @property
    def occupation(self) -> AdOccupation | None:
        """The one to show where there is room for one: declared rather than predicted, of ESCO rather than of ISCO."""
        named = [occupation for occupation in self.occupations if occupation.label]
        order = {"esco": 0, "isco08": 1}
        return min(
            named,
            key=lambda found: (found.origin == "predicted", order.get(found.scheme, 2), -(found.score or 0)),
            default=None,
        )


@dataclass(slots=True)
class AdReader:
    """Makes ads of payloads, with the names of their occupations in the first of `languages` that has one."""

    reader: Reader
    catalogue: Catalogue
    languages: Sequence[str]
    _labels: dict[str, str] = field(default_factory=dict)

    def read(self, payloads: Iterable[Mapping[str, Any]]) -> list[Ad]:
        """Return the ads of these payloads, in their order."""
        payloads = list(payloads)
        self._learn({code["uri"] for payload in payloads for code in payload.get("occupations", ()) if code.get("uri")})
        return [Ad(shown_fields(payload), [self._occupation(code) for code in payload["occupations"]]) for payload in payloads]

    def names(self, uris: Iterable[str]) -> dict[str, str]:
        """Return URI → label, for the occupations that the taxonomy has."""
        uris = set(uris)
        self._learn(uris)
        return {uri: self._labels[uri] for uri in uris if uri in self._labels}

    def _learn(self, uris: set[str]) -> None:
        new = [point_id(uri) for uri in sorted(uris - self._labels.keys())]
        for record in self.reader.retrieve(OCCUPATIONS, new, with_payload=["uri", "preferred"]) if new else ():
            payload = record.payload or {}
            self._labels[payload["uri"]] = shown_label(payload, self.languages)[0]

    def _occupation(self, code: Mapping[str, Any]) -> AdOccupation:
        uri, number = code.get("uri"), code.get("code")
        group = self.catalogue.isco_groups.get(number) if number and code["scheme"] == "isco08" else None
        label = self._labels.get(uri) if uri else shown_label(group, self.languages)[0] if group else None
        return AdOccupation(code["scheme"], code.get("origin", "declared"), uri, number, label, code.get("score"))


def shown_fields(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a payload that people see, in a fixed order; what it does not say is None or empty."""
    return {
        **{name: payload.get(name, "") for name in _TEXTS},
        **{name: list(payload.get(name) or ()) for name in _LISTS},
        **{name: payload.get(name) for name in _MAYBE},
        **{name: iso_time(payload.get(name)) for name in _TIMES},
        "anonymous": bool(payload.get("anonymous")),
        **(
            {"description": payload["description"], "skills": list(payload.get("skills", ()))}
            if "description" in payload
            else {}
        ),
    }


def iso_time(seconds: float | None) -> str | None:
    """Return seconds since 1970 as ISO 8601 in UTC; None for None and for what no calendar has."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return None
