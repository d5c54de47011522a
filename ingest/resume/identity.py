"""Remove from a resume what tells who somebody is, before anything is embedded.

The same resume under another name, with other pronouns, another place of birth or photo caption must give the same text, so the
ranking can't depend on them. Work stays: employers and their towns, titles, education, skills, languages spoken, years.

Kinds: name, title (honorifics), email, phone, url, address, birth, nationality, family, gender, religion, health, id,
photo, pronoun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.resume.contact import find_addresses, find_emails, find_phones, find_urls
from ingest.resume.language import detect_language
from ingest.resume.names import find_names
from ingest.resume.outline import heading_kind, outline
from ingest.resume.personal import find_personal
from ingest.resume.pronouns import find_prose, find_stated
from ingest.resume.spans import Removal, Span, count, cut, merge


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without identity. `removed` says how much of which kind, with offsets into the text as it was given."""

    text: str = field(repr=False)
    removed: tuple[Removal, ...]


def remove(text: str) -> Cleaned:
    """Remove identity from a resume's text.

    Lines that hold nothing else go entirely. English pronouns become neutral where the text is English. The result is
    deterministic, and removing twice changes nothing that matters: what is gone can't be found again.
    """
    lines = outline(text)
    spans: list[Span] = [
        *find_emails(text),
        *find_urls(text, lines),
        *find_phones(text, lines),
        *find_addresses(text, lines),
        *find_personal(text, lines),
        *find_stated(text),
        *find_names(text, lines),
    ]
    found = merge(spans)
    without = cut(text, found)
    # the language is asked of what is left, so that a name can't decide it
    if detect_language(without)[0] == "en":
        found = merge([*found, *find_prose(text)])
        without = cut(text, found)
    return Cleaned(_without_empty_sections(without), count(found))


def _without_empty_sections(text: str) -> str:
    """Drop the headings of personal sections that have nothing left below them."""
    lines = text.split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if heading_kind(line) == "personal":
            following = next((later for later in lines[number + 1 : number + 4] if later.strip()), "")
            if not following or heading_kind(following):
                continue
        kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
