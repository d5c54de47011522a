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

_ENGLISH: Mapping[str, str] = {
    "age": r"age|aged|ages|years old|year old|older than|younger than|old|young|younger|elderly|youth|youthful|birth\w*|born|"
    r"digital natives?|gen(?:eration)? (?:x|y|z)|pensioners?|retired|retirees?",
    "gender": r"gender|genders|sex|sexual\w*|male|males|female|females|man|men|woman|women|girls?|boys?|lady|ladies|gentlem[ae]n|"
    r"he/him|she/her|pregnan\w*|maternity|homosexu\w*|heterosexu\w*|bisexual\w*|gay|lesbian|queer|trans|transgender|lgbt\w*",
    "origin": r"origin|origins|race|racial|ethnic\w*|ancestry|immigrant\w*|migrants?|migration background|foreign\w*|skin colou?r|"
    r"native speakers?|native language|native[- ]level|native (?:english|german|french|spanish|italian|dutch|polish)|mother tongue|"
    r"accent[- ]free|without (?:an )?accent|roma|sinti|white people|black people|whites|blacks|people of colou?r",
    "nationality": r"nationality|nationalities|national|citizen|citizens|citizenship|eu[- ]citizens?|passport|work permit|"
    r"german names?",
    "religion": r"religio\w*|faith|belief|beliefs|church\w*|christian\w*|catholic\w*|protestant\w*|muslim\w*|islam\w*|jew|jews|"
    r"jewish|hindu\w*|buddhis\w*|atheis\w*|headscar\w*|hijabs?|turbans?|caste",
    "health": r"health|healthy|illness\w*|sick|sickness|disease\w*|disab\w*|handicap\w*|able[- ]bodied|wheelchairs?|hiv|bmi|"
    r"fitness to work|physically fit|non[- ]?smokers?",
    "family": r"family|families|familial|marital|married|unmarried|marriage|divorced|spouse|husband|wife|child|children|childless|"
    r"kids|parent|parents|parental|parenthood|mothers?|fathers?|singles|single (?:person|people|status)|housewife|housewives",
    "appearance": r"photo|photos|photograph|appearance|looks|attractive\w*|body weight|height",
    "opinions": r"political\w*|politics|party members?|party membership|trade union|union member\w*",
}  # fmt: skip
"""what must not be a criterion → its words, folded (no accents, no capitals)"""
_GERMAN: Mapping[str, str] = {
    "age": r"alter|altersgruppe|altersgrenze|lebensalter|jung|junge[rnms]?|jugendlich\w*|geburt\w*|geboren\w*|jahrgang|rentner\w*|"
    r"verrentet\w*",
    "gender": r"geschlecht\w*|mannlich\w*|weiblich\w*|frau|frauen|mann|manner|madchen|jungs|damen?|herr|herren|schwanger\w*|"
    r"mutterschaft\w*|sexuell\w*|bisexuell\w*|schwul\w*|lesbisch\w*",
    "origin": r"herkunft\w*|abstammung\w*|rasse|rassen|ethnisch\w*|ethnie\w*|migrationshintergrund|migrant\w*|auslander\w*|"
    r"auslandisch\w*|hautfarbe|muttersprach\w*|akzentfrei\w*",
    "nationality": r"nationalitat\w*|staatsangehorig\w*|staatsburger\w*|eu[- ]burger\w*|reisepass|arbeitserlaubnis|aufenthalts\w*|"
    r"deutsche[rnsm]? namen?",
    "religion": r"konfession\w*|glaube\w*|kirche\w*|christlich\w*|katholi\w*|evangelisch\w*|moslem\w*|jude|juden|judin\w*|"
    r"judisch\w*|kopftuch\w*|weltanschauung\w*",
    "health": r"gesundheit\w*|gesund|krank|krankheit\w*|krankenstand|fehlzeiten|behinder\w*|schwerbehinder\w*|rollstuhl\w*|"
    r"schwangerschaft\w*|nichtraucher\w*",
    "family": r"familie\w*|verheiratet\w*|ledig\w*|geschieden\w*|ehe|ehe(?:partner|frau|mann|leute)\w*|alleinstehend\w*|"
    r"alleinerziehend\w*|ungebunden\w*|hausfrau\w*|hausmann|kind|kinder[ns]?|kinderlos\w*|kinderwunsch|eltern\w*|mutter|vater",
    "appearance": r"foto|fotos|lichtbild|aussehen|attraktiv\w*|korpergrosse|korpergewicht",
    "opinions": r"politisch\w*|parteizugehorigkeit|parteimitglied\w*|(?:afd|spd|cdu|csu|fdp|grunen?|linken?)[- ]mitglied\w*|"
    r"gewerkschaft\w*",
}  # fmt: skip
"""the same in German; "Ausländer" is "auslander" """
_YEARS = (
    r"(?:under|below|over|above|up to|unter|uber|bis|max\.?|maximal|hochstens|u) ?(?:1[6-9]|[2-6]\d)(?: years| jahren?)?$|"
    r"\d\d ?(?:-|–|to|bis) ?\d\d (?:years|jahren?)$"
)
"""an age as a number"""
_WORK = re.compile(
    r"\b(?:"
    r"health ?care|(?:public|occupational|mental|animal|digital) health|health (?:and|&) safety|health records?|"
    r"health (?:insurance|education|promotion|services?|economics|informatics)|sexual health|disability (?:support|services?)|"
    r"family (?:law|medicine|therapy|counselling|support|doctor)|child ?care|child (?:protection|welfare|development)|"
    r"children'?s (?:literature|books)|parent compan(?:y|ies)|sex education|birth (?:assistance|registration)|"
    r"(?:work|working|experience) with (?:children|families|young people|the elderly|elderly people|disabled people|migrants)|"
    r"elderly care|old age care|care (?:of|for) (?:the elderly|elderly people|children)|"
    r"religious (?:studies|education)|church music|political science|political campaign\w*|"
    r"foreign (?:trade|languages?|exchange|law)|national (?:law|standards?|accounts|instruments)|passport control|"
    r"photo (?:editing|shoots?|archives?)|work(?:ing)? at height|man[- ](?:machine|hours?)|old (?:buildings?|masters)|"
    r"gesundheits(?:wesen|schutz|okonomie|management|forderung)|gesundheits- und (?:kranken|arbeits|kinder)\w*|"
    r"familien(?:recht|hilfe|therapie|beratung)|kinder(?:betreuung|garten|pflege)|elternarbeit|jugendarbeit|jugendhilfe|"
    r"arbeit mit (?:kindern|familien|jugendlichen|alten menschen)|politikwissenschaft\w*"
    r")\b"
)
"""fields of work that have one of these words in their names"""
_WORDS = {
    kind: re.compile(rf"\b(?:{words}|{_GERMAN[kind]}{'|' + _YEARS if kind == 'age' else ''})\b")
    for kind, words in _ENGLISH.items()
}


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
