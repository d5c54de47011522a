"""Surface forms ranked for short texts: every label of every concept is a point of its own, and a concept is as near as its best.

A mean over labels blurs what a single label says: a title that is one of them to the letter need not be near to the mean. Here each
label of one language is a point with a dense vector, the words of it (BM25) and its character n-grams; texts are ranked in batches,
the rankings are fused by score.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

from qdrant_client import models

from search.chars import encode_chars
from search.encoder import Vectors
from search.fusion import scaled_to_top, weighted_score_fusion
from search.sparse import encode_sparse_document, encode_sparse_query
from search.store.base import FORMS, CollectionSchema, Reader, point_id, scroll_all

TEXT, WORDS, CHARS = "text", "words", "chars"
DEPTH = 300
"""forms taken from each ranking before they are fused"""
ROUND_TRIP = 64
"""texts that are asked for at once"""
AVERAGE_WORDS = 4
"""typical length of a label, in words; BM25 normalises by it"""

Scored = list[tuple[str, float]]
"""(id or URI, score), best first, ties by id"""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Form:
    """A label of a concept in one language. `key` tells it from every other form: where empty, URI, language and text do."""

    uri: str
    text: str
    language: str
    key: str = ""

    @property
    def id(self) -> str:
        """The id of its point."""
        return point_id(self.key or f"{self.uri}\x1f{self.language}\x1f{self.text}")


SECTIONS = ("forms", "forms across languages", "titles")
"""of tuned.json: weights of single labels, for texts in their language and in another; weights of a title's rankings"""


DEFAULT = "default"
"""in tuned.json: the weights of every encoder that has none of its own"""


@cache
def tuned(section: str, model: str) -> Mapping[str, float]:
    """Return a section (`SECTIONS`) of tuned.json, the weights that ship: an encoder's own, by its identity, or the default."""
    content = json.loads(Path(__file__).with_name("tuned.json").read_text(encoding="utf-8"))
    weights: dict[str, float] = content.get(model, {}).get(section) or content[DEFAULT][section]
    return MappingProxyType(weights)


@dataclass(frozen=True, slots=True)
class FormWeights:
    """What each ranking of forms counts for: the cosine as it is; words and characters by their score over the best one's."""

    dense: float
    words: float
    chars: float

    @classmethod
    def tuned(cls, model: str, *, across: bool = False) -> Self:
        """Return the weights that `careerspace tune` chose for an encoder, by its identity.

        `across` where text and labels are in different languages.
        """
        return cls(**tuned("forms across languages" if across else "forms", model))

    def used(self) -> dict[str, float]:
        """Return vector name → weight, without those that count for nothing."""
        weights = {TEXT: self.dense, WORDS: self.words, CHARS: self.chars}
        return {name: weight for name, weight in weights.items() if weight}


def form_schema(dimension: int) -> CollectionSchema:
    """Return what the collection of forms holds, for an encoder of this dimension."""
    keyword = models.PayloadSchemaType.KEYWORD
    return CollectionSchema({TEXT: dimension}, (WORDS, CHARS), {"uri": keyword, "language": keyword})


def form_points(forms: Sequence[Form], vectors: Mapping[str, Vectors]) -> Iterator[models.PointStruct]:
    """Yield the points of forms; `vectors` is text → unit vector of shape (dimension,)."""
    for form in forms:
        sparse = {WORDS: encode_sparse_document(form.text, AVERAGE_WORDS), CHARS: encode_chars(form.text)}
        named = {name: vector for name, vector in sparse.items() if vector.indices}
        payload = {"uri": form.uri, "text": form.text, "language": form.language}
        yield models.PointStruct(id=form.id, vector={TEXT: vectors[form.text].tolist(), **named}, payload=payload)


def rank_forms(
    reader: Reader,
    texts: Sequence[str],
    vectors: Vectors | None,
    names: Sequence[str],
    *,
    depth: int = DEPTH,
    language: str | None = None,
    uris: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Scored]]:
    """Return for each text: vector name → the best `depth` forms as (point id, score), sparse scores scaled to the top.

    `vectors`, of shape (n, dimension), are those of the texts; None where `names` has no "text". `language` keeps to its forms,
    `uris` to those of some concepts. Of a text without any word or character, that ranking is empty. `progress` is called with
    (texts done, texts in all).
    """
    conditions: list[models.Condition] = []
    if language is not None:
        conditions.append(models.FieldCondition(key="language", match=models.MatchValue(value=language)))
    if uris is not None:
        conditions.append(models.FieldCondition(key="uri", match=models.MatchAny(any=list(uris))))
    condition = models.Filter(must=conditions) if conditions else None
    if uris is not None and not uris:
        return [{name: [] for name in names} for _ in texts]
    found: list[dict[str, Scored]] = []
    for start in range(0, len(texts), ROUND_TRIP):
        asked: list[tuple[int, str, models.QueryRequest]] = []
        batch = texts[start : start + ROUND_TRIP]
        for row, text in enumerate(batch):
            for name in names:
                if query := _query(name, text, vectors[start + row] if vectors is not None else None):
                    request = models.QueryRequest(query=query, using=name, filter=condition, limit=depth, with_payload=False)
                    asked.append((row, name, request))
        answers = reader.query(FORMS, [request for _, _, request in asked])
        rankings: list[dict[str, Scored]] = [{name: [] for name in names} for _ in batch]
        for (row, name, _), answer in zip(asked, answers, strict=True):
            ranking = [(str(point.id), point.score) for point in answer]
            rankings[row][name] = ranking if name == TEXT else scaled_to_top(ranking)
        found += rankings
        if progress:
            progress(min(start + ROUND_TRIP, len(texts)), len(texts))
    return found


def fuse_forms(rankings: Mapping[str, Scored], weights: FormWeights, depth: int = DEPTH) -> Scored:
    """Return the forms of several rankings by their weighted scores (`weighted_score_fusion`), the best `depth`."""
    return weighted_score_fusion(rankings, weights.used(), depth)[:depth]


def best_forms(forms: Sequence[tuple[str, float]], uris: Mapping[str, str]) -> Scored:
    """Return the concepts of ranked forms as (URI, score of its best form), best first, ties by URI."""
    best: dict[str, float] = {}
    for item, score in forms:
        best[uris[item]] = max(score, best.get(uris[item], score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


class FormRanker:
    """Ranks the forms of an open generation for texts such as job titles.

    `weights` are for texts in the language of the forms, `weights_across` for those in another one.
    """

    def __init__(self, reader: Reader, weights: FormWeights, weights_across: FormWeights, *, depth: int = DEPTH) -> None:
        self._reader = reader
        self._weights = weights
        self._weights_across = weights_across
        self._depth = depth
        records = scroll_all(reader, FORMS, with_payload=["uri"])
        self._uris = {str(record.id): str((record.payload or {})["uri"]) for record in records}

    def concepts(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        *,
        language: str | None = None,
        uris: Sequence[str] | None = None,
        across: bool = False,
    ) -> list[Scored]:
        """Return for each text the concepts of the best `depth` forms, each as good as its best form, as (URI, score).

        `vectors`, of shape (n, dimension), are those of the texts. `language` keeps to its forms, `uris` to those of some concepts.
        `across` says that the texts are in another language.
        """
        weights = self._weights_across if across else self._weights
        names = list(weights.used())
        rankings = rank_forms(self._reader, texts, vectors, names, depth=self._depth, language=language, uris=uris)
        return [best_forms(fuse_forms(ranking, weights, self._depth), self._uris) for ranking in rankings]


def _query(name: str, text: str, vector: Vectors | None) -> list[float] | models.SparseVector | None:
    if name == TEXT:
        if vector is None:
            raise ValueError("a ranking by the dense vector needs the texts' vectors")
        floats: list[float] = vector.tolist()
        return floats
    sparse = encode_sparse_query(text) if name == WORDS else encode_chars(text)
    return sparse if sparse.indices else None
