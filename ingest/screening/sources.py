"""Where resumes come from: the files of a folder, or the members of a zip. Nothing is unpacked to disk, no link is followed out.

DOCX and ODT are zips themselves, so the readers of job ads, which refuse a zip in a zip, are not for this.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.eures.streams import is_left_out, shown, unsafe_name
from search.errors import InputError

MAX_FILES = 5_000
"""resumes in one screening"""
MAX_UNPACKED = 2_000_000_000
"""bytes that a zip may unpack to"""
MAX_RATIO = 200
"""unpacked over packed size of the whole zip; resumes hardly reach 20"""
_RATIO_FROM = 10_000_000
"""unpacked bytes from which on the ratio counts"""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError, KeyError)


@dataclass(frozen=True, slots=True)
class Given:
    """One file: its name in the folder or zip, and its bytes, or why there are none (a reason of ResumeError, and a detail).

    `digest` is the SHA-256 of one that is too large.
    """

    name: str
    data: bytes = b""
    reason: str = ""
    detail: str = ""
    digest: str = ""


def too_large(name: str, digest: str, max_bytes: int) -> Given:
    """Return a file that is too large, and is known by its hash."""
    return Given(name, reason="too_large", detail=f"has more than {max_bytes:,} bytes", digest=digest)


def read_given(source: Path, max_bytes: int) -> Iterator[Given]:
    """Yield every resume in a folder or zip, or a single file, by name. `max_bytes` is the most that one may have.

    Raises InputError where there is no such path, or where it holds more than `MAX_FILES`.
    """
    if source.is_dir():
        yield from counted(_folder(source, max_bytes))
    elif source.is_file():
        if is_archive(source):
            yield from counted(_zip(source, max_bytes))
        else:
            yield read_file(source, _place(source.name), max_bytes)
    else:
        raise InputError(f"there is no folder or file {source}")


def is_archive(source: Path | bytes) -> bool:
    """Return whether this is a zip of files, and no document that is packed as one (DOCX, ODT)."""
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            names = set(archive.namelist())
    except _DAMAGE:
        return False
    office, open_document = (
        "[Content_Types].xml" in names,
        "content.xml" in names and names & {"mimetype", "META-INF/manifest.xml"},
    )
    return not (office or open_document)


def unpack(data: bytes, max_bytes: int) -> Iterator[Given]:
    """Yield the members of a zip in memory. Raises InputError for more than `MAX_FILES`."""
    with _opened(io.BytesIO(data)) as archive:
        yield from counted(_members(archive, len(data), max_bytes))


def counted(given: Iterable[Given]) -> Iterator[Given]:
    """Yield the files. Raises InputError for more than `MAX_FILES`."""
    for number, item in enumerate(given):
        if number == MAX_FILES:
            raise InputError(f"there are more than {MAX_FILES:,} resumes; screen them in parts")
        yield item


def _folder(folder: Path, max_bytes: int) -> Iterator[Given]:
    inside = folder.resolve()
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not Path(parent, name).is_symlink())
        for name in sorted(files):
            path = Path(parent, name)
            if name.startswith("."):
                continue
            place = _place(path.relative_to(folder).as_posix())
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                yield Given(place, reason="unsupported", detail="is a link that leads out of the folder")
            else:
                yield read_file(path, place, max_bytes)


def _place(name: str) -> str:
    """Return a file's name as it is; as messages show it where it is not printable, nor perhaps UTF-8."""
    return name if name.isprintable() else shown(name)


def read_file(path: Path, place: str, max_bytes: int) -> Given:
    """Return one file, `place` being its name."""
    try:
        if not path.is_file():  # a pipe could be read for ever
            return Given(place, reason="unsupported", detail="is not a file: a broken link, a pipe or a device")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
            if len(data) > max_bytes:
                file.seek(0)
                return too_large(place, hashlib.file_digest(file, "sha256").hexdigest(), max_bytes)
    except OSError as error:
        return Given(place, reason="unsupported", detail=error.strerror or "can't be opened")
    return Given(place, data)


def _zip(path: Path, max_bytes: int) -> Iterator[Given]:
    with path.open("rb") as file, _opened(file) as archive:
        yield from _members(archive, path.stat().st_size, max_bytes)


@contextmanager
def _opened(file: io.BufferedIOBase) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE:
        raise InputError("the zip is damaged; pack it again") from None
    with archive:
        yield archive


def _members(archive: zipfile.ZipFile, packed: int, max_bytes: int) -> Iterator[Given]:
    unpacked = hashed = 0
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        name = info.filename
        if info.is_dir() or is_left_out(name) or name.rpartition("/")[2].startswith("."):
            continue
        room = min(MAX_UNPACKED, max(_RATIO_FROM, MAX_RATIO * packed)) - hashed
        given = _member(archive, info, max_bytes, room)
        unpacked += len(given.data)
        hashed += info.file_size if given.digest else 0
        if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * packed):
            raise InputError("the zip unpacks to far more than its size, which no folder of resumes does")
        yield given


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int, room: int) -> Given:
    """Return one member; of one that is too large at most `room` bytes are read for its hash."""
    place = shown(info.filename)
    if problem := unsafe_name(info.filename):
        return Given(place, reason="unsupported", detail=problem)
    if info.flag_bits & 1:
        return Given(place, reason="encrypted", detail="is encrypted")
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG}:
        return Given(place, reason="unsupported", detail="is a link or a device")
    try:
        with archive.open(info) as member:
            data = member.read(max_bytes + 1)  # whatever it declares
            if len(data) > max_bytes:
                return too_large(place, _digest(data, member) if info.file_size <= room else "", max_bytes)
    except _DAMAGE:
        return Given(place, reason="corrupt", detail="is damaged in the zip")
    return Given(place, data)


def _digest(first: bytes, rest: IO[bytes]) -> str:
    found = hashlib.sha256(first)
    while more := rest.read(1_000_000):  # ends where the member is as long as it declares
        found.update(more)
    return found.hexdigest()
