"""What of a record is shown, embedded and matched by word. Derived text lives here and nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from search.records import Concept, Texts

_BLANKS = re.compile(r"\s+")


def best_text(texts: Texts, languages: Sequence[str]) -> tuple[str, str] | None:
    """Return (text, language used): the first wanted language that has one, then English, then any; None without any."""
    for language in (*languages, "en", *sorted(texts)):
        if texts.get(language):
            return texts[language], language
    return None


def split_genders(label: str, language: str) -> tuple[str, ...]:
    """Split a pair of gendered forms: "Webentwickler/Webentwicklerin" → both; English labels stay whole ("UX/UI designer").

    ESCO writes most German, and many Romance and Slavic, preferred labels as male/female pairs; embedded as one string they
    match neither form well.
    """
    if language.startswith("en") or "/" not in label:
        return (label,)
    forms = tuple(part.strip() for part in label.split("/") if part.strip())
    return forms if len(forms) == 2 and all(len(form) > 3 for form in forms) else (label,)


def label_texts(concept: Concept, language: str) -> tuple[str, ...]:
    """Return the labels of one language as they are embedded: genders split, blanks squeezed, no repeats."""
    forms = (_BLANKS.sub(" ", form) for label in concept.labels(language) for form in split_genders(label, language))
    return tuple(dict.fromkeys(forms))


def sparse_text(occupation: Concept, languages: Sequence[str], skill_labels: Iterable[str]) -> str:
    """Return the text that is matched by word: labels and description of every language, then the skills' labels."""
    labels = [form for language in languages for form in label_texts(occupation, language)]
    descriptions = [occupation.description[language] for language in languages if language in occupation.description]
    return "\n".join([*labels, *descriptions, *skill_labels])


def digest(*parts: str) -> str:
    """Return the SHA-256 of texts, kept apart by a separator that no text contains."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
