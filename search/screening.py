"""How one resume stands against a job: gates, weighted criteria, and the words that speak for each.

A gate passes, fails or is unknown; what a resume does not say is unknown and never fails. The score is the weighted mean of the
criteria, 0 to 1; gates are no part of it. Each resume is assessed by itself, so no other one can change its result. Nothing here
decides: a failed gate moves a resume down, and out of nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.ads import find_ad
from search.catalogue import shown_label
from search.encoder import Encoder, Vectors
from search.errors import InputError, UnknownValue
from search.evidence import FOUND, MISSING, UNKNOWN, SkillEvidence, TextEvidence
from search.levels import level_of
from search.linker import MAX_TOP, THRESHOLD, SkillLinker, SkillMention
from search.protected import refuse_protected
from search.query import Query, read_query
from search.rankings import PARTS_WITH_ADS, WEIGHTS
from search.rubric import ESSENTIAL, MATCH, OPTIONAL, SKILLS, Criterion, Gates, Rubric
from search.store.base import OCCUPATIONS, point_id
from search.view import View

PASS, FAIL = "pass", "fail"
GATE_ORDER = (PASS, UNKNOWN, FAIL)
"""best first"""
OCCUPATION, AD, TEXT = "occupation", "ad", "text"
NEAREST = 5
"""occupations nearest to a resume that tell its level and role"""
MAX_ASKED = 100
"""skills of a job's text that count as asked for, best first"""
QUOTES = 3
MAX_QUOTE = 120
"""characters of a quote"""
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What is screened for: an occupation's URI, an ad's id, or a text of the caller's; `label` is shown."""

    kind: str
    name: str
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of the text without identity, cut after `MAX_QUOTE` characters; `how` is that of a mention (search/linker.py)."""

    quote: str
    start: int
    end: int
    how: str


@dataclass(frozen=True, slots=True)
class SkillState:
    """One skill, and what the resume says of it (search/evidence.py)."""

    uri: str
    label: str
    status: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate. `kind` is must, must_not, skill_level or role; `why` is for people."""

    name: str
    kind: str
    state: str
    why: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion: `value` is 0 to 1, None where there is nothing to measure it by; it is then left out of the score.

    `found` of `total` skills; `skills` are those of which the resume says anything.
    """

    name: str
    kind: str
    weight: float
    value: float | None
    found: int = 0
    total: int = 0
    skills: tuple[SkillState, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of one resume. `gate` is the worst of its gates, "pass" without any."""

    score: float
    gate: str
    gates: tuple[GateResult, ...]
    criteria: tuple[CriterionResult, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """An occupation near a resume."""

    code: str
    label: str


class Screener:
    """Assesses resumes against one job by one rubric, in one generation. Thread-safe.

    `nearest` returns the occupations nearest to segments of text in a language, best first. Raises UnknownValue for a skill or a
    job that the index does not have, InputError for a skill that may not be asked for.
    """

    def __init__(
        self,
        linker: SkillLinker,
        encoder: Encoder,
        spec: JobSpec,
        rubric: Rubric,
        nearest: Callable[[Sequence[str], str], list[Nearest]],
    ) -> None:
        self.view = linker.view
        self.spec = spec
        self.rubric = rubric
        self._linker = linker
        self._encoder = encoder
        self._nearest = nearest
        gates = rubric.gates
        self._must = _skill_uris(self.view, gates.must)
        self._must_not = _skill_uris(self.view, gates.must_not)
        if both := set(self._must) & set(self._must_not):
            label = shown_label(self._linker.payload(min(both)), self.view.languages())[0]
            raise InputError(f"the skill {label!r} is both asked for and ruled out; nobody can pass")
        self._listed = {
            criterion.name: _skill_uris(self.view, criterion.skills)
            for criterion in rubric.criteria
            if criterion.kind == SKILLS
        }
        self._essential, self._optional = self._asked()
        self._job: dict[str, list[tuple[float, Vectors]]] = {}

    def assess(self, text: str, segments: Sequence[str], detected: str | None = None) -> Assessment:
        """Return what a resume's text says for the job. `segments` are of `text`, without identity; quotes are slices of it."""
        known = detected in self.view.manifest.languages
        language = detected if detected and known else self.view.manifest.languages[0]
        said = TextEvidence(self._linker, text, language, THRESHOLD)
        gates = (*self._skill_gates(said), *self._level_gates(self.rubric.gates, segments, language))
        criteria = tuple(self._criterion(criterion, said, segments, language) for criterion in self.rubric.criteria)
        measured = [(result.weight, result.value) for result in criteria if result.value is not None]
        total = sum(weight for weight, _ in measured)
        score = round(sum(weight * value for weight, value in measured) / total, _DIGITS) if total else 0.0
        gate = max((result.state for result in gates), key=GATE_ORDER.index, default=PASS)
        return Assessment(score, gate, gates, criteria, language)

    def _asked(self) -> tuple[list[str], list[str]]:
        """Return the skills that the job calls essential, and those it calls optional."""
        if self.spec.kind == TEXT:
            found = self._linker.skills(self.spec.text, top=MAX_TOP).skills
            named = [skill.uri for skill in found if skill.how != "dense"]
            return named[:MAX_ASKED], []
        if self.spec.kind == OCCUPATION:
            payload = _payload(self.view, self.spec.name)
            return payload["essential_skills"], payload["optional_skills"]
        ad = _ad(self.view, self.spec.name)
        declared = [uri for uri in ad.get("skills") or () if self._linker.payload(uri).get("preferred")]
        uris = [
            code["uri"] for code in ad["occupations"] if code.get("uri") and self.view.catalogue.has_occupation(code["uri"])
        ]
        if not uris:
            return declared, []
        payload = _payload(self.view, uris[0])
        optional = [uri for uri in payload["optional_skills"] if uri not in declared]
        return list(dict.fromkeys([*declared, *payload["essential_skills"]])), optional

    def _skill_gates(self, said: TextEvidence) -> Iterable[GateResult]:
        for uri in self._must:
            skill = said.skill(uri)
            # a denial of what is only near in meaning may be of something else
            state = PASS if skill.status == FOUND else FAIL if skill.status == MISSING and skill.is_named else UNKNOWN
            why = {PASS: "found", FAIL: "the resume denies it", UNKNOWN: "no evidence either way"}[state]
            yield GateResult(skill.label, "must", state, why, _quotes(skill.mentions))
        for uri in self._must_not:
            skill = said.skill(uri)
            state = PASS if skill.status != FOUND else FAIL if skill.is_named else UNKNOWN
            why = {PASS: "not found", FAIL: "found", UNKNOWN: "only something near in meaning is found"}[state]
            yield GateResult(skill.label, "must_not", state, why, _quotes(skill.mentions) if state != PASS else ())

    def _level_gates(self, gates: Gates, segments: Sequence[str], language: str) -> Iterable[GateResult]:
        if not (gates.skill_levels or gates.roles):
            return
        near = self._nearest(segments, language)
        levels = [level_of(occupation.code, occupation.label) for occupation in near]
        if gates.skill_levels:
            name = "skill level " + " or ".join(map(str, gates.skill_levels))
            yield _by_nearest(name, "skill_level", near, [level.skill_level in gates.skill_levels for level in levels])
        if gates.roles:
            yield _by_nearest(" or ".join(gates.roles), "role", near, [level.role in gates.roles for level in levels])

    def _criterion(self, criterion: Criterion, said: TextEvidence, segments: Sequence[str], language: str) -> CriterionResult:
        if criterion.kind == MATCH:
            value = self._likeness(segments, language)
            return CriterionResult(criterion.name, criterion.kind, criterion.weight, value)
        lists = {ESSENTIAL: self._essential, OPTIONAL: self._optional}
        uris = lists[criterion.kind] if criterion.kind in lists else self._listed[criterion.name]
        coverage = said.coverage(uris)
        share = None if coverage.share is None else round(coverage.share, _DIGITS)
        states = tuple(_state(skill) for skill in coverage.skills if skill.status != UNKNOWN)
        return CriterionResult(
            criterion.name, criterion.kind, criterion.weight, share, coverage.count(FOUND), coverage.total, states
        )

    def _likeness(self, segments: Sequence[str], language: str) -> float | None:
        """Return the mean of the cosines of the whole resume and of its best segment to the job, no less than 0."""
        query = read_query(segments, None, self.view.manifest, self._encoder)
        if language not in self._job:
            self._job[language] = self._job_vectors(language)
        if query is None or not self._job[language]:
            return None
        total = sum(weight for weight, _ in self._job[language])
        cosine = sum(weight * _cosine(query, vector) for weight, vector in self._job[language]) / total
        return round(max(0.0, cosine), _DIGITS)

    def _job_vectors(self, language: str) -> list[tuple[float, Vectors]]:
        """Return the vectors that stand for the job, each with its weight."""
        if self.spec.kind == TEXT:
            query = read_query(_pieces(self.spec.text), None, self.view.manifest, self._encoder)
            return [(1.0, query.whole)] if query else []
        if self.spec.kind == AD:
            vector = _ad(self.view, self.spec.name, with_vector=True)["vector"]
            return [] if vector is None else [(1.0, np.asarray(vector, dtype=np.float32))]
        names = {f"{part}_{language}": WEIGHTS[part] for part in PARTS_WITH_ADS}
        (record,) = self.view.reader.retrieve(
            OCCUPATIONS, [point_id(self.spec.name)], with_payload=["uri"], with_vectors=list(names)
        )
        held: Any = record.vector or {}
        return [(weight, np.asarray(held[name], dtype=np.float32)) for name, weight in names.items() if name in held]


def find_job(view: View, name: str) -> JobSpec:
    """Return the occupation (URI, UUID, code or label) or the ad (id) that is meant. Raises UnknownValue with the nearest ones."""
    try:
        uri = view.catalogue.occupation_uri(name)
    except UnknownValue as unknown:
        try:
            ad = _ad(view, name)
        except UnknownValue:
            raise UnknownValue("job", name, unknown.suggestions, "give an occupation, the id of an ad, or a file") from None
        return JobSpec(AD, ad["ad_id"], ad["title"])
    return JobSpec(OCCUPATION, uri, shown_label(_payload(view, uri), view.languages())[0])


def job_of_text(text: str, label: str) -> JobSpec:
    """Return the job for the text of an ad. Raises InputError where there is no word in it."""
    if not any(char.isalpha() for char in text):
        raise InputError("there is no text in the job")
    return JobSpec(TEXT, label, label, text)


def _skill_uris(view: View, names: Sequence[str]) -> list[str]:
    uris = []
    for name in names:
        try:
            uris.append(view.catalogue.skill_uri(name))
        except UnknownValue:
            refuse_protected(name, "the skill")
            raise
    return list(dict.fromkeys(uris))


def _by_nearest(name: str, kind: str, near: Sequence[Nearest], fits: Sequence[bool]) -> GateResult:
    """Pass where the nearest occupation fits, fail where none of the nearest does; between the two nobody knows."""
    if not near:
        return GateResult(name, kind, UNKNOWN, "no occupation is near")
    state = PASS if fits[0] else UNKNOWN if any(fits) else FAIL
    return GateResult(
        name, kind, state, f"nearest: {near[0].label}" + ("" if state == PASS else f", of {len(near)} looked at")
    )


def _cosine(query: Query, vector: Vectors) -> float:
    whole = float(query.whole @ vector)
    return (whole + float((query.segments @ vector).max())) / 2 if len(query.segments) else whole


def _quotes(mentions: Sequence[SkillMention]) -> tuple[Quote, ...]:
    best = sorted(mentions, key=lambda mention: (-mention.score, mention.start))[:QUOTES]
    return tuple(
        Quote(" ".join(mention.quote.split())[:MAX_QUOTE], mention.start, mention.end, mention.how)
        for mention in sorted(best, key=lambda mention: mention.start)
    )


def _state(skill: SkillEvidence) -> SkillState:
    mentions = skill.mentions or ((skill.neighbour.mention,) if skill.neighbour else ())
    return SkillState(skill.uri, skill.label, skill.status, _quotes(mentions))


def _payload(view: View, uri: str) -> dict[str, Any]:
    fields = ["uri", "code", "preferred", "essential_skills", "optional_skills"]
    (record,) = view.reader.retrieve(OCCUPATIONS, [point_id(uri)], with_payload=fields)
    return dict(record.payload or {})


def _ad(view: View, name: str, *, with_vector: bool = False) -> dict[str, Any]:
    if not view.catalogue.has_ads:
        raise UnknownValue("ad", name, note="no job ads are indexed any more")
    record = find_ad(view, name, ["ad_id", "title", "skills", "occupations"], with_vector=with_vector)
    vector = record.vector.get("text") if isinstance(record.vector, dict) else None
    return {**(record.payload or {}), "vector": vector}


def _pieces(text: str) -> list[str]:
    """Return a job's text cut at empty lines, so that a long one is a mean of its parts."""
    return [piece for piece in text.split("\n\n") if piece.strip()]
