"""Find e-mail addresses, telephone numbers, profile links and postal addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phonenumbers import Leniency, PhoneNumberMatcher

from ingest.resume.outline import Line
from ingest.resume.spans import Span
from ingest.resume.vocabulary import COUNTRIES, US_STATES, is_job_word

EMAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?(?P<handle>[\w.+'-]{1,64})\s?(?:@|\s?[(\[{]\s?(?:at|@)\s?[)\]}]\s?)\s?(?:[\w-]{1,63}(?:\."
    r"|\s?[(\[]dot[)\]]\s?)){1,5}[^\W\d_]{2,18}(?![\w@])"
)
_PROFILES = (
    r"linkedin|xing|github|gitlab|bitbucket|twitter|x|facebook|fb|instagram|stackoverflow|medium|behance|dribbble|kaggle"
    r"|orcid|researchgate"
    r"|youtube|tiktok|pinterest|about|codepen|leetcode|hackerrank|t|wa|vk|mastodon|threads|bsky|huggingface|dev|keybase"
    r"|telegram|scholar\.google"
)
_PROFILE = re.compile(
    rf"(?i)(?<![\w@.])(?:https?://)?(?:[a-z]{{2,3}}\.|www\.|m\.)?(?:{_PROFILES})\.(?:com|de|org|net|io|me|app|social|to|co|at"
    rf"|ch|dev)/(?P<handle>[^\s|•·;,<>()]{{1,200}})"
)
_PAGES = re.compile(
    r"(?i)(?<![\w@.])(?:[\w-]{1,63}\.github\.io|[\w-]{1,63}\.(?:wordpress|blogspot|gitlab|vercel|netlify)\.(?:com|io"
    r"|app))[^\s|•·;,<>()]{0,200}"
)
_URL = re.compile(
    r"(?i)(?<![\w@.])(?:https?://|www\.)[^\s|•·;,<>()]{3,300}|(?<![\w@./])[\w-]{2,63}\.(?:com|de|org|net|io|dev|me|eu|at|ch"
    r"|co\.uk|uk|info|blog|name)(?:/[^\s|•·;,<>()]{0,200})?(?![\w@])"
)
_HANDLE = re.compile(
    r"(?im)(?:^|(?<=[|•·;,\t ]))(?P<label>linkedin|xing|github|gitlab|skype|twitter|instagram|facebook|telegram|whatsapp"
    r"|signal|discord|orcid|wechat|mastodon|tiktok|threads|bluesky)"
    r"(?:[ ]?(?:profile|profil|id|name))?(?:[ \t]{0,9}[:：]|[ ]{0,9}\t)[ \t]{0,9}(?P<handle>(?:live:)?@?[\w./+-]{2,80})"
    r"[ \t]{0,9}(?=$|[|•·;\t]|(?<=[ ]{2}))"
)
_URL_LABEL = re.compile(r"(?i)(?:website|webseite|homepage|web|portfolio|blog|url|site|internet|profile?)\s*[:：]?\s*$")

_LABELS = re.compile(
    r"(?i)(?:(?<=^)|(?<=[\s|•·,;(/]))(?:e-?mail(?:[ -]?(?:address|adresse))?|mail|tele(?:phone|fon|fax)(?:nummer| number)?"
    r"|phone(?: number| no)?|cell(?:phone)?|tel|mobile?(?: number| no)?"
    r"|mob|handy(?:nummer)?|fax|mobiltelefon|festnetz|linkedin|xing|github|gitlab|twitter|website|webseite|homepage|web"
    r"|portfolio|blog|url"
    r"|address|adresse|anschrift|postal address|home address|wohnort|wohnhaft in|contact|kontakt|тел|tél|téléphone|teléfono"
    r"|telefono|móvil|correo|[tmeph])(?:\s?\([^()\n]{1,20}\))?[ \t]{0,9}[.:：]?[ \t]{0,9}(?:[:：–-][ \t]{0,9})?$"
)

_DATE = re.compile(
    r"^\(?\s*(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|(?:19|20)\d\d\s*[-–/.]\s*(?:(?:19|20)?\d\d|\d{1,2}(?:[-./]\d{1,2})?)"
    r"|\d{1,2}[./]\s?(?:19|20)\d\d(?:\s*[-–]\s*\d{1,2}[./]\s?(?:19|20)\d\d)?|(?:19|20)\d\d(?:\s+(?:19|20)\d\d)*)\s*\)?$"
)
_NUMBER = r"(?:\+|00|\()?\d(?:[ \t()/.–-]{0,3}\d){5,16}"
_PHONE_LABEL = re.compile(
    r"(?i)\b(?:tel(?:efon|ephone)?(?:nummer| number)?|phone(?: number)?|cell(?:phone)?|mob(?:ile|il|iltelefon)?"
    r"|handy(?:nummer)?|fax|festnetz|whatsapp|call|rufnummer"
    r"|tél|téléphone|teléfono|móvil|telefono"
    rf"|telefoon)\b[ \t]{{0,9}}(?:\([^()\n]{{1,20}}\))?[ \t]{{0,9}}[.:：]*[ \t]{{0,9}}\n?[ \t]{{0,9}}(?P<number>{_NUMBER})"
)
_PHONE_SHAPE = re.compile(
    r"(?<![\w.,/+-])(?:(?P<international>(?:\+|00[1-9])(?:[ \t()/.–-]{0,3}\d){7,16})"
    r"|(?P<national>\(?0\d{2,5}\)?[ \t/–-]{1,3}\d(?:[ \t/–-]{0,2}\d){4,10})"
    r"|(?P<french>0[1-9](?:[ .]\d\d){4})"
    r"|(?P<us>\(?[2-9]\d\d\)?[ .–-]{1,2}\d{3}[ .–-]\d{4}))(?![\w])"
)
REGIONS = ("DE", "GB")
"""regions whose national notation is looked for; numbers with a country code are found whatever it is"""
MAX_PHONE_LINE = 400
"""characters of a line that phonenumbers sees: contact details stand on short lines"""

_STREET_DE = (
    r"(?:[A-ZÄÖÜ][\w.'-]{1,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|hof|steig|stieg|chaussee"
    r"|promenade|wall|graben|markt)"
    r"|(?<![\w-])[A-ZÄÖÜ][\w.']{1,30}(?:[ -][\w.']{1,30}){0,2}[ -]"
    r"(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee|Markt)"
    r")"
)
_STREET_AT = (
    r"(?:(?:Am|An der|An den|Im|In der|In den|Auf dem|Auf der|Zum|Zur|Unter den|Beim"
    r"|Hinter der) [A-ZÄÖÜ][\w.'-]{1,40}(?: [A-ZÄÖÜ][\w.'-]{1,40})?)"
)
_HOUSE = r"[ \t]{1,2}\d{1,4}(?:[ ]?[a-zA-Z](?!\w))?(?:[ ]?[-–/][ ]?\d{1,4})?(?![\w.:%])"
_STREET_EN = (
    r"(?:(?:Flat|Apt\.?|Apartment|Unit|Suite)[ ]?\w{1,5},?[ ])?\b\d{1,5}[a-zA-Z]?,?[ ](?:[A-Z][\w.'’-]{0,30}[ ]){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Close|Way|Place|Pl|Terrace|Gardens|Crescent"
    r"|Square|Sq|Parkway|Grove|Row|Hill|Park|Mews|Quay)\b\.?"
    r"(?:,?[ ](?:Apt\.?|Apartment|Unit|Suite|Flat|#)[ ]?\w{1,5})?"
)
_STREET_ROMANCE = (
    r"\b(?:\d{1,4}(?:[ ](?:bis|ter))?,?[ ])?(?:rue|avenue|boulevard|place|chemin|calle|c/|avenida|plaza|via|viale|piazza"
    r"|corso|ulica|ul\.)[ ](?:[\w.'’-]{1,30}[ ,]{0,2}){1,5}\d{0,4}(?=$|[,;|•·\n])"
)
_STREET = re.compile(rf"(?:{_STREET_DE}{_HOUSE}|{_STREET_EN})(?=\s*(?:[,;|·•)\n]|$))")
_HOME_STREET = re.compile(rf"{_STREET_DE}{_HOUSE}|{_STREET_AT}{_HOUSE}|{_STREET_EN}|(?i:{_STREET_ROMANCE})")
_CITY = (
    r"[A-ZÀ-ÞĀ-Ž][^\W\d_.]{1,30}\.?(?:[ /-](?:an der|an dem|am|im|in|bei|de|la|le|upon|of|[a-z]\.? ?d\."
    r"|[A-ZÀ-ÞĀ-Ž][^\W\d_]{1,30}|\([A-Z][\w ]{1,20}\))){0,4}"
)
_POSTCODE = re.compile(
    rf"(?<![\w.,/-])(?:(?:D|DE|A|AT|CH|F|FR|I|IT|E|ES|L|NL|PL|B|BE)[ -]{{1,3}})?(?:\d{{5}}|\d{{2}}-\d{{3}}|(?!19"
    rf"|20)\d{{4}}(?:[ ][A-Z]{{2}})?|(?<=[A-Z]-)\d{{4}})[ ]{_CITY}"
    rf"|{_CITY},?[ ](?:[A-Z]{{2}}[ ])\d{{5}}(?:-\d{{4}})?(?!\w)"
    rf"|(?:{_CITY},?[ ])?\b[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}\b"
)
_ADDRESS_LABEL = re.compile(
    r"(?im)(?:^|(?<=[|•·;\t]))[ \t]{0,9}(?:[-*•][ \t]{0,9})?(?P<label>(?:(?:postal |home |current |permanent |mailing "
    r"|private )?address|(?:place of )?residence|adresse|anschrift|wohnort|wohnhaft(?: in)?"
    r"|privatadresse|straße|strasse|street|plz(?:[ /,]+(?:ort|wohnort))?|postleitzahl|postcode|post code|zip(?: code)?"
    r"|hometown|heimatort|dirección|indirizzo|adres|domicile)"
    r"[ \t]{0,9}(?:[:：=]|\t|[ ]{2,}))[ \t]{0,9}(?P<value>[^\n|•·;\t]{2,120}"
    r"(?:(?<=,)[ ]?\n[^\n:|•·;\t]{2,80})?)"
)
_HOME_LABEL = re.compile(
    r"(?im)(?:^|(?<=[|•·;\t]))[ \t]{0,9}(?P<label>(?:location|city|ort|stadt|town|county|country|land|lives in|lebt in"
    r"|based in)[ \t]{0,9}(?:[:：=]|\t)?)[ \t]+(?P<value>[^\n|•·;\t]{2,60})"
)
_SIGNING = re.compile(
    r"(?m)^(?:Place|Ort)[ ]?:[ ][^\n]{2,40}$|^[A-ZÀ-Þ][\w .()/-]{1,40},[ ]*(?:den[ ]|the[ ]"
    r"|on[ ])?(?:\d{1,2}\.[ ]?(?:\d{1,2}\.|[^\W\d_]{3,9})[ ]?\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ ][^\W\d_]{3,9}[ ]\d{4}|[^\W\d_]{3,9}[ ]\d{1,2},?[ ]\d{4})$"
)


def handles(text: str) -> list[str]:
    """Return the handles of e-mail addresses and profile links, in order: what a name on the page can be checked against."""
    emails = [match["handle"] for match in EMAIL.finditer(text)]
    profiles = [re.sub(r"^(?:in|profile|pub|user|users|people)/", "", match["handle"]) for match in _PROFILE.finditer(text)]
    return [handle for handle in emails + profiles if len(handle) > 2]


def find_emails(text: str) -> Iterator[Span]:
    """Yield e-mail addresses with their labels."""
    for match in EMAIL.finditer(text):
        yield Span("email", label_start(text, match.start()), match.end())


def find_urls(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield profile links and handles anywhere, and any link in the head and in personal sections or behind a label."""
    for pattern in (_PROFILE, _PAGES, _HANDLE):
        for match in pattern.finditer(text):
            start = match.start("label") if pattern is _HANDLE else label_start(text, match.start())
            yield Span("url", start, match.end() - _trailing(match.group()))
    for line in lines:
        for match in _URL.finditer(line.text):
            if line.zone != "body" or _URL_LABEL.search(line.text[: match.start()]):
                start = line.start + match.start()
                yield Span("url", label_start(text, start), line.start + match.end() - _trailing(match.group()))


def _trailing(link: str) -> int:
    return len(link) - len(link.rstrip(".!?'\""))


def label_start(text: str, start: int) -> int:
    """Return where the label before an offset begins ("Tel.: "), or the offset where there is none."""
    line_start = max(text.rfind("\n", 0, start) + 1, start - 60)
    label = _LABELS.search(text[line_start:start])
    return line_start + label.start() if label else start


def find_phones(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield telephone numbers: labelled, in the shape of one, or valid and grouped as their country groups them; no dates."""
    for match in _PHONE_LABEL.finditer(text):
        if not _DATE.match(match["number"]):
            yield Span("phone", match.start(), match.end())
    for line in lines:
        if sum(character.isdigit() for character in line.text) < 6:
            continue
        for match in _PHONE_SHAPE.finditer(line.text):
            if not _DATE.match(match.group()) and (line.zone != "body" or not match["us"]):
                yield _phone(text, line.start + match.start(), line.start + match.end())
        if len(line.text) <= MAX_PHONE_LINE:
            yield from _valid_phones(text, line)


def _valid_phones(text: str, line: Line) -> Iterator[Span]:
    for region in REGIONS if line.zone != "body" else (None,):
        for match in PhoneNumberMatcher(line.text, region, leniency=Leniency.STRICT_GROUPING):
            if not _DATE.match(match.raw_string):
                yield _phone(text, line.start + match.start, line.start + match.end)


def _phone(text: str, start: int, end: int) -> Span:
    return Span("phone", label_start(text, start), end)


def find_addresses(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield home addresses.

    Streets go anywhere. Postcode and town go in the head, in personal sections, and wherever the same pair appears again;
    elsewhere they belong to an employer, whose town stays.
    """
    for match in _ADDRESS_LABEL.finditer(text):
        yield Span("address", match.start("label"), match.end("value"))
    for line in lines:
        home = line.zone != "body"
        for match in (_HOME_STREET if home else _STREET).finditer(line.text):
            yield Span("address", label_start(text, line.start + match.start()), line.start + match.end())
    yield from _towns(text, lines)
    tail = max(0, len(text) - 200)
    yield from (
        Span("address", match.start(), match.end()) for match in _SIGNING.finditer(text, tail) if "|" not in match.group()
    )


def _towns(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    known: set[str] = set()
    for line in lines:
        if line.zone == "body":
            continue
        for match in _POSTCODE.finditer(line.text):
            known.add(match.group())
            yield from _street_before(text, line.start + match.start())
            end = line.start + match.end()
            country = re.match(r",?[ ]([^\W\d_]+(?: Kingdom| States)?)(?=$|[\s|•·,;])", text[end : end + 40])
            if country and _is_country(country[1]):
                end += country.end()
            yield Span("address", label_start(text, line.start + match.start()), end)
        for match in _HOME_LABEL.finditer(line.text):
            if not any(is_job_word(word) for word in match["value"].split()):
                yield Span("address", line.start + match.start("label"), line.start + match.end("value"))
        yield from _home_town(line)
    for town in known:
        yield from (
            Span("address", match.start(), match.end()) for match in re.finditer(rf"(?<!\w){re.escape(town)}(?!\w)", text)
        )


def _street_before(text: str, town: int) -> Iterator[Span]:
    """Yield the words before a postcode that have a house number, whatever their street is called."""
    start = max(0, town - 80)
    street = re.search(
        r"(?:^|[|•·;:\n])[ \t]{0,9}(?P<street>[^|•·;:@\n]{2,60})[ \t]{0,9}[,|•·;\n][ \t]{0,9}$", text[start:town]
    )
    if street and re.fullmatch(
        r"[A-ZÀ-Þ][^\d]{2,45}[ ]\d{1,4}[ ]?[a-zA-Z]?|\d{1,5}[a-zA-Z]?,?[ ][A-ZÀ-Þ][^\d]{2,45}", street["street"].strip()
    ):
        yield Span("address", start + street.start("street"), start + street.end("street"))


def _home_town(line: Line) -> Iterator[Span]:
    """Yield "Leeds, UK" and "Austin, TX" that stand alone between separators in the head."""
    for match in re.finditer(
        rf"(?:^|(?<=[|•·;\t])\s*)(?:based in )?{_CITY},[ ](?P<country>[A-Z][\w]+(?:[ ][A-Z]\w+)?)[ ]*(?=$|[|•·;\t])", line.text
    ):
        if _is_country(match["country"]) or match["country"].casefold() in US_STATES:
            yield Span("address", line.start + match.start(), line.start + match.end())


def _is_country(word: str) -> bool:
    return word.casefold() in COUNTRIES or word in {
        "United Kingdom",
        "United States",
        "Czech Republic",
        "South Africa",
        "New Zealand",
    }
