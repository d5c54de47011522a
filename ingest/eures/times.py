"""Read the times that ads carry: epoch seconds and milliseconds, ISO 8601, national and e-mail notations, and words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import time

from ingest.eures.text import one_line, remembered

EARLIEST = 631_152_000
"""1990-01-01: no ad is older"""
LATEST_YEARS = 20
"""years from now after which a time is a mistake"""
_NO_DATE_WORDS = (
    "na n/a n.a. null none nil undefined - – -- . ? 0 snarest asap löpande fortløpende løbende open ongoing permanent unlimited"
    " unbefristet sofort immediate immediately"
)
_NO_DATE = frozenset(_NO_DATE_WORDS.split()) | {
    "as soon as possible",
    "snarest mulig",
    "ab sofort",
    "dès que possible",
    "nicht angegeben",
    "until filled",
}
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./-](\d{1,2})(?:[./-](\d{1,2}))?)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")
_NUMBER = re.compile(r"-?\d{9,16}(?:\.\d{1,9})?|-?\d\.\d{1,12}[eE]\+?\d{1,2}")
_LONG_FRACTION = re.compile(r"(?<=[.,]\d{6})\d+")
_ZONE_NAME = re.compile(r"\[[^\]]{1,60}\]$|(?<=\d) ?(?:UTC|GMT|Z)$")


def read_time(value: object, *, end_of_day: bool = False) -> tuple[int | None, bool]:
    """Return seconds since 1970 (UTC, also where no zone is given) or None, and whether the value was odd.

    A date without a time is its first second, or its last with `end_of_day`; a month or year likewise. Words such as "na" and
    "asap" are no time and not odd; values before 1990 or more than 20 years ahead are odd.
    """
    if value is None or isinstance(value, bool):
        return None, False
    if isinstance(value, (int, float)):
        seconds = _number(value, end_of_day)
        odd = seconds is None and value != 0
    else:
        text = one_line(value)
        if not text or text.casefold() in _NO_DATE:
            return None, False
        seconds = _read(text[:100], end_of_day)
        odd = seconds is None
    if seconds is None or not EARLIEST <= seconds <= time() + LATEST_YEARS * 31_557_600:
        return None, odd or seconds is not None
    return seconds, False


def _number(value: float, end_of_day: bool) -> int | None:
    if not -1e17 < value < 1e17:  # NaN too
        return None
    return _epoch(float(value)) if value >= 1e8 else _read(str(int(value)), end_of_day)  # 2019 and 20190301


def _epoch(number: float) -> int | None:
    """Return seconds for epoch seconds, milliseconds or microseconds; None for numbers too small to be any."""
    if number >= 1e14:
        number /= 1_000_000
    elif number >= 1e11:
        number /= 1_000
    return int(number) if number >= 1e8 else None


@remembered(8192)
def _read(text: str, end_of_day: bool) -> int | None:
    if _NUMBER.fullmatch(text) and not _COMPACT.fullmatch(text):
        return _epoch(float(text))
    for reader in (_numeric, _iso, _mail):
        try:
            found = reader(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found:
            start, width = found
            return _seconds(start, width if end_of_day else timedelta(0))
    return None


def _seconds(start: datetime, width: timedelta) -> int | None:
    try:
        aware = start if start.tzinfo else start.replace(tzinfo=UTC)
        last = aware + width - timedelta(seconds=1) if width else aware
        return int(last.timestamp())
    except (ValueError, OverflowError):
        return None


_DAY = timedelta(days=1)
_Found = tuple[datetime, timedelta]


def _iso(text: str) -> _Found | None:
    if len(text) < 10:
        return None
    mended = _LONG_FRACTION.sub("", _ZONE_NAME.sub("", text))
    if mended != text and text.endswith(("UTC", "GMT", "Z")):
        mended += "+00:00" if len(mended) > 10 else ""
    moment = datetime.fromisoformat(mended)
    return (moment, _DAY) if len(mended) == 10 else (moment, timedelta(0))


def _numeric(text: str) -> _Found | None:
    """Read 01.03.2019 and 01/03/2019 (the day comes first), 2019-3, 2019, 20190301 and 20190301120000."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second), timedelta(0) if match[4] else _DAY
    if match := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        return datetime(year, month, day, hour, minute, second), timedelta(0) if match[4] else _DAY
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part or 0) for part in match.groups())
        start = datetime(year, month or 1, day or 1)
        following = datetime(year + (not month or month == 12), month % 12 + 1 if month else 1, 1)
        return start, _DAY if day else following - start
    if len(text) > 10 and text[10] in "+-Z" and _YEAR_FIRST.fullmatch(text[:10]):  # XML Schema's date with a zone
        return datetime.fromisoformat(f"{text[:10]}T00:00:00{text[10:]}"), _DAY
    return None


def _mail(text: str) -> _Found | None:
    """Read "Fri, 01 Mar 2019 12:00:00 GMT"."""
    return (parsedate_to_datetime(text), timedelta(0)) if any(character.isalpha() for character in text) else None
