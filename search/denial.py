"""Whether a text denies what it names: "no experience with JavaScript".

By rule, in English and German, and only by words before the skill, with no punctuation between: "no Java, but Python" denies Java
alone. A rule that is too eager would call missing what somebody has, so everything else counts as named.
"""

from __future__ import annotations

import re

from search.cutting import stretches

_LACK = (
    r"experience|knowledge|training|background|qualifications?|skills?"
    r"|erfahrung(?:en)?|(?:vor)?kenntnisse?n?|ausbildung|wissen|praxis"
)
_NO = r"(?:no|kein(?:e|en|er|em)?)"
_NOT = rf"(?:{_NO}|not|never|[a-z]+n['’]t|nicht|nie|niemals)"
_DENIAL = re.compile(
    rf"\b(?:{_NO}|without|lacks?|lacking|ohne)\s+(?:[^\W\d_]+\s+){{0,2}}?(?:{_LACK})\b"
    r"|\b(?:not|[a-z]+n['’]t)\s+(?:yet\s+)?"
    r"(?:know|used?|work|worked|learn|learned|learnt|speak|familiar|trained|able|experienced|qualified)\b"
    r"|\b(?:cannot|can['’]t|can not|unfamiliar with)\b"
    r"|\bnever (?:used|worked|learned|learnt|done|had|tried)\b"
    r"|\bnie(?:mals)? (?:mit|in|an)\b",
    re.I,
)
_RIGHT_BEFORE = re.compile(rf"\b{_NOT}\s+$", re.I)
_WITHIN = re.compile(rf"{_NOT}\s", re.I)


def is_denied(text: str, sentence: int, start: int, end: int) -> bool:
    """Return whether the sentence that begins at `sentence` denies what it names at text[start:end]."""
    if _WITHIN.match(text, start, end):
        return True
    before = stretches(text, sentence, start)
    if not before or text[before[-1].end : start].strip():  # punctuation lies between
        return False
    begin = before[-1].start
    if _RIGHT_BEFORE.search(text[begin:start]):
        return True
    return any(match.start() < start for match in _DENIAL.finditer(text, begin, end))
