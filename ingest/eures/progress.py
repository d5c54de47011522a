"""How far the reading of files has come, in bytes on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from io import FileIO
from pathlib import Path

from ingest.eures.sources import size_of
from ingest.eures.streams import Document

EVERY = 500
"""records between two reports"""


class Progress:
    """Tells the bytes that are done, and all: every so many records, and at the end of every path. They never go back."""

    def __init__(self, paths: Iterable[Path | None], tell: Callable[[int, int], None] | None) -> None:
        self._tell = tell
        self._sizes = [size_of(path) for path in paths] if tell else []
        self._paths = 0
        self._file: FileIO | None = None
        self._file_size = 0
        self._before = 0
        """bytes of the files before the one that is being read"""
        self._records = 0
        self._told = 0

    def open(self, document: Document) -> None:
        """Note the file that is read now; the one before it is done."""
        if self._tell and document.file is not self._file:
            self._before += self._file_size
            self._file = document.file
            self._file_size = os.fstat(document.file.fileno()).st_size if document.file else 0

    def count(self) -> None:
        """Count one record."""
        self._records += 1
        if self._tell and self._records % EVERY == 0:
            self._say(self._before + (self._file.tell() if self._file else 0))

    def end_path(self) -> None:
        """Note that all of a path is done, also what was not read."""
        self._paths += 1
        self._file, self._file_size = None, 0
        self._before = sum(self._sizes[: self._paths])
        self._say(self._before)

    def _say(self, done: int) -> None:
        self._told = max(self._told, min(done, sum(self._sizes[: self._paths + 1])))
        if self._tell:
            self._tell(self._told, sum(self._sizes))
