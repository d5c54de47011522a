"""What is inside zip, tar and gzip files, as byte streams, one after the other.

An archive is not trusted: nothing is believed of the sizes that it declares, names are never used to write, links are not followed,
and an archive inside an archive is refused.
"""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol, Self, cast

from ingest.eures.raw import Rejected
from search.errors import SourceError

_BUFFER = 1 << 16
_AT_ONCE = 1 << 18
"""bytes; members of a zip that say they are no larger are read whole, which is twice as fast as through a stream"""
_AHEAD = 32
"""members read whole before the first is handed out: unpacking, then parsing, is faster than both in turns"""
_MAX_TAR_HEADER = 1 << 20
"""bytes of a tar's extended header, which `tarfile` reads into memory"""
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = struct.Struct("<26xHH")
"""of a zip's member: the lengths of its name and of its extra field, which follow"""
_MAGIC = ((b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"))
_NOT_READ = (
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_DAMAGE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, tarfile.TarError)


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


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


Found = Iterator[Document | Rejected]


def archive_kind(head: bytes) -> str | None:
    """Tell from the first 512 bytes: "zip", "gzip", "tar", the name of a packing that is not read, or None where it is none."""
    if head[257:262] == b"ustar":
        return "tar"
    return next((kind for magic, kind in (*_MAGIC, *_NOT_READ) if head.startswith(magic)), None)


def open_archive(kind: str, stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    """Yield the members of an archive of that kind."""
    readers: dict[str, Callable[[io.BufferedReader[Any], str, Limits], Found]] = {"zip": _zip, "gzip": _gzip, "tar": _tar}
    if kind in readers:
        yield from readers[kind](stream, place, limits)
    else:
        yield Rejected(place, "archive", f"is packed with {kind}, which is not read; pack it as zip, tar.gz or gz")


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
        except _DAMAGE:
            self.problem = "archive", "is damaged or cut off"
            return b""
        except OSError as error:
            raise SourceError(self.place, error.strerror or "can't be read") from error
        self.count += len(chunk)
        if self.spend and (detail := self.spend(len(chunk))):
            self.problem = "bomb", detail
            return b""
        return chunk


class _Budget:
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


def _opened(tap: Tap, place: str) -> Found:
    with io.BufferedReader(tap, _BUFFER) as stream:
        if kind := archive_kind(stream.peek(512)):
            yield Rejected(place, "archive", f"is a {kind} inside an archive")
            return
        yield Document(place, stream)
    if tap.problem:
        yield Rejected(place, *tap.problem)


# gzip


def _gzip(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    packed = Tap(stream, place)
    budget = _Budget(limits, lambda: packed.count)
    with gzip.GzipFile(fileobj=io.BufferedReader(packed, _BUFFER)) as unpacked:
        tap = Tap(unpacked, place, budget.spend)
        inner = io.BufferedReader(tap, _BUFFER)
        kind = archive_kind(inner.peek(512))
        if kind == "tar":
            # an end that comes too soon is told once, by what caused it
            yield from (found for found in _tar(inner, place, limits) if not (_is_cut(found, place) and tap.problem))
        elif kind:
            yield Rejected(place, "archive", f"is a {kind} inside a gzip")
        else:
            yield Document(place, inner)
    if tap.problem:
        yield Rejected(place, *tap.problem)


def _is_cut(found: Document | Rejected, place: str) -> bool:
    return isinstance(found, Rejected) and found.place.startswith(place) and found.detail == _CUT


# tar

_CUT = "is damaged or cut off"


class _TarHeader(tarfile.TarInfo):
    """Refuses extended headers that would fill the memory, and notices whether the archive has the end that it should have."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except _END:
            archive.complete = True  # type: ignore[attr-defined]
            raise

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in _PLAIN_TAR_TYPES and self.size > _MAX_TAR_HEADER:
            raise tarfile.SubsequentHeaderError("too long")  # type: ignore[attr-defined]
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


_END: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_PLAIN_TAR_TYPES = (*tarfile.REGULAR_TYPES, tarfile.DIRTYPE)


def _tar(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    try:
        archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_TarHeader)  # noqa: SIM115 - closed below
    except _TAR_DAMAGE:
        yield Rejected(place, "archive", _CUT)
        return
    with archive:
        yield from _tar_members(archive, place, limits)


def _tar_members(archive: tarfile.TarFile, place: str, limits: Limits) -> Found:
    for number in range(limits.members + 1):
        try:
            member = archive.next()
        except _TAR_DAMAGE:
            break
        if member is None:
            if getattr(archive, "complete", False):
                return
            break
        archive.members.clear()  # type: ignore[attr-defined]  # it keeps the headers of all
        if number == limits.members:
            yield Rejected(place, "bomb", f"has more than {limits.members:,} members")
            return
        yield from _tar_member(archive, member, f"{place}!{_shown(member.name)}")
    yield Rejected(place, "archive", _CUT)


_TAR_DAMAGE = (*_DAMAGE, ValueError, OverflowError)


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> Found:
    if member.isdir() or _is_left_out(member.name):
        return
    if problem := _unsafe_name(member.name):
        yield Rejected(place, "archive", problem)
    elif not member.isreg() or member.issparse() or member.size < 0:
        yield Rejected(place, "archive", "is a link, a device or a sparse file")
    elif source := archive.extractfile(member):
        yield from _opened(Tap(source, place), place)


# zip


def _zip(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    if not stream.seekable():  # the directory of a zip is at its end
        with tempfile.TemporaryFile() as file:
            shutil.copyfileobj(stream, file)
            yield from _ahead(_zip_file(file, place, limits))
    else:
        yield from _ahead(_zip_file(stream, place, limits))


def _ahead(members: Found) -> Found:
    ready: list[Document | Rejected] = []
    for member in members:
        ready.append(member)
        if len(ready) == _AHEAD or (isinstance(member, Document) and isinstance(member.stream.raw, Tap)):
            yield from ready  # a stream comes last, and is read before the next member is opened
            ready.clear()
    yield from ready


def _zip_file(file: IO[bytes], place: str, limits: Limits) -> Found:
    size = file.seek(0, io.SEEK_END)
    budget = _Budget(limits, lambda: size)
    try:
        archive = zipfile.ZipFile(file)
    except _ZIP_DAMAGE:
        yield Rejected(place, "archive", _CUT)
        return
    with archive:
        for number, member in enumerate(archive.infolist()):
            if number == limits.members:
                yield Rejected(place, "bomb", f"has more than {limits.members:,} members")
                return
            yield from _zip_member(archive, member, file, place, budget)
            if budget.exceeded:
                yield Rejected(place, "bomb", f"{budget.exceeded}; the rest of it is not read")
                return


_ZIP_DAMAGE = (*_DAMAGE, ValueError, OverflowError, NotImplementedError, RuntimeError, OSError)
"""what `zipfile` raises for archives that are not as they should be"""


def _zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: IO[bytes], place: str, budget: _Budget) -> Found:
    name = member.filename
    if name.endswith("/") or _is_left_out(name):
        return
    here = f"{place}!{_shown(name)}"
    if problem := _unsafe_name(name) or _unsafe_zip_member(member):
        yield Rejected(here, "archive", problem)
        return
    if member.file_size > _AT_ONCE or member.compress_size > _AT_ONCE:
        yield from _large_zip_member(archive, member, here, budget)
        return
    try:
        data = _read_at_once(file, member)
    except _ZIP_DAMAGE:
        yield Rejected(here, "archive", _CUT)
        return
    if budget.spend(len(data)):
        return
    if kind := archive_kind(data[:512]):
        yield Rejected(here, "archive", f"is a {kind} inside an archive")
    else:
        yield Document(here, io.BufferedReader(io.BytesIO(data), min(len(data) or 1, _BUFFER)))


def _large_zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str, budget: _Budget) -> Found:
    own = _Budget(budget.limits, lambda: member.compress_size)
    try:
        source = archive.open(member)
    except _ZIP_DAMAGE:
        yield Rejected(place, "archive", _CUT)
        return
    with source:
        yield from _opened(Tap(source, place, lambda size: budget.spend(size) or own.spend(size)), place)


def _read_at_once(file: IO[bytes], member: zipfile.ZipInfo) -> bytes:
    # as `zipfile` does, without the layers of a stream, in half the time
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != _MAGIC[0][0]:
        raise zipfile.BadZipFile
    start = sum(_LOCAL_HEADER.unpack(header))
    packed = file.read(start + member.compress_size)[start:]
    stored = member.compress_type == zipfile.ZIP_STORED
    data = packed if stored else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)
    if len(data) != member.file_size or zlib.crc32(data) != member.CRC:
        raise zipfile.BadZipFile
    return data


def _unsafe_zip_member(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in _STORED_OR_DEFLATED:
        return "is packed with a method that is not read; pack it with deflate"
    kind = stat.S_IFMT(member.external_attr >> 16)
    return None if kind in {0, stat.S_IFREG} else "is a link or a device"


# names


def _is_left_out(name: str) -> bool:
    """Left out: what macOS adds to archives."""
    return name.startswith("__MACOSX/") or name.endswith(".DS_Store") or name.rpartition("/")[2].startswith("._")


def _unsafe_name(name: str) -> str | None:
    parts = name.replace("\\", "/").split("/")
    return "has an absolute name, or one with .." if not parts[0] or ".." in parts or parts[0].endswith(":") else None


def _shown(name: str) -> str:
    shown = name if name.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
