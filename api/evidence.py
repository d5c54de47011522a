"""What the service says of why an occupation fits: skills with their quotes, parts of the score, level of work."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from search.evidence import FOUND, MISSING, RELATED, UNKNOWN, Coverage, Evidence

_URI = "http://data.europa.eu/esco/skill/fed5b267-73fa-461d-9f69-827c78beb39d"
_STATUS = (
    "found (the text speaks of it), missing (the text denies it), related (a neighbour in the skill hierarchy is found) or unknown "
    "(the text says nothing of it, which is no evidence against it)"
)


class MentionAnswer(BaseModel):
    """A place in the text, as it was read, that speaks of a skill."""

    model_config = ConfigDict(from_attributes=True)

    sentence: int = Field(description="where its sentence begins, in characters of the text without identity", examples=[0])
    start: int = Field(description="where it begins there", examples=[23])
    end: int = Field(examples=[33])
    quote: str = Field(description="what stands there", examples=["JavaScript"])
    score: float = Field(examples=[0.93])
    how: str = Field(description="exact (a label), fuzzy (nearly a label) or dense (near in meaning)", examples=["exact"])


class NeighbourAnswer(BaseModel):
    """A found skill, one step away in the skill hierarchy."""

    model_config = ConfigDict(from_attributes=True)

    uri: str = Field(examples=[_URI])
    label: str = Field(examples=["TypeScript"])
    relation: str = Field(description="narrower, needed, broader or beside the skill looked for", examples=["beside"])
    parent: str | None = Field(description="URI of the group or skill that both are in, where it is beside; else null")
    mention: MentionAnswer = Field(description="the best place of it")


class SkillEvidenceAnswer(BaseModel):
    """One skill of an occupation, and what the text shows of it."""

    model_config = ConfigDict(from_attributes=True)

    uri: str = Field(examples=[_URI])
    label: str = Field(examples=["JavaScript"])
    skill_type: str | None = Field(description="skill or knowledge", examples=["knowledge"])
    status: str = Field(description=_STATUS, examples=["found"])
    mentions: list[MentionAnswer] = Field(
        description="by place: where the text speaks of it or, where it is missing, denies it"
    )
    neighbour: NeighbourAnswer | None = Field(description="of a related skill; else null")


class CountsAnswer(BaseModel):
    """How many skills of one kind are found, and how many are not; the four add up to the total."""

    total: int = Field(description="how many ESCO lists", examples=[7])
    found: int = Field(examples=[3])
    named: int = Field(description="those of the found that a label names; the rest is near in meaning", examples=[2])
    missing: int = Field(examples=[0])
    related: int = Field(examples=[1])
    unknown: int = Field(examples=[3])
    coverage: float | None = Field(description="found / total; null where ESCO lists none", examples=[0.42857142857142855])

    @classmethod
    def of(cls, coverage: Coverage) -> CountsAnswer:
        """Count."""
        counts = {status: coverage.count(status) for status in (FOUND, MISSING, RELATED, UNKNOWN)}
        return cls(total=coverage.total, named=coverage.named, coverage=coverage.share, **counts)


class CoverageAnswer(CountsAnswer):
    """The same with the skills."""

    skills: list[SkillEvidenceAnswer] = Field(description="found, missing, related, unknown; by label")

    @classmethod
    def of(cls, coverage: Coverage) -> CoverageAnswer:
        """Describe."""
        counts = CountsAnswer.of(coverage).model_dump()
        return cls(**counts, skills=[SkillEvidenceAnswer.model_validate(skill) for skill in coverage.skills])


class EvidenceAnswer(BaseModel):
    """Why an occupation fits a text."""

    essential: CoverageAnswer
    optional: CoverageAnswer
    parts: dict[str, float] = Field(
        description="what each ranking adds to the score, which is their sum", examples=[{"label": 0.5, "words": 0.2}]
    )
    similarity: dict[str, float] = Field(
        description="cosine of the whole text to label, description, ads, centroid and skills of the occupation, where it has them",
        examples=[{"label": 0.56, "description": 0.47, "ads": 0.44, "centroid": 0.51, "skills": 0.53}],
    )

    @classmethod
    def of(cls, evidence: Evidence) -> EvidenceAnswer:
        """Describe."""
        return cls(
            essential=CoverageAnswer.of(evidence.essential),
            optional=CoverageAnswer.of(evidence.optional),
            parts=dict(evidence.parts),
            similarity=dict(evidence.similarity),
        )


class LevelAnswer(BaseModel):
    """What level of work an occupation is. It stands beside the score and is no part of it."""

    model_config = ConfigDict(from_attributes=True)

    skill_level: int | None = Field(description="ISCO-08 skill level, 1 to 4", examples=[4])
    seniority: str | None = Field(
        description="lead, senior, junior or trainee; null where the title does not say", examples=["senior"]
    )
    role: str = Field(description="does, leads, sells or teaches; by ISCO-08 group", examples=["does"])


class LevelCountsAnswer(BaseModel):
    """How many occupations there are of each level and role."""

    model_config = ConfigDict(from_attributes=True)

    skill_levels: dict[int, int] = Field(description="ISCO-08 skill level → occupations", examples=[{"2": 80, "4": 60}])
    roles: dict[str, int] = Field(description="role → occupations", examples=[{"leads": 20, "does": 120}])
