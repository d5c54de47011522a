"""JSON, JSON Lines, zip archives and times, the same on every system."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime

ZIP_TIME = (2026, 11, 1, 8, 0, 0)


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip whose entries all have one time and no owner."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.create_system = 3  # the same on every system
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def millis(moment: datetime) -> int:
    """Return milliseconds since 1970."""
    return int(moment.timestamp()) * 1000


def dumped(value: object) -> bytes:
    """Return JSON with one space of indentation, so that a reader of the repository sees its shape."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def lines(values: Iterable[object]) -> bytes:
    """Return JSON Lines."""
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()
