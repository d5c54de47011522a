"""What the service answers: the JSON of HTTP and of the command line's `--json` alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.evidence import EvidenceAnswer, LevelAnswer, LevelCountsAnswer
from ingest.resume import Resume
from search.levels import level_of
from search.matches import Match, MatchResult
from search.texts import best_text
from search.view import Provenance

_URI = "http://data.europa.eu/esco/occupation/c40a2919-48a9-40ea-b506-1f34f693496d"


class ProvenanceAnswer(BaseModel):
    """What an answer stands on."""

    model_config = ConfigDict(from_attributes=True, protected_namespaces=())

    esco_version: str = Field(description="ESCO release of the index", examples=["1.2.1"])
    model: str = Field(description="encoder and its revision", examples=["all-minilm-l6-v2@a683a6d1843b"])
    generation: int = Field(description="number of the index generation that answered", examples=[3])
    attribution: str = Field(description="ESCO's licence asks for this sentence")


class Removed(BaseModel):
    """How often one kind of identity was removed before the text was encoded."""

    kind: str = Field(examples=["email"])
    count: int = Field(examples=[1])


class ResumeAnswer(BaseModel):
    """How the resume was read. None of its text is repeated."""

    format: str = Field(examples=["pdf"])
    language: str = Field(description="detected, ISO 639-1", examples=["en"])
    status: str = Field(description="ok or partial", examples=["ok"])
    warnings: list[str] = Field(description="why it is partial")
    removed: list[Removed]

    @classmethod
    def of(cls, resume: Resume) -> ResumeAnswer:
        """Describe a resume that was read."""
        return cls(
            format=resume.format,
            language=resume.language,
            status=resume.status,
            warnings=list(resume.warnings),
            removed=[Removed(kind=item.kind, count=item.count) for item in resume.removed],
        )


class DemandAnswer(BaseModel):
    """Job ads that ask for an occupation and can still be applied to."""

    model_config = ConfigDict(from_attributes=True)

    declared: int = Field(description="ads that name the occupation", examples=[12])
    countries: dict[str, int] = Field(
        description="those by country, most first; an ad with two countries counts for both", examples=[{"DE": 7, "AT": 3}]
    )
    predicted: int = Field(description="more ads, for which it is only predicted", examples=[4])


class MatchAnswer(BaseModel):
    """One occupation that fits."""

    rank: int = Field(examples=[1])
    rank_by_score: int = Field(
        description="its place by score alone; another one than `rank` where matches were steered", examples=[1]
    )
    accepted: bool = Field(description="whether the request accepts it")
    score: float = Field(
        description="fused rank score, 1.0 when first in every ranking; orders, no probability", examples=[0.96]
    )
    confidence: float | None = Field(
        description="calibrated probability that the occupation is right; null where no calibration fits", examples=[0.62]
    )
    uri: str = Field(examples=[_URI])
    code: str = Field(description="ISCO group and ESCO's own digits", examples=["2513.3"])
    label: str = Field(examples=["web developer"])
    label_language: str = Field(examples=["en"])
    description: str | None = Field(description="in the language of the label where there is one")
    isco_groups: list[str] = Field(examples=[["2", "25", "251", "2513"]])
    regulated: str = Field(description="yes, no or unknown")
    collections: list[str]
    essential_skills: int = Field(description="number of skills ESCO calls essential")
    optional_skills: int
    similarity: dict[str, float] = Field(
        description="cosine of the whole query to each vector of the occupation that exists",
        examples=[{"label": 0.56, "centroid": 0.51, "skills": 0.53}],
    )
    ranks: dict[str, int] = Field(
        description="place in each ranking that holds it: by the whole query, by its best segment, by words",
        examples=[{"label": 1, "label of a segment": 1, "words": 3}],
    )

    centroid_ads: int = Field(
        description="job ads in its centroid; 0 means that the centroid is its description alone", examples=[9]
    )
    demand: DemandAnswer | None = Field(description="job ads that ask for it, in every country; null where no ads are indexed")
    level: LevelAnswer
    evidence: EvidenceAnswer | None = Field(description="why it fits; null where it was not asked for")

    @classmethod
    def of(cls, match: Match) -> MatchAnswer:
        """Describe a match."""
        payload = match.occupation
        description = best_text(payload["description"], (match.label_language,))
        return cls(
            rank=match.rank,
            rank_by_score=match.rank_by_score,
            accepted=match.accepted,
            score=match.score,
            confidence=match.confidence,
            uri=payload["uri"],
            code=payload["code"],
            label=match.label,
            label_language=match.label_language,
            description=description[0] if description else None,
            isco_groups=payload["isco_groups"],
            regulated=payload["regulated"],
            collections=payload["collections"],
            essential_skills=len(payload["essential_skills"]),
            optional_skills=len(payload["optional_skills"]),
            similarity=dict(match.similarity),
            ranks=dict(match.ranks),
            centroid_ads=payload.get("n_ads", 0),
            demand=DemandAnswer.model_validate(match.demand) if match.demand else None,
            level=LevelAnswer.model_validate(level_of(payload["code"], match.label)),
            evidence=EvidenceAnswer.of(match.evidence) if match.evidence else None,
        )


class MatchesAnswer(BaseModel):
    """The occupations that fit a query, best first."""

    matches: list[MatchAnswer]
    language: str = Field(description="the indexed language whose vectors were compared")
    levels: LevelCountsAnswer = Field(description="of all occupations that pass the filters, matched or not")
    calibrated: bool = Field(
        description="whether there is a calibration for the index's encoder in this language; without it every confidence is null"
    )
    abstained: str | None = Field(description="why no match is left, where all were less confident than asked for; else null")
    resume: ResumeAnswer | None = Field(description="how the text or file was read; null for a vector")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, result: MatchResult, resume: Resume | None) -> MatchesAnswer:
        """Describe a result."""
        return cls(
            matches=[MatchAnswer.of(match) for match in result.matches],
            language=result.language,
            levels=LevelCountsAnswer.model_validate(result.levels),
            calibrated=result.calibrated,
            abstained=result.abstained,
            resume=ResumeAnswer.of(resume) if resume else None,
            provenance=ProvenanceAnswer.model_validate(result.provenance),
        )


class Named(BaseModel):
    """A concept by name."""

    uri: str = Field(examples=[_URI])
    code: str | None = Field(None, examples=["2513.3"])
    label: str = Field(examples=["web developer"])


class NamedGroup(Named):
    """An ISCO group and how many occupations it holds."""

    occupations: int


class NamedSkill(Named):
    """A skill by name."""

    skill_type: str | None = None
    reuse_level: str | None = None


class OccupationAnswer(BaseModel):
    """One occupation with everything the taxonomy says of it; texts by language."""

    uri: str = Field(examples=[_URI])
    code: str = Field(examples=["2513.3"])
    preferred: dict[str, str] = Field(examples=[{"en": "web developer", "de": "Webentwickler/Webentwicklerin"}])
    alternatives: dict[str, list[str]]
    hidden: dict[str, list[str]]
    description: dict[str, str]
    scope_note: dict[str, str]
    isco_path: list[NamedGroup] = Field(description="from the major group down to the unit group")
    parents: list[Named] = Field(description="occupations above it")
    essential: list[NamedSkill]
    optional: list[NamedSkill]
    nace: list[str]
    regulated: str
    collections: list[str]
    derived_collections: list[str] = Field(description="collections that follow from its skills; ESCO does not state them")
    modified: str | None
    demand: DemandAnswer | None = Field(description="job ads that ask for it; null where no ads are indexed")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, occupation: Mapping[str, Any], provenance: Provenance) -> OccupationAnswer:
        """Describe what `View.occupation` returned."""
        demand = DemandAnswer.model_validate(occupation["demand"]) if occupation["demand"] else None
        return cls.model_validate({**occupation, "demand": demand, "provenance": ProvenanceAnswer.model_validate(provenance)})


class IscoAnswer(BaseModel):
    """One ISCO-08 group of any level."""

    uri: str = Field(examples=["http://data.europa.eu/esco/isco/C25"])
    code: str = Field(examples=["25"])
    preferred: dict[str, str] = Field(examples=[{"en": "Information and communications technology professionals"}])
    description: dict[str, str]
    path: list[NamedGroup]
    subgroups: list[NamedGroup]
    occupations: list[Named] = Field(description="every occupation in it, at any depth, by code")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, group: Mapping[str, Any], provenance: Provenance) -> IscoAnswer:
        """Describe what `View.isco` returned."""
        return cls.model_validate({**group, "provenance": ProvenanceAnswer.model_validate(provenance)})


class Suggestion(BaseModel):
    """A label that begins like what was typed."""

    model_config = ConfigDict(from_attributes=True)

    uri: str = Field(examples=[_URI])
    language: str = Field(examples=["en"])
    text: str = Field(examples=["web developer"])
    preferred: bool


class SuggestionsAnswer(BaseModel):
    """Labels for a search box, one for each occupation."""

    suggestions: list[Suggestion]
    provenance: ProvenanceAnswer
