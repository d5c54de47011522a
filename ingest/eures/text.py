"""Make plain text of an ad's HTML, whatever its escaping: raw, CDATA, escaped once, twice or three times.

Regular expressions instead of a parser: ads are fragments without structure worth a tree, this takes a fifth of the time, and
what is no HTML ("C++ < 5 years & more", "List<String>") stays as it is. Every pattern runs in linear time.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

_PARAGRAPHS_WORDS = "article aside dl fieldset footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p section table ul"
_PARAGRAPHS = frozenset(_PARAGRAPHS_WORDS.split())
_LINES_WORDS = (
    "address blockquote body br caption center dd details div dt figcaption figure html legend pre summary tbody tfoot thead tr"
    " option"
)
_LINES = frozenset(_LINES_WORDS.split())
_CELLS = frozenset({"td", "th"})
_INLINE_WORDS = (
    "a abbr acronym b basefont bdi bdo big button cite code col colgroup data del dfn em font i img input ins kbd label link"
    " mark meta nobr o q s samp small span strike strong sub sup time tt u var wbr title base area map audio video source"
    " picture canvas"
)
_INLINE = frozenset(_INLINE_WORDS.split())
_KNOWN = "|".join(sorted(_PARAGRAPHS | _LINES | _CELLS | _INLINE | {"li", "script", "style"}, key=len, reverse=True))

_ESCAPED_TAG = re.compile(rf"&(?:amp;){{0,3}}(?:lt|#60|#x3c);/?(?:{_KNOWN})(?:[\s/>]|&)", re.I)
_UNSEEN = ("head", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "xml")
_HIDDEN = re.compile("|".join(rf"<{name}(?=[\s/>]).*?(?:</{name}\s*>|\Z)" for name in _UNSEEN), re.I | re.S)
_HIDDEN_START = re.compile(rf"<(?:{'|'.join(_UNSEEN)})[\s/>]", re.I)
_MARKUP = re.compile(r"(<!--.*?(?:-->|\Z)|<(?:/?[a-zA-Z]|[!?])[^<>]*>)", re.S)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)(?=[\s/>])")
_BLOCK = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|table|tr)(?=[\s/>])", re.I)
_CUT_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500}|/)?\Z")
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_EDGE = "\x1f"
"""begin or end of a block without a margin; where several meet, there is one new line"""
_EDGES = re.compile(r"\x1f[ \t\x1f]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|&nbsp(?![a-zA-Z0-9])")
# control characters but for white space, soft hyphens, zero-width and direction marks, surrogates, private use, noncharacters
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_BULLET = re.compile("[\uf0b7\uf0a7\uf0d8\uf076]")
"""bullets of Word's symbol fonts"""
MAX_ESCAPED = 3
MAX_NULLS = 3
MAX_COMPOSED = 10_000
"""characters up to which text is brought to NFC: ordering a long run of accents takes time by its square"""
MAX_REMEMBERED = 300
"""characters of an argument whose result is kept: some hostile megabytes must not fill the memory"""
Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


def remembered(size: int) -> Callable[[Callable[[*Arguments], Result]], Callable[[*Arguments], Result]]:
    """Keep the results of a pure function for its `size` latest arguments, but not where one is a long string."""

    def wrap(function: Callable[[*Arguments], Result]) -> Callable[[*Arguments], Result]:
        kept = lru_cache(size)(function)

        @wraps(function)
        def call(*args: *Arguments) -> Result:
            for value in args:
                if isinstance(value, str) and len(value) > MAX_REMEMBERED:
                    return function(*args)
            return kept(*args)

        return call

    return wrap


def plain(text: str) -> str:
    """Return what a reader sees: blocks on lines of their own, list items after "- ", no invisible characters, no last "null"."""
    if "<" in text or "&" in text:
        text = _from_html(text)
    text = _tidy(text)
    if not (text.isprintable() or text.replace("\n", "").isprintable()):
        text = _tidy(_INVISIBLE.sub("", _BULLET.sub("•", text)))
    for _ in range(MAX_NULLS):
        text = text.removesuffix("null").rstrip() if text.endswith("null") else text
    return unicodedata.normalize("NFC", text) if len(text) <= MAX_COMPOSED else text


def one_line(value: object) -> str:
    """Return a title, name or code as one line of plain text; "" for None and the literal "null"."""
    if value is None or isinstance(value, bool):
        return ""
    text = value if isinstance(value, str) else _number(value)
    if text.isalnum() and text.isascii() and not text.endswith("null"):  # most codes and numbers
        return text
    line = " ".join(text.split())
    if "<" in line or "&" in line or not line.isprintable() or line.endswith("null"):
        return " ".join(plain(line).split())
    return line if line.isascii() or len(line) > MAX_COMPOSED else unicodedata.normalize("NFC", line)


def _number(value: object) -> str:
    """Return 23026 for 23026.0: JSON readers make floats of identifiers."""
    try:
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    except ValueError:  # an integer of more digits than Python writes
        return ""


def _from_html(text: str) -> str:
    for _ in range(MAX_ESCAPED):
        if "&" not in text or not _ESCAPED_TAG.search(text):
            break
        text = _unescaped(text)
    if "<" in text:
        text = _without_tags(text)
    for _ in range(MAX_ESCAPED):
        if "&" not in text:
            break
        text, before = _decoded(text), text
        if text == before:
            break
    return text


def _without_tags(text: str) -> str:
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    if _BLOCK.search(text) and "\n" in text:
        # between blocks a single newline is only where the source was wrapped; an empty line is meant
        if _BLANK_LINES.search(text):
            text = "\n\n".join(part.replace("\n", " ") for part in _BLANK_LINES.split(text))
        else:
            text = text.replace("\n", " ")
    pieces = _MARKUP.split(_HIDDEN.sub(" ", text) if _HIDDEN_START.search(text) else text)
    tags = pieces[1::2]
    pieces[1::2] = [_kept_between(tag) if len(tag) <= MAX_REMEMBERED else _between(tag) for tag in tags]
    if "<" in pieces[-1] and tags != pieces[1::2]:
        pieces[-1] = _CUT_TAG.sub("", pieces[-1])
    return _EDGES.sub("\n", "".join(pieces))


def _between(tag: str) -> str:
    """Return what stands in the text where a tag stood; what is no tag of HTML stands for itself."""
    found = _TAG_NAME.match(tag)
    if found is None:
        return "" if tag.startswith(("<!", "<?")) else tag
    closing, name = found[1], found[2].lower()
    if name == "li":
        return "\n" if closing else "\n- "
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _LINES:
        return "\n" if name == "br" else _EDGE
    if name in _CELLS:
        return " "
    return "" if name in _INLINE or ":" in name or "-" in name else tag


def _unescaped(text: str) -> str:
    """Take one level of escaping off the markup; replacing is ten times faster than decoding all entities, which comes later."""
    if "&lt;" not in text and "&amp;" not in text:
        return _decoded(text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


_kept_between = lru_cache(4096)(_between)  # without the wrapper, which would take longer than all the rest of a tag


def _decoded(text: str) -> str:
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    return _entity(match.group())


@lru_cache(1024)
def _entity(entity: str) -> str:
    return html.unescape(entity)


def _tidy(text: str) -> str:
    """Squeeze blanks and empty lines, and bring list items to the line of their mark."""
    lines: list[str] = []
    last, item = "", False
    for raw in text.splitlines():
        line = raw.strip(" ") if "  " not in raw and raw.isprintable() else " ".join(raw.split())
        if not line:
            if last:
                lines.append("")
                last = ""
            continue
        if line == "-":
            item = True
            continue
        if item or line[0] == "-":
            line = line if line.startswith("- ") or not item else f"- {line}"
            item = False
            if line.startswith("- ") and not last and len(lines) > 1 and lines[-2].startswith("- "):
                lines.pop()  # no empty lines between the items of a list
        lines.append(line)
        last = line
    if lines and not last:
        lines.pop()
    return "\n".join(lines)
