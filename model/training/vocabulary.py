"""More languages for a WordPiece model: new pieces learnt from ESCO, each started as the mean of its English translations.

A piece's translations come from texts that ESCO has in both languages, by IBM Model 1 (Brown et al. 1993, "The Mathematics of
Statistical Machine Translation", section 4.1), run on the sets of pieces of each pair of texts. Without it, a new row would have to
be learnt from nothing; with it, "##pfleger" starts between "nurse" and "care".
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

from model.training.corpus import Corpus

_ROUNDS = 4
_LEAST = 0.02
"""translations less likely than this are noise"""
_SHARPNESS = 1.5
"""exponent on the translation probabilities: a piece is mostly its best translations, less the noise of the rest"""


def extend_vocabulary(model: SentenceTransformer, corpus: Corpus, size: int) -> int:
    """Add up to `size` pieces of the corpus's languages to a model with a WordPiece vocabulary; return how many were added.

    A tokenizer of another kind, and `size` 0, are left as they are: 0 is returned.
    """
    old = json.loads(model.tokenizer.backend_tokenizer.to_str())
    if not size or old["model"]["type"] != "WordPiece":
        return 0
    known = dict(old["model"]["vocab"])
    pieces = [
        piece for piece in learn_pieces(model.tokenizer.backend_tokenizer, corpus, size + len(known)) if piece not in known
    ][:size]
    english = Tokenizer.from_str(json.dumps(_plain(old)))
    for piece in pieces:
        known[piece] = len(known)
    old["model"]["vocab"] = known
    tokenizer = Tokenizer.from_str(json.dumps(_plain(old)))
    rows = _start(model, corpus, tokenizer, english, len(known))
    _put(model, tokenizer, rows)
    return len(pieces)


def _plain(state: dict[str, object]) -> dict[str, object]:
    """Return a tokenizer's state without its own truncation and padding."""
    return {**state, "truncation": None, "padding": None}


def learn_pieces(tokenizer: Tokenizer, corpus: Corpus, size: int) -> list[str]:
    """Return the `size` pieces that the texts of a corpus are best cut into, the same ones in every process."""
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of text, no secret
    learner.normalizer = tokenizer.normalizer
    learner.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    normalised = (learner.normalizer.normalize_str(text) if learner.normalizer else text for text in _texts(corpus))
    words = map(learner.pre_tokenizer.pre_tokenize_str, normalised)
    # named beforehand: the trainer numbers them in the order of a random hash, and their numbers decide between equal counts
    inner = sorted({f"##{letter}" for found in words for word, _ in found for letter in word[1:]})
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, min_frequency=4, special_tokens=["[UNK]", *inner], show_progress=False
    )
    learner.train_from_iterator(_texts(corpus), trainer)
    return sorted(learner.get_vocab(), key=learner.get_vocab().__getitem__)


def _texts(corpus: Corpus) -> Iterable[str]:
    for subject in corpus.subjects.values():
        for language in subject.written:
            if language != "en":
                yield from subject.written[language]
                yield subject.descriptions.get(language, "")


def _start(
    model: SentenceTransformer, corpus: Corpus, tokenizer: Tokenizer, english: Tokenizer, size: int
) -> NDArray[np.float32]:
    """Return the embedding rows of the whole vocabulary, shape (size, dim)."""
    transformer: Any = model[0]
    rows: NDArray[np.float32] = transformer.auto_model.get_input_embeddings().weight.detach().cpu().numpy()
    length = np.linalg.norm(rows, axis=1).mean()
    sums = np.zeros((size, rows.shape[1]), dtype=np.float64)
    for language in corpus.languages:
        pairs = list(_parallel(corpus, language))
        if language == "en" or not pairs:
            continue
        foreign = _sets(tokenizer, [pair[0] for pair in pairs])
        native = _sets(english, [pair[1] for pair in pairs])
        source, target, weight, count = _translate(foreign, native)
        sure = weight > _LEAST
        shares = csr_matrix(((count * weight**_SHARPNESS)[sure], (source[sure], target[sure])), shape=(size, len(rows)))
        sums += shares @ rows
    started = np.concatenate([rows, np.zeros((size - len(rows), rows.shape[1]), dtype=np.float32)])
    for piece in range(len(rows), size):
        norm = np.linalg.norm(sums[piece])
        started[piece] = sums[piece] / norm * length if norm else rows[_old_pieces(tokenizer, english, piece)].mean(axis=0)
    return started


def _old_pieces(tokenizer: Tokenizer, english: Tokenizer, piece: int) -> list[int]:
    return english.encode((tokenizer.id_to_token(piece) or "").removeprefix("##"), add_special_tokens=False).ids or [0]


def _parallel(corpus: Corpus, language: str) -> Iterable[tuple[str, str]]:
    """Yield (text, the same in English): preferred labels thrice, for they are the surest, and descriptions."""
    for subject in corpus.subjects.values():
        if subject.labels.get(language) and subject.labels.get("en"):
            for _ in range(3):
                yield subject.labels[language][0], subject.labels["en"][0]
        if language in subject.descriptions and "en" in subject.descriptions:
            yield subject.descriptions[language], subject.descriptions["en"]


def _sets(tokenizer: Tokenizer, texts: Sequence[str]) -> list[NDArray[np.int64]]:
    encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [np.unique(np.array(encoding.ids, dtype=np.int64)) for encoding in encodings]


def _translate(
    foreign: Sequence[NDArray[np.int64]], native: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return (piece, English piece, p(English | piece), weight of the piece) for every couple that occurs together."""
    pairs = list(zip(foreign, native, strict=True))
    source = np.concatenate([np.repeat(left, len(right)) for left, right in pairs])
    target = np.concatenate([np.tile(right, len(left)) for left, right in pairs])
    # every (text, English piece) shares one unit of probability among the pieces of the text
    first = np.cumsum([0, *(len(right) for right in native[:-1])])
    slot = np.concatenate(
        [np.tile(start + np.arange(len(right)), len(left)) for start, (left, right) in zip(first, pairs, strict=True)]
    )
    couple, where = np.unique(source << 32 | target, return_inverse=True)
    piece, english = couple >> 32, couple & 0xFFFFFFFF
    probability = np.ones(len(couple))
    for _ in range(_ROUNDS):
        each = probability[where]
        each /= np.bincount(slot, each)[slot]
        expected = np.bincount(where, each, minlength=len(couple))
        probability = expected / np.bincount(piece, expected)[piece]
    seen = np.bincount(piece, np.bincount(where, minlength=len(couple)))[piece]
    return piece, english, probability, np.sqrt(seen)


def _put(model: SentenceTransformer, tokenizer: Tokenizer, rows: NDArray[np.float32]) -> None:
    """Give the model its new tokenizer and embedding rows."""
    transformer: Any = model[0]
    transformer.auto_model.resize_token_embeddings(len(rows), mean_resizing=False)
    with torch.no_grad():
        transformer.auto_model.get_input_embeddings().weight.copy_(torch.from_numpy(rows))
    with tempfile.TemporaryDirectory() as folder:
        model.tokenizer.save_pretrained(folder)
        tokenizer.save(str(Path(folder) / "tokenizer.json"))
        (Path(folder) / "vocab.txt").unlink(missing_ok=True)
        transformer.processor = AutoTokenizer.from_pretrained(folder)
