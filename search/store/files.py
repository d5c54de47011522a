"""Locks, durable writes and sizes of the embedded index's files. POSIX only (flock)."""

from __future__ import annotations

import fcntl
import os
import uuid
import weakref
from pathlib import Path

from search.errors import StoreLocked


class Lock:
    """An open file with a lock of flock, let go by `release` or with the last reference."""

    def __init__(self, file: int) -> None:
        self.file = file
        self.release = weakref.finalize(self, os.close, file)


def hold(path: Path, mode: int) -> Lock:
    """Lock a file against removal (LOCK_SH) or for it (LOCK_EX). Raises FileNotFoundError where there is none."""
    lock = Lock(os.open(path, os.O_RDONLY))
    fcntl.flock(lock.file, mode)
    if os.fstat(lock.file).st_nlink == 0:  # removed between the two calls
        raise FileNotFoundError(path)
    return lock


def take_build_lock(path: Path) -> Lock:
    """Lock a file for the one process that builds, and write its number there. Raises StoreLocked, naming the holder."""
    lock = Lock(os.open(path, os.O_RDWR | os.O_CREAT, 0o644))
    try:
        fcntl.flock(lock.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock.file, 100, 0).decode("ascii", "replace").strip() or "unknown"
        raise StoreLocked(f"another build (process {holder}) is running on {path.parent}; wait for it or stop it") from error
    os.truncate(lock.file, 0)
    os.pwrite(lock.file, f"{os.getpid()}\n".encode("ascii"), 0)
    return lock


def size_on_disk(folder: Path) -> int:
    """Return the bytes that a folder takes; the engine's files are sparse."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


def replace_file(path: Path, text: str) -> None:
    """Write a whole file under its final name, or nothing."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make a folder and all below it durable."""
    for root, _, names in os.walk(folder):
        for name in names:
            sync(Path(root, name))
        sync(Path(root))
