"""An encoder for asking many questions: each text is encoded once, those that are known beforehand in batches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.encoder import Encoder, Progress, Vectors


class Remembering:
    """An encoder that has encoded some texts at once, in batches, and remembers every other query that it is given."""

    def __init__(self, encoder: Encoder, texts: Sequence[str] = (), watch: Progress | None = None) -> None:
        self._encoder = encoder
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self._known = dict(zip(texts, encoder.encode_queries(texts, watch), strict=True)) if texts else {}

    def encode_queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Look queries up, or encode them."""
        if missing := list(dict.fromkeys(text for text in texts if text not in self._known)):
            self._known.update(zip(missing, self._encoder.encode_queries(missing, progress), strict=True))
        found: Vectors = np.array([self._known[text] for text in texts], dtype=np.float32).reshape(-1, self.dimension)
        return found

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what is searched in."""
        return self._encoder.encode_documents(texts, progress)
