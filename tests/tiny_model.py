"""A tiny random BERT, built and saved by the real classes."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

WORDS = ["web", "developer", "nurse", "ward", "drives", "a", "truck", "builds", "sites", ".", ","]
TEXTS = ["web developer", "a nurse drives a truck , builds sites .", "nurse", "ward " * 150, "builds"]


def make_tiny_model(folder: Path) -> Path:
    """Save a model of 32 dimensions and 64 tokens, mean pooling, and return its folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    plain = folder / "plain"
    BertModel(config).eval().save_pretrained(plain)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=False).save_pretrained(plain)
    saved = folder / "tiny"
    transformer = Transformer(str(plain), max_seq_length=64)
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="mean")], device="cpu").save(str(saved))
    return saved


def need(*modules: str) -> None:
    """Skip the test where a module is not installed; imports none, because importing these writes an id of the machine."""
    for module in modules:
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed")
