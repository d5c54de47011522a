"""Find a concept by what people call it: exact, typed in part, or misspelt; in any language."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from search.texts import split_genders

ALIKE = 75.0
"""rapidfuzz token_sort_ratio, 0 to 100; from here on two labels are one with a slip of the hand"""
AKIN = 60.0
"""enough for a hint in an error message"""


@dataclass(frozen=True, slots=True)
class Label:
    """One label of one concept. `preferred` is False for alternatives and hidden labels."""

    uri: str
    language: str
    text: str
    preferred: bool


def fold(text: str) -> str:
    """Return the form that labels are compared in: case and accents folded, blanks squeezed. "  Pâtissier" → "patissier"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


class LabelIndex:
    """Labels by exact form, by the beginning of any of their words, and by likeness."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._labels = list(labels)
        self._folded = [fold(label.text) for label in self._labels]
        self._exact: dict[str, list[int]] = {}
        starts: list[tuple[str, int]] = []
        for index, folded in enumerate(self._folded):
            label = self._labels[index]
            for form in {folded, *map(fold, split_genders(label.text, label.language))}:
                self._exact.setdefault(form, []).append(index)
            starts.append((folded, index))
            starts.extend((folded[at + 1 :], index) for at, char in enumerate(folded) if char in " -/(")
        starts.sort()
        self._starts = starts

    def exact(self, text: str) -> list[Label]:
        """Return every label that is this text or one of its gendered forms, but for case, accents and blanks; preferred first."""
        found = [self._labels[index] for index in self._exact.get(fold(text), [])]
        return sorted(found, key=lambda label: not label.preferred)

    def complete(self, text: str, limit: int = 10, language: str | None = None) -> list[Label]:
        """Return labels in which a word begins with `text`, one for each concept; labels that begin with it come first, then
        preferred ones, then short ones. Where none does, the most alike labels. An empty text gives nothing.
        """
        folded = fold(text)
        if not folded:
            return []
        found: list[int] = []
        for at in range(bisect_left(self._starts, (folded, -1)), len(self._starts)):
            suffix, index = self._starts[at]
            if not suffix.startswith(folded):
                break
            found.append(index)
        found.sort(key=lambda index: self._order(index, folded))
        labels = (self._labels[index] for index in found)
        return self._one_each(labels, limit, language) or self.nearest(text, limit, language)

    def suggest(self, text: str, limit: int = 3) -> list[str]:
        """Return what may have been meant by a text that is no label: completions, else labels akin to it."""
        labels = self.complete(text, limit) or self.nearest(text, limit, cutoff=AKIN)
        return [label.text for label in labels]

    def nearest(self, text: str, limit: int = 3, language: str | None = None, cutoff: float = ALIKE) -> list[Label]:
        """Return the labels most alike, one for each concept, best first; nothing below the cutoff."""
        hits = process.extract(fold(text), self._folded, scorer=fuzz.token_sort_ratio, limit=limit * 8, score_cutoff=cutoff)
        return self._one_each((self._labels[index] for _, _, index in hits), limit, language)

    def _order(self, index: int, folded: str) -> tuple[bool, bool, int, str, str]:
        label = self._labels[index]
        return (
            not self._folded[index].startswith(folded),
            not label.preferred,
            len(label.text),
            self._folded[index],
            label.uri,
        )

    @staticmethod
    def _one_each(labels: Iterable[Label], limit: int, language: str | None) -> list[Label]:
        chosen: dict[str, Label] = {}
        for label in labels:
            if language in (None, label.language) and label.uri not in chosen:
                chosen[label.uri] = label
                if len(chosen) == limit:
                    break
        return list(chosen.values())
