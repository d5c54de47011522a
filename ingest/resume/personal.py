"""Find what a resume says about the person rather than the work: birth, origin, family, gender, religion, photo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.resume.outline import Line, heading_kind
from ingest.resume.spans import Span
from ingest.resume.vocabulary import COUNTRIES, is_job_word

_SURE = {
    "birth": r"""date of birth|birth ?date|birthday|d\.?o\.?b\.?|place of birth|birth ?place|date (?:and|&) place of birth
        |country of birth|geburtsdatum|geburtstag|geburtsort|geburtsland|geburtsname|maiden name|birth name|geboren am
        |geboren in|date de naissance|lieu de naissance|fecha de nacimiento|lugar de nacimiento|data di nascita
        |luogo di nascita|geboortedatum|geboorteplaats|data urodzenia|miejsce urodzenia|дата рождения|doğum tarihi
        |doğum yeri|出生日期""",
    "nationality": r"""nationality|citizenship|staatsangehörigkeit|staatsbürgerschaft|nationalität|visa(?: status|type)?|visum
        |visastatus|work permit|residence permit|residency status|right to work|work authori[sz]ation
        |immigration status|aufenthaltstitel|aufenthaltsstatus|aufenthaltserlaubnis|arbeitserlaubnis
        |arbeitsgenehmigung|passport(?: no\.?|number)?|ethnicity|ethnic origin|ethnische herkunft
        |migrationshintergrund|nationalité|nacionalidad|nazionalità|nationaliteit|obywatelstwo|narodowość|гражданство
        |uyruk|国籍""",
    "family": r"""marital status|civil status|family status|familienstand|personenstand|spouse|ehepartner(?:in)?
        |(?:number of )children|(?:anzahl )(?:der )?kinder|father'?s name|mother'?s name|husband'?s name|wife'?s name
        |name des vaters|name der mutter|état civil|situation familiale|estado civil|stato civile|burgerlijke staat
        |stan cywilny|семейное положение|medeni durum""",
    "id": r"""tax[ -](?:number|no\.?|id)|social security[ -](?:number|no\.?)|national insurance[ -](?:number|no\.?)|nino
        |identity card[ -](?:number|no\.?)|id[ -]card[ -](?:number|no\.?)|national id(?:[ -](?:number|no\.?))?|ssn|ppsn?
        |pps[ -](?:number|no\.?)|driving licence[ -](?:number|no\.?)|driver'?s license[ -](?:number|no\.?)|iban
        |bankverbindung|steuer-?id|steuer-?identifikationsnummer|steuernummer|sozialversicherungsnummer
        |rentenversicherungsnummer|krankenversicherungsnummer|personalausweisnummer|ausweisnummer|reisepassnummer
        |führerscheinnummer""",
    "religion": r"""religion|konfession|religionszugehörigkeit|glaubensbekenntnis|religious affiliation|denomination|caste""",
    "gender": r"""gender|geschlecht|sexe|geslacht|pronouns|pronomen|preferred pronouns|anrede|salutation|cinsiyet|пол""",
    "health": r"""disability|disabilities|behinderung|schwerbehinderung|grad der behinderung|blood group|blutgruppe""",
}
"""labels that never mean anything else"""
_ZONED = {
    "birth": r"born(?: on| in)?|geboren|geb\.?|age|alter|né\(?e?\)?|naissance|edad|età|leeftijd|wiek",
    "nationality": r"herkunft|origin|heimat(?:land|ort)?|race|national",
    "family": r"children|kinder|husband|wife|ehemann|ehefrau|eltern|vater|mutter|father|mother|parents|geschwister|siblings|familie"
    r"|family",
    "gender": r"sex|sexo|sesso|m/f|title|titel",
    "health": r"height|weight|größe|gewicht",
}
"""labels that mean the person only in the head or in a personal section"""

_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|a|an|ein(?:e|em|er|es)?|zwei|drei|vier|fünf|sechs|no|kein(?:e|en)?)"
_CHILD = (
    r"(?:child(?:ren)?|kids?|sons?|daughters?|Kind(?:er|ern)?|Söhne?n?|Töchtern?|Tochter|Sohn|enfants?|hijos?|hijas?"
    r"|figli[oa]?|dzieci|kinderen)"
)
_STATUS = (
    r"(?:married|single|unmarried|divorced|widowed|separated|engaged|cohabiting|in a relationship|verheiratet|ledig"
    r"|geschieden|verwitwet|verpartnert|getrennt lebend|in (?:einer )?partnerschaft"
    r"|mariée?|célibataire|divorcée?|pacsée?|casad[oa]|solter[oa]|divorciad[oa]|sposat[oa]|celibe|nubile|żonaty|mężatka|gehuwd)"
)
_CHURCH = (
    r"(?:röm(?:isch|\.)?[- ]?(?:katholisch|kath\.?)|evangelisch|ev\.|rk\.?|katholisch|muslim(?:isch|in|a)?"
    r"|moslem(?:isch)?|islamisch|jüdisch|christlich"
    r"|roman catholic|catholic|protestant|muslim|christian|hindu|sikh|jewish|buddhist)"
)
_RESIDENT = (
    r"(?:(?:eu|german|british|us|deutsche?r?) (?:citizen|national|staatsbürger(?:in)?)|eu-bürger(?:in)?|permanent resident"
    r"|deutsch(?:e|er)? staatsangehörige[rs]?|(?:full |valid )?(?:driving licence and )?right to work in the [a-z ]{2,20}"
    r"|indefinite leave to remain|settled status|pre-settled status|green card(?: holder)?"
    r"|unbefristete (?:aufenthalts|niederlassungs)erlaubnis|niederlassungserlaubnis)"
)
_ATOM = re.compile(
    rf"(?i)^(?:(?P<family>{_STATUS}(?:,? (?:with|mit|and|und)? ?{_NUMBER} {_CHILD})?|{_NUMBER} "
    rf"(?:(?:minor|grown-up|adult|small|erwachsene|kleine|minderjährige|schulpflichtige) )?{_CHILD}(?: \([^()\n]{{0,60}}\))?)"
    r"|(?P<gender>female|male|non-binary|weiblich|männlich|divers|nichtbinär)"
    r"|(?P<birth>(?:age|alter):? \d{2}|(?:age |alter )?\d{2} (?:years(?: old)?|jahre(?: alt)?|yrs))"
    rf"|(?P<religion>{_CHURCH})|(?P<nationality>{_RESIDENT}))$"
)
_PARENT = re.compile(
    rf"(?i)\b(?:(?:(?:I|s?he|they) (?:am|is|are) (?:also )?|I'm )?(?:an? |and )?(?:proud |single |working )*(?:mother|father"
    rf"|mum|mom|dad|parent)(?: and \w+)? of {_NUMBER}(?: (?:\w+ )?{_CHILD})?\b|(?:stolze[r]? )?(?:Mutter|Vater|Elternteil"
    rf"|Mama|Papa) (?:von {_NUMBER}|zweier|dreier)(?: (?:\w+ )?{_CHILD}n?)?\b|alleinerziehende?r? (?:Mutter|Vater)"
    rf"|\balleinerziehend\b)"
)
_LEAVE = re.compile(
    r"\b(?P<word>[Mm]aternity|[Pp]aternity)(?= leave)|\b(?:Mutterschutz|Mutterschaftsurlaub|Vaterschaftsurlaub)\b"
)

_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[^\W\d_]{0,7}\.?"
_DAY = (
    rf"(?:\d{{1,2}}[./-][ ]?\d{{1,2}}[./-][ ]?\d{{2,4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th"
    rf"|\.)?[ ](?:of )?{_MONTH},?[ ]\d{{4}}|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{4}}|{_MONTH}[ ](?:19|20)\d\d|(?:19"
    rf"|20)\d\d)"
)
_PLACE = (
    r"(?-i:[A-ZÀ-ÞĀ-Ž][^\W\d_]{1,30}(?:[ '’-](?:(?:am|an der|im|de|del|di|da|la|el|of|upon|bei"
    r"|ob der)[ ])?[A-ZÀ-ÞĀ-Ž][^\W\d_]{1,30}){0,3}(?:[ ]?\([A-ZÀ-Þ][\w .-]{1,30}\))?)"
)
_BORN = re.compile(
    rf"(?i)(?:\b(?:(?:(?:I|they|he|she|ich|er|sie) (?:was|were|wurde) |wurde )?(?:born|geboren(?:e[rs]?)?|geb\."
    rf"|né(?:\(?e\)?)?|nacid[oa]|nat[oa])(?: and raised| und aufgewachsen)?"
    rf"|raised|brought up|grew up|(?:ich bin |bin )?aufgewachsen|originally|ursprünglich(?= aus)|hails|(?:a )?native|gebürtig)"
    rf"|\*)[ ]?(?P<rest>(?:(?:on|am|in|im|at|from|aus|of|le|el|il|à|en|a)?[ ]?(?:the )?(?P<day>{_DAY})[ ,]*)?(?:(?:in|at|from"
    rf"|aus|of|à|en|a)[ ](?P<place>{_PLACE})(?:,[ ](?P<country>{_PLACE}))?)?)"
)
_AGE = re.compile(
    r"(?i)\b(?:I am|I'm|ich bin|bin|aged?:?|alter:?|mit)[ ](?P<age>[1-9]\d) ?(?:years? old|years of age|jahre alt|jahre jung"
    r"|yrs|y/o)\b|\b[1-9]\d(?:[ -]years?[ -]old| years of age| jahre alt|-jährige[rs]?)\b"
)
_CITIZEN = re.compile(
    r"\b(?:(?:I am |I'm )?(?:an? )?(?:dual )?)(?!Senior|Global)[A-Z][a-z]+(?:[-/][A-Z][a-z]+)? (?:citizen(?:ship)?|national"
    r"|passport(?: holder)?)\b|\b(?:deutsche|österreichische|Schweizer|türkische|polnische"
    r"|italienische)[rn]? (?:Staatsbürger(?:in)?|Staatsangehörigkeit|Staatsbürgerschaft|Staatsangehörige[rs]?)\b"
)

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b")
_PHOTO = re.compile(
    r"(?i)[\[({<](?:(?:passport|profile|portrait|my|bewerbungs|pass|profil)[ -]?)?(?:photo|foto|picture|bild|image|portrait"
    r"|porträt|headshot|photograph"
    r"|lichtbild)[^\])}>\n]{0,200}[\])}>]"
    r"|(?:^|(?<=[|•·;\t]))[ \t]{0,9}(?:[-*•][ \t]{0,9})?(?:(?:passport|profile|portrait|application|applicant'?s?"
    r"|my) ?)?(?:photo(?:graph)?|foto|picture|bild|image|portrait|porträt|headshot|lichtbild|bewerbungs(?:foto|bild)"
    r"|pass(?:foto|bild)|profil(?:foto|bild))"
    r"(?:[ \t]{0,9}(?:[:：–—]|-[ ])[ \t]{0,9}[^\n]{1,200}|[ \t]+(?:of|von|by|showing|zeigt|taken|caption|unterschrift"
    r"|aufgenommen)\b[^\n]{1,200}|[ \t]{0,9})$"
    r"|\b[\w-]{1,60}\.(?:jpe?g|png|heic|webp)\b",
    re.M,
)
_SOFTWARE = re.compile(r"(?i)photoshop|lightroom|gimp|capture one|editing|bearbeitung|retusch|retouch|design")


def find_personal(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """Yield every statement about the person: labelled fields, bare statements between separators, and prose."""
    yield from _fields(lines)
    for line in lines:
        yield from _atoms(line)
        yield from _prose(line)
    yield from (Span("id", match.start(), match.end()) for match in _IBAN.finditer(text))
    for match in _PHOTO.finditer(text):
        if not _SOFTWARE.search(match.group()):
            yield Span("photo", match.start(), match.end())


def _label(names: str) -> str:
    names = "|".join(name.strip() for name in names.split("|"))
    more = r"(?:[ ]?(?:/|&|\+|,|und\b|and\b)[ ]?-?[^\W\d_][\w.'-]{0,20}(?:[ ]of[ ]birth)?){0,2}"
    return rf"(?i)(?:[-*•▪][ \t]{{0,9}})?(?P<label>(?:{names}){more})(?![\w-])(?:[ ]?\([^()\n]{{1,30}}\))?"


_FIELDS = [(kind, re.compile(_label(names)), True) for kind, names in _SURE.items()]
_FIELDS += [(kind, re.compile(_label(names)), False) for kind, names in _ZONED.items()]
_BREAK = re.compile(r"[|•·;\t]|[ ]{3,}|[ ,]+(?=[A-ZÄÖÜ][\w-]*(?:[ ][\w-]+){0,2}[:：])")
_PROSE = re.compile(
    r"\s+(?:of|for|and|und|für|the|studies|office|law|management|processing|in the|lehrer|teacher|issues|application)\b"
)
MAX_VALUE_WORDS = 10


def _fields(lines: Sequence[Line]) -> Iterator[Span]:
    for number, line in enumerate(lines):
        if len(line.text) > 400:
            continue
        for start, end in _segments(line.text):
            for kind, pattern, sure in _FIELDS:
                match = pattern.match(line.text, start, end)
                if match is None or not (sure or line.zone != "body"):
                    continue
                found = _value_end(lines, number, match.end(), end, kind=kind, sure=sure)
                if found is not None:
                    yield Span(kind, line.start + start, found)
                    break


def _segments(line: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the parts of a line between separators and before the next inline label."""
    start = len(line) - len(line.lstrip())
    for match in _BREAK.finditer(line, start):
        inline = match.group().strip(" ,") == "" and len(match.group()) < 3
        if inline and not re.search(r"[:：]", line[start : match.start()]):
            continue  # "Date of Birth:" is one label, not two
        if match.start() > start:
            yield start, match.start()
        start = match.end() + (len(line[match.end() :]) - len(line[match.end() :].lstrip()))
    if start < len(line):
        yield start, len(line)


def _value_end(lines: Sequence[Line], number: int, after: int, end: int, *, kind: str, sure: bool) -> int | None:
    """Return the offset where a label's value ends: on its line, in the next cell of its row, or on the next line."""
    line = lines[number]
    rest = line.text[after:end]
    mark = re.match(r"[ ]*[:：=.]+|[ ]+[–-][ ]|[ ]*$", rest)
    if not mark:
        return line.start + end if sure and re.match(r"[ ]+\S", rest) and _fits(rest, kind) and not _is_prose(rest) else None
    value = rest[mark.end() :].strip()
    if value:
        return line.start + end if _fits(value, kind) else None
    cell = re.match(r"(?:[ ]{0,9}\t[ \t]{0,9}|[ ]{3,40})(?P<value>[^\t|•·;\n]{1,80})", line.text[end:])
    if cell and _fits(cell["value"], kind):
        return line.start + end + cell.end()
    following = next((later for later in lines[number + 1 : number + 3] if later.text.strip()), None)
    if following is None or following.zone == "body" or heading_kind(following.text) or ":" in following.text:
        return line.start + end if sure and ":" in rest else None
    return following.end if _fits(following.text.strip(), kind) and len(following.text.split()) <= 6 else None


def _is_prose(rest: str) -> bool:
    return _PROSE.match(rest) is not None or len(rest.split()) > 6


def _fits(value: str, kind: str) -> bool:
    """Whether a value can be one of this kind: short, and for the labels that are also ordinary words of the right shape."""
    words = value.split()
    if len(words) > MAX_VALUE_WORDS:
        return False
    if kind in {"gender", "religion"}:
        return len(words) <= 4 and not any(is_job_word(word) for word in words)
    return True


def _atoms(line: Line) -> Iterator[Span]:
    """Yield bare statements ("married, two children | female") that fill what stands between separators."""
    if line.zone == "body" and not _PARENT.search(line.text) and len(line.text) > 80:
        return
    for start, end in _segments(line.text):
        parts = [match.span() for match in re.finditer(r"[^,]+", line.text[start:end])]
        kinds = [_atom_kind(line.text[start + first : start + last]) for first, last in parts]
        if line.zone != "body" or all(kinds):
            for kind, (first, last) in zip(kinds, parts, strict=True):
                if kind:
                    yield Span(kind, line.start + start + first, line.start + start + last)


def _atom_kind(words: str) -> str | None:
    words = re.sub(r"^\s*[-*•▪][ \t]{0,9}", "", words).strip(" .")
    match = _ATOM.match(words)
    return match.lastgroup if match else None


def _prose(line: Line) -> Iterator[Span]:
    for match in _PARENT.finditer(line.text):
        yield Span("family", line.start + match.start(), line.start + match.end())
    for match in _LEAVE.finditer(line.text):
        yield Span("family", line.start + match.start(), line.start + match.end(), _leave(match))
    yield from _born(line)
    for match in _AGE.finditer(line.text):
        if line.zone != "body" or match["age"]:
            yield Span("birth", line.start + match.start(), line.start + match.end())
    for match in _CITIZEN.finditer(line.text):
        yield Span("nationality", line.start + match.start(), line.start + match.end())


def _leave(match: re.Match[str]) -> str:
    word = match["word"]
    if word is None:
        return "Elternzeit"
    return "Parental" if word[0].isupper() else "parental"


def _born(line: Line) -> Iterator[Span]:
    for match in _BORN.finditer(line.text):
        if not (match["day"] or match["place"]):
            continue
        head = match.group()[:9].casefold()
        if head.startswith(("*", "originally", "ursprüng")) and line.zone == "body" and not match["place"]:
            continue
        end = match.end()
        country = match["country"]
        if country and not (country.casefold() in COUNTRIES or line.zone != "body"):
            end = match.start("country") - 2
        yield Span(
            "birth", line.start + match.start(), line.start + match.start() + len(line.text[match.start() : end].rstrip(" ,"))
        )
