"""The rules on texts: trim, drop repeats, choose one preferred label, fall back to another language; all of it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.esco.gathered import FALLBACK, Gathered, RawConcept, pick_texts

if TYPE_CHECKING:
    from ingest.esco.report import Tally
    from search.records import Labels, Texts


def preferred_labels(raw: RawConcept, wanted: tuple[str, ...], hygiene: Tally, fallbacks: Tally) -> Texts:
    """Return one preferred label per wanted language, or else an English one, or else any one; empty if there is none.

    Where a language has several, the first in alphabetical order is preferred (the others become alternatives).
    """
    picked = pick_texts(raw.preferred, wanted)
    texts: Texts = {}
    for language, labels in picked.items():
        trimmed = sorted({label.strip() for label in labels})
        texts[language] = trimmed[0]
        hygiene.add("trimmed", language, sum(label != label.strip() for label in labels))
        hygiene.add("several preferred", language, len(trimmed) - 1)
    if not texts:
        texts = {language: min(map(str.strip, labels)) for language, labels in pick_texts(raw.preferred, (FALLBACK,)).items()}
        if not texts and raw.other_label:
            texts = {raw.other_label[0]: raw.other_label[1].strip()}
        for language in texts:
            fallbacks.add("label", language)
    return texts


def other_labels(raw: RawConcept, preferred: Texts, wanted: tuple[str, ...], hygiene: Tally) -> tuple[Labels, Labels]:
    """Return (alternatives, hidden labels), sorted, trimmed, each label once: not again as hidden if it is an alternative,
    and neither if it is the preferred label.
    """
    spare = [(tag, label) for tag, label in raw.preferred if tag in wanted and label.strip() != preferred.get(tag)]
    given = (pick_texts(raw.alternatives + spare, wanted), pick_texts(raw.hidden, wanted))
    kept: tuple[Labels, Labels] = ({}, {})
    for language in wanted:
        seen: set[str] = {preferred[language]} if language in preferred else set()
        for source, result in zip(given, kept, strict=True):
            labels = source.get(language, ())
            trimmed = [label.strip() for label in labels]
            fresh = {label for label in trimmed if label not in seen}
            if fresh:
                result[language] = tuple(sorted(fresh))
            repeats = trimmed.count(preferred.get(language, ""))
            hygiene.add("trimmed", language, sum(label != short for label, short in zip(labels, trimmed, strict=True)))
            hygiene.add("repeats of the preferred label", language, repeats)
            hygiene.add("repeats", language, len(trimmed) - repeats - len(fresh))
            seen |= fresh
    return kept


def long_texts(gathered: Gathered, pairs: list[tuple[str, str]], nodes: list[str], fallbacks: Tally | None) -> Texts:
    """Return a description or scope note per wanted language, joined from its node literals; English where none is there.

    Where a language has several, the longest is taken. `fallbacks` counts descriptions; pass None for notes.
    """
    joined = [*pairs, *(gathered.node_texts[node] for node in nodes if node in gathered.node_texts)]
    picked = pick_texts(joined, gathered.wanted)
    if not picked:
        picked = pick_texts(joined, (FALLBACK,))
        for language in picked if fallbacks else ():
            if fallbacks:
                fallbacks.add("description", language)
    return {language: _longest(texts) for language, texts in picked.items()}


def _longest(texts: list[str]) -> str:
    return max((text.strip() for text in texts), key=lambda text: (len(text), text))
