"""Read what a job pays, and believe it only where it can be true."""

from __future__ import annotations

import re
from math import isfinite

from ingest.eures.raw import RawSalary
from ingest.eures.record import Salary
from ingest.eures.text import one_line, remembered

MAX_RATIO = 20.0
"""of maximum to minimum; 13 and 17,341 are an hour's pay and a mistake"""
MAX_AMOUNT = 1e9
_AMOUNT = re.compile(r"\d{1,3}(?:[.,' ’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,4})?")
_CURRENCIES_WORDS = (
    "AED ALL AMD ARS AUD AZN BAM BGN BRL BYN CAD CHF CNY CZK DKK EGP EUR GBP GEL GIP HKD HRK HUF ILS INR ISK JPY KRW MAD MDL MKD"
    " MXN NOK NZD PLN RON RSD RUB SAR SEK SGD THB TND TRY UAH USD XOF ZAR"
)
_CURRENCIES = frozenset(_CURRENCIES_WORDS.split())
_SYMBOLS = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
    "$": "USD",
    "ZŁ": "PLN",
    "KČ": "CZK",
    "FT": "HUF",
    "LEI": "RON",
}
_PERIODS = {
    word: period
    for period, words in {
        "hour": "h hr hour hours hourly std stunde stündlich heure ora hora time timme uur perhour godzina",
        "day": "d day daily tag täglich jour dia giorno dag dagen perday",
        "week": "w wk week weekly woche wöchentlich semaine settimana semana uke vecka perweek",
        "month": "m mo mon month monthly monat monatlich mois mensuel mese mensile mes måned månad maand permonth miesiąc",
        "year": "y yr year yearly annual annually annum jahr jährlich an année annuel anno annuale año ano år jaar peryear pa rok",
    }.items()
    for word in words.split()
}


def read_salary(raw: RawSalary | None) -> tuple[Salary | None, list[str]]:
    """Return a salary or None, and warnings: a range upside down or with a ratio above `MAX_RATIO` is dropped whole."""
    if raw is None:
        return None, []
    low, high = read_number(raw.minimum), read_number(raw.maximum)
    low, high = (amount if amount and 0 < amount <= MAX_AMOUNT else None for amount in (low, high))
    if low is None and high is None:
        return None, []
    if low is not None and high is not None and not low <= high <= low * MAX_RATIO:
        return None, ["odd_salary"]
    return Salary(low, high, _currency(raw.currency), _period(raw.period)), []


def read_number(value: object) -> float | None:
    """Return the first number of "2.500,00", "2 500", "2'500.50", "EUR 2,5" or of a number; None where there is none."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if -1e15 < value < 1e15 and isfinite(value) else None
    return _number(one_line(value)[:80])


@remembered(4096)
def _number(text: str) -> float | None:
    match = _AMOUNT.search(text)
    if match is None:
        return None
    digits = re.sub(r"[' ’]", "", match.group())
    if match.group().count(".") + match.group().count(",") > 1 or re.search(r"^\d{1,3}[.,]\d{3}$", digits):
        # two marks, or one before exactly three digits: the thousands are marked, and what differs at the end is the decimal
        tail = re.search(r"[.,](\d{1,2})$", digits)
        whole = re.sub(r"[.,]", "", digits[: tail.start()] if tail else digits)
        digits = f"{whole}.{tail[1]}" if tail else whole
    number = float(digits.replace(",", "."))
    return -number if text[: match.start()].rstrip().endswith(("-", "−")) else number


@remembered(256)
def _currency(declared: str | None) -> str | None:
    text = one_line(declared).upper()
    code = _SYMBOLS.get(text, text)
    return code if code in _CURRENCIES else None


@remembered(512)
def _period(declared: str | None) -> str | None:
    """Map HOUR, "per month", MONTHLY, "pro Stunde", P1M, "/h"."""
    text = one_line(declared).casefold().rpartition("/")[2]
    if match := re.fullmatch(r"p(t?)1([hdwmy])", text):
        return _PERIODS[match[2]] if not match[1] or match[2] == "h" else None
    bare = re.sub(r"\b(?:per|pro|par|por|al|im|in|je|a|gross|brutto|net|netto)\b", "", re.sub(r"[^\w ]|_", "", text))
    return _PERIODS.get(bare.replace(" ", "")) or _PERIODS.get(text)
