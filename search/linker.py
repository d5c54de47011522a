"""Skills in a text: sentences, and places in them, to the skills of the index with scores.

A sentence is compared with a skill in two ways: dense, by vectors, and lexical, by the labels that stand in it
(`search.skill_labels`). `search.skill_scores` says what each of them tells, and joins them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from search.catalogue import shown_label
from search.cutting import Piece, sentences
from search.encoder import Encoder, Vectors
from search.errors import InputError
from search.hierarchy import SkillHierarchy
from search.skill_labels import LabelMatch, SkillLabels, undisputed
from search.skill_scores import WEIGHTS, Compared, Sentence, SkillVectors, Weights, compare, union
from search.store.base import SKILLS, scroll_all
from search.view import Provenance, View

THRESHOLD = 0.6
"""score from which on a mention is told, unless asked otherwise"""
MAX_TOP = 1000
_FIELDS = (
    "uri", "preferred", "alternatives", "hidden", "description", "skill_type", "reuse_level", "broader", "essential_for_skills",
    "optional_for_skills",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SkillHit:
    """A skill for a sentence. `parts` are "dense" and, where a label stands in it, "exact" or "fuzzy": what they say, 0 to 1.

    `spans` are the places of its labels: (start, end, text), where text is sentence[start:end].
    """

    uri: str
    label: str
    score: float
    parts: Mapping[str, float]
    spans: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class SkillMention:
    """A place in a text that speaks of a skill: `quote` is text[start:end], in the sentence that begins at `sentence`.

    `how` is "exact" (a label stands there), "fuzzy" (nearly), or "dense" (it means much the same).
    """

    sentence: int
    start: int
    end: int
    quote: str
    uri: str
    label: str
    skill_type: str | None
    score: float
    how: str


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill of a text with its mentions, by place; `score` and `how` are those of the best one."""

    uri: str
    label: str
    skill_type: str | None
    reuse_level: str | None
    score: float
    how: str
    mentions: tuple[SkillMention, ...]


@dataclass(frozen=True, slots=True)
class SkillsResult:
    """The skills of a text, best first; `language` is the one whose vectors were compared."""

    skills: list[FoundSkill]
    language: str
    provenance: Provenance


class SkillLinker:
    """Finds the skills of one generation in texts. Thread-safe. Labels and vectors are read when first needed, and kept:
    about 50 MB for each language of ESCO with vectors of 384 numbers.
    """

    def __init__(self, view: View, encoder: Encoder, weights: Weights = WEIGHTS) -> None:
        self.view = view
        self.weights = weights
        self._encoder = encoder
        self._vectors = SkillVectors(view)

    def reweighted(self, weights: Weights) -> SkillLinker:
        """Return a linker with other weights over the same labels and vectors."""
        other = SkillLinker(self.view, self._encoder, weights)
        other.__dict__.update(
            {name: self.__dict__[name] for name in ("payloads", "_rows", "_labels") if name in self.__dict__}
        )
        other._vectors = self._vectors
        return other

    def warm(self) -> None:
        """Do now what the first text would have to wait for: read the skills and the vectors of the first language, and build
        what finds labels and neighbours.
        """
        _ = self._labels, self.hierarchy
        self._vectors.of(self.view.manifest.languages[0], self._rows)

    @cached_property
    def payloads(self) -> list[dict[str, Any]]:
        """Every skill's payload, as far as it is needed to find and show it."""
        return [record.payload or {} for record in scroll_all(self.view.reader, SKILLS, with_payload=_FIELDS)]

    def payload(self, uri: str) -> Mapping[str, Any]:
        """Return one skill's payload, as far as `payloads` has it; no more than its URI where the index does not hold it."""
        row = self._rows.get(uri)
        return {"uri": uri} if row is None else self.payloads[row]

    @cached_property
    def hierarchy(self) -> SkillHierarchy:
        """What is narrower, needed, broader and beside each skill."""
        return SkillHierarchy(self.payloads)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {skill["uri"]: row for row, skill in enumerate(self.payloads)}

    @cached_property
    def _labels(self) -> SkillLabels:
        return SkillLabels(self.payloads)

    def rank(self, sentences: Sequence[str], top: int = 10, language: str | None = None) -> list[list[SkillHit]]:
        """Return for each sentence the best `top` skills, best first, ties by URI; none for a sentence without a word.

        Raises InputError for `top` out of 1…1000, UnknownValue for a language that is not indexed.
        """
        if not 1 <= top <= MAX_TOP:
            raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
        languages = self.view.languages(language)
        read = [Sentence.of(text, Piece(0, len(text)), self.weights) for text in sentences]
        answers = []
        for text, sentence, compared in zip(sentences, read, self._compare(read, languages[0]), strict=True):
            found = self._lexical(undisputed(self._labels.find(text))) if sentence.chunks else {}
            answers.append(self._hits(text, compared.best, found, top, languages) if sentence.chunks else [])
        return answers

    def link(
        self, text: str, language: str | None = None, threshold: float = THRESHOLD, detected: str | None = None
    ) -> list[SkillMention]:
        """Return the places of a text that speak of skills, with a score of at least `threshold`, by place, best first.

        `language` chooses among the indexed languages; without it `detected` does where it is indexed, else the first one is taken.
        Labels are found in every language. Raises UnknownValue for a `language` that is not indexed.
        """
        languages = self._languages(language, detected)
        read = [Sentence.of(text, piece, self.weights) for piece in sentences(text)]
        read = [sentence for sentence in read if sentence.chunks]
        matches = undisputed(self._labels.find(text)) if read else []
        starts = [match.start for match in matches]
        mentions: list[SkillMention] = []
        for sentence, compared in zip(read, self._compare(read, languages[0]), strict=True):
            own = matches[bisect_left(starts, sentence.piece.start) : bisect_left(starts, sentence.piece.end)]
            mentions += self._mentions(text, sentence, compared, own, languages)
        return [mention for mention in mentions if mention.score >= threshold]

    def skills(
        self,
        text: str,
        *,
        language: str | None = None,
        detected: str | None = None,
        threshold: float = THRESHOLD,
        top: int = 50,
    ) -> SkillsResult:
        """Return the best `top` skills that `link` finds, each with its mentions. Raises InputError and UnknownValue as they do."""
        if not 1 <= top <= MAX_TOP:
            raise InputError(f"top must be between 1 and {MAX_TOP}, not {top}")
        by_skill: dict[str, list[SkillMention]] = {}
        for mention in self.link(text, language, threshold, detected):
            by_skill.setdefault(mention.uri, []).append(mention)
        found = []
        for uri, mentions in by_skill.items():
            best = max(mentions, key=lambda mention: mention.score)
            level = self.payloads[self._rows[uri]].get("reuse_level")
            found.append(FoundSkill(uri, best.label, best.skill_type, level, best.score, best.how, tuple(mentions)))
        found.sort(key=lambda skill: (-skill.score, skill.uri))
        return SkillsResult(found[:top], self._languages(language, detected)[0], self.view.provenance)

    def _languages(self, language: str | None, detected: str | None) -> tuple[str, ...]:
        known = detected in self.view.manifest.languages
        return self.view.languages(detected if language is None and known else language)

    def _compare(self, read: Sequence[Sentence], language: str) -> Iterator[Compared]:
        return compare(read, self._encoder, self._vectors.of(language, self._rows), self.weights)

    def _lexical(self, matches: Sequence[LabelMatch]) -> dict[int, list[tuple[float, LabelMatch]]]:
        """Return the row of a skill → its labels in a text with their strengths, strongest first."""
        found: dict[int, list[tuple[float, LabelMatch]]] = {}
        for match in matches:
            found.setdefault(self._rows[match.uri], []).append((self.weights.strength(match), match))
        for strengths in found.values():
            strengths.sort(key=lambda pair: (-pair[0], pair[1].start))
        return found

    def _hits(
        self,
        text: str,
        dense: Vectors,
        found: Mapping[int, Sequence[tuple[float, LabelMatch]]],
        top: int,
        languages: Sequence[str],
    ) -> list[SkillHit]:
        scores = dense.astype(np.float64)
        for row, strengths in found.items():
            scores[row] = union(float(dense[row]), strengths[0][0])
        count = min(top, len(scores))
        if not count:
            return []
        limit = np.partition(scores, -count)[-count]
        rows = sorted(np.flatnonzero(scores >= limit).tolist(), key=lambda row: (-scores[row], self.payloads[row]["uri"]))
        hits = []
        for row in rows[:count]:
            strengths = found.get(row, ())
            parts = {"dense": float(dense[row]), **{match.how: strength for strength, match in reversed(strengths)}}
            spans = tuple((match.start, match.end, text[match.start : match.end]) for _, match in strengths)
            skill = self.payloads[row]
            hits.append(SkillHit(skill["uri"], shown_label(skill, languages)[0], float(scores[row]), parts, spans))
        return hits

    def _mentions(
        self,
        text: str,
        sentence: Sentence,
        compared: Compared,
        matches: Sequence[LabelMatch],
        languages: Sequence[str],
    ) -> list[SkillMention]:
        """Return the labels in a sentence, and for each chunk the skill nearest in meaning, unless a label of it is there."""
        found: list[SkillMention] = []

        def add(row: int, start: int, end: int, score: float, how: str) -> None:
            skill = self.payloads[row]
            label = shown_label(skill, languages)[0]
            place = (sentence.piece.start, start, end, text[start:end])
            found.append(SkillMention(*place, skill["uri"], label, skill.get("skill_type"), score, how))

        for row, strengths in self._lexical(matches).items():
            for strength, match in strengths:
                score = union(float(compared.best[row]), strength)
                add(row, match.start, match.end, score, match.how)
        lexical = {mention.uri for mention in found}
        dense: dict[int, tuple[float, Piece]] = {}
        for piece, row, score in zip(sentence.chunks, compared.nearest, compared.scores, strict=True):
            if self.payloads[row]["uri"] not in lexical and score > dense.get(row, (0.0, piece))[0]:
                dense[row] = score, piece
        for row, (score, piece) in dense.items():
            add(row, piece.start, piece.end, score, "dense")
        return sorted(found, key=lambda mention: (mention.start, -mention.score, mention.uri))
