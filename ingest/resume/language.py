"""Tell the language of a resume.

py3langid knows about 140 languages, most of which no resume sent to a European portal is written in; short texts then drift to
Walloon or Fulah. The choice is restricted to the languages of ESCO and of its neighbours and larger communities.
"""

from __future__ import annotations

from functools import cache
from typing import Any

LANGUAGES = (
    "ar",
    "bg",
    "bs",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gl",
    "hr",
    "hu",
    "is",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "mk",
    "mt",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "tr",
    "uk",
    "vi",
    "zh",
)
"""ISO 639-1 codes that can be answered"""
SURE_LETTERS = 120
"""letters from which the model's probability is taken as it is; below, it is scaled down"""
MAX_CHARACTERS = 20_000


def detect_language(text: str) -> tuple[str, float]:
    """Return an ISO 639-1 code and a confidence between 0 and 1.

    The confidence is the model's probability among `LANGUAGES`, times letters / `SURE_LETTERS` for shorter texts: a job title
    alone gets a low one; a Chinese, Japanese or Korean letter counts as three. A text without letters is ("en", 0.0).
    """
    sample = text[:MAX_CHARACTERS]
    letters = sum(3 if character > "\u2fff" else 1 for character in sample if character.isalpha())
    if letters == 0:
        return "en", 0.0
    language, probability = _identifier().classify(sample)
    return str(language), round(float(probability) * min(1.0, letters / SURE_LETTERS), 4)


@cache
def _identifier() -> Any:  # noqa: ANN401 (py3langid has no types)
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.6 s and 130 MB: only when needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
