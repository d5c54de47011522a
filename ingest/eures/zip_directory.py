"""The directory of a zip, which is at its end, entry by entry.

`zipfile` keeps 0.6 kB of every member, and an archive may have millions of them. Format: sections 4.3.12 to 4.3.16 and 4.5.3 of
PKWARE's APPNOTE.TXT.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile

_CHUNK = 1 << 16
_ENTRY = struct.Struct("<4s4xHH4xIIIHHH4xII")
"""flags, method, CRC, packed size, size, lengths of name, extra fields and comment, attributes, offset"""
_END = struct.Struct("<4s8xIIH")
"""size and offset of the directory, length of the comment"""
_LOCATOR = struct.Struct("<4s4xQ4x")
"""of the zip64 end record: its offset"""
_END_64 = struct.Struct("<4s36xQQ")
_ELSEWHERE = 0xFFFFFFFF
"""stands where a number has more than 32 bits and is in the zip64 extra field"""
_ZIP_64 = 1
_UTF_8 = 1 << 11


@dataclass(slots=True)
class Member:
    """One entry of the directory: what it claims, sizes in bytes. None of it has been checked."""

    name: str
    written: bytes
    """the name as it is in the file"""
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int
    """of the file system: Unix's mode in the upper 16 bits"""
    offset: int
    """where its local header is"""


def read_directory(file: IO[bytes]) -> Iterator[Member]:
    """Yield the members in their order. The file may be read and moved by others between two of them.

    Raises BadZipFile, ValueError or OSError where there is no directory, or no entry where one should be.
    """
    start, size, shift = _find(file)
    pieces = _Pieces(file, start, size)
    while pieces.left():
        (
            mark, flags, method, crc, packed, unpacked, name_length, extra_length, comment_length, attributes, offset
        ) = _ENTRY.unpack(pieces.take(_ENTRY.size))  # fmt: skip
        if mark != b"PK\1\2":
            raise BadZipFile
        rest = pieces.take(name_length + extra_length + comment_length)
        if _ELSEWHERE in (unpacked, packed, offset):
            unpacked, packed, offset = _long(rest[name_length : name_length + extra_length], unpacked, packed, offset)
        name = rest[:name_length]
        text = name.decode("utf-8", "replace") if flags & _UTF_8 else name.decode("cp437")
        yield Member(text, name, flags, method, crc, packed, unpacked, attributes, offset + shift)


class _Pieces:
    """A part of a file that is read on and on, whatever else is read in between."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._place, self._end = file, start, start + size
        self._data, self._at = b"", 0

    def left(self) -> bool:
        return self._at < len(self._data) or self._place < self._end

    def take(self, count: int) -> bytes:
        """Return so many bytes; raises BadZipFile where there are fewer."""
        if self._at + count > len(self._data):
            self._fill(count)
        start, self._at = self._at, self._at + count
        return self._data[start : self._at]

    def _fill(self, count: int) -> None:
        self._file.seek(self._place)
        more = self._file.read(min(max(_CHUNK, count), self._end - self._place))
        self._data, self._at = self._data[self._at :] + more, 0
        self._place += len(more)
        if len(self._data) < count:
            raise BadZipFile


def _find(file: IO[bytes]) -> tuple[int, int, int]:
    """Return where the directory begins, its size, and how many bytes there are before the archive."""
    length = file.seek(0, io.SEEK_END)
    before = max(0, length - (1 << 16) - _END.size - _LOCATOR.size)  # a comment has 65,535 bytes at most
    file.seek(before)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise BadZipFile
    end = before + at
    _, size, offset, _ = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail.startswith(b"PK\6\7", at - _LOCATOR.size):
        end, size, offset = _find_64(file, end - _LOCATOR.size, _LOCATOR.unpack_from(tail, at - _LOCATOR.size)[1])
    start = end - size
    if start < 0:
        raise BadZipFile
    return start, size, start - offset


def _find_64(file: IO[bytes], locator: int, offset: int) -> tuple[int, int, int]:
    """Return where the zip64 end record is, and what it says of the directory: size and offset."""
    for place in (locator - _END_64.size, offset):  # the offset is wrong where there is something before the archive
        file.seek(max(0, place))
        record = file.read(_END_64.size)
        if len(record) == _END_64.size and record.startswith(b"PK\6\6"):
            _, size, start = _END_64.unpack(record)
            return place, size, start
    raise BadZipFile


def _long(extra: bytes, *numbers: int) -> Iterator[int]:
    """Yield the numbers, those with more than 32 bits from the extra field; where that lacks one, it stays as it is."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _ZIP_64:
            extra = extra[4 : 4 + length]
            break
        extra = extra[4 + length :]
    else:
        extra = b""
    for number in numbers:
        if number == _ELSEWHERE and len(extra) >= 8:
            yield int.from_bytes(extra[:8], "little")
            extra = extra[8:]
        else:
            yield number
