"""Backends of the encoder: which one computes, and what it must not do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_model import TEXTS, make_tiny_model, need

from search.backends import EXPORT_FILE, Export, choose_backend, read_export
from search.encoder import encoder_of, load_encoder
from search.errors import EncoderError

GRAPH = Export("onnx", "model.onnx", 32, 64, "tiny@0")
WEIGHTS = Export("bf16", None, 32, 64, "tiny@0")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("backends"))


@pytest.mark.parametrize(
    ("asked", "export", "chosen"),
    [
        ("auto", None, "torch"),
        ("auto", WEIGHTS, "bf16"),
        ("auto", GRAPH, "onnx"),
        ("bf16", None, "bf16"),
        ("torch", WEIGHTS, "torch"),
        ("openvino", GRAPH, "openvino"),
    ],
)
def test_the_folder_says_the_backend_unless_one_is_asked_for(asked, export, chosen):
    assert chosen == choose_backend(asked, export, "tiny")


@pytest.mark.parametrize(("asked", "export"), [("onnx", None), ("openvino", None), ("onnx", WEIGHTS)])
def test_a_model_without_a_graph_says_how_to_make_one(asked, export):
    with pytest.raises(EncoderError, match=f"careerspace export tiny OUT --to {asked}"):
        choose_backend(asked, export, "tiny")


def test_a_graph_has_no_weights_for_torch():
    with pytest.raises(EncoderError, match="no weights for torch"):
        choose_backend("torch", GRAPH, "tiny")


def test_openvinos_own_graph_is_not_run_by_onnxruntime():
    with pytest.raises(EncoderError, match="--to onnx"):
        choose_backend("onnx", Export("openvino", "model.xml", 32, 64, "tiny@0"), "tiny")


@pytest.mark.parametrize("content", ["{", "[]", '{"backend": "onnx"}', "null"])
def test_a_damaged_description_of_an_export_is_told(tmp_path, content):
    (tmp_path / EXPORT_FILE).write_text(content)

    with pytest.raises(EncoderError, match="Export the model again"):
        read_export(tmp_path)


def test_an_unknown_backend_in_a_folder_is_told(tmp_path):
    (tmp_path / EXPORT_FILE).write_text('{"backend": "abacus", "graph": null, "dimension": 1, "max_tokens": 1, "source": ""}')

    with pytest.raises(EncoderError, match="abacus"):
        read_export(tmp_path)


def test_bf16_gives_float32_vectors_of_unit_length_near_those_of_float32_and_another_identity(tiny):
    plain, fast = load_encoder(str(tiny), device="cpu"), load_encoder(str(tiny), device="cpu", backend="bf16")
    one, other = plain.encode_documents(TEXTS), fast.encode_documents(TEXTS)

    assert np.float32 == other.dtype
    assert np.allclose(1.0, np.linalg.norm(other, axis=1), atol=1e-6)
    assert np.sum(one * other, axis=1).min() > 0.999
    assert not np.array_equal(one, other)
    assert f"{plain.identity}+bf16" == fast.identity


@pytest.mark.parametrize("stored", ["bfloat16", "float16"])
def test_weights_stored_in_half_precision_are_computed_in_float32(tiny, tmp_path, stored):
    import torch
    from sentence_transformers import SentenceTransformer

    half = SentenceTransformer(str(tiny), device="cpu").to(getattr(torch, stored))
    half.save_pretrained(str(tmp_path / "half"), create_model_card=False)
    encoder = load_encoder(str(tmp_path / "half"), device="cpu")

    assert {torch.float32} == {parameter.dtype for parameter in encoder.model.parameters()}
    assert np.allclose(
        load_encoder(str(tiny), device="cpu").encode_documents(TEXTS), encoder.encode_documents(TEXTS), atol=2e-2
    )


def test_the_setting_reaches_the_encoder(tiny, settings):
    chosen = settings.model_copy(update={"model": str(tiny), "device": "cpu", "backend": "bf16"})

    assert encoder_of(chosen).identity.endswith("+bf16")


def test_the_size_of_a_batch_changes_no_vector(tiny):
    many, one = load_encoder(str(tiny), device="cpu"), load_encoder(str(tiny), device="cpu", batch_size=1)

    assert np.allclose(one.encode_documents(TEXTS * 40), many.encode_documents(TEXTS * 40), atol=1e-5)


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
def test_a_missing_runtime_names_its_extra(name):
    code = (
        f"import sys; sys.modules[{name!r}] = None\n"
        "from search import backends\n"
        "from search.errors import EncoderError\n"
        f"try: backends.import_{name}()\n"
        "except EncoderError as error: print(error)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert f"careerspace[{name.removesuffix('runtime')}]" in shown


@pytest.mark.parametrize("name", ["onnxruntime", "openvino"])
def test_a_runtime_writes_no_id_of_the_machine(name, tmp_path):
    need(name)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "ORT_")) and key != "CI"}
    code = f"from search.backends import import_{name}; import_{name}()"
    subprocess.run([sys.executable, "-c", code], env=environment | {"HOME": str(tmp_path)}, check=True)

    assert [] == [path for path in tmp_path.rglob("*") if path.is_file()]
