"""What must not decide on anybody: age, gender, origin, religion, health, family and the like, by the words that name them.

In English and German. A proxy for origin is refused too ("native speaker"); a level of a language is not, and neither is a field of
work that only has such a word in its name ("elderly care"). A list of words is a reminder and no proof: who is set on it will find
other words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from search.errors import InputError
from search.labels import fold

_PROTECTED: Mapping[str, str] = {
    "age": r"age|aged|ages|years old|year old|older than|younger than|old|young|younger|elderly|youth|youthful|birth\w*|born|"
    r"(?:under|below|over|above|up to|unter|uber|bis|max\.?|maximal|hochstens|u) ?(?:1[6-9]|[2-6]\d)(?: years| jahren?)?$|"
    r"\d\d ?(?:-|–|to|bis) ?\d\d (?:years|jahren?)$|digital natives?|gen(?:eration)? (?:x|y|z)|pensioners?|retired|retirees?|"
    r"alter|altersgruppe|altersgrenze|lebensalter|jung|junge[rnms]?|jugendlich\w*|geburt\w*|geboren\w*|"
    r"jahrgang|rentner\w*|verrentet\w*",
    "gender": r"gender|genders|sex|male|males|female|females|man|men|woman|women|pregnan\w*|maternity|"
    r"girls?|boys?|lady|ladies|gentlem[ae]n|he/him|she/her|queer|trans|bisexual\w*|lgbt\w*|"
    r"madchen|jungs|damen?|herr|herren|geschlecht\w*|mannlich\w*|weiblich\w*|frau|frauen|mann|manner|bisexuell\w*|"
    r"schwanger\w*|mutterschaft\w*|transgender|"
    r"sexual\w*|sexuell\w*|homosexu\w*|heterosexu\w*|gay|lesbian|schwul\w*|lesbisch\w*",
    "origin": r"origin|origins|race|racial|ethnic\w*|ancestry|immigrant\w*|migrants?|migration background|foreign\w*|"
    r"skin colou?r|"
    r"native speakers?|native language|native[- ]level|native (?:english|german|french|spanish|italian|dutch|polish)|"
    r"mother tongue|"
    r"akzentfrei\w*|accent[- ]free|without (?:an )?accent|roma|sinti|white people|black people|whites|blacks|people of colou?r|"
    r"herkunft\w*|abstammung\w*|rasse|rassen|ethnisch\w*|ethnie\w*|migrationshintergrund|migrant\w*|auslander\w*|"
    r"auslandisch\w*|"
    r"hautfarbe|muttersprach\w*",
    "nationality": r"eu[- ]burger\w*|eu[- ]citizens?|work permit|arbeitserlaubnis|aufenthalts\w*|deutsche[rnsm]? namen?|"
    r"german names?|"
    r"nationality|nationalities|national|citizen|citizens|citizenship|passport|"
    r"nationalitat\w*|staatsangehorig\w*|staatsburger\w*|reisepass",
    "religion": r"religio\w*|faith|belief|beliefs|church\w*|christian\w*|muslim\w*|islam\w*|catholic\w*|protestant\w*|"
    r"hijabs?|turbans?|jew|jews|jewish|hindu\w*|buddhis\w*|"
    r"atheis\w*|headscar\w*|caste|"
    r"katholi\w*|evangelisch\w*|jude|juden|judin\w*|konfession\w*|glaube\w*|kirche\w*|christlich\w*|moslem\w*|judisch\w*|"
    r"kopftuch\w*|weltanschauung\w*",
    "health": r"health|healthy|illness\w*|sick|sickness|disease\w*|disab\w*|handicap\w*|fitness to work|physically fit|"
    r"able[- ]bodied|wheelchairs?|"
    r"hiv|bmi|nichtraucher\w*|non[- ]?smokers?|rollstuhl\w*|schwangerschaft\w*|"
    r"gesundheit\w*|gesund|krank|krankheit\w*|krankenstand|fehlzeiten|behinder\w*|schwerbehinder\w*",
    "family": r"family|families|familial|marital|married|unmarried|marriage|divorced|spouse|husband|wife|child|children|"
    r"childless|kids|parent|parents|parental|parenthood|mothers?|fathers?|singles|single (?:person|people|status)|"
    r"housewife|housewives|"
    r"familie\w*|verheiratet\w*|ledig\w*|geschieden\w*|ehe|ehe(?:partner|frau|mann|leute)\w*|alleinstehend\w*|"
    r"alleinerziehend\w*|ungebunden\w*|hausfrau\w*|hausmann|"
    r"elternzeit|kind|kinder[ns]?|kinderlos\w*|kinderwunsch|eltern\w*|mutter|vater",
    "appearance": r"photo|photos|photograph|appearance|looks|attractive\w*|body weight|height|"
    r"foto|fotos|lichtbild|aussehen|attraktiv\w*|korpergrosse|korpergewicht",
    "opinions": r"(?:afd|spd|cdu|csu|fdp|grunen?|linken?)[- ]mitglied\w*|parteimitglied\w*|party members?|political\w*|"
    r"politics|party membership|trade union|union member\w*|"
    r"politisch\w*|parteizugehorigkeit|gewerkschaft\w*",
}  # fmt: skip
"""what must not be a criterion → its words, folded (no accents, no capitals)"""
_WORK = re.compile(
    r"\b(?:health ?care|(?:public|occupational|mental|animal|digital) health|health (?:and|&) safety|health (?:insurance|"
    r"education|"
    r"promotion|services?|economics|informatics)|family (?:law|medicine|therapy|counselling|support|doctor)|"
    r"(?:work|working|experience) with (?:children|families|young people|the elderly|elderly people|disabled people|migrants)|"
    r"elderly care|care (?:of|for) (?:the elderly|elderly people|children)|old age care|health records?|"
    r"religious (?:studies|education)|"
    r"church music|photo (?:editing|shoots?|archives?)|child (?:protection|welfare|development)|disability (?:support|"
    r"services?)|"
    r"birth (?:assistance|registration)|passport control|parent compan(?:y|ies)|political campaign\w*|sex education|"
    r"child ?care|children'?s (?:literature|books)|foreign (?:trade|languages?|exchange|law)|national (?:law|standards?|"
    r"accounts)|"
    r"political science|sexual health|man[- ]machine|old (?:buildings?|masters)|"
    r"gesundheits(?:wesen|schutz|okonomie|management|forderung)|gesundheits- und (?:kranken|arbeits|kinder)\w*|"
    r"familien(?:recht|hilfe|therapie|beratung)|politikwissenschaft\w*|arbeit mit (?:kindern|familien|jugendlichen|"
    r"alten menschen)|"
    r"jugendarbeit|jugendhilfe|kinder(?:betreuung|garten|pflege)|elternarbeit)\b"
)
"""fields of work that have one of these words in their names"""
_WORDS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _PROTECTED.items()}


def protected(text: str) -> str | None:
    """Return what a text names that must not be a criterion: "age", "gender"…; None where it names none."""
    plain = "".join(char for char in text if unicodedata.category(char) != "Cf")  # soft hyphens, joiners
    folded = _WORK.sub(" ", fold(plain).replace("_", " "))
    return next((kind for kind, words in _WORDS.items() if words.search(folded)), None)


def refuse_protected(text: str, what: str) -> None:
    """Raise InputError where a text names what must not be a criterion."""
    if kind := protected(text):
        raise InputError(
            f"{what} {text!r} is about {kind}, which must not decide on anybody; ask for what the work takes instead"
        )
