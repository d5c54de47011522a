"""Lines, headings and zones of a resume: where the person introduces themselves, and where the work begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.resume.extract import close_spaced

MAX_LINE = 600
"""characters after which a long paragraph is looked at in pieces: the rules' cost grows with the square of a line"""
HEAD_LINES = 16
"""non-empty lines that the head of a resume has at most when no heading ends it"""

_HEADINGS = {
    "experience": """experience|work experience|professional experience|employment|employment history|work history|career
        |career history|professional background|positions held|internships|internship|volunteering|volunteer work
        |volunteer experience|relevant experience|job history|practical experience|previous experience|career summary
        |berufserfahrung|berufspraxis|beruflicher werdegang|werdegang|beruf|praxis|praktika|praktikum
        |praktische erfahrung|tätigkeiten|berufliche tätigkeit|berufliche tätigkeiten|berufliche stationen
        |berufliche erfahrung|arbeitserfahrung|ehrenamt|nebentätigkeiten|berufliche laufbahn|arbeitsverhältnisse
        |projekte|projects|selected projects|key projects|expérience|expériences|expérience professionnelle
        |expériences professionnelles|experiencia|experiencia laboral|experiencia profesional|esperienza
        |esperienza lavorativa|esperienze professionali|werkervaring|doświadczenie|doświadczenie zawodowe|опыт работы
        |iş deneyimi""",
    "education": """education|training|qualifications|education and training|academic background|academic history|certifications
        |certificates|licences|licenses|courses|further training|professional development|apprenticeship
        |vocational training|degrees|professional qualifications|continuing education|studies|school|registration
        |memberships|professional memberships|ausbildung|schulbildung|bildung|studium|bildungsweg|schule|weiterbildung
        |weiterbildungen|fortbildung|fortbildungen|zertifikate|abschlüsse|berufsausbildung|aus- und weiterbildung
        |schulische ausbildung|akademische ausbildung|qualifikation|hochschulbildung|zusatzqualifikationen|lehrgänge
        |scheine|seminare|formation|formations|formación|educación|istruzione|formazione|opleiding|opleidingen
        |wykształcenie|образование|eğitim""",
    "skills": """skills|key skills|core skills|technical skills|professional skills|competences|competencies|core competencies
        |expertise|areas of expertise|technologies|tools|software|it skills|computer skills|languages|language skills
        |strengths|abilities|soft skills|clinical skills|digital skills|key competences|driving licence
        |driving license|other skills|personal skills|machines|kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse
        |edv-kenntnisse|edv|it-kenntnisse|sprachen|sprachkenntnisse|qualifikationen|stärken|schwerpunkte
        |besondere kenntnisse|technologien|führerschein|software-kenntnisse|fachliche kenntnisse|kernkompetenzen
        |kenntnisse und fähigkeiten|soziale kompetenzen|maschinen|compétences|langues|competencias|habilidades|idiomas
        |competenze|lingue|vaardigheden|talen|umiejętności|języki|навыки|beceriler""",
    "summary": """summary|profile|professional summary|professional profile|personal profile|personal statement|about|about me
        |objective|career objective|executive summary|overview|career goal|introduction|highlights|profil|kurzprofil
        |zusammenfassung|über mich|ziel|berufsziel|berufliches ziel|kurzdarstellung|persönliches profil|resumen|perfil
        |profilo|résumé|podsumowanie|o mnie|о себе""",
    "personal": """personal|personal details|personal data|personal information|contact|contact details|contact information
        |details|contact me|persönliche daten|persönliches|persönliche angaben|kontakt|kontaktdaten|angaben zur person
        |zur person|person|personalien|coordonnées|informations personnelles|datos personales|contacto|dati personali
        |contatti|dane osobowe|kişisel bilgiler|personalia|contactgegevens""",
    "other": """references|interests|hobbies|hobbies and interests|activities|awards|publications|additional information
        |achievements|other|miscellaneous|availability|further information|referenzen|interessen|hobbys
        |hobbies und interessen|auszeichnungen|veröffentlichungen|publikationen|sonstiges|weitere angaben|freizeit
        |engagement|loisirs|intereses|interessi|zainteresowania""",
}
_KINDS = {re.sub(r"\s+", " ", name.strip()): kind for kind, names in _HEADINGS.items() for name in names.split("|")}
_JOINED = re.compile(r"\s*(?:&|\+|/|,|\b(?:and|und|et|y|e|i|en)\b)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it starts in the text, what it says, and its zone: "head", "personal" or "body"."""

    start: int
    text: str
    zone: str

    @property
    def end(self) -> int:
        """Offset after its last character, the newline not counted."""
        return self.start + len(self.text)


def heading_kind(line: str) -> str | None:
    """Return "experience", "education", "skills", "summary", "personal" or "other" for a section's heading, else None.

    Headings may be numbered, underlined with marks, in capitals, spaced out, joined ("Education & Training"), end in a colon.
    """
    if len(line) > 70:
        return None
    words = close_spaced(line.strip().strip("#*_=~|:•·-–— \t").casefold())
    words = re.sub(r"\s+", " ", re.sub(r"^(?:\d{1,2}|[ivx]{1,4})[.)]\s+", "", words)).rstrip(":")
    if words in _KINDS:
        return _KINDS[words]
    parts = [part for part in _JOINED.split(words) if part]
    kinds = [_KINDS.get(part) for part in parts]
    return kinds[0] if len(parts) > 1 and all(kinds) else None


def outline(text: str) -> list[Line]:
    """Return every line with its zone.

    The head lasts to the first heading of another section than a personal one, or for `HEAD_LINES` non-empty lines; lines
    below a personal heading ("Contact", "Persönliche Daten") are personal wherever it stands.
    """
    lines: list[Line] = []
    zone = "head"
    filled = 0
    for start, line in _numbered(text):
        kind = heading_kind(line) if line.strip() else None
        if kind:
            zone = "personal" if kind == "personal" else "body"
        elif zone == "head" and filled >= HEAD_LINES:
            zone = "body"
        filled += bool(line.strip())
        lines.append(Line(start, line, zone))
    return lines


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while end - start > MAX_LINE:
            cut = max(text.rfind(". ", start, start + MAX_LINE), text.rfind(" ", start + MAX_LINE // 2, start + MAX_LINE))
            cut = cut + 1 if cut > start else start + MAX_LINE
            yield start, text[start:cut]
            start = cut
        yield start, text[start:end]
        start = end + 1
