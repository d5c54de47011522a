"""Resumes: read any usual file, take the person's identity out, split the text for the encoder."""

from ingest.resume.extract import Extract
from ingest.resume.identity import Cleaned
from ingest.resume.identity import remove as remove_identity
from ingest.resume.language import detect_language
from ingest.resume.reader import Resume, read_resume, segments_of
from ingest.resume.sections import Segment, segments
from ingest.resume.spans import Removal

__all__ = [
    "Cleaned",
    "Extract",
    "Removal",
    "Resume",
    "Segment",
    "detect_language",
    "read_resume",
    "remove_identity",
    "segments",
    "segments_of",
]
