"""The encoder, with a tiny BERT that has CareerBERT's shape: built, saved and loaded by the real classes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.encoder import SentenceTransformerEncoder, load_encoder, unit
from search.errors import EncoderError
from search.presets import PRESETS

WORDS = ["web", "developer", "nurse", "ward", "drives", "a", "truck", "builds", "sites", ".", ","]
TEXTS = ["web developer", "a nurse drives a truck , builds sites .", "nurse", "ward " * 700, "builds"]


@pytest.fixture(scope="module")
def careerbert_shaped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT, mean pooling over the attention mask, 512 tokens, cased: what `lwolfrum2/careerbert-jg` is, but small."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("careerbert")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *(f"##{char}" for char in "abcdefghij"), *"abcdefghij"]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), do_lower_case=False)
    size = len(dict.fromkeys(vocabulary))
    config = BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
    )
    plain = folder / "plain"
    BertModel(config).eval().save_pretrained(plain)
    tokenizer.save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=512)
    saved = folder / "sentence"
    SentenceTransformer(modules=[transformer, Pooling(32, pooling_mode="mean")], device="cpu").save(str(saved))
    return folder


@pytest.fixture(scope="module")
def encoder(careerbert_shaped: Path) -> SentenceTransformerEncoder:
    return load_encoder(str(careerbert_shaped / "sentence"), device="cpu")


@pytest.fixture(scope="module")
def minilm() -> SentenceTransformerEncoder:
    return load_encoder("all-minilm-l6-v2", device="cpu")


def plain_mean_pooling(folder: Path, texts: list[str]) -> np.ndarray:
    """Encode with transformers alone: the mean of the last hidden state over the attention mask, then unit length."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    batch = tokenizer(texts, padding=True, truncation=True, max_length=512, return_tensors="pt")
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    return unit(((hidden * mask).sum(1) / mask.sum(1)).numpy())


def test_a_careerbert_shaped_model_gives_the_vectors_of_plain_transformers(careerbert_shaped, encoder):
    texts = [text for text in TEXTS if len(text) < 1000]

    assert np.allclose(plain_mean_pooling(careerbert_shaped / "plain", texts), encoder.encode_documents(texts), atol=1e-5)


def test_vectors_are_float32_of_unit_length_in_the_order_given(encoder):
    vectors = encoder.encode_documents(TEXTS)

    assert ((5, 32), np.dtype("float32")) == (vectors.shape, vectors.dtype)
    assert np.allclose(1.0, np.linalg.norm(vectors, axis=1), atol=1e-6)
    assert np.allclose(vectors[2], encoder.encode_documents(["nurse"])[0], atol=1e-6)


def test_what_stands_beyond_512_tokens_changes_the_vector(encoder):
    start = "web developer " * 300

    assert not np.allclose(*encoder.encode_documents([start, start + "nurse ward truck " * 200]), atol=1e-3)


def test_a_long_text_is_the_mean_of_its_windows_weighted_by_tokens(encoder):
    text = "web developer " * 300 + "nurse ward " * 100
    windows = encoder.windows(text)
    expected = unit(sum(tokens * encoder.encode_documents([part])[0] for part, tokens in windows)[None])[0]

    assert len(windows) > 1
    assert np.allclose(expected, encoder.encode_documents([text])[0], atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "abcabc", "jihgfedcba" * 3, "ü", "x" * 120]), min_size=1, max_size=1500))
def test_windows_hold_every_word_in_order_and_each_fits_the_model(minilm, parts):
    text = " ".join(parts)
    windows = minilm.windows(text)
    tokenizer = minilm._model.tokenizer

    assert "".join(text.split()) == "".join("".join(part.split()) for part, _ in windows)
    assert all(len(tokenizer(part, truncation=False, verbose=False)["input_ids"]) <= minilm.max_tokens for part, _ in windows)


def test_the_packaged_model_is_the_one_that_was_reviewed(minilm):
    assert ("all-minilm-l6-v2@a683a6d1843b", 384, 256) == (minilm.identity, minilm.dimension, minilm.max_tokens)


def test_the_packaged_model_still_gives_its_golden_numbers(minilm):
    web, coder, nurse = minilm.encode_documents(["web developer", "front-end programmer", "nurse"])

    assert np.allclose([0.5554, 0.2445], [web @ coder, web @ nurse], atol=2e-3)


def test_the_packaged_model_reads_256_tokens_though_its_tokenizer_file_says_128(minilm):
    (window,) = minilm.windows("word " * 250)
    cut, whole = minilm.encode_documents(["word " * 120, "word " * 120 + "nurse " * 120])

    assert 250 == window[1]
    assert float(cut @ whole) < 0.99


def test_progress_ends_at_the_number_of_texts(encoder):
    seen: list[tuple[int, int]] = []
    encoder.encode_documents(["web", "nurse", "truck"], lambda done, total: seen.append((done, total)))

    assert (3, 3) == seen[-1]


def test_no_texts_give_no_vectors(encoder):
    assert (0, 32) == encoder.encode_documents([]).shape


def test_an_empty_text_is_refused(encoder):
    with pytest.raises(EncoderError, match="empty text"):
        encoder.encode_documents(["web", "  "])


def test_a_model_that_is_not_there_says_what_would_work(tmp_path):
    with pytest.raises(EncoderError, match="all-minilm-l6-v2"):
        load_encoder(str(tmp_path / "nowhere"))


def test_a_dimension_that_the_preset_does_not_offer_is_refused():
    with pytest.raises(EncoderError, match="not 100"):
        SentenceTransformerEncoder("all-minilm-l6-v2", dimension=100)


def test_other_weights_have_another_identity(careerbert_shaped, encoder, tmp_path):
    import shutil

    from safetensors.numpy import load_file, save_file

    copy = tmp_path / "sentence"
    shutil.copytree(careerbert_shaped / "sentence", copy)
    weights = next(copy.rglob("*.safetensors"))
    tensors = {name: tensor.copy() for name, tensor in load_file(weights).items()}
    next(iter(tensors.values())).flat[0] += 1
    save_file(tensors, weights, metadata={"format": "pt"})

    assert encoder.identity != load_encoder(str(copy), device="cpu").identity


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_states_its_licence_and_a_dimension_that_can_be_shortened_only_downwards(name):
    preset = PRESETS[name]

    assert preset.licence
    assert all(dimension < preset.dimension for dimension in preset.dimensions)
