"""Read ads from whatever they come in: the one door of this package.

    for found in read_ads([Path("ads.zip")], summary=summary):
        …  # a JobAd, or a Rejected for the quarantine

`summary` is then what was read, by format.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.eures.assemble import assemble
from ingest.eures.detect import FORMATS, detect
from ingest.eures.raw import Notice, RawAd, Rejected, RejectedRecord
from ingest.eures.sources import Limits, open_documents
from search.errors import SourceError, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ingest.eures.record import JobAd
    from ingest.eures.sources import Document

EVERY = 500
"""records between two reports of the progress"""
MAX_NOTICES = 50
"""notices that a summary keeps"""
_SOURCES = {"jobtech": "jobtech", "jsonl": "local", "csv": "local"}
"""format → source of ads that name none; in others the address of the ad tells"""


@dataclass(slots=True)
class FormatCount:
    """What came out of the documents of one format."""

    documents: int = 0
    empty: int = 0
    """documents without a single record, such as a page of a search without results"""
    ads: int = 0
    rejected: int = 0


@dataclass(slots=True)
class ReadSummary:
    """What was read; filled while `read_ads` goes on."""

    formats: dict[str, FormatCount] = field(default_factory=dict)
    """format → counts; "unknown" for documents of none"""
    notices: list[str] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """Files, members of archives, and streams."""
        return sum(count.documents for count in self.formats.values())

    @property
    def records(self) -> int:
        """Ads and what was rejected; 0 means that the input was empty."""
        return sum(count.ads + count.rejected for count in self.formats.values())

    def line(self) -> str:
        """Return what was read in one line, and a line for each notice."""
        counts = sorted(self.formats.items())
        said = [f"{name} {count.documents:,} ({count.ads:,} ads, {count.rejected:,} rejected)" for name, count in counts]
        empty = sum(count.empty for count in self.formats.values())
        text = f"Read {self.documents:,} document{'s' * (self.documents != 1)}: {', '.join(said) or 'none'}" + (
            f"; {empty:,} without records" if empty else ""
        )
        return "\n".join([text, *(f"note: {notice}" for notice in self.notices)])

    def to_json(self) -> dict[str, Any]:
        """Return all of it for `--json`."""
        return {"documents": self.documents, "records": self.records, **asdict(self)}

    def of(self, name: str) -> FormatCount:
        """Return the counts of a format."""
        return self.formats.setdefault(name, FormatCount())


def read_ads(
    paths: Sequence[Path | None],
    *,
    format: str | None = None,  # noqa: A002  # as on the command line
    source: str | None = None,
    limits: Limits | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    summary: ReadSummary | None = None,
) -> Iterator[JobAd | Rejected]:
    """Yield every ad of files, folders, archives and standard input (None), and a Rejected for every record that can't be used.

    `format` is a key of `FORMATS`, where the content shall not tell it. `source` is the source of ads that name none.
    `on_progress` is told the bytes of the input that are done, and all. Content raises nothing.
    Raises UnknownValue for another format, SourceError where a path can't be read.
    """
    if format is not None and format not in FORMATS:
        raise UnknownValue("format", format, list(FORMATS))
    missing = next((path for path in paths if path is not None and not path.exists()), None)
    if missing is not None:
        raise SourceError(str(missing), "no such file or folder")
    progress = _Progress([_size(path) for path in paths], on_progress)
    return _Run(format, source, limits or Limits(), summary if summary is not None else ReadSummary(), progress).read(paths)


class _Run:
    """One call of `read_ads`."""

    def __init__(
        self, form: str | None, source: str | None, limits: Limits, summary: ReadSummary, progress: _Progress
    ) -> None:
        self._format = form
        self._source = source
        self._limits = limits
        self._summary = summary
        self._progress = progress

    def read(self, paths: Sequence[Path | None]) -> Iterator[JobAd | Rejected]:
        for path in paths:
            for document in open_documents(path, self._limits):
                if isinstance(document, Rejected):
                    self._summary.of("unknown").rejected += 1
                    yield document
                else:
                    yield from self._document(document)
                    self._progress.end_document(document)
            self._progress.end_path()

    def _document(self, document: Document) -> Iterator[JobAd | Rejected]:
        try:
            name = self._format or detect(document)
        except RejectedRecord as error:
            count = self._summary.of("unknown")
            count.documents += 1
            count.rejected += 1
            yield Rejected(document.place, error.reason, str(error))
            return
        count = self._summary.of(name)
        count.documents += 1
        before = count.ads + count.rejected
        for found in FORMATS[name](document, self._limits):
            if isinstance(found, Notice):
                self._notice(found)
                continue
            record = self._assembled(found, name) if isinstance(found, RawAd) else found
            if isinstance(record, Rejected):
                count.rejected += 1
            else:
                count.ads += 1
            yield record
            self._progress.within(document)
        count.empty += count.ads + count.rejected == before

    def _assembled(self, raw: RawAd, name: str) -> JobAd | Rejected:
        try:
            return assemble(raw, default_source=self._source or _SOURCES.get(name))
        except RejectedRecord as error:
            return Rejected(raw.place, error.reason, str(error))

    def _notice(self, notice: Notice) -> None:
        if len(self._summary.notices) < MAX_NOTICES:
            self._summary.notices.append(f"{notice.place}: {notice.detail}")


class _Progress:
    """Tells how many bytes of the input are done: every so many records of a plain file, and at the end of every file."""

    def __init__(self, sizes: list[int], tell: Callable[[int, int], None] | None) -> None:
        self._sizes = sizes
        self._tell = tell
        self._paths = 0
        self._before = 0
        self._records = 0

    def within(self, document: Document) -> None:
        self._records += 1
        if self._tell and self._records % EVERY == 0:
            self._say(self._before + _position(document))

    def end_document(self, document: Document) -> None:
        self._before += _position(document)
        self._say(self._before)

    def end_path(self) -> None:
        self._paths += 1
        self._before = sum(self._sizes[: self._paths])
        self._say(self._before)

    def _say(self, done: int) -> None:
        if self._tell:
            self._tell(min(done, sum(self._sizes[: self._paths + 1])), sum(self._sizes))


def _position(document: Document) -> int:
    """Return how far a plain file was read; 0 for what comes out of an archive or a pipe."""
    raw = document.stream.raw
    return raw.tell() if isinstance(raw, io.FileIO) else 0


def _size(path: Path | None) -> int:
    """Return the bytes of a file, or of all files below a folder; 0 for standard input."""
    if path is None:
        return 0
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)
