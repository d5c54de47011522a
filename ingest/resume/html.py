"""Read HTML: what a reader sees, blocks on their own lines, no scripts, styles or alternative texts."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.resume.extract import Extract, clean
from ingest.resume.text import decode
from search.errors import ResumeError

_DROPPED = frozenset("script style noscript template head svg iframe object canvas select textarea math".split())
_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section summary table tbody thead tr ul".split()
)
_PARAGRAPHS = frozenset("h1 h2 h3 h4 h5 h6 p section article header footer table ul ol dl".split())
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
MAX_NODES = 400_000


def read_html(data: bytes) -> Extract:
    """Read the visible text; raises ResumeError "too_large" for more than `MAX_NODES` nodes."""
    body = LexborHTMLParser(_decode(data)).body
    return Extract("" if body is None else clean(_tidy("".join(_pieces(body)))))


def _decode(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeError, ValueError):
            pass  # a wrong declaration is common; the usual guesses follow
    return decode(data)


def _pieces(root: LexborNode) -> list[str]:
    """Walk without recursion (pages nest thousands of levels deep when someone wants them to)."""
    pieces: list[str] = []
    stack: list[LexborNode | str] = [root]
    seen = 0
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        seen += 1
        if seen > MAX_NODES:
            raise ResumeError("too_large", f"the page has more than {MAX_NODES:,} elements; send only the resume")
        tag = node.tag or ""
        if tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag not in _DROPPED and not tag.startswith(("-", "_", "!")):
            before, after = _around(tag)
            pieces.append(before)
            stack.append(after)
            stack.extend(reversed(list(node.iter(include_text=True))))
    return pieces


def _around(tag: str) -> tuple[str, str]:
    """Return what an element writes before and after its content."""
    if tag == "figcaption":
        return "\n[Photo: ", "]\n"  # a caption without its picture would read as part of the resume
    if tag == "li":
        return "\n- ", "\n"
    if tag in {"td", "th"}:
        return "", "\t"
    if tag in _PARAGRAPHS:
        return "\n\n", "\n\n"
    return ("\n", "\n") if tag in _BLOCKS else ("", "")


def _tidy(text: str) -> str:
    text = re.sub(r"(?<=\[Photo: )\s+|\s+(?=\]\n)", "", text)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r" {2,}", " ", text))
    text = re.sub(r"^- *\n+(?=\S)", "- ", text, flags=re.M)
    text = re.sub(r"^-? ?$", "", text, flags=re.M)
    return re.sub(r"^(- .*)\n{2,}(?=- )", r"\1\n", text, flags=re.M)
