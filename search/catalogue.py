"""The small things of one generation, in memory: groups, labels, and the values that filters may have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from search.ad_values import AdValues
from search.errors import AdsMissing, UnknownValue
from search.labels import Label, LabelIndex
from search.store.base import ADS, GROUPS, OCCUPATIONS, SKILLS, Reader, point_id, scroll_all
from search.texts import best_text

_LABEL_FIELDS = ("uri", "code", "preferred", "alternatives", "hidden")


class Catalogue:
    """What is known of the published taxonomy without a vector. Parts are read when first asked for."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._ads = AdValues(reader)

    @cached_property
    def isco_groups(self) -> dict[str, dict[str, Any]]:
        """ISCO code → the group's payload, by code."""
        groups = (payload for payload in self._payloads(GROUPS, True) if payload["kind"] == "isco")
        return {group["code"]: group for group in sorted(groups, key=lambda group: str(group["code"]))}

    @cached_property
    def occupation_codes(self) -> dict[str, list[str]]:
        """Occupation code → URIs, by code; occupations without a number of their own share the code of their ISCO group."""
        codes: dict[str, list[str]] = {}
        for code, uri in sorted((payload["code"], payload["uri"]) for payload in self._occupations):
            codes.setdefault(code, []).append(uri)
        return codes

    @cached_property
    def occupation_uris(self) -> dict[str, str]:
        """Point id → URI of every occupation."""
        return {point_id(payload["uri"]): payload["uri"] for payload in self._occupations}

    @cached_property
    def essential_for(self) -> dict[str, list[str]]:
        """Skill's URI → URIs of the occupations for which it is essential, sorted."""
        found: dict[str, list[str]] = {}
        for payload in sorted(
            self._payloads(OCCUPATIONS, ("uri", "essential_skills")), key=lambda payload: str(payload["uri"])
        ):
            for skill in payload["essential_skills"]:
                found.setdefault(skill, []).append(payload["uri"])
        return found

    @cached_property
    def listed_by(self) -> Counter[str]:
        """Skill's URI → number of occupations that list it, as essential or optional."""
        payloads = self._payloads(OCCUPATIONS, ("essential_skills", "optional_skills"))
        return Counter(skill for payload in payloads for skill in {*payload["essential_skills"], *payload["optional_skills"]})

    @cached_property
    def occupation_labels(self) -> LabelIndex:
        """Every label of every occupation, in every indexed language."""
        return LabelIndex(label for payload in self._occupations for label in _labels(payload))

    @cached_property
    def skill_labels(self) -> LabelIndex:
        """Every label of every skill, in every indexed language."""
        return LabelIndex(label for payload in self._payloads(SKILLS, _LABEL_FIELDS) for label in _labels(payload))

    @cached_property
    def collections(self) -> dict[str, int]:
        """Collection → number of occupations in it."""
        return self.reader.facet(OCCUPATIONS, "collections")

    @cached_property
    def isco_counts(self) -> dict[str, int]:
        """ISCO code of any level → number of occupations."""
        return self.reader.facet(OCCUPATIONS, "isco_groups", limit=10_000)

    @property
    def has_ads(self) -> bool:
        """Whether any job ad is indexed."""
        counts = self.reader.manifest.counts
        # a server's generation may have got its first ads after it was opened
        return ADS in counts and (counts[ADS] > 0 or self.reader.count(ADS) > 0)

    @property
    def ads(self) -> AdValues:
        """What job ads say. Raises AdsMissing where none is indexed."""
        if not self.has_ads:
            raise AdsMissing("no ads are indexed yet; run `careerspace ingest eures PATH`")
        return self._ads

    def isco(self, code: str) -> dict[str, Any]:
        """Return one ISCO group's payload. Raises UnknownValue with the nearest codes."""
        code = code.strip().removeprefix("http://data.europa.eu/esco/isco/").removeprefix("C").removeprefix("c")
        if code not in self.isco_groups:
            raise UnknownValue("ISCO group", code, self._nearest_isco(code))
        return self.isco_groups[code]

    def occupation_uri(self, name: str) -> str:
        """Return the URI of an occupation given as URI, UUID, ESCO code or label. Raises UnknownValue with the nearest ones."""
        name = name.strip()
        if uri := self._stated_uri(OCCUPATIONS, "occupation", name):
            return uri
        if name in self.occupation_codes:
            return self.occupation_codes[name][0]
        exact = self.occupation_labels.exact(name)
        if exact:
            return exact[0].uri
        if name[:1].isdigit():
            near = [code for code in self.occupation_codes if code.startswith(name.split(".")[0])]
            raise UnknownValue("occupation", name, near[:5])
        raise UnknownValue("occupation", name, self.occupation_labels.suggest(name))

    def has_occupation(self, uri: str) -> bool:
        """Return whether the index holds this URI."""
        return self._holds(OCCUPATIONS, uri)

    def skill_uri(self, name: str) -> str:
        """Return the URI of a skill given as URI, UUID or label. Raises UnknownValue with the nearest labels."""
        name = name.strip()
        if uri := self._stated_uri(SKILLS, "skill", name):
            return uri
        exact = self.skill_labels.exact(name)
        if exact:
            return exact[0].uri
        raise UnknownValue("skill", name, self.skill_labels.suggest(name))

    def collection(self, name: str) -> str:
        """Return a collection's name as stored. Raises UnknownValue with those that exist."""
        if name.strip().lower() in self.collections:
            return name.strip().lower()
        raise UnknownValue(
            "collection",
            name,
            LabelIndex(Label(known, "", known, preferred=True) for known in self.collections).suggest(name)
            or sorted(self.collections),
        )

    @cached_property
    def _occupations(self) -> list[dict[str, Any]]:
        return list(self._payloads(OCCUPATIONS, _LABEL_FIELDS))

    def _stated_uri(self, collection: str, kind: str, name: str) -> str | None:
        """Return the URI where a name is one, or its UUID; None for codes and labels. Raises UnknownValue where it is not held."""
        uri = f"http://data.europa.eu/esco/{kind}/{name}" if _is_uuid(name) else name
        if not uri.startswith("http"):
            return None
        if not self._holds(collection, uri):
            raise UnknownValue(kind, name)
        return uri

    def _holds(self, collection: str, uri: str) -> bool:
        return bool(self.reader.retrieve(collection, [point_id(uri)], with_payload=["uri"]))

    def _nearest_isco(self, code: str) -> list[str]:
        """Return the siblings under the longest prefix that exists; for words, the groups with a label like them."""
        digits = re.match("[0-9]*", code)
        if digits and digits[0]:
            code = digits[0]
        else:
            labels = LabelIndex(label for group in self.isco_groups.values() for label in _labels(group))
            texts = labels.suggest(code)
            return [
                known for text in texts for known, group in self.isco_groups.items() if text in group["preferred"].values()
            ]
        for length in range(min(len(code), 4), -1, -1):
            near = [known for known in self.isco_groups if known.startswith(code[:length]) and len(known) <= max(len(code), 1)]
            if near:
                return sorted(near, key=lambda known: (abs(len(known) - len(code)), known))[:5]
        return []

    def _payloads(self, collection: str, fields: bool | Sequence[str]) -> Iterator[dict[str, Any]]:
        return (record.payload or {} for record in scroll_all(self.reader, collection, with_payload=fields))


def shown_label(payload: Mapping[str, Any], languages: Sequence[str]) -> tuple[str, str]:
    """Return (label, language) to show for a concept's payload; its URI where it has no label at all."""
    return best_text(payload.get("preferred") or {}, languages) or (str(payload["uri"]), "")


def _labels(payload: Mapping[str, Any]) -> Iterator[Label]:
    for language, text in (payload.get("preferred") or {}).items():
        yield Label(payload["uri"], language, text, preferred=True)
    for kind in ("alternatives", "hidden"):
        for language, texts in (payload.get(kind) or {}).items():
            for text in texts:
                yield Label(payload["uri"], language, text, preferred=False)


def _is_uuid(name: str) -> bool:
    return len(name) == 36 and name.count("-") == 4
