"""The resume in a request, read."""

from __future__ import annotations

from typing import Any

from api.requests import Asked
from ingest.resume import Resume, read_resume


def resume_of(asked: Asked[Any], max_bytes: int) -> Resume | None:
    """Return the resume that was sent as file or text; None where the question is put in another way. Raises ResumeError."""
    if asked.file is None and asked.text is None:
        return None
    source = asked.file if asked.file is not None else asked.text or ""
    return read_resume(source, filename=asked.filename, remove_identity=asked.limits.remove_identity, max_bytes=max_bytes)


def sent_resume(asked: Asked[Any], max_bytes: int) -> Resume:
    """Return the resume of a question that is put by file or text alone. Raises ResumeError."""
    resume = resume_of(asked, max_bytes)
    assert resume is not None  # noqa: S101 - a request without text and file is refused when it is read
    return resume
