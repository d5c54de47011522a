"""Byte streams that are not trusted: what a file or an archive holds, counted and capped."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol, cast

from ingest.eures.raw import Rejected
from search.errors import SourceError

BUFFER = 1 << 16
CUT = "is damaged or cut off"
DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError)
"""what the readers of archives raise for what is not as it should be"""
_MAGIC = ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"))
_NOT_READ = (
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_FIRST_BYTES = tuple(magic for magic, _ in (*_MAGIC, *_NOT_READ))


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that hold whatever the headers of an archive declare. Sizes are bytes."""

    document: int = 2_000_000
    """one XML document or JSON record"""
    total: int = 50_000_000_000
    """what one archive unpacks to; all of EURES is some 13 GB of XML"""
    ratio: int = 200
    """unpacked over packed size, of an archive and of each member; ads hardly reach 50"""
    ratio_from: int = 10_000_000
    """unpacked bytes from which on the ratio counts"""
    members: int = 5_000_000
    """files in one archive"""


@dataclass(slots=True)
class Document:
    """One byte stream: a plain file, one member of an archive, the content of one .gz, standard input.

    Read it before taking the next document from `open_documents`, which closes it. A damaged stream ends early, without an
    exception; `open_documents` then yields what was wrong as Rejected.
    """

    place: str
    """file and archive member, such as "ads.zip!ad-12.xml"; of a folder, the file's path in it"""
    stream: io.BufferedReader[Any]
    file: io.FileIO | None = None
    """the file on disk that it comes from, itself or the archive around it: how far that is read tells the progress"""


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


Found = Iterator[Document | Rejected]


def archive_kind(head: bytes) -> str | None:
    """Tell from the first 512 bytes: "zip", "gzip", "tar", the name of a packing that is not read, or None where it is none."""
    if head[257:262] == b"ustar":
        return "tar"
    if not head.startswith(_FIRST_BYTES):  # nearly all
        return None
    return next(kind for magic, kind in (*_MAGIC, *_NOT_READ) if head.startswith(magic))


class Tap(io.RawIOBase):
    """The bytes of a source, counted. Ends early, with `problem` (reason, detail) set, at damage or when a cap is reached."""

    def __init__(self, source: IO[bytes] | _Readable, place: str, spend: Callable[[int], str | None] | None = None) -> None:
        self.source, self.place, self.spend = cast("_Readable", source), place, spend
        self.count = 0
        self.problem: tuple[str, str] | None = None

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, short only at the end: so the first bytes of a pipe tell its format."""
        view, filled = memoryview(buffer), 0
        while filled < len(view) and not self.problem and (chunk := self._read(len(view) - filled)):
            view[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
        return filled

    def _read(self, size: int) -> bytes:
        try:
            chunk = self.source.read1(size)  # unlike `read`, loses nothing of what comes before the damage
        except DAMAGE:
            self.problem = "archive", CUT
            return b""
        except OSError as error:
            raise SourceError(self.place, error.strerror or "can't be read") from error
        self.count += len(chunk)
        if self.spend and (detail := self.spend(len(chunk))):
            self.problem = "bomb", detail
            return b""
        return chunk


class Budget:
    """What an archive, or one member of it, may still unpack to."""

    def __init__(self, limits: Limits, packed: Callable[[], int]) -> None:
        self.limits, self.packed = limits, packed
        self.unpacked = 0
        self.exceeded: str | None = None

    def spend(self, size: int) -> str | None:
        """Count bytes; return what is wrong with so many, or None."""
        self.unpacked += size
        if self.unpacked > self.limits.total:
            self.exceeded = f"unpacks to more than {self.limits.total:,} bytes"
        elif self.unpacked > self.limits.ratio_from and self.unpacked > self.limits.ratio * self.packed():
            self.exceeded = f"unpacks to more than {self.limits.ratio} times its size"
        return self.exceeded


def opened(tap: Tap, place: str) -> Found:
    """Yield one member of an archive, unless it is an archive itself, and then what was wrong with its stream."""
    with io.BufferedReader(tap, BUFFER) as stream:
        if kind := archive_kind(stream.peek(512)):
            yield Rejected(place, "archive", f"is a {kind} inside an archive")
            return
        yield Document(place, stream)
    if tap.problem:
        yield Rejected(place, *tap.problem)


def is_left_out(name: str) -> bool:
    """Tell what macOS adds to archives."""
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store") or name.rpartition("/")[2].startswith("._")


def unsafe_name(name: str) -> str | None:
    """Say what is wrong with a member's name, or None."""
    parts = name.replace("\\", "/").split("/")
    return "has an absolute name, or one with .." if not parts[0] or ".." in parts or parts[0].endswith(":") else None


def shown(name: str) -> str:
    """Return a member's name as messages may show it."""
    printable = name if name.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in name)
    return printable if len(printable) <= 200 else f"{printable[:200]}…"
