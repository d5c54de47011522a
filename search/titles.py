"""What a title says of the occupation, without what else is written in it: marks of gender, "and the like", plurals.

National classifications write "Directores de ventas, en general", vacancies "Fachkraft (m/w/d)", Austria's job service
"Maler/in". The labels of ESCO are singular and plain.
"""

from __future__ import annotations

import re
from functools import lru_cache

from simplemma import lemmatize

_GENDER_LETTER = r"(?:gn|[mwfdhxvkniža*])"
_NAMES_A_GENDER = rf"(?=(?:{_GENDER_LETTER}\s?/\s?)*(?:m|h\s?/\s?f|f\s?/\s?[hn])(?!\w))"
"""what tells "m/w" and "h/f" from "A/V technician" and "H/W engineer", where no bracket does"""
GENDER_MARKS = re.compile(
    rf"(?i)[(\[]\s*{_GENDER_LETTER}(?:\s*[/|,.*:+\-]\s*{_GENDER_LETTER}){{0,4}}\s*[)\]]"
    rf"|(?<![\w/]){_NAMES_A_GENDER}{_GENDER_LETTER}(?:\s?/\s?{_GENDER_LETTER}){{1,3}}(?![\w/])"
    r"|[(\[]?\b(?:all genders?|alle geschlechter|tous genres|any gender|all gender welcome)\b[)\]]?"
)
"""\"(m/w/d)", "h/f", "all genders\""""
GENDER_ENDINGS = re.compile(
    r"(?i)(?<=\w{3})(?:[:*_·•.]|/-?|\(-?)(?:innen|in|ne|nes|e|es|euse|rice|trice|se|ère|a|as|o|os|ka|ra|essa|esse|ing|en|r|n)\)?(?!\w)"
    r"|(?<=[rt])-in(?:nen)?(?![\w-])"
)
"""the second ending of "Maler/in", "vendeur(se)", "trabajador/a\""""

_REST = re.compile(
    r"(?i)[,;]?\s+(?:en general|y similares|y afines|no clasificad[oa]s bajo otros epígrafes|not elsewhere classified"
    r"|and related workers|n\.?\s?e\.?\s?c\.?|n\.?\s?c\.?\s?o\.?\s?p\.?|im allgemeinen|allgemein|u\.\s?ä\.)\s*$"
)
_DEGREES = re.compile(r"\((?:DI|Ing|FH|Mag|BSc|MSc|Dr)\.?\)", re.IGNORECASE)
_GERMAN_PAIRS = re.compile(r"/-?(?:frau|mann)\b|(?<=\w)\((?:er|e|r|n|s)\)(?=\w)", re.IGNORECASE)
"""what "Kaufmann/-frau" and "Diplomiert(er)e Kraft" have too much"""
_PREPOSITIONS = {
    "es": frozenset({"de", "del", "en", "a", "al", "para", "por", "con", "sin", "sobre", "excepto"}),
    "fr": frozenset({"de", "du", "des", "d", "en", "à", "au", "aux", "pour", "sur", "dans"}),
    "it": frozenset({"di", "del", "della", "dei", "delle", "da", "al", "alla", "in", "per", "con", "su"}),
    "pt": frozenset({"de", "do", "da", "dos", "das", "em", "no", "na", "a", "ao", "para", "por", "com"}),
}
"""where the head of a title ends, in the languages that put it first"""
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 5
"""letters of a word that may be a plural: shorter ones are mostly something else"""


def plain_title(title: str, language: str) -> str:
    """Return a title as a label is written: "DIRECTORES DE VENTAS, EN GENERAL" → "director DE VENTAS".

    What would leave nothing stays as it is.
    """
    text = GENDER_ENDINGS.sub("", GENDER_MARKS.sub(" ", _GERMAN_PAIRS.sub("", _DEGREES.sub(" ", title))))
    text = " ".join(_REST.sub("", text).split())
    return _singular(text, language) if text else title


@lru_cache(maxsize=4096)
def _singular(title: str, language: str) -> str:
    """Put the words of a title's head into the singular, up to the first preposition; other languages stay as they are."""
    prepositions = _PREPOSITIONS.get(language)
    if prepositions is None:
        return title
    head = next((found.start() for found in _WORD.finditer(title) if found[0].lower() in prepositions), len(title))
    return _WORD.sub(lambda found: _singular_word(found[0], language), title[:head]) + title[head:]


def _singular_word(word: str, language: str) -> str:
    lower = word.lower()
    plural = lower.endswith("i") if language == "it" else lower.endswith(("s", "x"))
    if len(word) < _SHORTEST or not plural:
        return word
    lemma = lemmatize(lower, lang=language)
    if language in {"es", "pt"} and lemma.endswith(("ar", "er", "ir")) and not lower.endswith(f"{lemma[-2:]}es"):
        return lower.removesuffix("es" if lower.endswith(("res", "les", "nes", "des")) else "s")  # "asesores", not "asesorar"
    return word if lemma == lower else lemma
