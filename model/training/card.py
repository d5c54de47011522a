"""The card of a trained model: what it was made of, how, and what it scored, beside the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from model.training.trainer import Outcome
from search.encoder import TRAINING
from search.presets import find_preset


def write_card(folder: Path, about: Mapping[str, Any], outcome: Outcome, added: int, now: datetime) -> None:
    """Write README.md and training.json into the folder of a model."""
    preset = find_preset(about["base"])
    result = {
        "steps": outcome.steps,
        "minutes": round(outcome.seconds / 60, 1),
        "best_step": outcome.best_step,
        "held_out_map": outcome.scores,
    }
    facts = {**about, "added_pieces": added, "finished": now.isoformat(timespec="seconds"), **result}
    (folder / TRAINING).write_text(json.dumps(facts, indent=2), encoding="utf-8")
    scores = "\n".join(f"| {step} | {score:.3f} |" for step, score in outcome.scores.items())
    (folder / "README.md").write_text(
        f"""# {folder.name}

A sentence encoder for resumes, occupations, skills and job ads, trained by `careerspace train`.
"This service uses the ESCO classification of the European Commission."

- base: {about["base"]}, licence {preset.licence if preset else "see the base"}; {added:,} pieces added to its vocabulary
- recipe: {about["recipe"]["name"]}; {outcome.steps} steps in {outcome.seconds / 60:.0f} minutes
- text: {", ".join(about["files"])} (ESCO {", ".join(about["releases"])}), SHA-256 {about["text"]}
- languages: {", ".join(about["languages"])}

Every number of the recipe is in training.json.

Mean average precision on held-out labels, each among its concept's neighbours by code:

| step | MAP |
|---|---|
{scores}
""",
        encoding="utf-8",
    )
