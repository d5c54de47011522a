"""Whether a text denies what it names: "no experience with JavaScript".

By rule, in English and German, and only what stands before the skill with no punctuation between: "no Java, but Python" denies
Java alone. A rule that is too eager would call missing what somebody has, so everything else counts as named.
"""

from __future__ import annotations

import re

from search.cutting import stretches

_LACK = (
    r"experience|knowledge|training|background|qualifications?|skills?"
    r"|erfahrung(?:en)?|(?:vor)?kenntnisse?n?|ausbildung|wissen|praxis"
)
_NO = r"(?:no|kein(?:e|en|er|em)?)"
_DENIAL = re.compile(
    rf"\b(?:{_NO}|without|lacks?|lacking|ohne)\s+(?:[^\W\d_]+\s+){{0,2}}?(?:{_LACK})\b"
    r"|\b(?:have|has|had|am|is|do|does|did|could)\s*n(?:o|['’]|)t\s+(?!only)(?:yet\s+)?"
    r"(?:know|use|used|work|worked|learn|learned|learnt|speak|familiar|trained|able|experienced|qualified)\b"
    r"|\b(?:cannot|can['’]t|can not|unfamiliar with|not (?:yet )?familiar with|not (?:yet )?trained in)\b"
    r"|\bnever (?:used|worked|learned|learnt|done|had|tried)\b"
    r"|\b(?:noch )?nie(?:mals)? (?:mit|in|an)\b"
    rf"|\b{_NO}\s+$",
    re.I,
)
_DENIES_ITSELF = re.compile(rf"{_NO}\s", re.I)


def is_denied(text: str, sentence: int, start: int) -> bool:
    """Return whether a sentence that begins at `sentence` denies what it names at `start`."""
    if _DENIES_ITSELF.match(text, start):
        return True
    before = stretches(text, sentence, start)
    if not before or text[before[-1].end : start].strip():  # punctuation lies between
        return False
    return _DENIAL.search(text, before[-1].start, start) is not None
