"""The conditions of a job: schedule, contract, remote work, posts, experience, education, licences, employer, address to apply."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.eures.contacts import without_contacts
from ingest.eures.salary import read_number
from ingest.eures.text import one_line, remembered

MAX_TERM = 200
"""characters of a code, level or licence; longer ones are prose"""
MAX_URL = 2_000
_SCHEDULES = {
    word: schedule
    for schedule, words in {
        "fulltime": "fulltime ft full vollzeit tempscomplet tempsplein tempopieno jornadacompleta heltid voltijd",
        "parttime": "parttime pt part teilzeit tempspartiel tempoparziale jornadaparcial deltid deeltijd",
        "flextime": "flextime flexitime gleitzeit flexible",
    }.items()
    for word in words.split()
}
_OFFERING_NAMES = (
    "apprenticeship contract contract_to_hire direct_hire internship on_call permanent recruitment_reserve seasonal"
    " self_employed temporary temporary_to_hire traineeship volunteer"
)
_OFFERINGS = {name.replace("_", ""): name for name in _OFFERING_NAMES.split()}
"""PositionOfferingTypeCode: CamelCase in the XML, without any mark of words in the portal"""
_REMOTE = {
    word: answer
    for answer, words in {
        "yes": "yes y true 1 telecommute remote full fully fullremote fullyremote fulltime always homeoffice telework",
        "no": "no n false 0 onsite none never office notpossible",
        "partly": "partly partial partially hybrid mixed sometimes occasional occasionally flexible temporarily possible",
    }.items()
    for word in words.split()
}
_PLACEHOLDERS_WORDS = (
    "anonymous anonym anonyme anonimo anónimo anoniem confidential confidentiel confidenziale vertraulich unknown unbekannt ukjent"
    " okänd inconnu desconocido ei_ilmoitettu non_renseigné nonrenseigne non_communiqué non_précisé"
    " nicht_angegeben keine_angabe k_a"
    " n_a na none null nil undefined not_specified not_provided not_disclosed not_available nicht_bekannt non_specificato"
    " non_indicato"
    " no_especificado no_disponible niet_opgegeven onbekend ikke_oppgitt ej_angivet not_known private_employer employer arbeitgeber"
    " employeur company firma test xxx x anonymous_employer anonymer_arbeitgeber entreprise_anonyme confidential_employer"
    " arbeitgeber_nicht_genannt arbeitgeber_anonym firma_anonym firma_vertraulich company_confidential company_name_confidential"
    " employer_not_named employer_not_disclosed employeur_anonyme employeur_non_précisé entreprise_confidentielle"
    " azienda_anonima empresa_anónima bedrijf_anoniem werkgever_onbekend anonymt_företag anonym_arbeidsgiver"
    " empresa_confidencial azienda_riservata nie_podano neuvedeno nezveřejněno nem_ismert άγνωστο неизвестен"
)
_PLACEHOLDERS = frozenset(_PLACEHOLDERS_WORDS.split())
_CONTACT = re.compile(
    r"(?i)^(?:contact(?:[ -]?person)?|kontakt(?:person)?|ansprechpartner(?:in)?|attn|c/o|z\.? ?hd\.?|personne à contacter)\s*[:.]"
    r"|^(?:frau|herrn?|mrs?|ms|mme|monsieur|madame)\.? [\w'’-]+(?: [\w'’-]+)?$"
)


@remembered(4096)
def read_employer(declared: str | None) -> str | None:
    """Return an employer's name, or None where there is none: a placeholder, a contact person, or an address alone."""
    name = one_line(declared)[:500]
    if not name or _CONTACT.search(name):
        return None
    name = without_contacts(name).strip(" ,;|/-–")
    folded = re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
    return None if not folded or folded in _PLACEHOLDERS else name


def read_schedules(declared: Iterable[str]) -> tuple[str, ...]:
    """Return fulltime and parttime for their many spellings, anything else in lower case; sorted."""
    return tuple(sorted({schedule for word in declared for schedule in _schedule(word)}))


@remembered(1024)
def _schedule(declared: str) -> tuple[str, ...]:
    text = one_line(declared)
    bare = re.sub(r"[\W_]", "", text.casefold())
    if bare in ("fullorparttime", "fulltimeparttime", "fulltimeorparttime", "both"):
        return ("fulltime", "parttime")
    return (_SCHEDULES.get(bare) or snake(text),) if bare else ()


def read_offerings(declared: Iterable[str]) -> tuple[str, ...]:
    """Return kinds of contract in lower snake case: "DirectHire" and "directhire" → "direct_hire"; sorted."""
    return tuple(sorted({_OFFERINGS.get(word.replace("_", ""), word) for word in map(snake, declared) if word}))


@remembered(2048)
def snake(declared: str) -> str:
    """Return "FULL_TIME", "FullTime", "full-time" as "full_time"; "" for what is empty or longer than `MAX_TERM`."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", one_line(declared))
    return re.sub(r"[\W_]+", "_", text).strip("_").lower() if len(text) <= MAX_TERM else ""


@remembered(512)
def read_remote(declared: object) -> str:
    """Return yes, no, partly or unknown."""
    if isinstance(declared, bool):
        return "yes" if declared else "no"
    return _REMOTE.get(re.sub(r"[\W_]", "", one_line(declared).casefold()), "unknown")


def read_positions(declared: object) -> int | None:
    """Return the number of posts, 1 to 10,000, or None."""
    number = read_number(declared)
    return int(number) if number is not None and 1 <= number <= 10_000 else None


def read_years(declared: object) -> float | None:
    """Return years of experience, 0 to 60, or None: 3, "2,5 years", "18 months", P3Y."""
    number = read_number(declared)
    if number is None or isinstance(declared, (int, float)):
        return number if number is not None and 0 <= number <= 60 else None
    text = one_line(declared).casefold()
    if re.search(r"mon|mois|mes|mån|mån|maand|p\d{1,3}m$", text):
        number = round(number / 12, 2)
    return number if 0 <= number <= 60 else None


def read_terms(declared: Iterable[str]) -> tuple[str, ...]:
    """Return education levels, licences or NACE codes as given, trimmed, each once, sorted."""
    terms = (one_line(term) for term in declared)
    return tuple(sorted({term for term in terms if term and len(term) <= MAX_TERM}))


def read_url(declared: object) -> str | None:
    """Return an http(s) address of at most 2,000 characters without blanks, or None."""
    text = declared.replace("&amp;", "&").strip() if isinstance(declared, str) else ""
    good = 10 < len(text) <= MAX_URL and text[:8].lower().startswith(("http://", "https://"))
    return text if good and text.isprintable() and " " not in text else None
