"""A tiny deterministic encoder and a small taxonomy, for every test that needs an index but no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from search.encoder import Progress, Vectors, unit
from search.records import Group, Occupation, Skill, Taxonomy
from search.sparse import words

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
        (
            "web",
            "2513.3",
            "web developer",
            "Webentwickler/Webentwicklerin",
            "front-end coder",
            ("javascript", "css"),
            (),
            False,
        ),
        ("design", "2513.1", "web designer", "Webdesigner/Webdesignerin", "site designer", ("css",), ("javascript",), False),
        (
            "nurse",
            "2221.1",
            "specialist nurse",
            "Fachkrankenpfleger/Fachkrankenpflegerin",
            "ward nurse",
            ("wounds",),
            (),
            True,
        ),
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
        Group(
            uri=f"{ESCO}/isco/C{code}",
            code=code,
            preferred={"en": titles.get(code, f"Group {code}")},
            description={"en": code},
        )
        for code in codes
    ]
    return Taxonomy(
        release,
        ("en", "de"),
        {occupation.uri: occupation for occupation in sorted(occupations, key=lambda item: item.uri)},
        {skill.uri: skill for skill in sorted(skills, key=lambda item: item.uri)},
        {group.uri: group for group in groups},
    )
