"""What an ad says it is about: ISCO-08 groups, ESCO occupations, national codes; told apart by the value, not by the list named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.eures.isco import GROUPS, UNIT_GROUPS, prefixes
from ingest.eures.record import OccupationCode
from ingest.eures.text import one_line, remembered

ESCO = "http://data.europa.eu/esco/"
_UUID = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
_CONCEPT = re.compile(rf"(?:https?://)?(?:data\.europa\.eu/)?(?:esco/)?(occupation|skill)/({_UUID})(?:[/?#].*)?", re.I)
_SKILL_GROUP = re.compile(r"(?:https?://)?data\.europa\.eu/esco/(skill|isced-f)/([a-z]?\d[\d.]{0,12})/*", re.I)
_ISCO_PATH = re.compile(r"(?:https?://)?(?:data\.europa\.eu/)?(?:esco/)?isco(?:-?08|2008)?[/:#]c?(\d{1,4})/*", re.I)
_ISCO_CODE = re.compile(r"c(\d{1,4})", re.I)
_ESCO_CODE = re.compile(r"c?(\d{4})(?:\.\d{1,3}){1,6}", re.I)
_HINTS = re.compile(r"isco|esco", re.I)
_OLD_ISCO = re.compile(r"isco.{0,4}(?:19)?(?:88|68|58)", re.I)
_LOST_ZERO = {"110": "0110", "210": "0210", "310": "0310"}
"""unit groups of the armed forces as spreadsheets leave them; no minor group has these codes"""
_WORD = re.compile(r"[\w.:/+-]{1,60}")


@remembered(8192)
def read_code(hint: str | None, value: str) -> tuple[OccupationCode | None, str | None]:
    """Return what a code is and a warning or None; (None, …) where it is no code at all.

    ESCO occupations and ISCO-08 groups are known by their form. Bare digits are ISCO-08 when the hint names it or none is given,
    and the group exists; anything else that looks like a code is a national one.
    """
    text = "".join(one_line(value).split())
    named = one_line(hint)
    if match := _CONCEPT.fullmatch(text):
        uri = _concept(match) if match[1].lower() == "occupation" else None
        return (OccupationCode("esco", uri=uri), None) if uri else (None, "odd_code")
    if match := _ISCO_PATH.fullmatch(text) or _ISCO_CODE.fullmatch(text):
        return _isco(match[1], text)
    if not named or (_HINTS.search(named) and not _OLD_ISCO.search(named)):
        if text.isdecimal() and text.isascii():
            return _isco(text, text)
        if (match := _ESCO_CODE.fullmatch(text)) and match[1] in UNIT_GROUPS:
            return OccupationCode("isco08", match[1]), None  # "2512.4": ESCO's own code begins with the group
    if not text:
        return None, None
    coded = _WORD.fullmatch(text) and any(map(str.isdigit, text)) and "/" not in text
    return (OccupationCode("national", text), None) if coded else (None, "odd_code")


def _isco(digits: str, written: str) -> tuple[OccupationCode | None, str | None]:
    code = _LOST_ZERO.get(digits, digits)
    if code in GROUPS:
        return OccupationCode("isco08", code), None
    return OccupationCode("national", written), "unknown_isco"


def _concept(match: re.Match[str]) -> str:
    digits = match[2].lower().replace("-", "")
    uuid = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return f"{ESCO}{match[1].lower()}/{uuid}"


def read_occupations(pairs: Iterable[tuple[str | None, str]]) -> tuple[tuple[OccupationCode, ...], list[str]]:
    """Return the codes in order, each once, contradicting ones too, and warnings."""
    codes: dict[OccupationCode, None] = {}
    warnings = []
    for hint, value in pairs:
        code, odd = read_code(hint, value)
        if odd:
            warnings.append(odd)
        if code:
            codes[code] = None
    return tuple(codes), warnings


def isco_groups(codes: Iterable[OccupationCode]) -> tuple[str, ...]:
    """Return every prefix of the ISCO-08 codes: "2512" → "2", "25", "251", "2512"."""
    return tuple(sorted({group for code in codes if code.scheme == "isco08" and code.code for group in prefixes(code.code)}))


@remembered(16384)
def read_skill(value: str) -> str | None:
    """Return the URI of an ESCO skill or skill group in its one spelling; None for labels and anything else."""
    text = "".join(one_line(value).split())
    if (match := _CONCEPT.fullmatch(text)) and match[1].lower() == "skill":
        return _concept(match)
    if match := _SKILL_GROUP.fullmatch(text):
        return f"{ESCO}{match[1].lower()}/{match[2].upper()}"
    return None
