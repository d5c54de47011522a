"""Text to character n-grams, for labels that share pieces of words: compounds, inflections, slips of the hand.

Grams of three to five characters are cut within each word, blanks around it included, as scikit-learn's `char_wb` does. Case is
folded, accents stay. Documents and queries are scaled to unit length; how rare a gram is comes from the collection's IDF modifier,
so that the score is near to a TF-IDF cosine, without a vocabulary to keep.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterator

from qdrant_client import models

SHORTEST, LONGEST = 3, 5
"""characters of a gram, the blank before and after a word counted"""


def char_grams(text: str) -> Iterator[str]:
    """Yield the grams of every word; a word shorter than a gram is one itself: "UX" → " ux", "ux ", " ux "."""
    for word in text.lower().split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            if length >= len(padded):
                yield padded
                break
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def encode_chars(text: str) -> models.SparseVector:
    """Return the weights of a text's grams, 1 + ln(count), scaled to unit length; empty for a text without any character.

    A gram's index is its CRC-32: the same in every process, at most a few of 30,000 labels' grams share one.
    """
    counts = Counter(zlib.crc32(gram.encode()) for gram in char_grams(text))
    weights = {index: 1 + math.log(count) for index, count in sorted(counts.items())}
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    return models.SparseVector(indices=list(weights), values=[weight / length for weight in weights.values()])
