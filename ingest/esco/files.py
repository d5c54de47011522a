"""Open what people download: plain files, .gz, .zip and folders, as streams that never unpack more than they should.

A zip bomb ends with an error: a stream may unpack to `MAX_BYTES` at most, and to `MAX_RATIO` times its packed size once it is
past `FREE_BYTES`. (ESCO's Turtle packs about 6:1, its N-Triples about 25:1.)
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from search.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    OnProgress = Callable[[int, int], None]

MAX_BYTES = 16 * 2**30
MAX_RATIO = 200
FREE_BYTES = 64 * 2**20
MAX_MEMBERS = 10_000
REPORT_EVERY = 2**20
"""bytes between two calls of `on_progress`"""
_UNPACKING_ERRORS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""what gzip and zipfile raise on broken, truncated, encrypted or exotic archives"""


@dataclass(frozen=True, slots=True)
class Part:
    """One stream to read: the file itself, a file in the folder, or a member of the zip."""

    path: Path
    """the file on disk"""
    member: str | None
    """its name inside the zip"""
    size: int
    """packed size in bytes"""
    gzipped: bool

    @property
    def name(self) -> str:
        """File name without folders and without ".gz"."""
        name = PurePosixPath(self.member).name if self.member else self.path.name
        return name[:-3] if name.lower().endswith(".gz") else name


class Progress:
    """Adds up what was read of several parts and tells `on_progress(done_bytes, total_bytes)`, in packed bytes."""

    def __init__(self, on_progress: OnProgress | None, total: int) -> None:
        self._tell = on_progress
        self._total = total
        self._before = 0

    def at(self, done: int) -> None:
        """Report `done` packed bytes of the current part."""
        if self._tell:
            self._tell(min(self._before + done, self._total), self._total)

    def finish(self, part: Part) -> None:
        """Report a part as read to its end."""
        self._before += part.size
        self.at(0)

    def done(self) -> None:
        """Report that nothing is left to read (parts that were not needed included)."""
        self.at(self._total)


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a part, counted and limited; what goes wrong underneath becomes a SourceError."""

    def __init__(self, part: Part, stream: IO[bytes], packed: Callable[[int], int], progress: Progress) -> None:
        super().__init__()
        self.done = 0
        self._part, self._stream, self._packed, self._progress = part, stream, packed, progress
        self._reported = 0

    def readable(self) -> bool:  # noqa: D102
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants the wider Buffer protocol
        """Fill the buffer; raise SourceError where the packed data are broken or unpack to too much."""
        try:
            data = self._stream.read(len(buffer))
        except _UNPACKING_ERRORS as error:
            raise SourceError(str(self._part.path), f"can't be unpacked: {error}", self.place()) from error
        buffer[: len(data)] = data
        self.done += len(data)
        packed = self._packed(self.done)
        if self.done > MAX_BYTES or (self.done > FREE_BYTES and self.done > MAX_RATIO * packed):
            detail = f"unpacks to more than {self.done:,} bytes from {packed:,}; that is no ESCO file, reading stopped"
            raise SourceError(str(self._part.path), detail, self.place())
        if self.done - self._reported >= REPORT_EVERY:
            self._reported = self.done
            self._progress.at(packed)
        return len(data)

    def place(self, inside: str = "") -> str:
        """Name a place in this part: the zip member if there is one, and `inside` or else the unpacked byte reached."""
        where = inside or f"byte {self.done}"
        return f"{self._part.member}, {where}" if self._part.member else where


def list_parts(path: Path) -> list[Part]:
    """List what can be read at a path: the file, the files of a folder, or the members of a zip, sorted by name.

    Raises SourceError where nothing is there, the file is empty, or the zip can't be listed.
    """
    if not path.exists():
        raise SourceError(str(path), "no such file or folder")
    try:
        if path.is_dir():
            return [_file_part(child) for child in sorted(path.iterdir()) if child.is_file() and child.name[0] != "."]
        if path.stat().st_size == 0:
            raise SourceError(str(path), "the file is empty", "byte 0")
        with path.open("rb") as file:
            zipped = file.read(4) == b"PK\x03\x04"
        return _zip_parts(path) if zipped else [_file_part(path)]
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(str(path), f"can't be opened: {error}") from error


def _file_part(path: Path) -> Part:
    with path.open("rb") as file:
        gzipped = file.read(2) == b"\x1f\x8b"
    return Part(path, None, path.stat().st_size, gzipped)


def _zip_parts(path: Path) -> list[Part]:
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_MEMBERS:
        raise SourceError(str(path), f"a zip with {len(members):,} files is no ESCO package (at most {MAX_MEMBERS:,})")
    wanted = (info for info in members if "__MACOSX" not in info.filename)
    parts = [Part(path, info.filename, info.compress_size, info.filename.lower().endswith(".gz")) for info in wanted]
    return sorted(parts, key=lambda part: part.member or "")


@contextmanager
def open_part(part: Part, progress: Progress) -> Iterator[Unpacked]:
    """Open one part as a stream of unpacked bytes; progress is reported as it is read."""
    with ExitStack() as stack:
        file = stack.enter_context(part.path.open("rb"))
        stream: IO[bytes] = file
        share = 1.0
        if part.member is not None:
            try:
                archive = stack.enter_context(zipfile.ZipFile(file))
                stream = stack.enter_context(archive.open(part.member))
            except _UNPACKING_ERRORS as error:
                raise SourceError(str(part.path), f"can't be unpacked: {error}", part.member) from error
            share = part.size / max(archive.getinfo(part.member).file_size, 1)
        inner = stream
        if part.gzipped:
            stream = cast("IO[bytes]", stack.enter_context(gzip.open(inner)))
        yield Unpacked(part, stream, lambda done: int((inner.tell() if part.gzipped else done) * share), progress)
    progress.finish(part)
