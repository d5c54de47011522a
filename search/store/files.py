"""Locks, durable writes, copies and sizes of the embedded index's files. POSIX only (flock)."""

from __future__ import annotations

import errno
import fcntl
import os
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.errors import StoreLocked

_TEMPORARY = ".atomicwrite"
"""How the names of folders begin in which the engine, also one that only reads, writes a file before it renames it."""

_BLOCK = 2**20
"""Bytes copied at once where the file system can't copy by itself."""


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
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a reader has just loaded it
            size += path.stat().st_blocks * 512
    return size


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder of the engine that others may be reading; holes stay holes, and blocks are shared where that is possible."""
    target.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.name.startswith(_TEMPORARY):
                continue
            if entry.is_dir():
                copy_tree(source / entry.name, target / entry.name)
            else:
                _copy_file(source / entry.name, target / entry.name)


def _copy_file(source: Path, target: Path) -> None:
    with source.open("rb", buffering=0) as old, target.open("xb", buffering=0) as new:
        size = os.fstat(old.fileno()).st_size
        new.truncate(size)
        for start, end in _filled(old.fileno(), size):
            at = start
            while at < end:
                copied = _copy_some(old.fileno(), new.fileno(), at, end - at)
                if not copied:
                    raise OSError(errno.EIO, f"{source} became shorter while it was copied")
                at += copied


def _filled(file: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of what is not a hole; a file system that knows no holes has one range."""
    end = 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # nothing but a hole is left
                return
            raise
        end = os.lseek(file, start, os.SEEK_HOLE)
        yield start, end


def _copy_some(old: int, new: int, at: int, count: int) -> int:
    if hasattr(os, "copy_file_range"):  # Linux; Btrfs and XFS then share the blocks
        try:
            if copied := os.copy_file_range(old, new, count, at, at):
                return copied
        except OSError as error:
            if error.errno not in {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}:
                raise
    return os.pwrite(new, os.pread(old, min(count, _BLOCK), at), at)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a name beside `path` to write to: the whole file then gets its final name, durably, or nothing is left of it."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def replace_file(path: Path, content: str | bytes, mode: int = 0o666) -> None:
    """Write a whole file under its final name, or nothing; `mode` is cut by the umask, as ever."""
    with replacing(path) as temporary, os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


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
