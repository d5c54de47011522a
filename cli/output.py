"""How commands print: tables for people, JSON for programs, errors with an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from search.errors import CareerspaceError, EncoderError, InputError, SearchIndexError

if TYPE_CHECKING:
    from api.answers import DemandAnswer, ProvenanceAnswer

EXIT_CODES: tuple[tuple[type[CareerspaceError], int], ...] = ((InputError, 3), (SearchIndexError, 4), (EncoderError, 5))
"""1 is left to errors of the program itself, 2 to wrong usage"""

STOPPED = 130

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def print_json(data: object) -> None:
    """Print JSON on standard output, never wrapped or coloured."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def chosen_languages(given: list[str] | None) -> tuple[str, ...]:
    """Return the languages of `--lang`, lower case; empty where none was given. Raises InputError for an empty one."""
    languages = tuple(language.strip().lower() for language in given or ())
    if not all(languages):
        raise InputError("--lang needs a language, such as en or de")
    return languages


def new_folder(folder: Path) -> None:
    """Make a folder for what a long command will write, before it begins. Raises InputError where that can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} can't be made: {error.strerror}") from error


def new_file(path: Path) -> None:
    """Check that a file can be written, before a long command begins. Raises InputError where it can't."""
    if path.is_dir():
        raise InputError(f"{path} can't be written: it is a folder")
    if not path.parent.is_dir():
        raise InputError(f"{path} can't be written: there is no folder {path.parent}")
    if not os.access(path if _is_special(path) else path.parent, os.W_OK):
        raise InputError(f"{path} can't be written: permission denied")


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole: half of one never has its name. Raises InputError where that can't be done."""
    from search.store.files import replace_file

    try:
        if _is_special(path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        else:
            replace_file(path, content)
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror or error}") from error


def _is_special(path: Path) -> bool:
    """Return whether this is standard output, a pipe or the like, which is written into and not replaced."""
    return path.exists() and not path.is_file()


@contextmanager
def friendly_errors() -> Iterator[None]:
    """Turn errors a user can act on into one line and an exit code; anything else keeps its traceback."""
    try:
        yield
    except CareerspaceError as error:
        err.print(f"[bold red]error[/] {_escaped(str(error))}", soft_wrap=True)
        code = next((code for family, code in EXIT_CODES if isinstance(error, family)), 1)
        raise SystemExit(code) from None
    except SystemExit as stop:
        if stop.code == STOPPED:  # the command line library has turned Ctrl-C into this
            err.print("stopped; run the same command again to go on")
        raise


def asked_for(demand: DemandAnswer | None, countries: int = 3) -> str:
    """Return "12 DE 7 · AT 3": the ads that declare an occupation, in all and where most of them are."""
    if demand is None or not demand.declared:
        return "–"
    most = list(demand.countries.items())
    rest = " …" if len(most) > countries else ""
    return f"{demand.declared} {' · '.join(f'{country} {count}' for country, count in most[:countries])}{rest}".rstrip()


def print_stamp(stamp: ProvenanceAnswer, compared: str = "") -> None:
    """Print what an answer stands on, and how it was compared."""
    made = f"ESCO {stamp.esco_version} · {stamp.model} · generation {stamp.generation}"
    out.print(f"[dim]{_escaped(' · '.join(filter(None, (made, compared))))}[/]")


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")
