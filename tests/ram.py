"""Folders in memory, for tests of the store: each generation is a hundred small files made durable, one by one.

No test here cuts the power, so a disk would prove nothing that memory does not; it takes four times as long.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder below it has a random name
_ENOUGH = 4 * 2**30
"""Bytes free; a generation takes 0.7 GB there, where the engine's files have no holes. A container often has 64 MB."""


@contextmanager
def ram_folder() -> Iterator[Path]:
    """Give an empty folder in memory where the system has one, else on disk."""
    usable = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
    with TemporaryDirectory(prefix="careerspace-", dir=_MEMORY if usable else None) as name:
        yield Path(name)
