"""Concepts by name: what answers show of an occupation, a skill or an ISCO group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.catalogue import shown_label
from search.store.base import point_id
from search.view import View


@dataclass(frozen=True, slots=True)
class Named:
    """A concept by name; `code` is None for skills."""

    uri: str
    label: str
    code: str | None = None


def named(payload: Mapping[str, Any], languages: Sequence[str]) -> Named:
    """Return a concept's payload by name."""
    return Named(payload["uri"], shown_label(payload, languages)[0], payload.get("code"))


def held_names(view: View, collection: str, uris: Iterable[str], languages: Sequence[str]) -> dict[str, Named]:
    """Return URI → concept by name, for those that a collection of the index holds; all are fetched at once."""
    ids = sorted({point_id(uri) for uri in uris})
    records = view.reader.retrieve(collection, ids, with_payload=["uri", "preferred", "code"])
    return {item.uri: item for item in (named(record.payload or {}, languages) for record in records)}


def names_of(view: View, collection: str, uris: Iterable[str], languages: Sequence[str]) -> dict[str, Named]:
    """Return URI → concept by name; one that the index does not hold has its URI for a label."""
    wanted = list(uris)
    held = held_names(view, collection, wanted, languages)
    return {uri: held.get(uri, Named(uri, uri)) for uri in wanted}
