"""`careerspace export`: a model in a form that computes faster or takes less room."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.output import out as console
from cli.output import print_json


class Form(StrEnum):
    """What the model becomes."""

    ONNX_INT8 = "onnx-int8"
    ONNX = "onnx"
    OPENVINO = "openvino"
    BF16 = "bf16"


def export(
    model: Annotated[str, typer.Argument(help="Preset, Hugging Face name, or folder.")],
    out: Annotated[Path, typer.Argument(help="New folder to write; CAREERSPACE_MODEL takes it.")],
    *,
    to: Annotated[Form, typer.Option(help="Form to write.")],
    texts: Annotated[Path | None, typer.Option(help="Text file, one text a line, to compare the two models on.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Export a model for fast encoding on a CPU, and say how far its vectors differ."""
    from model.export import EXAMPLES, export_model
    from search.errors import InputError

    lines: tuple[str, ...] = EXAMPLES
    if texts is not None:
        try:
            lines = tuple(line.strip() for line in texts.read_text(encoding="utf-8").splitlines() if line.strip())
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{texts} can't be read: {error}") from None
    report = export_model(model, out, to.value, lines)
    if as_json:
        print_json(report.to_json())
        return
    before = f"{report.size_before / 1e6:.1f} MB → " if report.size_before else ""
    console.print(f"{report.source} → {report.identity}: {before}{report.size / 1e6:.1f} MB", soft_wrap=True, markup=False)
    console.print(
        f"on {report.texts:,} texts: mean cosine {report.cosine:.5f}, {report.neighbours:.1%} of the ten nearest are the same",
        soft_wrap=True,
    )
    console.print(f"Use it with CAREERSPACE_MODEL={out}, then ingest again.", soft_wrap=True, markup=False)
