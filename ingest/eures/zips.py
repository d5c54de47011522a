"""The members of a zip, in the order of its directory."""

from __future__ import annotations

import io
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any

from ingest.eures.raw import Rejected
from ingest.eures.streams import (
    BUFFER,
    CUT,
    DAMAGE,
    Budget,
    Document,
    Found,
    Limits,
    Tap,
    archive_kind,
    is_left_out,
    opened,
    shown,
    unsafe_name,
)
from ingest.eures.zip_directory import Member, read_directory

_AT_ONCE = 1 << 18
"""bytes; members that say they are no larger are read whole, which is twice as fast as through a stream"""
_AHEAD = 32
"""members read whole before the first is handed out: unpacking, then parsing, is faster than both in turns"""
_LOCAL_HEADER = struct.Struct("<4s22xHH")
"""the lengths of the name and of the extra field, which follow"""
_ENCRYPTED = 0b0100_0001
_PATCH = 0b0010_0000
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_DAMAGE = (*DAMAGE, ValueError, OverflowError, NotImplementedError, RuntimeError, OSError)


@dataclass(slots=True)
class _Zip:
    file: IO[bytes]
    place: str
    size: int
    limits: Limits
    budget: Budget
    taken: int = 0
    """packed bytes of the members so far"""

    def overlap(self) -> str | None:
        """Say so where members have more bytes than the file: some share them, which makes a bomb of a small archive."""
        # twice: one length that is damaged is no bomb, and costs no other member
        return "has members that overlap" if self.taken > 2 * self.size else None


def open_zip(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    """Yield the members; what comes through a pipe is written to a temporary file first, since the directory is at the end."""
    if stream.seekable():
        yield from _ahead(_members(stream, place, limits))
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        yield from _ahead(_members(file, place, limits))


def _ahead(members: Found) -> Found:
    ready: list[Document | Rejected] = []
    for member in members:
        ready.append(member)
        if len(ready) == _AHEAD or (isinstance(member, Document) and isinstance(member.stream.raw, Tap)):
            yield from ready  # a stream comes last, and is read before the next member is opened
            ready.clear()
    yield from ready


def _members(file: IO[bytes], place: str, limits: Limits) -> Found:
    size = file.seek(0, io.SEEK_END)
    archive = _Zip(file, place, size, limits, Budget(limits, lambda: size))
    directory = read_directory(file)
    for number in range(limits.members + 1):
        try:
            member = next(directory, None)
        except _ZIP_DAMAGE:
            yield Rejected(place, "archive", CUT)
            return
        if member is None:
            return
        if number == limits.members:
            yield Rejected(place, "bomb", f"has more than {limits.members:,} members")
            return
        if member.name.endswith("/") or is_left_out(member.name):
            continue
        yield from _member(archive, member)
        if problem := archive.budget.exceeded or archive.overlap():
            yield Rejected(place, "bomb", f"{problem}; the rest of it is not read")
            return


def _member(archive: _Zip, member: Member) -> Found:
    place = f"{archive.place}!{shown(member.name)}"
    if problem := unsafe_name(member.name) or _unsafe_member(member):
        yield Rejected(place, "archive", problem)
        return
    archive.taken += _LOCAL_HEADER.size + len(member.written) + min(member.packed, archive.size)
    try:
        _go_to_data(archive.file, member)
        if member.size > _AT_ONCE or member.packed > _AT_ONCE:
            yield from _large(archive, member, place)
        elif not archive.budget.spend(member.size):
            yield _small(_read_whole(archive.file, member), place)
    except _ZIP_DAMAGE:
        yield Rejected(place, "archive", CUT)


def _unsafe_member(member: Member) -> str | None:
    if member.flags & _ENCRYPTED:
        return "is encrypted"
    if member.method not in _STORED_OR_DEFLATED or member.flags & _PATCH:
        return "is packed with a method that is not read; pack it with deflate"
    kind = stat.S_IFMT(member.attributes >> 16)
    return None if kind in {0, stat.S_IFREG} else "is a link or a device"


def _go_to_data(file: IO[bytes], member: Member) -> None:
    """Raise BadZipFile where the local header does not fit the directory."""
    file.seek(member.offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise zipfile.BadZipFile
    mark, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if mark != b"PK\3\4" or file.read(name_length) != member.written:
        raise zipfile.BadZipFile
    if extra_length:
        file.read(extra_length)


def _read_whole(file: IO[bytes], member: Member) -> bytes:
    packed = file.read(member.packed)
    if member.method == zipfile.ZIP_STORED:
        data = packed
    else:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise zipfile.BadZipFile
    return data


def _small(data: bytes, place: str) -> Document | Rejected:
    if kind := archive_kind(data[:512]):
        return Rejected(place, "archive", f"is a {kind} inside an archive")
    return Document(place, io.BufferedReader(io.BytesIO(data), min(len(data) or 1, BUFFER)))


def _large(archive: _Zip, member: Member, place: str) -> Found:
    own = Budget(archive.limits, lambda: member.packed)
    info = zipfile.ZipInfo(member.name)
    info.compress_type, info.CRC = member.method, member.crc
    info.compress_size, info.file_size = member.packed, member.size
    with zipfile.ZipExtFile(archive.file, "r", info) as source:
        yield from opened(Tap(source, place, lambda size: archive.budget.spend(size) or own.spend(size)), place)
