"""Labels written as people write them: gendered pairs drawn together, plurals, and what vacancy titles carry beside the title.

ESCO's labels are tidy; the titles of national classifications and of job ads are not. Each form is derived from the label alone.
"""

from __future__ import annotations

import numpy as np

_GRADES = ("senior", "junior", "trainee", "lead", "head", "assistant", "internship", "praktikant", "experienced", "part time")
_MARKS = ("(m/w/d)", "(m/f/d)", "(w/m)", "(h/f)", "(m/f)", "m/w/d", "(full time)", "- part time", "(remote)", "(Ing)", "(m/v)")
_PLACES = (
    "Berlin",
    "Wien",
    "London",
    "Madrid",
    "Paris",
    "Dublin",
    "Praha",
    "Roma",
    "Manchester",
    "Singapore",
    "Graz",
    "Sevilla",
)
_REST = (
    "other",
    "not elsewhere classified",
    "in general",
    "sonstige",
    "en general",
    "n.c.o.p.",
    "general",
    "DI",
    "urgent",
    "x 2",
)
_VOWELS = "aeiouáéíóú"
_PREPOSITIONS = {
    "de",
    "del",
    "en",
    "a",
    "al",
    "para",
    "por",
    "con",
    "y",
    "di",
    "da",
    "do",
    "e",
    "et",
    "à",
    "des",
    "du",
    "of",
    "for",
}
_PLURALS = {"es", "pt", "fr", "it", "en"}


def as_people_write(label: str, language: str, others: tuple[str, ...], generator: np.random.Generator) -> str:
    """Return one untidy form of a label. `others` are further labels of the concept, from which gendered pairs are drawn."""
    draw = generator.random()
    if language == "de" and draw < 0.4:
        label = _drawn_together(label, others, generator)
    elif language in _PLURALS and draw < 0.4:
        label = plural(label, language)
    draw = generator.random()
    if draw < 0.2:
        label = f"{_one_of(_GRADES, generator)} {label}"
    elif draw < 0.4:
        label = f"{label} {_one_of(_MARKS, generator)}"
    elif draw < 0.5:
        label = f"{label} - {_one_of(_PLACES, generator)}"
    elif draw < 0.6:
        label = f"{label}, {_one_of(_REST, generator)}"
    elif draw < 0.7:
        label = _slip(label, generator)
    elif draw < 0.75 and " " in label:
        label = " ".join(generator.permutation(label.split()))
    return label


def plural(label: str, language: str) -> str:
    """Return a label with its head in the plural, by the regular rule of its language; irregular plurals come out wrong.

    Spanish, Portuguese, French and Italian put the head first, up to the first preposition; English puts it last.
    """
    words = label.split()
    if language == "en":
        return f"{label}s" if label and label[-1] not in "s)" else label
    head = next((place for place, word in enumerate(words) if word.lower() in _PREPOSITIONS), len(words))
    return " ".join([*(_plural_word(word, language) for word in words[:head]), *words[head:]])


def _plural_word(word: str, language: str) -> str:
    if language == "it":
        return word[:-1] + {"o": "i", "e": "i", "a": "e"}.get(word[-1], word[-1])
    if word[-1] in "sx":
        return word
    if language == "fr" or word[-1].lower() in _VOWELS:
        return word + "s"
    return word[:-1] + "ces" if word.endswith("z") else word + "es"


def _drawn_together(label: str, others: tuple[str, ...], generator: np.random.Generator) -> str:
    """Return "Landwirt/in" for "Landwirt" where "Landwirtin" is a label too, or for one that ends like a German agent noun."""
    if f"{label}in" in others or (" " not in label and label.endswith(("er", "ist", "or", "ant", "ent", "eur"))):
        return label + _one_of(("/in", "/in", "(in)", "/-in", "/innen"), generator)
    if label.endswith("in") and label[:-2] in others:
        return f"{label[:-2]}/in"
    return label


def _slip(label: str, generator: np.random.Generator) -> str:
    """Return a label with two neighbouring letters swapped, or one lost."""
    if len(label) < 6:
        return label
    place = int(generator.integers(1, len(label) - 2))
    if generator.random() < 0.5:
        return label[:place] + label[place + 1] + label[place] + label[place + 2 :]
    return label[:place] + label[place + 1 :]


def _one_of(choices: tuple[str, ...], generator: np.random.Generator) -> str:
    return choices[int(generator.integers(len(choices)))]
