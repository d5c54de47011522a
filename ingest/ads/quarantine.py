"""Where records go that can't be read: one line of JSON each, with place and reason and none of their text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self, TextIO

from ingest.eures.raw import Rejected
from search.errors import StoreUnavailable


class Quarantine:
    """A file that exists once something was put there. Raises StoreUnavailable when it can't be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def put(self, rejected: Rejected) -> None:
        """Append one record."""
        line = {"place": rejected.place, "reason": rejected.reason, "detail": rejected.detail}
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8")
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()  # a killed run leaves what it had found
        except OSError as error:
            raise StoreUnavailable(f"can't write to the quarantine {self.path}: {error}") from error

    @property
    def used(self) -> bool:
        """Whether anything was put there."""
        return self._file is not None
