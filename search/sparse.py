"""Text to BM25 weights, the same for both engines.

The weights are Qdrant's own BM25 (term frequency saturation and length normalisation in the document, IDF in the collection's
modifier). Its tokenizers drop what tells C++ from C#, and its stemmers know few of the 28 languages, so words are cut
here and handed over one by one, unstemmed, with accents folded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qdrant_client import models
from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, Language, StopwordsSet, TokenizerType

AVERAGE_WORDS = 200
"""typical length of an occupation's text, in words; BM25 normalises by it"""
_STOPWORDS = {Language.English, Language.German}
"""more languages would remove words that mean something in these two"""
_SIGNED = (
    (re.compile(r"(?<!\w)c\+\+", re.I), " cplusplus "),
    (re.compile(r"(?<!\w)([cf])#", re.I), r" \1sharp "),
    (re.compile(r"(?<!\w)\.net\b", re.I), " dotnet "),
    (re.compile(r"\b(\w+)\.js\b", re.I), r" \1 \1js "),
)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Cut a text into words; names written with signs become words of their own: C++ → cplusplus, .NET → dotnet."""
    for pattern, name in _SIGNED:
        text = pattern.sub(name, text)
    return _WORD.findall(text)


def encode_sparse_document(text: str, average_words: int = AVERAGE_WORDS) -> models.SparseVector:
    """Return the BM25 document weights of a text; empty for a text without words."""
    vector = _bm25(average_words).embed_document(" ".join(words(text)))
    return models.SparseVector(indices=vector.indices, values=vector.values)


def encode_sparse_query(text: str) -> models.SparseVector:
    """Return the query side: weight 1 for each different word; empty for a text without words."""
    vector = _bm25(AVERAGE_WORDS).embed_query(" ".join(words(text)))
    return models.SparseVector(indices=vector.indices, values=vector.values)


@lru_cache(maxsize=4)
def _bm25(average_words: int) -> Bm25:
    return Bm25(
        Bm25Config(
            avg_len=average_words,
            tokenizer=TokenizerType.Whitespace,
            lowercase=True,
            ascii_folding=True,
            stemmer=DisabledStemmer(),
            stopwords=StopwordsSet(languages=_STOPWORDS),
        )
    )
