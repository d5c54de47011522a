"""The members of a tar, one after the other."""

from __future__ import annotations

import io
import tarfile
from typing import Any, Self

from ingest.eures.raw import Rejected
from ingest.eures.streams import CUT, DAMAGE, Found, Limits, Tap, is_left_out, opened, shown, unsafe_name

_MAX_HEADER = 1 << 20
"""bytes of an extended header, which `tarfile` reads into memory"""
_TAR_DAMAGE = (*DAMAGE, ValueError, OverflowError)
_END: type[Exception] = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_PLAIN_TYPES = (*tarfile.REGULAR_TYPES, tarfile.DIRTYPE)


def open_tar(stream: io.BufferedReader[Any], place: str, limits: Limits) -> Found:
    """Yield the members in their order; a tar needs no seeking."""
    try:
        archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header)  # noqa: SIM115 - closed below
    except _TAR_DAMAGE:
        yield Rejected(place, "archive", CUT)
        return
    with archive:
        yield from _members(archive, place, limits)


class _Header(tarfile.TarInfo):
    """Refuses extended headers that would fill the memory, and notices whether the archive has the end that it should have."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except _END:
            archive.complete = True  # type: ignore[attr-defined]
            raise

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type not in _PLAIN_TYPES and self.size > _MAX_HEADER:
            raise tarfile.SubsequentHeaderError("too long")  # type: ignore[attr-defined]
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


def _members(archive: tarfile.TarFile, place: str, limits: Limits) -> Found:
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
        yield from _member(archive, member, f"{place}!{shown(member.name)}")
    yield Rejected(place, "archive", CUT)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> Found:
    if member.isdir() or is_left_out(member.name):
        return
    if problem := unsafe_name(member.name):
        yield Rejected(place, "archive", problem)
    elif not member.isreg() or member.issparse() or member.size < 0:
        yield Rejected(place, "archive", "is a link, a device or a sparse file")
    elif source := archive.extractfile(member):
        yield from opened(Tap(source, place), place)
