"""Exported models: a folder that loads like any other and gives nearly the same vectors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_model import TEXTS, make_tiny_model, need
from typer.testing import CliRunner

from cli.main import app
from model.export import Report, agreement, export_model
from search.encoder import load_encoder, unit
from search.errors import EncoderError, InputError

FORMS = ("bf16", "onnx", "onnx-int8", "openvino")
NEEDS = {"onnx": "onnxruntime", "onnx-int8": "onnxruntime", "openvino": "openvino"}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="module", params=FORMS)
def exported(request, tiny, tmp_path_factory) -> tuple[Path, Report]:
    if request.param in NEEDS:
        need("onnxscript", NEEDS[request.param])
    out = tmp_path_factory.mktemp("exported") / request.param
    return out, export_model(str(tiny), out, request.param, TEXTS)


def test_an_exported_folder_gives_nearly_the_vectors_of_the_original(tiny, exported):
    before, after = load_encoder(str(tiny), device="cpu"), load_encoder(str(exported[0]), device="cpu")
    one, other = before.encode_documents(TEXTS), after.encode_documents(TEXTS)

    assert (np.float32, one.shape) == (other.dtype, other.shape)
    assert np.allclose(1.0, np.linalg.norm(other, axis=1), atol=1e-6)
    assert np.sum(one * other, axis=1).min() > 0.98


def test_an_exported_folder_reads_long_texts_in_the_same_windows(tiny, exported):
    before, after = load_encoder(str(tiny), device="cpu"), load_encoder(str(exported[0]), device="cpu")

    assert before.windows(TEXTS[3]) == after.windows(TEXTS[3])
    assert len(after.windows(TEXTS[3])) > 1


def test_the_identity_of_an_export_names_its_backend(exported):
    out, report = exported

    assert report.identity == load_encoder(str(out)).identity
    assert report.identity.endswith(f"+{report.backend}")


def test_the_report_says_sizes_and_agreement(tiny, exported):
    out, report = exported

    assert sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) == report.size
    assert sum(path.stat().st_size for path in tiny.rglob("*") if path.is_file()) == report.size_before
    assert 0.98 < report.cosine <= 1.00001
    assert len(TEXTS) == report.texts


def test_an_export_of_a_graph_is_refused(tiny, exported, tmp_path):
    out, report = exported
    if report.backend == "bf16":
        pytest.skip("has weights")

    with pytest.raises(EncoderError, match="no weights"):
        export_model(str(out), tmp_path / "again", "bf16")


def test_a_folder_with_files_is_not_written_over(tiny, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(InputError, match="not an empty folder"):
        export_model(str(tiny), tmp_path, "bf16")


def test_a_model_that_needs_prompts_is_refused_before_it_is_loaded(tmp_path):
    with pytest.raises(EncoderError, match="prompts"):
        export_model("jina-embeddings-v3", tmp_path / "out", "onnx")


def test_agreement_of_a_model_with_itself_is_whole():
    vectors = unit(np.random.default_rng(1).normal(size=(30, 8)))

    assert (pytest.approx(1.0), 1.0) == agreement(vectors, vectors)


def test_agreement_counts_the_neighbours_that_stay():
    one = unit(np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], dtype=np.float32))
    other = one[[0, 2, 1, 3]]

    assert 0.0 == agreement(one, other, k=1)[1]


def test_the_command_exports_and_reports(tiny, tmp_path):
    result = CliRunner().invoke(app, ["export", str(tiny), str(tmp_path / "out"), "--to", "bf16", "--json"])

    assert 0 == result.exit_code
    assert "bf16" == json.loads(result.stdout)["backend"]
    assert load_encoder(str(tmp_path / "out"), device="cpu").encode_documents(TEXTS).shape == (len(TEXTS), 32)


def test_the_command_compares_on_texts_of_a_file(tiny, tmp_path):
    (tmp_path / "texts.txt").write_text("nurse\n\nweb developer\ntruck\n")
    arguments = ["export", str(tiny), str(tmp_path / "out"), "--to", "bf16", "--texts", str(tmp_path / "texts.txt")]

    assert "on 3 texts" in CliRunner().invoke(app, arguments).stdout
