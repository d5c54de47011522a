"""Whether a text denies what it names ("no experience with JavaScript"), or only wishes for it ("would like to learn JavaScript").

By rule, in English and German, and only by words that no punctuation parts from the skill: "no Java, but Python" denies Java alone.
What others cannot do ("trained people without experience in welding") and two negations ("not without JavaScript") deny nothing.
A rule that is too eager would call missing, or overlook, what somebody has, so everything else counts as named.
"""

from __future__ import annotations

import re

from search.cutting import stretches

_LACK = (
    r"experience|knowledge|training|background|qualifications?|skills?"
    r"|erfahrung(?:en)?|(?:vor)?kenntnisse?n?|ausbildung|wissen|praxis"
)
_NO = r"(?:no|kein(?:e|en|er|em)?)"
_NOT = rf"(?:{_NO}|not|cannot|never|[a-z]+n['’]t|nicht|nie|niemals)"
_DENIAL = re.compile(
    rf"\b(?:{_NO}|without|lacks?|lacking|ohne)\s+(?:[^\W\d_]+\s+){{0,2}}?(?:{_LACK})\b"
    r"|\b(?:not|[a-z]+n['’]t)\s+(?:yet\s+)?"
    r"(?:know|used?|work|worked|learn|learned|learnt|speak|familiar|trained|able|experienced|qualified)\b"
    r"|\b(?:cannot|can['’]t|can not)\s+(?:yet\s+)?(?:use|speak|work with|read|write|program|code|operate|drive|weld|cook)\b"
    r"|\bunfamiliar with\b"
    r"|\bnever (?:used|worked|learned|learnt|done|had|tried)\b"
    r"|\bnie(?:mals)? (?:mit|in|an)\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:people|persons|those|anyone|someone|nobody|no one|nothing|colleagues?|customers?|clients?|patients?|staff|"
    r"employees?|workers"
    r"|interns?|trainees?|apprentices?|students?|pupils|children|users?|beginners?|teams?|candidates?|residents?"
    r"|menschen|personen|nichts|niemand|kolleg\w+|kund\w+|patient\w+|mitarbeit\w+|beschäftigte\w*|praktikant\w+|"
    r"auszubildende\w*"
    r"|schüler\w*|kinder\w*|studierende\w*|nutzer\w*|anfänger\w*|teilnehm\w+|bewohner\w*)\b",
    re.I,
)
"""of whom a denial tells where they stand before it"""
_BUT = re.compile(r"\b(?:but|except|without|besides|other than|ohne|außer|sondern)\b", re.I)
_WISH = re.compile(
    r"\b(?:like|love|want|wish|hope|keen|eager|willing|looking|ready|happy|interested|interest|aim|plan)\s+(?:to|in|on)\s+"
    r"(?:learn|gain|acquir|stud|be trained|train(?:ing)? in|get into|know more)",
    re.I,
)
_LEARN = re.compile(r"\b(?:er|kennen)?(?:zu)?lernen\b", re.I)
_WOULD = re.compile(r"\b(?:möchten?|will|wollen|würden?|hoffe|plane|interess\w+)\b", re.I)
_AFTER = 80
"""characters after a skill in which the verb of a German wish stands"""
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
    return any(
        match.start() < start and not _OTHERS.search(text, begin, match.start()) and not _BUT.search(text, match.end(), start)
        for match in _DENIAL.finditer(text, begin, end)
    )


def is_wished(text: str, sentence: int, start: int, end: int) -> bool:
    """Return whether the sentence that begins at `sentence` tells of a wish to learn what it names at text[start:end]."""
    before = stretches(text, sentence, start)
    if not before or text[before[-1].end : start].strip():
        return False
    begin = before[-1].start
    if any(match.start() < end for match in _WISH.finditer(text, begin, end)):
        return True
    after = stretches(text, start, min(len(text), end + _AFTER))[0].end  # a German verb stands at the end
    return bool(_WOULD.search(text, begin, start) and _LEARN.search(text, start, after))
