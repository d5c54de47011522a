"""From ESCO files to a folder that `CAREERSPACE_MODEL` takes: corpus, vocabulary, training, weights, card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

from ingest.esco import read_taxonomy
from model.training.batches import BalancedBatches, Batches, PairList
from model.training.card import write_card
from model.training.corpus import Corpus, build_corpus, corpus_hash
from model.training.recipe import Recipe
from model.training.trainer import Outcome, Said, Told, Trainer
from model.training.validation import make_evaluator, write_held_out
from model.training.vocabulary import extend_vocabulary
from search.encoder import SentenceTransformerEncoder, load_encoder
from search.errors import InputError


def read_corpus(files: Sequence[Path], languages: Sequence[str]) -> tuple[Corpus, list[str]]:
    """Read ESCO files, each in those of the languages that it has; return the corpus and the releases.

    Raises InputError for a language that no file has, and SourceError for a file that can't be read.
    """
    taxonomies = [read_taxonomy(path, languages, excerpt=True)[0] for path in files]
    corpus = build_corpus(taxonomies, languages)
    present = {language for subject in corpus.subjects.values() for language in subject.labels}
    if absent := [language for language in languages if language not in present]:
        raise InputError(f"no label in {', '.join(absent)} in {', '.join(path.name for path in files)}")
    return corpus, [taxonomy.release for taxonomy in taxonomies]


@dataclass(frozen=True, slots=True)
class Plan:
    """One training run.

    `out` is the folder of the new model; `out`.work beside it keeps the checkpoint and the held-out development sets. `minutes`
    ends a run early with the best weights so far: the learning rate falls with the steps, so prefer fewer `steps`. `every`:
    steps between evaluations and checkpoints. `micro_batch`, `half`: see `Trainer`.
    """

    files: Sequence[Path]
    base: str
    recipe: Recipe
    languages: Sequence[str]
    out: Path
    seed: int = 1
    steps: int | None = None
    every: int = 200
    minutes: float | None = None
    micro_batch: int | None = None
    device: str | None = None
    half: bool = True


def train(plan: Plan, said: Said = print, told: Told | None = None) -> Outcome:
    """Train and write the model. A run that was killed goes on where its last checkpoint was, if called alike.

    Raises InputError where `out`.work belongs to another run, and for steps with a recipe that takes every pair once; and what
    `read_corpus` and `load_encoder` raise.
    """
    if plan.steps and plan.recipe.paired:
        raise InputError(f"recipe {plan.recipe.name} takes every pair once; stop it sooner by minutes, not by steps")
    recipe = replace(plan.recipe, steps=plan.steps) if plan.steps else plan.recipe
    corpus, releases = read_corpus(plan.files, plan.languages)
    about = {
        "recipe": asdict(recipe),
        "base": plan.base,
        "languages": list(plan.languages),
        "seed": plan.seed,
        "bfloat16": plan.half,
        "releases": releases,
        "files": [path.name for path in plan.files],
        "text": corpus_hash(corpus.subjects),
    }
    work = plan.out.with_name(f"{plan.out.name}.work")
    _claim(work, about)
    write_held_out(corpus, work / "held-out")
    said(f"{len(corpus.subjects):,} concepts in {len(plan.languages)} languages; {len(corpus.held_out):,} labels held out")
    base = load_encoder(plan.base, device=plan.device, backend="torch")
    pieces = len(base.model.tokenizer)
    model = _start(base, work / "start", corpus, recipe.vocabulary, plan.device)
    added = len(model.tokenizer) - pieces
    said(f"{added:,} pieces added to the vocabulary")
    batches: Batches = (
        PairList(corpus, recipe, plan.seed, plan.languages[0]) if recipe.paired else BalancedBatches(corpus, recipe, plan.seed)
    )
    trainer = Trainer(
        model,
        batches,
        corpus.owners(),
        recipe,
        work,
        evaluator=make_evaluator(corpus),
        micro_batch=plan.micro_batch,
        half=plan.half,
    )
    outcome = trainer.run(every=plan.every, told=told, said=said, until=plan.minutes * 60 if plan.minutes else None)
    model.max_seq_length = base.max_tokens
    model.to("cpu", torch.bfloat16).save_pretrained(str(plan.out), create_model_card=False)
    write_card(plan.out, about, outcome, added, datetime.now(UTC))
    return outcome


def _start(
    base: SentenceTransformerEncoder, folder: Path, corpus: Corpus, size: int, device: str | None
) -> SentenceTransformer:
    """Return the base model with a larger vocabulary, kept in a folder: a resumed run need not make it again."""
    if not folder.exists():
        extend_vocabulary(base.model, corpus, size)
        unfinished = folder.with_suffix(".unfinished")
        base.model.save_pretrained(str(unfinished), create_model_card=False)
        unfinished.replace(folder)
        return base.model
    return load_encoder(str(folder), device=device, backend="torch").model


def _claim(work: Path, about: dict[str, object]) -> None:
    path = work / "run.json"
    text = json.dumps(about, indent=2)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise InputError(f"{work} belongs to a run with other files or settings; remove it, or choose another --out")
    work.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
