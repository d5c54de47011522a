"""Find the applicant's name and every later mention of it.

Evidence, best first: a label ("Name:"), a line that matches the applicant's own e-mail address or profile link, a sentence ("My
name is …"), and last the first line at the top that has the shape of a name. Shape means two to five capitalised words
without a word of job titles, headings or companies (`ingest.resume.vocabulary`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.resume.contact import handles
from ingest.resume.extract import close_spaced
from ingest.resume.outline import Line, heading_kind
from ingest.resume.spans import Span
from ingest.resume.vocabulary import (
    COMMON,
    COUNTRIES,
    JOB_SURNAMES,
    LEGAL_FORMS,
    ORGANISATIONS,
    PARTICLES,
    WORD_GIVEN,
    WORD_SURNAMES,
    is_job_word,
)

GUESS_LINES = 6
"""non-empty lines at the top among which a name is guessed by its shape"""
GUESS_WORDS = 40
"""words (or `GUESS_LINES` lines) that a text has at least for a guess: two words alone may be skills"""

_TITLE = (
    r"(?:(?:Mrs?|Ms|Miss|Mx|Mister|Herrn?|Frau|Fräulein|Mme|Mlle|Madame|Monsieur|Señora?|Sra?|Dr|Prof|Professor|Doktor|Univ"
    r"|med|phil|rer"
    r"|nat|jur|h\.c|Priv|Doz|Sir|Dame|Shri|Smt)\b\.?-?\s*)"
)
_HONORIFIC = r"(?:Mrs|Mr|Ms|Miss|Mx|Mister|Herrn?|Frau|Fräulein|Mme|Mlle|Madame|Monsieur|Señora?|Sra?)"
_SOFTWARE = (
    "Office|Word|Excel|Project|Access|Outlook|PowerPoint|Powerpoint|Teams|SQL|Windows|Dynamics|Visio|Azure|Exchange|Server"
    "|SharePoint|Sharepoint"
)
_ARTICLE = r"(?:(?:[Aa]l|[Ee]l|[Aa]s|[Aa]sh|[Aa]n|[Aa]r|[Aa]d|[Aa]t|d|l)[-'’])"
_WORD = r"[^\W\d_](?:[^\W\d_]|['’´`-](?=[^\W\d_]))*\.?"
_LABEL = re.compile(
    r"(?im)(?:^|(?<=[|•·;\t]))[ \t]{0,9}(?:[-*•][ \t]{0,9})?(?P<label>(?:full |first |last |middle |given |family |sur|fore"
    r"|vor- und (?:nach|zu)|vor|nach|familien|ruf)?"
    r"name(?:n|s)?|vorname,? (?:und )?(?:nach)?name|name,? vorname|nom(?: et prénom)?|prénom|nombre(?: y apellidos)?"
    r"|apellidos?|nome e cognome|cognome"
    r"|naam|imię i nazwisko|имя|фамилия|ф\.?и\.?о\.?|ad soyad|姓名)[ \t]{0,9}(?:[:：=]|\t|[ ]{2,}"
    r"|\n)[ \t]{0,9}(?P<value>[^\n|•·;\t]{1,80})"
)
_SENTENCE = re.compile(
    rf"(?:[Mm]y name is|[Mm]ein Name ist|[Ii]ch heiße|[Jj]e m'appelle|[Mm]e llamo)\s+(?P<value>{_WORD}(?:[ ]{_WORD}){{0,3}})"
)
_SIGNED = re.compile(
    rf"(?:\bI am|\bI'm|\bIch bin|\bgez\.|(?im:^(?:yours sincerely|kind regards"
    rf"|mit freundlichen grüßen),?))\s+(?P<value>{_WORD}(?:[ ]{_WORD}){{1,3}})"
)
_PARTS = re.compile(r"\s*[|•·–—/]\s*|\s+-\s+|\t+|\s{3,}|,\s+|\s*[()]\s*")
_DOCUMENT = re.compile(
    r"(?i)^(?:curriculum vitae|c\.?v\.?|résumé|resume|lebenslauf|tabellarischer lebenslauf"
    r"|bewerbung(?:sunterlagen)?)\b(?:\s+(?:of|von|for|vom|der|des))?[\s:–—-]*"
)
_DOCUMENT_AFTER = re.compile(r"(?i)(?<=\w)[\s:–—-]{1,9}(?:curriculum vitae|c\.?v\.?|résumé|resume|lebenslauf)$")
_STARTS = re.compile(r"(?:^|[.!?:;]\s|\n|[-•*] |[\"“„])$")
_VERB = re.compile(r" (?:(?:is|was|has|had|can|also|ist|war|hat|leitete?|arbeitete?)\b|[a-z]{3,}(?:s|ed)\b)")
_OWNED = r"(?:curriculum vitae|c\.?v\.?|résumé|resume|lebenslauf|bewerbung|bewerbungsunterlagen)[ ](?:of|von|for|vom)[ ]"
_BORN = re.compile(r"(?i)[ (,]*(?:geb(?:\.|orene?r?)|née?|born|maiden name:?)\s+[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)?\)?")


def find_names(text: str, lines: Sequence[Line]) -> list[Span]:
    """Return the spans of the applicant's name, of honorifics and of the surnames behind them."""
    stated = [*_labelled(text), *_said(text)]
    names = [name for _, name in stated]
    spans = [span for span, _ in stated]
    head = handles("\n".join(line.text for line in lines if line.zone != "body"))
    others = [handle for handle in handles(text) if handle not in head]  # a referee's, where the head has the applicant's
    top = next(_evident(head or others, lines), None) or (None if names else _guess(text, lines))
    for span, name in [*([top] if top else []), *(_evident(others, lines) if head else ())]:
        spans.append(span)
        names.append(name)
    spans.extend(_mentions(text, [tokens for name in names if (tokens := _tokens(name))]))
    spans.extend(_others(text))
    return spans


def is_name(words: str, *, known: bool = False) -> bool:
    """Whether words have the shape of a person's name: two to five words, capitalised, none of job titles or companies.

    Where the words are `known` (they match the person's own address), small letters and surnames that are jobs will do.
    """
    tokens = _strip_titles(words).split()
    full = [token for token in tokens if token.casefold() not in PARTICLES]
    if not 2 <= len(tokens) <= 6 or not 2 <= len(full) <= 4 or not all(re.fullmatch(_WORD, token) for token in tokens):
        return False
    folded = [token.casefold().strip(".") for token in full]
    if any(is_job_word(word) or (len(word) > 2 and word in ORGANISATIONS | LEGAL_FORMS) for word in folded):
        return False
    if folded[-1] in COUNTRIES or len(folded[-1]) < 2 or heading_kind(words):
        return False
    return known or (not set(folded) <= JOB_SURNAMES and all(map(_capital, full)) and not _acronyms(full))


def _capital(token: str) -> bool:
    return all(
        part[:1].isupper() for part in re.split(r"[-'’]", token) if part and part not in {"d", "l", "s", "t", "al", "el"}
    )


def _acronyms(tokens: Sequence[str]) -> bool:
    """Whether short capitals stand among ordinary words ("SAP Hana"): initials have one letter, and surnames four or more."""
    shouted = [token for token in tokens if token.isupper() and len(token.strip(".")) > 1]
    return 0 < len(shouted) < len(tokens) and any(len(token) < 4 for token in shouted)


def _strip_titles(words: str) -> str:
    return re.sub(rf"^(?:{_TITLE})+(?=\S)", "", words.strip())


def _labelled(text: str) -> Iterator[tuple[Span, str]]:
    for match in _LABEL.finditer(text):
        words = re.sub(r"[()\"“”„]", " ", _strip_titles(match["value"])).strip()  # 'Khai (Katie)', 'Robert "Bob" Hall'
        tokens = words.replace(",", " ").split()
        if 0 < len(tokens) <= 6 and all(re.fullmatch(_WORD, token) for token in tokens) and not any(map(is_job_word, tokens)):
            yield Span("name", match.start("label"), match.end("value")), words


def _said(text: str) -> Iterator[tuple[Span, str]]:
    for pattern in (_SENTENCE, _SIGNED):
        for match in pattern.finditer(text):
            tokens = match["value"].split()
            tokens = tokens[
                : next((at for at, token in enumerate(tokens) if not _capital(token) and token not in PARTICLES), 9)
            ]
            while tokens and tokens[-1] in PARTICLES:
                tokens.pop()
            name = " ".join(tokens).rstrip(".")
            if (pattern is _SENTENCE and tokens and not any(map(is_job_word, tokens))) or is_name(name):
                yield Span("name", match.start("value"), match.start("value") + len(name)), name


def _parts(line: Line) -> Iterator[tuple[int, str]]:
    """Yield the whole line, then its parts between separators, without "Resume of" and the like."""
    spaced = close_spaced(line.text)
    if spaced != line.text:  # offsets of a spaced out line can't be those of its parts
        yield line.start, line.text
        return
    position = 0
    pieces = [(0, len(line.text))]
    for separator in _PARTS.finditer(line.text):
        pieces.append((position, separator.start()))
        position = separator.end()
    pieces.append((position, len(line.text)))
    for start, end in dict.fromkeys(pieces):
        piece = _DOCUMENT_AFTER.sub("", line.text[start:end])
        lead = _DOCUMENT.match(piece)
        offset = lead.end() if lead else 0
        stripped = piece[offset:].strip(" \t#*_")
        if stripped:
            yield line.start + start + piece.index(stripped, offset), stripped


def _evident(addresses: Sequence[str], lines: Sequence[Line]) -> Iterator[tuple[Span, str]]:
    """Yield parts of lines that match the handles of addresses ("a.schmidt" → "Anna Schmidt")."""
    known = [_fold(handle) for handle in addresses]
    if not known:
        return
    for line in lines:
        for start, words in _parts(line):
            plain = close_spaced(words)
            if "@" in words or not is_name(plain.replace(",", ""), known=True) or not plain[:1].isalpha():
                continue
            tokens = [_fold(token) for token in _strip_titles(plain).replace(",", " ").split()]
            if any(_matches(tokens, handle) for handle in known):
                yield Span("name", start, start + len(words)), plain


def _matches(tokens: Sequence[str], handle: str) -> bool:
    """Whether a handle is made of a name: at least two of its words, or one of them and an initial."""
    pieces = [piece for piece in re.split(r"[^a-z]+", handle) if piece]
    joined = "".join(pieces)
    long = [token for token in tokens if len(token) > 2 and token in joined]
    if len(long) > 1:
        return True
    if not long:
        return False
    rest = joined.replace(long[0], "", 1)
    return long[0] in pieces or rest in {token[:1] for token in tokens} or (joined == long[0] and len(joined) > 4)


def _fold(word: str) -> str:
    word = word.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ı", "i"), ("ł", "l"), ("ø", "o"), ("đ", "d")):
        word = word.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", word)
    return re.sub(r"[^a-z0-9._@-]|-(?=$)", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def _guess(text: str, lines: Sequence[Line]) -> tuple[Span, str] | None:
    filled = [line for line in lines if line.text.strip()]
    if len(filled) < GUESS_LINES - 1 and len(text.split()) < GUESS_WORDS:
        return None
    top = [line for line in filled[:GUESS_LINES] if line.zone != "body"]
    for line in top:
        for start, words in _parts(line):
            plain = close_spaced(words)
            if line is not filled[0] and words != line.text.strip() and sum(map(is_name, line.text.split(", "))) > 1:
                continue  # a list ("Spring Boot, React Native"), not a name with something behind it
            if is_name(plain if line is not filled[0] else plain.replace(",", "", 1)):
                return Span("name", start, start + len(words)), plain
    for first, second in pairwise(top):  # a big name set on two lines
        both = f"{first.text.strip()} {second.text.strip()}"
        if len(both.split()) == 2 and is_name(both):
            return Span("name", first.start, second.end), both
    return None


def _tokens(name: str) -> list[str]:
    """Return the words of a name that identify it, the given name first."""
    last, _, first = name.rpartition(",") if "," in name else ("", "", name)
    words = [re.sub(rf"^{_ARTICLE}(?=[^\W\d_])", "", word.strip(".,")) for word in _strip_titles(f"{first} {last}").split()]
    return [word for word in words if len(word) > 1 and word.casefold() not in PARTICLES]


def _mentions(text: str, names: Sequence[Sequence[str]]) -> Iterator[Span]:
    given = {name[0] for name in names}
    tokens = sorted({token for name in names for token in name}, key=lambda word: (-len(word), word))
    if not tokens:
        return
    any_token = rf"{_ARTICLE}?(?:{'|'.join(re.escape(token) for token in tokens)})"
    initials = "|".join(sorted({re.escape(token[0]) for token in tokens}))
    small = "|".join(sorted(PARTICLES))
    part = rf"(?:(?:{any_token})|(?:{initials})\.|(?:{initials})(?=\s))"
    whole = re.compile(
        rf"(?<![\w-])(?:{_OWNED})?(?P<name>(?:{_TITLE}){{0,4}}{part}(?:(?:[ \t]{{0,9}},?[ \t]{{0,9}}"
        rf"|-)(?:(?:{small})[ ]){{0,3}}{part}){{1,5}}(?:['’]s?|s(?=\s))?)(?![\w-])",
        re.IGNORECASE,
    )
    for match in whole.finditer(text):
        words = [word for word in re.findall(r"[^\W_]+", match["name"]) if len(word) > 1 and word.casefold() not in PARTICLES]
        # a name is in capitals or not, all of it: "Sarah cooks" is a sentence about Sarah Cook
        if words and (
            all(word[0].isupper() for word in words) or (len(words) > 1 and not any(word[0].isupper() for word in words))
        ):
            yield Span("name", *_with_birth_name(text, match.start(), match.end()))
    for token in tokens:
        yield from _alone(text, token, given=token in given)


def _with_birth_name(text: str, start: int, end: int) -> tuple[int, int]:
    born = _BORN.match(text, end)
    return start, born.end() if born else end


def _alone(text: str, token: str, *, given: bool) -> Iterator[Span]:
    """Yield mentions of one part of the name, unless it is an ordinary word, a company's name or a place there.

    A given name that is also a word ("Grace", "Will") goes where a sentence is about it, or where a capital inside an
    English sentence shows a name.
    """
    folded = token.casefold()
    word = folded in JOB_SURNAMES | WORD_SURNAMES | WORD_GIVEN | COMMON or is_job_word(folded)
    if word and not given:
        return
    forms = "|".join(re.escape(form) for form in sorted({token.capitalize(), token.upper(), token}) if form[:1].isupper())
    if not forms:
        return
    genitive = r"(?:['’]s?|s(?=\s))?" if len(token) > 3 else r"(?:['’]s?)?"
    pattern = rf"(?<![\w-])(?P<title>(?:{_TITLE}){{0,4}}){_ARTICLE}?(?:{forms}){genitive}(?![\w-])"
    for match in re.finditer(pattern, text):
        before, after = (
            text[max(0, match.start() - 12) : match.start()],
            text[match.end() : match.end() + 60].split("\n", 1)[0],
        )
        subject = _STARTS.search(before) and _VERB.match(after)
        inside = folded in WORD_GIVEN and re.search(r"[a-z,] $", before)
        if word and not (subject or inside):
            continue
        if not match["title"] and (_is_place(before, after) or _is_company(after)):
            continue
        yield Span("name", match.start(), match.end())


def _is_place(before: str, after: str) -> bool:
    return (
        re.search(r"(?i)\b(?:in|near|at|bei|nach|aus)\s$", before) is not None or re.match(r", [A-Z]{2}\b", after) is not None
    )


def _is_company(after: str) -> bool:
    words = [word.casefold().strip(".,;()") for word in after.split()[:3]]
    near = words[:1] + (words[1:2] if words[:1] in (["&"], ["und"], ["and"], ["+"]) else [])
    named = any(word in LEGAL_FORMS for word in words[:3] if word != "as") or any(word in ORGANISATIONS for word in near)
    return named or re.match(r" [A-ZÀ-Þ][a-zà-ÿ]", after) is not None  # "Siemens Healthineers"


def _legal(after: str) -> bool:
    following = after.casefold().split()[:1]
    return bool(following) and following[0].strip(".,") in (LEGAL_FORMS | ORGANISATIONS) - {"as", "co"}


def _others(text: str) -> Iterator[Span]:
    """Yield honorifics with the surname behind them ("Frau Dr. Yılmaz"), whoever it is; "MS Office" is software."""
    small = "|".join(sorted(PARTICLES - {"y", "e", "a", "i"}))
    pattern = (
        rf"\b{_HONORIFIC}\b\.?[ ](?:(?:Dr|Prof|Dipl"
        rf"|med)\.[ ]?){{0,3}}(?!(?:{_SOFTWARE})\b)(?:(?:{small})[ ]){{0,3}}(?P<name>{_ARTICLE}?[A-ZÀ-ÞĀ-Ž][^\W\d_]+"
        rf"(?:[-'’][^\W\d_]+)*)(?P<second>[ ][A-ZÀ-ÞĀ-Ž][^\W\d_]+(?:-[^\W\d_]+)?(?=,|[ ]?\n|$))?"
    )
    for match in re.finditer(pattern, text):
        end = match.start("second") if match["second"] and is_job_word(match["second"].strip()) else match.end()
        after = text[match.end() : match.end() + 60].split("\n", 1)[0]
        if not is_job_word(match["name"]) and not _legal(after) and not _legal(match["second"] or ""):
            yield Span("title", match.start(), end)
