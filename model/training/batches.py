"""Batches of pairs. A batch depends on the seed and its number alone, so that a resumed run goes on exactly as it would have.

Kinds of pair, by name in a recipe's mix:

    labels         label – other label of an occupation or ISCO group, in one language or two
    descriptions   label – description, or a stretch of it
    translations   stretch of a description in one language – the same stretch in another, English where there is one
    skills         label – other label of a skill, or a sentence that speaks of it – label
    resumes        a made-up resume: title, some skills, some sentences – label or description of the occupation
    title-skill    preferred label – preferred label of a skill (CareerBERT's; in `PairList` only)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from model.training.corpus import Corpus, Subject
from model.training.noise import as_people_write
from model.training.recipe import Recipe

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SPEAKS_OF = ("{}", "experience with {}", "you have knowledge of {}", "ability to {}", "responsible for {}", "strong skills in {}",
              "you will {} and more", "{} is a plus", "must be able to {}", "proven track record in {}", "understanding of {}",
              "Kenntnisse in {}", "Erfahrung mit {}", "solid experience of {} in a team", "{}, {} preferred")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs: `anchors[i]` belongs to `positives[i]`; `uris[i]` is the concept that both speak of.

    `spoken[i]` are labels that the anchor is made of, before anything was added to them: whoever else has one is no wrong answer.
    """

    anchors: list[str]
    positives: list[str]
    uris: list[str]
    spoken: list[tuple[str, ...]]


_Pair = tuple[str, str, tuple[str, ...]]
"""anchor, positive, labels that the anchor is made of"""


class Batches(Protocol):
    """A source of batches, asked by number."""

    @property
    def steps(self) -> int:
        """How many there are in a run."""

    def batch(self, number: int) -> Batch:
        """Return the batch of a step, from 0."""


class BalancedBatches:
    """Batches of different concepts, the kinds mixed as the recipe says; half of each batch comes from a few ISCO groups.

    Neighbours are what an encoder confuses: without them nearly every negative is easy.
    """

    def __init__(self, corpus: Corpus, recipe: Recipe, seed: int) -> None:
        self._recipe = recipe
        self._seed = seed
        self._corpus = corpus
        self._occupations = [subject for subject in corpus.of_kind("occupation", "group") if subject.labels]
        self._skills = [subject for subject in corpus.of_kind("skill") if subject.labels]
        self._described = [subject for subject in self._occupations if subject.descriptions]
        self._skilled = [subject for subject in self._occupations if any(uri in corpus.subjects for uri in subject.skills)]
        makers = {
            "labels": self._occupations,
            "descriptions": self._described,
            "translations": [subject for subject in self._described if len(subject.descriptions) > 1],
            "skills": self._skills,
            "resumes": self._skilled,
        }
        self._pools = {kind: makers[kind] for kind in recipe.mix if makers[kind]}
        self._by_code = {
            kind: sorted(range(len(pool)), key=lambda place: pool[place].code) for kind, pool in self._pools.items()
        }

    @property
    def steps(self) -> int:
        """How many steps the recipe takes."""
        return self._recipe.steps or 1

    def batch(self, number: int) -> Batch:
        """Return the batch of a step."""
        generator = np.random.default_rng((self._seed, number))
        kinds = list(self._pools)
        shares = np.array([self._recipe.mix[kind] for kind in kinds])
        kind = kinds[int(generator.choice(len(kinds), p=shares / shares.sum()))]
        subjects = self._choose(self._pools[kind], self._by_code[kind], self._size(kind), generator)
        makers = {
            "labels": self._labels,
            "descriptions": self._description,
            "translations": self._translation,
            "skills": self._skill,
            "resumes": self._resume,
        }
        pairs = [makers[kind](subject, generator) for subject in subjects]
        anchors, positives, spoken = map(list, zip(*pairs, strict=True))
        return Batch(anchors, positives, [subject.uri for subject in subjects], spoken)

    def _size(self, kind: str) -> int:
        """Long texts go in smaller batches, so that steps take about equally long."""
        return self._recipe.batch // (1 if kind in {"labels", "skills"} else 3)

    def _choose(
        self, pool: Sequence[Subject], by_code: Sequence[int], size: int, generator: np.random.Generator
    ) -> list[Subject]:
        size = min(size, len(pool))
        near: list[int] = []
        if pool[0].code:  # in the order of codes, neighbours stand together
            for _ in range(max(1, size // 32)):
                start = int(generator.integers(len(by_code)))
                near += by_code[start : start + 16]
        far = generator.permutation(len(pool))[:size].tolist()
        return [pool[place] for place in list(dict.fromkeys([*near, *far]))[:size]]

    def _language(self, languages: Sequence[str], generator: np.random.Generator) -> str:
        weights = np.array([self._recipe.languages.get(language, 1.0) for language in languages])
        return languages[int(generator.choice(len(languages), p=weights / weights.sum()))]

    def _labels(self, subject: Subject, generator: np.random.Generator) -> _Pair:
        language = self._language(list(subject.labels), generator)
        labels = subject.labels[language]
        label = anchor = _pick(labels, generator)
        draw = generator.random()
        if draw < 0.5 or len(subject.labels) == 1:
            positives = [label for label in subject.written[language] if label != anchor]
        elif draw < 0.85 and language != "en" and "en" in subject.written:
            positives = list(subject.written["en"])
        else:
            positives = list(
                subject.written[self._language([other for other in subject.written if other != language], generator)]
            )
        positive = _pick(positives, generator) if positives else anchor
        if generator.random() < self._recipe.noise or positive == anchor:
            anchor = as_people_write(anchor, language, labels, generator)
        return anchor, positive, (label,)

    def _description(self, subject: Subject, generator: np.random.Generator) -> _Pair:
        language = self._language(list(subject.descriptions), generator)
        sentences = _SENTENCE.split(subject.descriptions[language])
        start = int(generator.integers(len(sentences)))
        text = " ".join(sentences[start : start + 3])
        spoken = (
            language
            if language in subject.labels and generator.random() < 0.7
            else self._language(list(subject.labels), generator)
        )
        label = _pick(subject.labels[spoken], generator)
        return label, text, (label,)

    def _translation(self, subject: Subject, generator: np.random.Generator) -> _Pair:
        language = self._language([one for one in subject.descriptions if one != "en"], generator)
        others = [one for one in subject.descriptions if one != language]
        other = "en" if "en" in others else self._language(others, generator)
        texts = [_SENTENCE.split(subject.descriptions[one]) for one in (language, other)]
        if len(texts[0]) == len(texts[1]):  # sentence by sentence, as official translations nearly always are
            start, count = int(generator.integers(len(texts[0]))), int(generator.integers(1, 3))
            texts = [sentences[start : start + count] for sentences in texts]
        return " ".join(texts[0]), " ".join(texts[1]), ()

    def _skill(self, subject: Subject, generator: np.random.Generator) -> _Pair:
        language = self._language(list(subject.labels), generator)
        label = _pick(subject.labels[language], generator)
        spoken: tuple[str, ...] = (label,)
        draw = generator.random()
        if draw < 0.25 and subject.descriptions:
            anchor = _pick(_SENTENCE.split(_pick(list(subject.descriptions.values()), generator)), generator)
        elif draw < 0.7:
            other = _pick(self._skills[int(generator.integers(len(self._skills)))].labels.get(language, (label,)), generator)
            parts = [label, other] if generator.random() < 0.5 else [other, label]
            anchor = _pick(_SPEAKS_OF, generator).format(*parts) if generator.random() < 0.6 else f"{parts[0]}, {parts[1]}"
            anchor = anchor if label in anchor else label
            spoken = (label, other) if other in anchor else (label,)
        else:
            anchor = label
        target = "en" if "en" in subject.labels and generator.random() < 0.7 else language
        return anchor, _pick(subject.labels[target], generator), spoken

    def _resume(self, subject: Subject, generator: np.random.Generator) -> _Pair:
        language = self._language(
            [spoken for spoken in subject.labels if spoken in {"en", "de"}] or list(subject.labels), generator
        )
        skills = [self._corpus.subjects[uri] for uri in subject.skills if uri in self._corpus.subjects]
        chosen = [skills[place] for place in generator.permutation(len(skills))[: int(generator.integers(4, 9))]]
        parts = [_pick(skill.labels[language], generator) for skill in chosen if language in skill.labels]
        if language in subject.descriptions:
            parts.append(_pick(_SENTENCE.split(subject.descriptions[language]), generator))
        if generator.random() < 0.5:
            parts.append(_pick(subject.labels[language], generator))
        text = ". ".join(parts[place] for place in generator.permutation(len(parts)))
        told = subject.descriptions.get(language) if generator.random() < 0.4 else None
        return text or subject.labels[language][0], told or _pick(subject.labels[language], generator), ()


class PairList:
    """CareerBERT's pairs, each once, in random order: the preferred label with skills, other labels and the description."""

    def __init__(self, corpus: Corpus, recipe: Recipe, seed: int, language: str) -> None:
        self._batch = recipe.batch
        self._pairs: list[tuple[str, str, str]] = []
        for subject in corpus.of_kind("occupation"):
            if language not in subject.labels:
                continue
            title, *others = subject.labels[language]
            skills = [corpus.subjects[uri] for uri in subject.skills if uri in corpus.subjects]
            told = [*others, *(skill.labels[language][0] for skill in skills if language in skill.labels)]
            told += [subject.descriptions[language]] if language in subject.descriptions else []
            self._pairs += [(title, text, subject.uri) for text in told]
        self._order = np.random.default_rng(seed).permutation(len(self._pairs))

    @property
    def steps(self) -> int:
        """One epoch; the last, short batch counts."""
        return -(-len(self._pairs) // self._batch)

    def batch(self, number: int) -> Batch:
        """Return the batch of a step."""
        chosen = [self._pairs[place] for place in self._order[number * self._batch : (number + 1) * self._batch]]
        titles, texts, uris = ([pair[place] for pair in chosen] for place in range(3))
        return Batch(titles, texts, uris, [(title,) for title in titles])


def _pick(texts: Sequence[str], generator: np.random.Generator) -> str:
    return texts[int(generator.integers(len(texts)))]
