"""Take contact persons, e-mail addresses and telephone numbers out of an ad's text; the words around them stay.

Not `ingest.resume.contact`: in a resume everything personal must go, and phonenumbers may take its milliseconds. An ad keeps its
figures (salaries, hours, dates, reference numbers) and its employer's address, and there are millions of ads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.labels import fold

_AT = re.compile(r"[(\[{]\s?(?:[aA][tT]|ät|@|arroba)\s?[)\]}]")
_LOCAL = r"[^\s@,;:<>()\[\]{}|\"“”/]"
_EMAIL = re.compile(rf"(?<!{_LOCAL})({_LOCAL}++)[ ]?@[ ]?[\w-]+(?:(?:\.|[ ]?[(\[]dot[)\]][ ]?)[\w-]+)+", re.I)
_GAP = r"[ \t()/.\-\u2010-\u2015\u2212]{0,4}"
_DIGITS = re.compile(rf"[0-9](?:{_GAP}[0-9]){{5}}")
"""finds out fast whether there is any candidate: with an optional first character, a pattern is tried at every position"""
_MIN_DIGITS = 6
_CANDIDATE = re.compile(rf"\(?\+?\d(?:{_GAP}\d){{5,17}}")
"""six digits or more; dates, hours and figures are told apart afterwards"""
_TIMES = re.compile(
    r"(?<![\d./+-])(?:\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d(?!\d)|\d\d(?![./-]?\d))"  # 01.03.2019
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"  # 2019-03-01
    r"|\d{1,2}[./](?:19|20)\d\d(?![\d./])"  # 03/2019
    r"|[0-2]?\d[.:][0-5]\d ?[\u2010-\u2015-] ?[0-2]?\d[.:][0-5]\d(?![\d.])"  # 08.00 - 16.30
    r"|[0-2]\d(?:00|15|30|45) ?[\u2010-\u2015-] ?[0-2]\d(?:00|15|30|45)(?!\d))"  # 0800-1630
)
_NUMBER = re.compile(
    rf"\(?\+ ?\(?\d(?:{_GAP}\d){{6,15}}"  # +49 (0)30 …
    rf"|(?<!\d)\(?00[1-9](?:{_GAP}\d){{6,14}}"
    rf"|(?<![\d.,/+-])\(?0[1-9](?:{_GAP}\d){{5,11}}(?!\d)"
    r"|(?<![\d.,/+-])(?:[1-9]\d(?: \d\d){3}|[5-9]\d\d \d{3} (?!000)\d{3}|\(?[2-9]\d\d\)?[-. ]\d{3}[-. ]\d{4})(?!\d|[./-]\d)"
)
_PHONE_WORD = (
    r"tel(?:[eé]fon[oe]?|[eé]phone|efoon|efonisch|efonnummer|efonnumer)?|t[eé]l|phone|mob(?:ile?|iltelefon)?|m[oó]vil|handy"
    r"|fax|gsm|whatsapp|cell(?:phone)?|call(?: us)?|rufnummer|durchwahl|hotline|puh(?:elin)?|tlf|tfn|telf|τηλ|тел"
)
_PHONE_LABEL = re.compile(
    rf"(?:^|\W)(?:{_PHONE_WORD})\b[^\w\n]{{0,4}}(?:(?:nr|no|number|nummer|num|unter|on|at|der|under)\b[^\w\n]{{0,3}})?$", re.I
)
_LABEL = re.compile(
    r"(?:(?:^|(?<=[\s(,;|/·•–-]))(?:mailto|e-?mail(?:[ -]?ad(?:d?ress|resse)[aeo]?)?|mail|correo(?: electr[oó]nico)?|courriel"
    rf"|s[äa]hk[öo]posti|e-?post|{_PHONE_WORD})\b[^\w\n]{{0,4}})+$",
    re.I,
)
_ROOTS = ("onta", "sprechp", "referente", "yhteysh", "osob", "kapcs", "контакт")
"""one of them is in every line that names a contact person, in lower case"""
_PERSON_LABEL = re.compile(
    r"[-•*\s]{0,3}(?:(?:ihr?e?|your|votre|din|uw|deine?)\s)?(?:ansprechpartner(?:in)?(?:[/*:_]-?in(?:nen)?)?"
    r"|kontakt(?:person(?:er|en)?|daten)?|contact(?:[ -]?person|[ -]?name|[ -]?details|persoon|personen|o|s)?"
    r"|personne (?:à|a) contacter"
    r"|persona de contacto|contatt[oi]|persona di contatto|referente|yhteyshenkilö|osoba (?:kontaktowa|do kontaktu)"
    r"|kapcsolattartó|kontaktná osoba|kontaktní osoba|kontaktna oseba|контакт(?:но лице)?)"
    r"(?:\s(?:person|for (?:this|the) (?:job|position)|für rückfragen|partner))?\s*",
    re.I,
)
_TITLE = r"(?:(?:Frau|Herrn?|Mrs?|Ms|Miss|Mme|Mlle|M|Sra?|Srta|Sig|Sig\.ra|Dhr|Mevr|Mw|Pani?|Fru)\.? (?:Dr\. )?)"
_WORD = r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w'’-]{1,40}"
_NAME_WORD = rf"(?:{_WORD}|Dr\.|Prof\.|[A-ZÀ-Þ]\.|von|van|de|der|den|di|da|du|zu)"
_NAME = re.compile(rf"{_TITLE}?{_NAME_WORD}(?: {_NAME_WORD}){{0,4}}(?=\s*(?:$|[,;(|/–:.-]|tel|phone|e-?mail|\d|\+))")
_NAME_LINE = re.compile(rf"{_TITLE}?{_WORD}(?: {_NAME_WORD}){{0,3}} ?[,.]?")
_TITLED = re.compile(rf"(?<!\w){_TITLE}{_WORD}(?: {_WORD})?")
_NAMED = re.compile(rf"(?<=: ){_WORD}(?: {_WORD}){{1,2}}[\s,;:|(–-]*$")
"""the name between a colon and an address: "Questions: Jane Doe, phone …" """
_PAIR = re.compile(rf"({_WORD}) (?=({_WORD}))")
_MARKS = ",;|·"
_TWO_MARKS = re.compile(rf"[{_MARKS}]\s*(?=[{_MARKS}])")
"""what stood between two things that are gone"""
_FIRST_MARKS = re.compile(rf"^(- )?[\s{_MARKS}]+")
_LOOSE_MARK = re.compile(r" (?=[.,](?:\s|$))")
_EMPTY_MARKS = re.compile(r"[(\[<][\s,;/|·:.-]*[)\]>]")
_ROLES_WORDS = (
    "human resources hr customer service sales team office career careers job jobs recruiting recruitment recruiter info support"
    " bewerbung bewerbungen personal karriere application applications talent acquisition people marketing finance work kontakt"
    " contact mail service kundenservice personalabteilung verwaltung"
)
_ROLES = frozenset(_ROLES_WORDS.split())
"""what addresses of departments consist of; others of two words are a person's name"""
MAX_PERSON_LINE = 160
"""characters; a longer line is prose, of which only names, addresses and numbers are taken"""


def without_contacts(text: str) -> str:
    """Return an ad's text without e-mail addresses, telephone numbers and the lines that name a contact person.

    Names go from the lines that had an address or number, where a title tells them, and anywhere where they make up an address:
    Anna Müller goes with anna.mueller@example.org. Other names stay: nothing tells them from the names of products.
    """
    lowered = text.lower()
    labelled = any(root in lowered for root in _ROOTS)
    if "(" in text or "[" in text or "{" in text:
        text = _AT.sub("@", text)
    if not (labelled or "@" in text or _has_number(text)):
        return text
    kept: list[str] = []
    handles: set[str] = set()
    expected = False
    for line in text.split("\n"):
        person = _person(line, expected=expected) if labelled else None
        expected = person == "next" or (expected and not line)
        if "@" in line:
            handles.update(match[1].lower() for match in _EMAIL.finditer(line))
        if person is None:
            _keep(kept, line)
    return _without_names("\n".join(kept).strip("\n"), handles)


def _has_number(text: str) -> bool:
    return sum(map(text.count, "0123456789")) >= _MIN_DIGITS and _DIGITS.search(text) is not None


def _keep(kept: list[str], line: str) -> None:
    """Add a line without its contacts; one that had nothing else goes, with the titled name above it."""
    if "@" not in line and not _DIGITS.search(line):
        kept.append(line)
        return
    rest = _without_addresses(line)
    if rest == line or any(map(str.isalnum, rest)):
        kept.append(rest)
    elif kept and _TITLED.fullmatch(kept[-1]):
        kept.pop()


def _person(line: str, *, expected: bool) -> str | None:
    """Return "line" where a line names a contact person, "next" where it announces one, else None."""
    if not line or len(line) > MAX_PERSON_LINE:
        return None
    label = _PERSON_LABEL.match(line)
    if label is None:
        return "line" if expected and " " in line and _NAME_LINE.fullmatch(line) else None
    rest = line[label.end() :]
    if not rest.strip(" :.-–"):
        return "next"
    divided = rest[0] in ":-–,=" or (line[label.end() - 1] == " " and re.match(_TITLE, rest))
    return "line" if divided and _NAME.match(rest.lstrip(" :-–,=")) else None


def _without_addresses(line: str) -> str:
    """Return a line without e-mail addresses and telephone numbers, and without their labels."""
    spans = [match.span() for match in _EMAIL.finditer(line)] if "@" in line else []
    for match in _CANDIDATE.finditer(line):
        if _PHONE_LABEL.search(line[max(0, match.start() - 40) : match.start()]):
            spans.append(match.span())
        else:
            spans += _numbers(match.group(), match.start())
    if not spans:
        return line
    return _mended(_TITLED.sub("", _cut(line, sorted(spans))))


def _mended(line: str) -> str:
    """Return a line that something was cut out of without the marks that stood around it."""
    rest = _FIRST_MARKS.sub(r"\1", " ".join(_EMPTY_MARKS.sub("", line).split()))
    return _TWO_MARKS.sub("", _LOOSE_MARK.sub("", rest)).rstrip(f"{_MARKS} /–-")


def _numbers(digits: str, start: int) -> list[tuple[int, int]]:
    blanked = _TIMES.sub(lambda match: "#" * len(match.group()), digits)
    return [(start + match.start(), start + match.end()) for match in _NUMBER.finditer(blanked)]


def _cut(line: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, end = [], 0
    for start, stop in spans:
        if start >= end:
            pieces.append(_NAMED.sub("", _LABEL.sub("", line[end:start])))
        end = max(end, stop)
    return " ".join([*pieces, line[end:]])


def _without_names(text: str, handles: Iterable[str]) -> str:
    """Return a text without the names that addresses consist of: a first and a last name, or an initial and a last name."""
    people = [
        tokens for handle in handles if len(tokens := set(re.split(r"[._\-+\d]+", handle)) - {""}) > 1 and not tokens & _ROLES
    ]
    if not people:
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        pairs = (match for match in _PAIR.finditer(line) if _is_any(people, match[1], match[2]))
        spans = [(match.start(1), match.end(2)) for match in pairs]
        rest = _mended(_cut_names(line, spans)) if spans else line
        if not spans or any(map(str.isalnum, rest)):
            kept.append(rest)
    return "\n".join(kept)


def _is_any(people: Iterable[set[str]], first: str, last: str) -> bool:
    firsts, lasts = _spellings(first), _spellings(last)
    return any(lasts & tokens and (firsts | {firsts_[0] for firsts_ in firsts if firsts_}) & tokens for tokens in people)


def _spellings(name: str) -> set[str]:
    """Return a name as addresses write it: Müller is muller and mueller."""
    lowered = name.lower()
    german = lowered.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ø", "oe").replace("å", "aa")
    return {fold(lowered), fold(german)}


def _cut_names(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces, end = [], 0
    for start, stop in spans:
        pieces.append(re.sub(rf"{_TITLE}$", "", text[end:start]))
        end = stop
    return "".join([*pieces, text[end:]])
