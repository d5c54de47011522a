"""Skills whose label stands in a text: word for word, in another inflection or order, or with a slip of the pen."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ahocorasick_rs import AhoCorasick
from rapidfuzz import fuzz, process

from search.cutting import Word, stretches, words
from search.texts import split_genders

LONGEST = 5
"""content words of a label that is found in another inflection or order"""
LIKENESS = 85.0
"""rapidfuzz token_sort_ratio over stems, 0 to 100, from which on a stretch is a label"""
_SLIP = 90.0
"""the same over letters, for one misspelt word"""
_SLIP_LETTERS = 7
"""shorter words are near too many others"""
_STOP_SHARE = 0.1
"""a word of more descriptions than this says nothing"""
COMMON_SHARE = 0.01
"""a single word of more descriptions than this says little"""
_NEIGHBOURHOOD = 60
"""characters around a single letter in which another label must stand"""
_QUALIFIER = re.compile(r"\s*\([^()]*\)\s*$")
_BREAK = "|"


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """A label of skill `uri` at text[start:end]. `how` is "exact" or "fuzzy"; `likeness` is from 0 to 1, and 1 where exact.

    `preferred` is True for a preferred label, `common` for a single word that many descriptions use; `words` counts the label's.
    """

    start: int
    end: int
    uri: str
    label: str
    how: str
    likeness: float
    preferred: bool
    common: bool
    words: int


@dataclass(frozen=True, slots=True)
class _Form:
    """A label as it is looked for; `case` means that it must be written as here."""

    uri: str
    label: str
    text: str
    words: tuple[Word, ...]
    preferred: bool
    case: bool
    common: bool


class SkillLabels:
    """Every label of every skill, found in texts. `skills` are payloads of the index."""

    def __init__(self, skills: Iterable[Mapping[str, Any]]) -> None:
        skills = list(skills)
        documents = [text for skill in skills for text in (skill.get("description") or {}).values()]
        self._frequency = Counter(stem for text in documents for stem in {word.stem for word in words(text)})
        self._plain = Counter(word for text in documents for word in re.findall(r"\b[a-z]+\b", text))
        self._documents = max(1, len(documents))
        self._exact: dict[str, list[_Form]] = {}
        self._bags: dict[tuple[str, ...], list[tuple[_Form, str]]] = {}
        for form in self._forms(skills):
            self._add(form)
        self._patterns = list(self._exact)
        self._automaton = AhoCorasick(self._patterns)
        self._vocabulary: dict[str, list[str]] = {}
        for stem in sorted({stem for bag in self._bags for stem in bag if len(stem) >= _SLIP_LETTERS - 1}):
            self._vocabulary.setdefault(stem[0], []).append(stem)
        self._known = self._frequency.keys() | {stem for bag in self._bags for stem in bag}

    def find(self, text: str) -> list[LabelMatch]:
        """Return every label in a text, by place; those that overlap are all there."""
        runs = [list(words(text, piece.start, piece.end)) for piece in stretches(text, 0, len(text))]
        found: dict[tuple[int, int, str], LabelMatch] = {}
        for match in (*self._word_for_word(text, runs), *self._alike(text, runs)):
            known = found.get((match.start, match.end, match.uri))
            if known is None or (_rank(match), match.likeness) > (_rank(known), known.likeness):
                found[match.start, match.end, match.uri] = match
        return _in_context(sorted(found.values(), key=lambda match: (match.start, -match.end, match.uri)))

    def _forms(self, skills: Iterable[Mapping[str, Any]]) -> Iterator[_Form]:
        for skill in skills:
            for language, label in (skill.get("preferred") or {}).items():
                yield from self._forms_of(skill["uri"], label, language, preferred=True)
            for kind in ("alternatives", "hidden"):
                for language, labels in (skill.get(kind) or {}).items():
                    for label in labels:
                        yield from self._forms_of(skill["uri"], label, language, preferred=False)

    def _forms_of(self, uri: str, label: str, language: str, *, preferred: bool) -> Iterator[_Form]:
        for text in dict.fromkeys((*split_genders(label, language), _QUALIFIER.sub("", label))):
            found = tuple(words(text))
            if not found:
                continue
            alone = len(found) == 1
            name = text[found[0].start : found[-1].end]
            common = alone and self._frequency[found[0].stem] > COMMON_SHARE * self._documents
            yield _Form(uri, label, name, found, preferred, alone and self._is_ambiguous(name), common)

    def _is_ambiguous(self, name: str) -> bool:
        """Return whether a name of one word is another word, or nothing, in lower case: C, R, IT, LESS."""
        if not name.isalnum():
            return False
        return len(name) <= 2 or (name != name.lower() and self._plain[name.lower()] > 1)

    def _add(self, form: _Form) -> None:
        found = form.words
        self._exact.setdefault(_stream(found), []).append(form)
        content = self._content(found)
        # another form of a single word is mostly another word: "initiatives", "calculations", "designs"
        alone = len(content) == 1 and (
            not form.preferred or form.common or len(content[0].stem) <= 3 or form.text != form.text.lower()
        )
        if content and len(content) <= LONGEST and not alone:
            self._bags.setdefault(_bag(content), []).append((form, " ".join(word.stem for word in found)))

    def _content(self, found: Sequence[Word]) -> list[Word]:
        return [word for word in found if self._frequency[word.stem] <= _STOP_SHARE * self._documents or self._documents < 50]

    def _word_for_word(self, text: str, runs: Sequence[Sequence[Word]]) -> Iterator[LabelMatch]:
        stream, places = "", {}
        for run in runs:
            stream += " "
            for word in run:
                places[len(stream)] = word
                stream += word.folded + " "
            stream += _BREAK
        for index, first, last in self._automaton.find_matches_as_indexes(stream, overlapping=True):
            start, end = places[first + 1].start, places[stream.rindex(" ", 0, last - 1) + 1].end
            for form in self._exact[self._patterns[index]]:
                if not form.case or text[start:end] == form.text:
                    yield _match(form, start, end, "exact", 1.0)

    def _alike(self, text: str, runs: Sequence[Sequence[Word]]) -> Iterator[LabelMatch]:
        for run in runs:
            content = [self._corrected(word) for word in self._content(run)]
            for first in range(len(content)):
                for last in range(first, min(first + LONGEST, len(content))):
                    window = content[first : last + 1]
                    for form, stems in self._bags.get(_bag(window), ()):
                        start, end = window[0].start, window[-1].end
                        given = " ".join(word.stem for word in words(text, start, end))
                        likeness = fuzz.token_sort_ratio(given, stems, score_cutoff=LIKENESS)
                        if likeness:
                            yield _match(form, start, end, "fuzzy", likeness / 100)

    def _corrected(self, word: Word) -> Word:
        """Return a word that is in no label and no description as the one of the labels it is a slip of, if any."""
        if len(word.folded) < _SLIP_LETTERS or word.stem in self._known or not self._known:
            return word
        near = process.extractOne(word.stem, self._vocabulary.get(word.stem[0], ()), scorer=fuzz.ratio, score_cutoff=_SLIP)
        return Word(word.start, word.end, word.folded, near[0]) if near else word


def _match(form: _Form, start: int, end: int, how: str, likeness: float) -> LabelMatch:
    return LabelMatch(start, end, form.uri, form.label, how, likeness, form.preferred, form.common, len(form.words))


def undisputed(matches: Sequence[LabelMatch]) -> list[LabelMatch]:
    """Return the matches that no better one contradicts.

    A place belongs to the skills that prefer this label where there are any, else to all that have it, but a label in another form
    yields to one that stands there word for word. What lies within a longer label ("science" in "computer science") goes.
    """
    places: dict[tuple[int, int], list[LabelMatch]] = {}
    for match in matches:
        places.setdefault((match.start, match.end), []).append(match)
    kept: list[LabelMatch] = []
    reach = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        best = max(_rank(match) for match in places[start, end])
        if end > reach:
            kept += [match for match in places[start, end] if _rank(match) == best]
        reach = max(reach, end) if best[0] else reach
    return kept


def _stream(found: Sequence[Word]) -> str:
    """Return words between blanks, so that a match begins and ends at words."""
    return f" {' '.join(word.folded for word in found)} "


def _rank(match: LabelMatch) -> tuple[bool, bool]:
    return match.how == "exact", match.preferred


def _bag(found: Sequence[Word]) -> tuple[str, ...]:
    return tuple(sorted(word.stem for word in found))


def _in_context(matches: Sequence[LabelMatch]) -> list[LabelMatch]:
    """Return the matches without single letters that stand far from every other label."""
    sure = [match for match in matches if match.end - match.start > 1 and match.how == "exact" and match.preferred]
    starts = [match.start for match in sure if not match.common]

    def is_near(place: int) -> bool:
        return bisect_left(starts, place - _NEIGHBOURHOOD) < bisect_left(starts, place + _NEIGHBOURHOOD)

    return [match for match in matches if match.end - match.start > 1 or is_near(match.start)]
