"""Names of employers and jobs in one spelling, so that two ads can be told to be of the same employer and job."""

from __future__ import annotations

import re
from unicodedata import normalize

from search.titles import GENDER_ENDINGS, GENDER_MARKS

_ACCENTS = re.compile("[\u0300-\u036f]")
_STROKES = str.maketrans("øØłŁđĐ", "oOlLdD")
_WORD = re.compile(r"[^\W_]+[+#]*")


def unaccented(text: str) -> str:
    """Return the text without accents, in its own case."""
    return text if text.isascii() else _ACCENTS.sub("", normalize("NFKD", text.translate(_STROKES)))


def folded(text: str) -> str:
    """Return lower-case words without accents, single spaces between; C++ and C# keep their signs."""
    return " ".join(_WORD.findall(unaccented(text).casefold()))


_LEGAL_FORMS = frozenset(
    folded("""
    ab ad ae ag aktiengesellschaft aps as asa bhd bv bvba co coop corp corporation cv cvba dd doo dooel eg ehf ei eirl ek
    epe eurl ev eood esv gbr ggmbh gesmbh gie gmbh hb hf ike inc incorporated ita kb kdd kft kg kgaa kk ks lda ltda llc llp
    limited ltd mbb mbh ng nv nyrt oe ohf ohg og ood oy oyj oü ou partg plc pty rt sa sae sagl sapa sarl sas sasu sc sca scop
    scrl scs sep sia sicav sl slu sll snc soccoop sp spa sprl spj spk spol spzoo sro srl srls stichting sulrl tbk ug uab vof vzw
    zrt z oo o unipessoal haftungsbeschrankt αε επε ικε οε
    """).split()
)
"""legal forms, and pieces of them, that end a company's name"""

_LEVELS = {
    "apprentice": """apprentice apprenticeship auszubildende auszubildender azubi azubine ausbildung lehrling lehre lehrstelle
        apprenti apprentie apprentissage alternance alternant alternante aprendiz apprendista apprendistato leerling larling
        laerling lærling oppisopimus uczen ucen ucenic tanulo""",
    "trainee": "trainee traineeship volontar volontarin volontariat",
    "intern": """intern internship praktikum praktikant praktikantin praktika stage stagiaire stagiair stagista
        tirocinio tirocinante practicas practicante becario becaria estagio estagiario estagiaria staz stazysta praktyki praktykant
        harjoittelija harjoittelu stagiar gyakornok πρακτικη""",
    "working student": "werkstudent werkstudentin werkstudenten",
    "junior": "junior jr juniore",
    "senior": "senior sr seniore",
    "deputy": "stellvertretende stellvertretender stellvertretung stellvertreter stellvertreterin stv",
    "team lead": "teamleiter teamleiterin teamleitung teamlead teamleader teamleder",
    "head": "leiter leiterin leitung",
    "department head": "abteilungsleiter abteilungsleiterin abteilungsleitung",
}
"""level of a job → spellings of it, without accents. A word that is not listed stays one of the title, and parts it as well"""
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}

_INNER_IN = re.compile(r"(?<=[a-zß])In(?:nen)?(?![\w])")
_REFERENCE = re.compile(
    r"(?i)[(\[]?\b(?:ref|referenz(?:nummer)?|reference|référence|referencia|riferimento|kennziffer|job[ -]?id|stellen-?id|req)\b"
    r"\W{0,4}[\w./-]*\d[\w./-]*[)\]]?"
    r"|[(\[]?\b(?:id|nr|no|n°)\b\W{0,4}[\w./-]{0,20}\d{3}[\w./-]*[)\]]?|#\s?\d{3,}"  # "Filiale Nr. 3" is a place of work
    r"|\b[a-z]{0,4}[-_/]?\d{4,}(?:[-_/]\w+)*\b"
)
_INITIALS = re.compile(r"(?<![^\W\d_])((?:[^\W\d_]\.\s?){2,}[^\W\d_]?(?![^\W\d_]))")
_PAIR_ENDINGS = ("in", "innen", "e", "ne", "a", "ka", "nja", "essa")


def employer_name(name: str) -> str:
    """Return a company's folded name without the legal forms at its end."""
    words = folded(_INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", name.replace("A/S", "AS"))).split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL_FORMS:
        kept.pop()
    return " ".join(kept)


def job_title(title: str) -> tuple[str, str]:
    """Return the words of a title in their order, and its level; gender marks, endings and reference numbers are left out.

    The level is every word that states one, in one spelling, sorted: "Senior", "Sr." and "Auszubildende" are levels.
    """
    plain = _REFERENCE.sub(" ", GENDER_MARKS.sub(" ", title))
    plain = _INNER_IN.sub("", GENDER_ENDINGS.sub("", plain))
    words: list[str] = []
    for word in folded(plain).split():
        pair = bool(words) and any(word == words[-1] + ending for ending in _PAIR_ENDINGS)
        if not pair:  # "Maler/Malerin" is "Maler"
            words.append(word)
    levels = sorted({_LEVEL_OF[word] for word in words if word in _LEVEL_OF})
    named = [word for word in words if word not in _LEVEL_OF]
    return " ".join(named or words), " ".join(levels)
