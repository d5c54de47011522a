"""The route that says what the service is and holds: what a page needs before it asks anything else."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from pydantic import BaseModel, Field

from api import problems
from api.answers import ProvenanceAnswer
from search.engine import Engine
from search.settings import Settings
from search.store.base import ADS, OCCUPATIONS, SKILLS
from search.view import View


class HeldAnswer(BaseModel):
    """How many of each there are in the index."""

    occupations: int = Field(examples=[3039])
    skills: int = Field(examples=[13939])
    ads: int = Field(description="job ads, near-duplicates one by one", examples=[240])


class AboutAnswer(BaseModel):
    """What the service is, and what its answers stand on."""

    name: str = Field(examples=["Careerspace"])
    version: str = Field(examples=["0.1.0"])
    languages: list[str] = Field(description="languages that are indexed, the first one by default", examples=[["en", "de"]])
    counts: HeldAnswer
    max_upload_mb: int = Field(description="largest resume, in MB", examples=[10])
    provenance: ProvenanceAnswer

    @classmethod
    def of(cls, view: View, settings: Settings) -> AboutAnswer:
        """Describe the service over a generation."""
        counts = {name: view.reader.count(name) for name in (OCCUPATIONS, SKILLS)}
        return cls(
            name="Careerspace",
            version=version("careerspace"),
            languages=list(view.manifest.languages),
            counts=HeldAnswer(**counts, ads=view.reader.count(ADS) if view.catalogue.has_ads else 0),
            max_upload_mb=settings.max_upload_mb,
            provenance=ProvenanceAnswer.model_validate(view.provenance),
        )


def add_about(app: FastAPI, engine: Engine, settings: Settings) -> None:
    """Add the route."""

    @app.get("/v1/about", summary="What the service is and holds", responses=problems.responses(503))
    def about() -> AboutAnswer:
        return AboutAnswer.of(engine.view(), settings)
