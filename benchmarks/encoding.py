"""Texts per second of each backend on this CPU, beside a plain `SentenceTransformer.encode` call, and the quality of each.

    OMP_NUM_THREADS=1 python -m benchmarks.encoding [--model M] [--texts 128] [--rounds 3] [--melo DIR] [--json FILE]

The texts have 200 tokens each, special ones included, and are cut from the sample resumes and ads. Rounds alternate between the
backends, and the best round of each counts, in wall-clock time. Quality: mean cosine and shared ten nearest against the plain
call on titles, and MRR on a MELO set by a plain cosine loop, over its first queries and a part of its corpus that holds their
answers. An exported graph as --model is measured by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.benchmarks.melo import read_melo
from model.benchmarks.metrics import mean, measure
from model.benchmarks.task import Task
from model.export import EXAMPLES, agreement, export_model
from search.encoder import SentenceTransformerEncoder, Vectors, load_encoder, unit
from search.errors import EncoderError

ROOT = Path(__file__).parents[1]
TOKENS = 200
PLAIN = "plain SentenceTransformer.encode"
Encode = Callable[[Sequence[str]], Vectors]


def main() -> None:
    """Export, measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="all-minilm-l6-v2", help="preset, Hugging Face name or folder")
    parser.add_argument("--texts", type=int, default=128, help="texts of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--melo", type=Path, help="folder of a MELO set")
    parser.add_argument("--queries", type=int, default=400, help="queries of that set")
    parser.add_argument("--corpus", type=int, default=3000, help="elements of its corpus, besides the answers")
    parser.add_argument("--json", type=Path, help="also write the result to this file")
    arguments = parser.parse_args()

    task = part_of(read_melo(arguments.melo)[0], arguments.queries, arguments.corpus) if arguments.melo else None
    with tempfile.TemporaryDirectory() as folder:
        encoders, sizes = load_all(arguments.model, Path(folder))
        plain = load_encoder(arguments.model, device="cpu", backend="torch")
        texts = texts_of(plain, arguments.texts)
        rows = measure_all(encoders, texts, arguments.rounds, task)
    import torch

    threads = torch.get_num_threads()
    print(
        f"{arguments.model}, {len(texts)} texts of {TOKENS} tokens, "
        f"best of {arguments.rounds} alternating rounds, {threads} thread(s)"
    )
    if task:
        print(f"MRR: {task.name}, {len(task.queries)} queries over {len(task.candidates):,} of its labels")
    print(f"{'':34}{'texts/s':>8}{'ratio':>7}{'cosine':>9}{'same 10':>9}{'MRR':>8}{'MB':>7}")
    for row in rows:
        mrr = f"{row['mrr']:.4f}" if task else "-"
        size = f"{sizes[row['name']] / 1e6:.0f}" if row["name"] in sizes else ""
        print(
            f"{row['name']:34}{row['texts_per_s']:8.1f}{row['ratio']:7.2f}{row['cosine']:9.5f}{row['neighbours']:9.1%}{mrr:>8}{size:>7}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def load_all(model: str, folder: Path) -> tuple[dict[str, Encode], dict[str, int]]:
    """Return each way of encoding, the plain call first, and the sizes of what was exported; prints what can't be had."""
    from sentence_transformers import SentenceTransformer

    torch32 = load_encoder(model, device="cpu", backend="torch")
    source = str(torch32.folder or model)
    bare = SentenceTransformer(source, device="cpu", model_kwargs={"dtype": "float32"})
    encoders: dict[str, Encode] = {
        PLAIN: lambda texts: unit(bare.encode(list(texts), show_progress_bar=False)),
        "ours, torch fp32": torch32.encode_documents,
        "ours, torch bf16": load_encoder(model, device="cpu", backend="bf16").encode_documents,
    }
    sizes: dict[str, int] = {}
    for name, form in (("ours, ONNX fp32", "onnx"), ("ours, ONNX int8", "onnx-int8"), ("ours, OpenVINO", "openvino")):
        try:
            report = export_model(model, folder / form, form)  # type: ignore[arg-type]
        except EncoderError as error:
            print(f"{name} left out: {error}")
            continue
        encoders[name] = load_encoder(str(folder / form), device="cpu").encode_documents
        sizes[name] = report.size
    return encoders, sizes


def texts_of(encoder: SentenceTransformerEncoder, count: int) -> list[str]:
    """Cut texts of exactly TOKENS tokens from the sample data."""
    tokenizer: Any = encoder.model.tokenizer
    paths = [*sorted((ROOT / "sample" / "resumes").glob("*-en.*")), ROOT / "sample" / "ads" / "ads.csv"]
    words = [
        word
        for path in paths
        if path.suffix in {".md", ".txt", ".html", ".csv"}
        for word in path.read_text(encoding="utf-8").split()
        if word.isalpha()
    ]
    rng = random.Random(1)
    room = TOKENS - tokenizer.num_special_tokens_to_add(pair=False)
    found: list[str] = []
    while len(found) < count:
        start = rng.randrange(len(words) - 2 * TOKENS)
        text = ""
        for word in words[start : start + TOKENS]:
            longer = f"{text} {word}".strip()
            tokens = len(tokenizer(longer, add_special_tokens=False, truncation=False, verbose=False)["input_ids"])
            if tokens > room:
                continue  # a shorter word may fit
            text = longer
            if tokens == room:
                found.append(text)
                break
    return found


def part_of(task: Task, queries: int, corpus: int) -> Task:
    """Return the first queries with their answers and some other candidates."""
    from dataclasses import replace

    first = task.spread(queries)
    wanted = {key for answers in first.qrels.values() for key in answers}
    others = [candidate for candidate in task.candidates if candidate.id not in wanted]
    chosen = {candidate.id for candidate in random.Random(1).sample(others, min(corpus, len(others)))}
    return replace(first, candidates=tuple(item for item in task.candidates if item.id in wanted | chosen))


def measure_all(encoders: dict[str, Encode], texts: list[str], rounds: int, task: Task | None) -> list[dict[str, Any]]:
    """Return one row for each way of encoding."""
    times: dict[str, list[float]] = {name: [] for name in encoders}
    for encode in encoders.values():
        encode(texts[:8])  # warm up
    for _ in range(rounds):
        for name, encode in encoders.items():
            started = time.perf_counter()
            encode(texts)
            times[name].append(time.perf_counter() - started)
    titles = [*EXAMPLES, *(list(task.queries.values())[:300] if task else ())]
    reference = encoders[PLAIN](titles)
    rows = []
    for name, encode in encoders.items():
        cosine, neighbours = agreement(reference, encode(titles))
        rows.append(
            {
                "name": name,
                "texts_per_s": len(texts) / min(times[name]),
                "ratio": min(times[PLAIN]) / min(times[name]),
                "cosine": cosine,
                "neighbours": neighbours,
                "mrr": mrr_of(encode, task) if task else None,
            }
        )
    return rows


def mrr_of(encode: Encode, task: Task) -> float:
    """Rank every candidate for every query by cosine, nothing else, and return the mean reciprocal rank."""
    labels = list(dict.fromkeys(candidate.text for candidate in task.candidates))
    row = {label: place for place, label in enumerate(labels)}
    documents = encode(labels)[[row[candidate.text] for candidate in task.candidates]]
    scores = encode(list(task.queries.values())) @ documents.T
    run = {}
    for query, values in zip(task.queries, scores, strict=True):
        order = np.argsort(-values, kind="stable")[:1000]
        run[query] = [(task.candidates[place].id, float(values[place])) for place in order]
    return mean(measure(run, task.qrels)["MRR"])


if __name__ == "__main__":
    main()
