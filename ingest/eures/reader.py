"""Read ads from whatever they come in: the one door of this package.

    for found in read_ads([Path("ads.zip")], summary=summary):
        …  # a JobAd, or a Rejected for the quarantine

`summary` is then what was read, by format.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ingest.eures.assemble import assemble
from ingest.eures.detect import FORMATS, detect
from ingest.eures.identity import LOCAL
from ingest.eures.progress import Progress
from ingest.eures.raw import Notice, RawAd, Rejected, RejectedRecord
from ingest.eures.sources import open_documents
from ingest.eures.streams import Limits
from search.errors import SourceError, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from ingest.eures.record import JobAd
    from ingest.eures.streams import Document

TOGETHER = 64
"""records that are read before the first is made an ad"""
MAX_TOGETHER = 1_000_000
"""characters of text in them, above which they are fewer"""
_LISTS = attrgetter(
    *("profiles", "codes", "skills", "locations", "nace", "offering", "schedule", "education", "languages", "licences")
)
MAX_NOTICES = 50
"""notices that a summary keeps"""
_SOURCES = {form: LOCAL for form in FORMATS if form != "schema_org"} | {"jobtech": "jobtech"}
"""format → source of ads that name none; the host of an ad's own address tells that of schema.org"""


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
    summary = ReadSummary() if summary is None else summary
    return _Run(format, source, limits or Limits(), summary, Progress(paths, on_progress)).read(paths)


@dataclass(slots=True)
class _Read:
    """What a reader gave, before it is an ad."""

    form: str
    found: RawAd | Rejected | None
    """None of a document without records"""
    opens: bool = False
    """it is the first of its document"""


class _Run:
    """One call of `read_ads`."""

    def __init__(self, form: str | None, source: str | None, limits: Limits, summary: ReadSummary, progress: Progress) -> None:
        self._format = form
        self._source = source
        self._limits = limits
        self._summary = summary
        self._progress = progress

    def read(self, paths: Sequence[Path | None]) -> Iterator[JobAd | Rejected]:
        """Read some records, then make ads of them: each work alone stays in the processor's caches."""
        waiting: list[_Read] = []
        size = 0
        try:
            for read in self._documents(paths):
                waiting.append(read)
                size += _size(read.found)
                if len(waiting) == TOGETHER or size > MAX_TOGETHER:
                    yield from self._records(waiting)
                    waiting, size = [], 0
        except SourceError:
            yield from self._records(waiting)
            raise
        yield from self._records(waiting)

    def _documents(self, paths: Sequence[Path | None]) -> Iterator[_Read]:
        for path in paths:
            for document in open_documents(path, self._limits):
                if isinstance(document, Rejected):
                    yield _Read("unknown", document)
                else:
                    self._progress.open(document)
                    yield from self._document(document)
            self._progress.end_path()

    def _document(self, document: Document) -> Iterator[_Read]:
        try:
            form = self._format or detect(document)
        except RejectedRecord as error:
            yield _Read("unknown", Rejected(document.place, error.reason, str(error)), opens=True)
            return
        opens = True
        for found in FORMATS[form](document, self._limits):
            if isinstance(found, Notice):
                self._notice(found)
                continue
            self._progress.count()
            yield _Read(form, found, opens)
            opens = False
        if opens:
            yield _Read(form, None, opens)

    def _records(self, reads: Iterable[_Read]) -> Iterator[JobAd | Rejected]:
        for read in reads:
            count = self._summary.of(read.form)
            count.documents += read.opens
            if read.found is None:
                count.empty += 1
                continue
            record = self._assembled(read.found, read.form) if isinstance(read.found, RawAd) else read.found
            if isinstance(record, Rejected):
                count.rejected += 1
            else:
                count.ads += 1
            yield record

    def _assembled(self, raw: RawAd, form: str) -> JobAd | Rejected:
        try:
            return assemble(raw, default_source=self._source or _SOURCES.get(form))
        except RejectedRecord as error:
            return Rejected(raw.place, error.reason, str(error))

    def _notice(self, notice: Notice) -> None:
        if len(self._summary.notices) < MAX_NOTICES:
            self._summary.notices.append(f"{notice.place}: {notice.detail}")


def _size(found: RawAd | Rejected | None) -> int:
    """Return about how many characters a record holds in memory; an item of a list takes as much as a hundred."""
    if not isinstance(found, RawAd):
        return 0
    texts = sum(len(profile.description) for profile in found.profiles if isinstance(profile.description, str))
    return texts + 100 * sum(map(len, _LISTS(found)))
