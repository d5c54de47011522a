"""The resume that a command is given, and what is told of how it was read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cli.output import err, out

if TYPE_CHECKING:
    from api.answers import ResumeAnswer
    from ingest.resume import Resume


def read_given(name: str, *, keep_identity: bool) -> Resume:
    """Read a file, or standard input for "-". Raises InputError where there is none, ResumeError where it can't be read."""
    from ingest.resume import read_resume
    from search.errors import InputError
    from search.settings import get_settings

    source = sys.stdin.buffer.read() if name == "-" else Path(name)
    if isinstance(source, Path) and not source.is_file():
        raise InputError(f"there is no file {name}; give a resume, or - for standard input")
    max_bytes = get_settings().max_upload_mb * 1_000_000
    return read_resume(source, remove_identity=not keep_identity, max_bytes=max_bytes)


def print_reading(document: ResumeAnswer | None, name: str) -> None:
    """Print how a resume was read, and notes on standard error; the bare name where there was none."""
    from rich.markup import escape

    if document is None:
        out.print(f"[bold]{escape(name)}[/]", soft_wrap=True)
        return
    removed = ", ".join(f"{item.kind.replace('_', ' ')} ×{item.count}" for item in document.removed) or "nothing"
    out.print(
        f"[bold]{escape(name)}[/]  {document.format}, {document.language}; removed before matching: {removed}",
        soft_wrap=True,
    )
    for warning in document.warnings:
        err.print(f"[yellow]note[/] {warning}")
