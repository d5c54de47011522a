"""Where ads come from: a file, a folder, standard input; plain or in an archive → byte streams, one document each.

What a file is, is told by its first bytes, not by its name. Nothing is loaded whole, and nothing is written to disk but a zip that
comes through a pipe, whose directory is at its end.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.eures.archives import open_archive
from ingest.eures.raw import Rejected
from ingest.eures.streams import BUFFER, Document, Limits, Tap, archive_kind
from search.errors import SourceError

__all__ = ["Document", "Limits", "open_documents", "size_of"]

_DEFAULT = Limits()


def open_documents(path: Path | None, limits: Limits = _DEFAULT) -> Iterator[Document | Rejected]:
    """Yield the documents of a file or archive, of all files below a folder in the order of their names, or of stdin (None).

    Yields Rejected, and goes on with the rest where it can: reason "archive" for what is damaged, cut off, encrypted, nested,
    a link, or unsafe by its name; "bomb" for what unpacks to more than the limits. Hidden files of a folder are left out.
    Raises SourceError where the path does not exist or can't be read at all.
    """
    if path is None:
        yield from _open_stream(io.BufferedReader(Tap(sys.stdin.buffer, "stdin"), BUFFER), "stdin", limits)
    elif path.is_dir():
        yield from _open_folder(path, limits)
    else:
        yield from _open_file(path, path.name, limits)


def _open_stream(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Iterator[Document | Rejected]:
    if kind := archive_kind(stream.peek(512)):
        yield from open_archive(kind, stream, place, limits)
    else:
        yield Document(place, stream)


def _open_file(path: Path, place: str, limits: Limits) -> Iterator[Document | Rejected]:
    try:
        file = io.FileIO(path)
    except OSError as error:
        raise SourceError(str(path), error.strerror or "can't be read") from error
    with io.BufferedReader(file, BUFFER) as stream:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # a pipe: <(…) of a shell
            yield from _open_stream(io.BufferedReader(Tap(stream, place), BUFFER), place, limits)
            return
        for found in _open_stream(stream, place, limits):
            if isinstance(found, Document):
                found.file = file
            yield found


def _open_folder(folder: Path, limits: Limits) -> Iterator[Document | Rejected]:
    for path, problem in _walk(folder):
        place = path.relative_to(folder).as_posix()
        if problem:
            yield Rejected(place, "archive", problem)
        else:
            yield from _open_file(path, place, limits)


def _walk(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield the files in the order of their names, each with what forbids to read it, or None."""
    inside = folder.resolve()

    def unreadable(error: OSError) -> None:
        raise SourceError(str(error.filename), error.strerror or "can't be read") from error

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(parent, name).is_symlink()]  # not walked into
        for name in sorted([*files, *linked]):
            path = Path(parent, name)
            problem = _problem(path, inside)
            if not name.startswith(".") and (problem or path.is_file()):  # a linked folder is read where it is
                yield path, problem


def _problem(path: Path, inside: Path) -> str | None:
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return "is a link that leads out of the folder"
    return None if path.is_file() or path.is_dir() else "is not a file: a broken link, a pipe or a device"


def size_of(path: Path | None) -> int:
    """Return the bytes of a file, or of all files below a folder that are read; 0 for what has no size, such as stdin."""
    if path is None:
        return 0
    files = [file for file, problem in _walk(path) if not problem] if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)
