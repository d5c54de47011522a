"""One published generation, browsed without a model: an occupation, an ISCO group, labels for a search box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.catalogue import Catalogue, shown_label
from search.demand import Demand, count_demand
from search.errors import IndexMismatch, UnknownValue
from search.labels import Label
from search.store.base import OCCUPATIONS, SKILLS, Manifest, Reader, point_id

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an answer stands on."""

    esco_version: str
    model: str
    generation: int
    attribution: str = ATTRIBUTION


class View:
    """A generation as one object: whoever holds it never sees two. Thread-safe.

    Raises IndexMismatch when it holds another ESCO release than `pinned_release`, where that is given.
    """

    def __init__(self, reader: Reader, pinned_release: str | None = None) -> None:
        check_release(reader.manifest.esco_version, pinned_release)
        self.reader = reader
        self.catalogue = Catalogue(reader)

    @property
    def manifest(self) -> Manifest:
        """What the generation was made of."""
        return self.reader.manifest

    @property
    def provenance(self) -> Provenance:
        """What every answer from it carries."""
        return Provenance(self.manifest.esco_version, self.manifest.model, self.manifest.generation)

    def languages(self, first: str | None = None) -> tuple[str, ...]:
        """Return the indexed languages, `first` before the others where given ("de-AT" is "de"). Raises UnknownValue if
        it is not indexed.
        """
        if first is None:
            return self.manifest.languages
        tag = first.strip().lower()
        chosen = next((known for known in self.manifest.languages if known in (tag, tag.split("-")[0])), None)
        if chosen is None:
            raise UnknownValue("language", first, self.manifest.languages)
        return (chosen, *(language for language in self.manifest.languages if language != chosen))

    def occupation(self, name: str, language: str | None = None, *, now: int | None = None) -> dict[str, Any]:
        """Return one occupation, given as URI, UUID, code or label: its payload, `isco_path`, `parents`, `essential`, `optional`,
        and `demand` of the job ads that are live at `now` (seconds since 1970), None without it or where none are indexed.

        Names in it are in `language`, or the first indexed one. Raises UnknownValue with the nearest occupations.
        """
        languages = self.languages(language)
        (record,) = self.reader.retrieve(OCCUPATIONS, [point_id(self.catalogue.occupation_uri(name))])
        payload = dict(record.payload or {})
        parents = self.reader.retrieve(OCCUPATIONS, [point_id(uri) for uri in payload["broader"]])
        return {
            **payload,
            "isco_path": self._groups(payload["isco_groups"], languages),
            "parents": [_named(parent.payload or {}, languages) for parent in parents],
            "essential": self._skills(payload["essential_skills"], languages),
            "optional": self._skills(payload["optional_skills"], languages),
            "demand": self._demand(payload["uri"], now),
        }

    def isco(self, code: str, language: str | None = None) -> dict[str, Any]:
        """Return one ISCO group of any level: its payload, `path`, `subgroups` and `occupations` at any depth, by code.

        Raises UnknownValue with the nearest codes.
        """
        languages = self.languages(language)
        group = self.catalogue.isco(code)
        found = group["code"]
        members = [uri for known, uris in self.catalogue.occupation_codes.items() if known.startswith(found) for uri in uris]
        records = self.reader.retrieve(
            OCCUPATIONS, [point_id(uri) for uri in members], with_payload=["uri", "code", "preferred"]
        )
        below = [known for known in self.catalogue.isco_groups if len(known) == len(found) + 1 and known.startswith(found)]
        return {
            **group,
            "path": self._groups([found[:length] for length in range(1, len(found) + 1)], languages),
            "subgroups": self._groups(below, languages),
            "occupations": [_named(record.payload or {}, languages) for record in records],
        }

    def complete(self, text: str, *, limit: int = 10, language: str | None = None) -> list[Label]:
        """Return occupation labels that begin like `text`, for a search box; see `LabelIndex.complete`."""
        return self.catalogue.occupation_labels.complete(text, limit, self.languages(language)[0] if language else None)

    def _demand(self, uri: str, now: int | None) -> Demand | None:
        return count_demand(self.reader, [uri], now)[uri] if now is not None and self.catalogue.has_ads else None

    def _groups(self, codes: Sequence[str], languages: Sequence[str]) -> list[dict[str, Any]]:
        groups = self.catalogue.isco_groups
        counts = self.catalogue.isco_counts
        return [{**_named(groups[code], languages), "occupations": counts.get(code, 0)} for code in codes if code in groups]

    def _skills(self, uris: Sequence[str], languages: Sequence[str]) -> list[dict[str, Any]]:
        fields = ["uri", "preferred", "skill_type", "reuse_level"]
        payloads = [
            record.payload or {}
            for record in self.reader.retrieve(SKILLS, [point_id(uri) for uri in uris], with_payload=fields)
        ]
        named = [{**payload, "label": shown_label(payload, languages)[0]} for payload in payloads]
        return sorted(named, key=lambda skill: str(skill["label"]))


def check_release(release: str, pinned: str | None) -> None:
    """Raise IndexMismatch for another ESCO release than the pinned one; None pins nothing."""
    if pinned and release != pinned:
        raise IndexMismatch(f"this is ESCO {release}, and the installation is pinned to {pinned} by CAREERSPACE_ESCO_VERSION")


def _named(payload: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    return {"uri": payload["uri"], "code": payload.get("code"), "label": shown_label(payload, languages)[0]}
