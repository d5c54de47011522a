"""Find pronouns: stated ones ("she/her") go, those of English prose become neutral.

Subject forms become "they"; object and possessive forms all become "their", because "her" is both and the same resume with
other pronouns must read the same. German "sie" and "er" stay: "sie" is also "they" and "it".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.resume.spans import Span

_STATED = re.compile(
    r"(?i)[(\[]?\b(?:pronouns|pronomen)?:?[ ]?\b(?:s?he|they|ze|xe|sie|er|elle|il|hen|dey|keine)[ ]?/[ ]?(?:her|him|them|hir"
    r"|zir|xem|ihr|ihm|ihn|lui|hen|deren|they|she|he|pronomen)s?(?:[ ]?/[ ]?(?:hers|his|theirs?|hirs|zirs|seins?|ihrs?|hens"
    r"|them|her))?\b[)\]]?"
)
_GENERIC = re.compile(r"(?i)^(?:s?he/(?:she|he)|he/they|she/they)$")
_NEUTRAL = {
    "she": "they",
    "he": "they",
    "her": "their",
    "his": "their",
    "him": "their",
    "hers": "their",
    "herself": "themself",
    "himself": "themself",
}
_PROSE = re.compile(r"\b(?:[Ss]he|[Hh]e|[Hh]er|[Hh]is|[Hh]im|[Hh]ers|[Hh]erself|[Hh]imself)\b(?![-/]|\d| Majesty| Excellency)")
_PAIRS = re.compile(
    r"(?i)\b(?:s/he|\(s\)he|she/he|he/she|he or she|she or he|his/her|her/his|his or her|her or his|him/her|her/him"
    r"|him or her|her or him|himself/herself|herself/himself)(?!\w)"
)


def find_stated(text: str) -> Iterator[Span]:
    """Yield pronouns that a person states for themselves."""
    for match in _STATED.finditer(text):
        if not _GENERIC.match(match.group().strip("()[] ")):
            yield Span("pronoun", match.start(), match.end())


def find_prose(text: str) -> Iterator[Span]:
    """Yield third-person pronouns of English prose with their neutral form."""
    for pattern in (_PAIRS, _PROSE):
        for match in pattern.finditer(text):
            word = re.findall(r"[a-z]+", match.group().casefold())[-1]
            neutral = _NEUTRAL[word]
            yield Span("pronoun", match.start(), match.end(), neutral.capitalize() if match.group()[0].isupper() else neutral)
