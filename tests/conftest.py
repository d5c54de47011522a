"""What several test modules share: a tiny deterministic encoder, a small taxonomy, and an index of it on the embedded engine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.embeddings import EmbeddingCache
from ingest.pipeline import index_taxonomy
from search.encoder import Progress, Vectors, unit
from search.engine import Engine
from search.records import Group, Occupation, Skill, Taxonomy
from search.settings import Settings, get_settings
from search.sparse import words
from search.store.embedded import EmbeddedStore

REPOSITORY = Path(__file__).resolve().parent.parent
ESCO = "http://data.europa.eu/esco"


class WordEncoder:
    """Texts that share words are near: each word adds a pseudo-random direction that its own hash decides."""

    def __init__(self, dimension: int = 64, identity: str = "word-encoder@1") -> None:
        self.identity = identity
        self.dimension = dimension
        self.encoded = 0

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode and count."""
        self.encoded += len(texts)
        return unit(np.array([sum(self._direction(word) for word in words(text.casefold())) for text in texts]))

    encode_queries = encode_documents

    def _direction(self, word: str) -> np.ndarray:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.dimension)


def make_taxonomy(release: str = "1.2.1") -> Taxonomy:
    """Return five occupations in three major groups, four skills, and their ISCO groups, in English and German."""
    skills = [
        Skill(
            uri=f"{ESCO}/skill/{slug}",
            preferred={"en": english, "de": german},
            skill_type="skill",
            reuse_level="sector-specific",
            collections=collections,
        )
        for slug, english, german, collections in (
            ("javascript", "use JavaScript", "JavaScript anwenden", ("digital",)),
            ("css", "style web pages", "Webseiten gestalten", ("digital",)),
            ("wounds", "dress wounds", "Wunden versorgen", ()),
            ("wiring", "install electrical wiring", "elektrische Leitungen verlegen", ()),
        )
    ]
    rows = (
        ("web", "2513.3", "web developer", "Webentwickler/Webentwicklerin", "front-end coder", ("javascript", "css"), (), False),
        ("design", "2513.1", "web designer", "Webdesigner/Webdesignerin", "site designer", ("css",), ("javascript",), False),
        ("nurse", "2221.1", "specialist nurse", "Fachkrankenpfleger/Fachkrankenpflegerin", "ward nurse", ("wounds",), (), True),
        ("aide", "5321.1", "nurse assistant", "Pflegehelfer/Pflegehelferin", "nursing aide", ("wounds",), (), None),
        ("electrician", "7411.1", "electrician", "Elektriker/Elektrikerin", "wiring fitter", ("wiring",), (), True),
    )
    occupations = [
        Occupation(
            uri=f"{ESCO}/occupation/{slug}",
            code=code,
            preferred={"en": english, "de": german},
            alternatives={"en": (alternative,)},
            description={"en": f"A {english} does the work of a {alternative} every day."},
            broader=(f"{ESCO}/isco/C{code.split('.')[0]}",),
            essential_skills=tuple(f"{ESCO}/skill/{skill}" for skill in essential),
            optional_skills=tuple(f"{ESCO}/skill/{skill}" for skill in optional),
            regulated=regulated,
            collections=("research",) if slug == "design" else (),
        )
        for slug, code, english, german, alternative, essential, optional, regulated in rows
    ]
    codes = sorted({prefix for occupation in occupations for prefix in occupation.isco_groups})
    titles = {"2": "Professionals", "25": "ICT professionals", "2513": "Web and multimedia developers", "7": "Craft workers"}
    groups = [
        Group(uri=f"{ESCO}/isco/C{code}", code=code, preferred={"en": titles.get(code, f"Group {code}")}, description={"en": code})
        for code in codes
    ]
    return Taxonomy(
        release,
        ("en", "de"),
        {occupation.uri: occupation for occupation in sorted(occupations, key=lambda item: item.uri)},
        {skill.uri: skill for skill in sorted(skills, key=lambda item: item.uri)},
        {group.uri: group for group in groups},
    )


@pytest.fixture
def taxonomy() -> Taxonomy:
    """A small taxonomy."""
    return make_taxonomy()


@pytest.fixture
def word_encoder() -> WordEncoder:
    """A tiny deterministic encoder."""
    return WordEncoder()


@pytest.fixture
def make_word_encoder() -> type[WordEncoder]:
    """The class of the tiny encoder, for tests that need another dimension or identity."""
    return WordEncoder


@pytest.fixture
def embedded_store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty embedded index."""
    store = EmbeddedStore(tmp_path / "index")
    yield store
    store.close()


@pytest.fixture
def indexed(tmp_path: Path, embedded_store: EmbeddedStore, taxonomy: Taxonomy, word_encoder: WordEncoder) -> EmbeddedStore:
    """The small taxonomy, published as generation 1."""
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as cache:
        index_taxonomy(taxonomy, embedded_store, word_encoder, cache)
    return embedded_store


@pytest.fixture
def engine(indexed: EmbeddedStore, word_encoder: WordEncoder) -> Engine:
    """An engine over the small index."""
    return Engine(indexed, word_encoder)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The defaults, with a data folder of the test's own and nothing from the environment."""
    for name in list(os.environ):
        if name.startswith("CAREERSPACE_") and not name.startswith("CAREERSPACE_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CAREERSPACE_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    return get_settings()
