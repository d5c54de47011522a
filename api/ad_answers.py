"""What the service answers about job ads: the JSON of HTTP and of the command line's `--json` alike."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.answers import ProvenanceAnswer, ResumeAnswer
from ingest.resume import Resume
from search.ad_facets import AdFacets
from search.ad_records import Ad
from search.ads import AdMatch, AdsResult, ShownAd

_EXAMPLE_ID = "MTAwMjMgMTIx"


class Place(BaseModel):
    """A place of work."""

    country: str | None = Field(None, examples=["DE"])
    nuts: str | None = Field(None, examples=["DE212"])
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None


class Pay(BaseModel):
    """Remuneration."""

    minimum: float | None = None
    maximum: float | None = None
    currency: str | None = Field(None, description="ISO 4217")
    period: str | None = Field(None, description="hour, day, week, month or year")


class LanguageAsked(BaseModel):
    """A language of the work."""

    language: str
    level: str | None = Field(None, description="CEFR")


class AdOccupationAnswer(BaseModel):
    """What an ad is about."""

    model_config = ConfigDict(from_attributes=True)

    scheme: str = Field(description="esco, isco08 or national")
    origin: str = Field(description="declared; derived, from a declared ESCO occupation; predicted from the text")
    uri: str | None
    code: str | None
    label: str | None = Field(description="null where the index does not know it")
    score: float | None = Field(description="of a predicted one, between 0 and 1")


class TwinAnswer(BaseModel):
    """A near-duplicate: the same job at another source, or posted again."""

    model_config = ConfigDict(from_attributes=True)

    ad_id: str = Field(examples=[_EXAMPLE_ID])
    source_id: str = Field(examples=["121"])
    apply_url: str | None


class AdAnswer(BaseModel):
    """One job ad. Times are ISO 8601 in UTC, null where the ad does not say."""

    ad_id: str = Field(description="EURES handle", examples=[_EXAMPLE_ID])
    source_id: str = Field(description="data source", examples=["121"])
    reference: str = Field(description="the ad's name at its source", examples=["10023"])
    title: str = Field(examples=["Web developer"])
    language: str = Field(description="of the title", examples=["en"])
    languages: list[str] = Field(description="in which the ad has a text")
    employer: str | None = Field(description="null where it is not named")
    anonymous: bool
    countries: list[str] = Field(examples=[["DE"]])
    nuts_codes: list[str] = Field(description="every level", examples=[["DE", "DE2", "DE21"]])
    locations: list[Place]
    remote: str = Field(description="yes, no, partly or unknown")
    schedule: list[str] = Field(examples=[["fulltime"]])
    offering: list[str]
    positions: int | None
    salary: Pay | None
    experience_years: float | None
    education: list[str]
    languages_required: list[LanguageAsked]
    licences: list[str]
    nace: list[str]
    isco_groups: list[str] = Field(description="every level", examples=[["2", "25", "251", "2513"]])
    occupations: list[AdOccupationAnswer]
    occupation: AdOccupationAnswer | None = Field(
        description="the one to show first: declared rather than predicted, of ESCO rather than of ISCO"
    )
    created_at: str | None = Field(examples=["2026-01-31T09:00:00Z"])
    modified_at: str | None
    apply_by: str | None = Field(description="last second on which one can apply")
    apply_url: str | None
    dup_group: str | None = Field(description="near-duplicates share it")
    warnings: list[str] = Field(description="what was mended or left out when the ad was read")


class AdMatchAnswer(AdAnswer):
    """One job ad that fits, the best of its near-duplicates."""

    rank: int = Field(examples=[1])
    score: float = Field(
        description="fused rank score, 1.0 when first in every ranking; orders, no probability", examples=[0.96]
    )
    similarity: float | None = Field(description="cosine of the whole query to the ad", examples=[0.61])
    ranks: dict[str, int] = Field(
        description="place in each ranking that holds it", examples=[{"text": 1, "text of a segment": 2, "words": 1}]
    )
    also: list[TwinAnswer] = Field(description="near-duplicates that pass the same filters, the first 20")
    also_count: int = Field(description="how many there are")

    @classmethod
    def of(cls, match: AdMatch) -> AdMatchAnswer:
        """Describe a match."""
        own = {name: getattr(match, name) for name in ("rank", "score", "similarity", "ranks", "also_count")}
        return cls.model_validate({**_fields(match.ad), **own, "also": _twins(match)})


class FacetValueAnswer(BaseModel):
    """A value and the number of ads that have it."""

    model_config = ConfigDict(from_attributes=True)

    value: str = Field(examples=["DE"])
    count: int = Field(examples=[7])
    label: str | None = Field(description="name of a code or URI")


class Facets(BaseModel):
    """Counts of ads that pass the filters and can still be applied to, near-duplicates one by one; most frequent first."""

    model_config = ConfigDict(from_attributes=True)

    countries: list[FacetValueAnswer]
    isco: list[FacetValueAnswer] = Field(
        description="major groups, sub-major groups, and the subgroups of each group that is filtered by"
    )
    schedule: list[FacetValueAnswer]
    remote: list[FacetValueAnswer]
    languages: list[FacetValueAnswer]
    sources: list[FacetValueAnswer]
    occupations: list[FacetValueAnswer] = Field(description="the 20 that most ads declare")


class FacetsAnswer(Facets):
    """Facets, and how many ads there are in all."""

    total: int = Field(description="ads that pass the filters")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, facets: AdFacets) -> FacetsAnswer:
        """Describe facets."""
        return cls.model_validate(facets)


class AdsAnswer(BaseModel):
    """A page of the ads that fit a query, best first."""

    matches: list[AdMatchAnswer]
    total: int = Field(description="ads that pass the filters, near-duplicates one by one")
    cursor: str | None = Field(description="send it with the same query and filters for the next page; null on the last one")
    language: str = Field(description="language of the occupations' names")
    facets: Facets | None = Field(description="where they were asked for")
    resume: ResumeAnswer | None = Field(description="how the text or file was read; null for a vector or an ad")
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, result: AdsResult, resume: Resume | None, facets: AdFacets | None) -> AdsAnswer:
        """Describe a result."""
        return cls(
            matches=[AdMatchAnswer.of(match) for match in result.matches],
            total=result.total,
            cursor=result.cursor,
            language=result.language,
            facets=Facets.model_validate(facets) if facets else None,
            resume=ResumeAnswer.of(resume) if resume else None,
            provenance=ProvenanceAnswer.model_validate(result.provenance),
        )


class ShownAdAnswer(AdAnswer):
    """One job ad with its text."""

    description: str
    skills: list[str] = Field(description="ESCO skills that it declares")
    expired: bool = Field(description="its last day for applications has passed")
    also: list[TwinAnswer] = Field(description="near-duplicates, the first 20")
    also_count: int
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, shown: ShownAd) -> ShownAdAnswer:
        """Describe what `AdSearch.ad` returned."""
        provenance = ProvenanceAnswer.model_validate(shown.provenance)
        own = {"expired": shown.expired, "also": _twins(shown), "also_count": shown.also_count, "provenance": provenance}
        return cls.model_validate({**_fields(shown.ad), **own})


def _fields(ad: Ad) -> dict[str, Any]:
    occupations = [AdOccupationAnswer.model_validate(found) for found in ad.occupations]
    first = AdOccupationAnswer.model_validate(ad.occupation) if ad.occupation else None
    return {**ad.fields, "occupations": occupations, "occupation": first}


def _twins(found: AdMatch | ShownAd) -> list[TwinAnswer]:
    return [TwinAnswer.model_validate(twin) for twin in found.also]
