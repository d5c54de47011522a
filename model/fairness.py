"""Does who somebody is change what is found? Two measurements.

`swap` renders the sample resumes for other people (names, pronouns, birthplaces, nationality, photo captions) and compares the
rankings with those for their own person, with and without the removal of identity. `compare_genders` asks for every occupation by
the male and by the female form of its name ("Bäcker/Bäckerin").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ingest.resume import read_resume, segments_of
from model.remembering import Remembering
from search.encoder import Encoder, Progress
from search.engine import Engine
from search.errors import InputError
from search.store.base import OCCUPATIONS, Store, scroll_all
from search.texts import split_genders

PERSISTENCE = 0.9
"""p of the overlap: the first 10 places carry 86 % of the weight"""
DEPTH = 20
SAMPLES = 2000
"""of the bootstrap"""
WORST = 15
SEED = 1
_PRONOUNS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "en": {
        "f": {"they": "she", "their": "her", "them": "her", "Mr": "Ms", "parent": "mother"},
        "m": {"they": "he", "their": "his", "them": "him", "Mr": "Mr", "parent": "father"},
    },
    "de": {"f": {"Herr": "Frau", "Herrn": "Frau"}, "m": {"Herr": "Herr", "Herrn": "Herrn"}},
}
_PEOPLE = (
    # given, family, gender, birthplace, nationality, photo
    ("Anna", "Schmidt", "f", "Köln", "German", "Anna Schmidt in front of a church"),
    ("James", "Whitaker", "m", "Leeds", "British", "James on the golf course"),
    ("Ayşe", "Yılmaz", "f", "Ankara, Türkei", "türkisch", "Ayşe Yılmaz mit Kopftuch"),
    ("Mehmet", "Öztürk", "m", "Izmir", "Turkish", "Mehmet with his sons"),
    ("Agnieszka", "Kowalczyk", "f", "Łódź", "polnisch", "Agnieszka am Meer"),
    ("Paweł", "Wójcik", "m", "Kraków, Poland", "Polish", "portrait of Paweł Wójcik"),
    ("Fatima", "al-Rashid", "f", "Damaskus", "syrisch", "Fatima mit Kopftuch"),
    ("Mohammed", "Haddad", "m", "Beirut, Lebanon", "Lebanese", "Mohammed Haddad, smiling"),
    ("Nguyễn", "Thị Lan", "f", "Hanoi, Vietnam", "vietnamesisch", "Lan with flowers"),
    ("Kwame", "Mensah", "m", "Accra, Ghana", "Ghanaian", "Kwame at his desk"),
    ("Priya", "Raghunathan", "f", "Chennai, India", "Indian", "Priya in a sari"),
    ("Oleksandr", "Shevchenko", "m", "Lwiw, Ukraine", "ukrainisch", "Oleksandr in uniform"),
)


def people() -> list[dict[str, str]]:
    """Return the people that a resume is rendered for: the placeholders of a source, filled."""
    found = []
    for number, (given, family, gender, birthplace, nationality, photo) in enumerate(_PEOPLE):
        plain = f"person{number}"
        found.append(
            {"given": given, "family": family, "gender": gender, "birthplace": birthplace, "nationality": nationality}
            | {"photo": photo, "email": f"{plain}@example.org", "phone": f"+44 7700 9001{number:02}", "status": "married"}
            | {"link": f"linkedin.com/in/{plain}", "street": "Hauptstraße 5", "town": "50667 Köln", "birth": "01.02.1990"}
        )
    return found


def rank_biased_overlap(one: Sequence[str], other: Sequence[str], p: float = PERSISTENCE) -> float:
    """Return the extrapolated rank-biased overlap of two rankings without repeats: 1 where they are equal, 0 where disjoint.

    RBO_ext = A_k·p^k + (1 − p)/p · Σ_d=1…k A_d·p^d, with A_d the share that both have among their first d, k the shorter length.
    Source: Webber, Moffat and Zobel 2010, "A similarity measure for indefinite rankings", equation 30, for lists of one length.
    """
    depth = min(len(one), len(other))
    if not depth:
        return float(len(one) == len(other))
    disagreement = [1 - len(set(one[:at]) & set(other[:at])) / at for at in range(1, depth + 1)]
    weights = (1 - p) / p * p ** np.arange(1, depth + 1)
    weights[-1] += p**depth
    return max(0.0, 1.0 - float(weights @ disagreement))  # the weights sum to 1; so equal rankings give 1 without rounding


@dataclass(frozen=True, slots=True)
class Swap:
    """How alike the ranking of a resume stays under other people: overlaps, one for each of them."""

    resume: str
    removed: tuple[float, ...]
    kept: tuple[float, ...]


def swap(engine: Engine, folder: Path, depth: int = DEPTH) -> list[Swap]:
    """Compare the rankings of each source of a resume (folder/source/*.yaml) for its own person with those for others.

    Raises InputError for a folder without sources.
    """
    import yaml

    sources = sorted((folder / "source").glob("*.yaml"))
    if not sources:
        raise InputError(f"{folder} has no source/*.yaml; give the folder sample/resumes of the repository")
    found = []
    for path in sources:
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts = [written_for(source, person) for person in (source["person"], *people())]
        overlaps = []
        for remove in (True, False):
            rankings: dict[str, list[str]] = {}
            read = [read_resume(text, remove_identity=remove) for text in texts]
            for resume in read:
                if resume.text not in rankings:
                    result = engine.match(segments_of(resume), language=_language(engine, source), top=depth)
                    rankings[resume.text] = [match.occupation["uri"] for match in result.matches]
            own = rankings[read[0].text]
            overlaps.append(tuple(rank_biased_overlap(own, rankings[resume.text]) for resume in read[1:]))
        found.append(Swap(path.stem, *overlaps))
    return found


def _language(engine: Engine, source: Mapping[str, Any]) -> str | None:
    return source["language"] if source["language"] in engine.view().manifest.languages else None


def written_for(source: Mapping[str, Any], person: Mapping[str, str]) -> str:
    """Return the plain text of a resume's source for a person, with their pronouns; the photo's caption stands in the head."""
    pronouns = _PRONOUNS[source["language"]][person["gender"]]
    words = {**person, **pronouns, "name": f"{person['given']} {person['family']}"}
    words |= {key.capitalize(): word.capitalize() for key, word in pronouns.items() if key.islower()}
    lines = [words["name"], source["title"], "", *(line.format_map(words) for line in source["head"])]
    lines.append(f"{'Foto' if source['language'] == 'de' else 'Photo'}: {person['photo']}")
    for section in source["sections"]:
        lines += ["", section["heading"], *_lines(section["text"].format_map(words))]
    if "closing" in source:
        lines += ["", source["closing"], words["name"]]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> Iterator[str]:
    for line in text.strip().splitlines():
        left, _, right = line.removeprefix("@ ").partition(" :: ")
        yield f"{left.rstrip(':')}: {right}" if line.startswith("@ ") else line


@dataclass(frozen=True, slots=True)
class Pair:
    """An occupation asked for by both forms of its name: overlap of the rankings, and its own place in each (None: not found)."""

    code: str
    male: str
    female: str
    overlap: float
    male_rank: int | None
    female_rank: int | None


@dataclass(frozen=True, slots=True)
class Genders:
    """Rankings of male and female forms compared.

    `first_…` is the share where the occupation itself comes first; `difference` is the MRR of male forms less that of female
    ones, with the 95 % interval of a paired bootstrap. A place beyond the depth counts 0.
    """

    language: str
    pairs: list[Pair]
    mean_overlap: float
    first_male: float
    first_female: float
    mrr_male: float
    mrr_female: float
    difference: float
    interval: tuple[float, float]

    def worst(self, number: int = WORST) -> list[Pair]:
        """Return the pairs whose rankings differ most."""
        return sorted(self.pairs, key=lambda pair: (pair.overlap, pair.code))[:number]

    def to_json(self) -> dict[str, Any]:
        """Return the figures and the worst pairs."""
        worst = [
            {
                "code": pair.code, "male": pair.male, "female": pair.female, "overlap": round(pair.overlap, 4),
                "male_rank": pair.male_rank, "female_rank": pair.female_rank,
            }
            for pair in self.worst()
        ]  # fmt: skip
        figures = ("mean_overlap", "first_male", "first_female", "mrr_male", "mrr_female", "difference")
        return {
            "language": self.language,
            "pairs": len(self.pairs),
            **{name: round(getattr(self, name), 4) for name in figures},
            "interval": [round(bound, 4) for bound in self.interval],
            "worst": worst,
        }


def _is_female(form: str) -> bool:
    return any(len(word) > 3 and word.endswith(("in", "frau", "schwester", "dame")) for word in form.casefold().split())


def forms_of(label: str, language: str) -> tuple[str, str] | None:
    """Return (male form, female form) of a label that is a pair; None for any other. A pair is male first, unless German shows
    that it is the other way round.
    """
    forms = split_genders(label, language)
    if len(forms) != 2 or (language == "de" and forms[1][0].islower()):  # "Produktionsleiter/in Chemie" is an abbreviation
        return None
    first, second = forms
    return (second, first) if language == "de" and _is_female(first) and not _is_female(second) else (first, second)


def compare_genders(
    store: Store, encoder: Encoder, language: str = "de", depth: int = DEPTH, watch: Progress | None = None
) -> Genders:
    """Ask for every occupation whose preferred label is a pair by each of its forms, and compare.

    Raises InputError where no label of the language is a pair, UnknownValue for a language that is not indexed.
    """
    with closing(store.open()) as reader:
        payloads = [point.payload for point in scroll_all(reader, OCCUPATIONS) if point.payload]
    asked = [(payload, forms) for payload in payloads if (forms := forms_of(payload["preferred"].get(language, ""), language))]
    engine = Engine(store, Remembering(encoder, sorted({form for _, forms in asked for form in forms})))
    engine.view().languages(language)
    pairs = []
    for number, (payload, forms) in enumerate(asked, start=1):
        if watch:
            watch(number, len(asked))
        rankings = [
            [match.occupation["uri"] for match in engine.match([form], language=language, top=depth).matches] for form in forms
        ]
        male_rank, female_rank = (
            ranking.index(payload["uri"]) + 1 if payload["uri"] in ranking else None for ranking in rankings
        )
        pairs.append(Pair(payload["code"], *forms, rank_biased_overlap(rankings[0], rankings[1]), male_rank, female_rank))
    if not pairs:
        raise InputError(f"no occupation of the index has a pair of forms as its preferred label in {language!r}")
    male, female = (
        np.array([1 / place if place else 0.0 for place in places])
        for places in ([pair.male_rank for pair in pairs], [pair.female_rank for pair in pairs])
    )
    chance = np.random.default_rng(SEED)
    drawn = chance.integers(0, len(pairs), (SAMPLES, len(pairs)))
    low, high = np.percentile((male - female)[drawn].mean(axis=1), (2.5, 97.5))
    return Genders(
        language,
        pairs,
        float(np.mean([pair.overlap for pair in pairs])),
        float((male == 1).mean()),
        float((female == 1).mean()),
        float(male.mean()),
        float(female.mean()),
        float((male - female).mean()),
        (float(low), float(high)),
    )
