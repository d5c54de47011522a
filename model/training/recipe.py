"""Training recipes: every number that decides a run, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.errors import InputError


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to train.

    `mix`: kind of pair (see `model.training.batches`) → its share of the steps. `languages`: language → how much likelier its
    labels are to be an anchor than those of a language that is not named. `steps` None means one epoch over the pair list of
    `paired`. `warmup` is a share of the steps, never of the examples. `embedding_rate` is the learning rate of the token
    embeddings, which new pieces of the vocabulary need higher than the layers' `rate`. `vocabulary`: pieces added for other
    languages. `masked`: leave other true positives of an anchor out of its negatives.
    """

    name: str
    mix: Mapping[str, float]
    batch: int
    steps: int | None
    rate: float
    embedding_rate: float
    warmup: float
    scale: float
    symmetric: bool
    masked: bool
    weight_decay: float = 0.01
    max_norm: float = 1.0
    longest: int = 64
    """tokens of a text in training; longer ones are cut there, and only there"""
    vocabulary: int = 0
    paired: bool = False
    """True takes every pair once, in random order (CareerBERT); False draws balanced batches of different concepts"""
    languages: Mapping[str, float] = field(default_factory=dict)
    noise: float = 0.0
    """share of anchors that are written as vacancy titles are: "Senior …", "… (m/w/d)", a place, a slip of the keyboard"""


RECIPES: dict[str, Recipe] = {
    "careerspace": Recipe(
        "careerspace",
        mix={"labels": 0.60, "descriptions": 0.10, "translations": 0.10, "skills": 0.12, "resumes": 0.08},
        batch=448,
        steps=1600,
        rate=2e-4,
        embedding_rate=1e-3,
        warmup=0.05,
        scale=25.0,
        symmetric=True,
        masked=True,
        vocabulary=40_000,
        languages={"en": 7.0, "de": 7.0, "es": 6.0},
        noise=0.3,
    ),
    "careerbert-jg": Recipe(
        "careerbert-jg",
        mix={"labels": 1.0, "descriptions": 1.0, "title-skill": 1.0},
        batch=32,
        steps=None,
        rate=2e-5,
        embedding_rate=2e-5,
        warmup=0.1,
        scale=20.0,
        symmetric=False,
        masked=False,
        longest=256,
        paired=True,
    ),
}
"""careerbert-jg follows the model's card (MultipleNegativesRankingLoss of scale 20, AdamW 2e-5, batch 32, one epoch, the title as
anchor), with the warm-up counted in steps"""


def find_recipe(name: str) -> Recipe:
    """Return a recipe by name. Raises InputError that lists those there are."""
    if name not in RECIPES:
        raise InputError(f"unknown recipe {name!r}; there are {', '.join(RECIPES)}")
    return RECIPES[name]
