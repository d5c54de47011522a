"""The resume that a command is given, and what is told of how it was read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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


def read_many(names: Sequence[str], *, keep_identity: bool) -> list[Resume]:
    """Read files and the files in folders, by name; what can't be read is told on standard error and left out.

    Raises InputError where a name is nothing, or nothing can be read; ResumeError for a single one that can't be read.
    """
    from search.errors import InputError, ResumeError

    files = [name for given in names for name in _files(given)]
    if len(files) == 1:
        return [read_given(files[0], keep_identity=keep_identity)]
    documents = []
    for name in files:
        try:
            documents.append(read_given(name, keep_identity=keep_identity))
        except ResumeError as error:
            err.print(f"[yellow]left out[/] {_plain(Path(name).name)}: {_plain(str(error))}", soft_wrap=True)
    if not documents:
        raise InputError(f"no resume could be read in {', '.join(names)}")
    return documents


def is_many(names: Sequence[str]) -> bool:
    """Return whether names stand for a group, not for one resume."""
    return len(names) > 1 or Path(names[0]).is_dir()


def _files(name: str) -> list[str]:
    folder = Path(name)
    if not folder.is_dir():
        return [name]
    return [str(path) for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


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
