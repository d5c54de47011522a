"""Which job ads fit? Asked of one generation: a ranked page, one ad, facets, or everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from qdrant_client import models

from search import ad_export
from search.ad_facets import AdFacets, count_facets
from search.ad_filters import AdFilter
from search.ad_records import DETAILS, SHOWN, Ad, AdReader
from search.ad_values import any_of
from search.cursor import Cursor, digest_of
from search.encoder import Encoder
from search.errors import InputError, UnknownValue
from search.fusion import reciprocal_rank_fusion
from search.query import Query, read_query
from search.rankings import places, rank, shared_weights, similarities
from search.store.base import ADS, Reader
from search.view import Provenance, View

DEPTH = 1000
"""candidates taken from each ranking, and the most groups of near-duplicates that a query can be paged through"""
VECTORS = {"text": "text"}
"""what of an ad has a dense vector"""
WEIGHTS: Mapping[str, float] = {"text": 1.0, "words": 0.5}
"""weight of each part in the fusion; taken over from occupations, not yet measured on ads"""
MAX_TOP = 100
"""matches on one page"""
MAX_ALSO = 20
"""near-duplicates of a match that are listed"""
_TWIN = ("ad_id", "source_id", "apply_url")


@dataclass(frozen=True, slots=True)
class Twin:
    """A near-duplicate of an ad that is shown: the same job at another source, or posted again."""

    ad_id: str
    source_id: str
    apply_url: str | None


@dataclass(frozen=True, slots=True)
class AdMatch:
    """One job ad that fits, the best of its near-duplicates.

    `score` is the fused rank score, 1.0 when first in every ranking: good for ordering, no probability. `similarity` is the
    cosine of the whole query to the ad's vector; None for an ad without one. `ranks` is its place in each ranking that holds it:
    "text", "text of a segment", "words". `also` lists near-duplicates that pass the same filters, MAX_ALSO at most of `also_count`.
    """

    rank: int
    score: float
    similarity: float | None
    ranks: Mapping[str, int]
    ad: Ad
    also: Sequence[Twin]
    also_count: int


@dataclass(frozen=True, slots=True)
class AdsResult:
    """One page. `total` counts every ad that passes the filters; `cursor` leads to the next page, None after the last one."""

    matches: list[AdMatch]
    total: int
    cursor: str | None
    language: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ShownAd:
    """One ad with its description. `expired` means that its last day for applications has passed."""

    ad: Ad
    expired: bool
    also: Sequence[Twin]
    also_count: int
    provenance: Provenance


class AdSearch:
    """Questions about the job ads of one generation at one moment. `encoder` is needed for queries of text only.

    Every method raises AdsMissing where no ads are indexed, UnknownValue for a filter value, ad or language that is not there, and
    InputError for a vector that can't be used.
    """

    def __init__(self, view: View, encoder: Encoder | None, now: int) -> None:
        self._view = view
        self._encoder = encoder
        self._now = now

    def search(
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        like: str | None = None,
        filters: AdFilter | None = None,
        top: int = 20,
        cursor: str | None = None,
        language: str | None = None,
        detected: str | None = None,
    ) -> AdsResult:
        """Return a page of the ads nearest to a query: `segments` of text, the caller's own `vector`, or the ad with the id `like`.

        `language` is that of the occupations' names; without it `detected` where it is indexed, else the first one. `cursor` is
        that of an earlier page of the same query and filters. Raises InputError for no query, two, a damaged or foreign cursor, or
        `top` out of 1…100.
        """
        if not 1 <= top <= MAX_TOP:
            raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}; `cursor` leads to the next page")
        filters = filters or AdFilter()
        condition = filters.resolve(self._view.catalogue, self._now)
        languages = self._languages(language, detected)
        asked = self._query(segments, vector, like)
        if asked is None:
            raise InputError("there is nothing to look for: give text, a vector or an ad")
        query, ranked = asked[0], _without(condition, asked[1])
        digest = digest_of(query, like, filters)
        after = Cursor.decode(cursor, digest) if cursor is not None else None
        rankings = rank(self._reader, ADS, query, VECTORS, ranked, DEPTH)
        groups = _groups(self._reader, reciprocal_rank_fusion(rankings, shared_weights(rankings, WEIGHTS)))
        # up to one more than is shown: it tells whether there is a next page
        found = list(islice(groups, DEPTH if after else min(DEPTH, top + 1)))
        start = after.rest([(best, score) for best, score, _ in found]) if after else 0
        page = found[start : start + top]
        matches = self._matches(page, start, rankings, query, ranked, languages)
        more = start + top < len(found)
        return AdsResult(
            matches,
            self._reader.count(ADS, condition),
            Cursor(page[-1][1], page[-1][0], digest).encode() if more else None,
            languages[0],
            self._view.provenance,
        )

    def ad(self, ad_id: str, language: str | None = None) -> ShownAd:
        """Return one ad, also an expired one. Raises UnknownValue for an id that is not in the index."""
        languages = self._view.languages(language)
        record = find_ad(self._view, ad_id, DETAILS)
        payload = record.payload or {}
        ((also, count),) = _twins(self._reader, [(str(record.id), payload["dup_group"])], models.Filter())
        expired = payload.get("apply_by") is not None and payload["apply_by"] < self._now
        return ShownAd(self._ads(languages).read([payload])[0], expired, also, count, self._view.provenance)

    def facets(self, filters: AdFilter | None = None, language: str | None = None) -> AdFacets:
        """Count the ads that pass the filters by country, ISCO group, working time and so on. Counts are of ads, not of groups."""
        filters = filters or AdFilter()
        condition = filters.resolve(self._view.catalogue, self._now)
        names = self._ads(self._view.languages(language))
        return count_facets(self._view, names, filters, condition)

    def export(
        self,
        segments: Sequence[str] = (),
        *,
        vector: Sequence[float] | None = None,
        like: str | None = None,
        filters: AdFilter | None = None,
        language: str | None = None,
        detected: str | None = None,
    ) -> Iterator[ad_export.Row]:
        """Yield every ad that passes the filters, near-duplicates too, ranked by the cosine to the whole query; without a query by
        id. What can be refused is refused before this returns.
        """
        condition = (filters or AdFilter()).resolve(self._view.catalogue, self._now)
        ads = self._ads(self._languages(language, detected))
        asked = self._query(segments, vector, like)
        if asked is None:
            return ad_export.in_id_order(self._reader, ads, condition)
        query, left_out = asked
        return ad_export.ranked(self._reader, ads, _without(condition, left_out), query.whole)

    @property
    def provenance(self) -> Provenance:
        """What every answer carries."""
        return self._view.provenance

    @property
    def _reader(self) -> Reader:
        return self._view.reader

    def _ads(self, languages: Sequence[str]) -> AdReader:
        return AdReader(self._reader, self._view.catalogue, languages)

    def _languages(self, language: str | None, detected: str | None) -> tuple[str, ...]:
        return self._view.languages(detected if language is None and detected in self._view.manifest.languages else language)

    def _query(
        self, segments: Sequence[str], vector: Sequence[float] | None, like: str | None
    ) -> tuple[Query, list[models.Condition]] | None:
        """Return the query and what its answer leaves out: an ad that is asked about, and its near-duplicates."""
        if like is None:
            query = read_query(segments, vector, self._view.manifest, self._encoder)
            return (query, []) if query else None
        if vector is not None or any(segment.strip() for segment in segments):
            raise InputError("give one of text, a vector and an ad, not several")
        record = find_ad(self._view, like, ["dup_group"], with_vector=True)
        found = record.vector.get("text") if isinstance(record.vector, dict) else None
        if found is None:
            raise InputError(f"the ad {like!r} has no text that others could be compared with")
        left_out: list[models.Condition] = [any_of("dup_group", [(record.payload or {})["dup_group"]])]
        own = models.HasIdCondition(has_id=[record.id])
        return Query.of_vector(np.asarray(found, dtype=np.float32)), [*left_out, own]

    def _matches(
        self,
        page: Sequence[tuple[str, float, str]],
        start: int,
        rankings: Mapping[str, Sequence[str]],
        query: Query,
        condition: models.Filter,
        languages: Sequence[str],
    ) -> list[AdMatch]:
        ids = [item for item, _, _ in page]
        records = self._reader.retrieve(ADS, ids, with_payload=SHOWN)
        ads = self._ads(languages).read(record.payload or {} for record in records)
        shown = dict(zip((str(record.id) for record in records), ads, strict=True))
        near = similarities(self._reader, ADS, ids, query.whole, VECTORS)
        ranks = places(rankings, ids)
        twins = _twins(self._reader, [(item, group) for item, _, group in page], condition)
        return [
            AdMatch(place, score, near[item].get("text"), ranks[item], shown[item], also, count)
            for place, ((item, score, _), (also, count)) in enumerate(zip(page, twins, strict=True), start=start + 1)
            if item in shown  # on a server an ad may go while it is looked at
        ]


def _without(condition: models.Filter, left_out: Sequence[models.Condition]) -> models.Filter:
    """Return the condition with more that must not hold."""
    must_not = condition.must_not if isinstance(condition.must_not, list) else []
    return models.Filter(must=condition.must, must_not=[*must_not, *left_out])


def _groups(reader: Reader, fused: Sequence[tuple[str, float]], batch: int = 256) -> Iterator[tuple[str, float, str]]:
    """Yield (id, score, group) of the best member of each group of near-duplicates, best first."""
    seen = set()
    for at in range(0, len(fused), batch):
        part = fused[at : at + batch]
        records = reader.retrieve(ADS, [item for item, _ in part], with_payload=["dup_group"])
        group_of = {str(record.id): (record.payload or {})["dup_group"] for record in records}
        for item, score in part:
            group = group_of.get(item)  # None on a server where the ad has just gone
            if group is not None and group not in seen:
                seen.add(group)
                yield item, score, group


def _twins(reader: Reader, members: Sequence[tuple[str, str]], condition: models.Filter) -> list[tuple[list[Twin], int]]:
    """Return for each (id, group) the other members of the group that pass, in id order, and how many they are.

    They are fetched in one round trip; one more for each group that is larger than what is listed.
    """
    kept = [_others(item, group, condition) for item, group in members]
    requests = [models.QueryRequest(filter=others, limit=MAX_ALSO + 1, with_payload=list(_TWIN)) for others in kept]
    answers = reader.query(ADS, requests) if requests else []
    found = []
    for others, points in zip(kept, answers, strict=True):
        count = len(points) if len(points) <= MAX_ALSO else reader.count(ADS, others)
        found.append(([_twin(point.payload or {}) for point in points[:MAX_ALSO]], count))
    return found


def _others(item: str, group: str, condition: models.Filter) -> models.Filter:
    must = condition.must if isinstance(condition.must, list) else []
    kept = models.Filter(must=[*must, any_of("dup_group", [group])], must_not=condition.must_not)
    return _without(kept, [models.HasIdCondition(has_id=[item])])


def _twin(payload: Mapping[str, Any]) -> Twin:
    return Twin(payload["ad_id"], payload["source_id"], payload.get("apply_url"))


def find_ad(view: View, ad_id: str, fields: Sequence[str], *, with_vector: bool = False) -> models.ScoredPoint:
    """Return an ad with `fields` of its payload. Raises AdsMissing where none are indexed, UnknownValue where it is not."""
    _ = view.catalogue.ads  # or AdsMissing
    request = models.QueryRequest(
        filter=models.Filter(must=[any_of("ad_id", [ad_id.strip()])]),
        limit=1,
        with_payload=list(fields),
        with_vector=["text"] if with_vector else False,
    )
    (found,) = view.reader.query(ADS, [request])
    if not found:
        raise UnknownValue("ad", ad_id, note="ads that were closed at their source leave the index")
    return found[0]
