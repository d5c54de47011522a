"""Read HTML: what a reader sees, blocks on their own lines, no scripts, styles or alternative texts."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.resume.extract import Extract, clean
from ingest.resume.text import decode
from search.errors import ResumeError

_DROPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "canvas", "select", "textarea", "math"}
)
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "thead",
        "tr",
        "ul",
    }
)
_PARAGRAPHS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "section", "article", "header", "footer", "table", "ul", "ol", "dl"}
)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.I)
MAX_TAGS = 30_000
"""opening tags; a parser takes time by the square of what is nested (200,000 divs, 1 MB: minutes)"""

# what is shown needs no attributes, and a parser checks each against all others of its tag (60,000 in a tag: 11 s)
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|textarea|title|iframe|xmp)(?=[\s/>]).*?(?:</\1(?=[\s/>])[^>]*>?|\Z)"
    r"|<(?P<name>/?[a-z][^\t\n\f\r />]*)"
    r"""(?>(?:[^>=]|=[\t\n\f\r ]*(?:"[^"]*"|'[^']*'|))*)(?:>|\Z)""",
    re.I | re.S,
)
# left open, these come back in every paragraph that follows: 3,000 in 3,000 paragraphs (40 kB) are 9 million elements
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})


def read_html(data: bytes) -> Extract:
    """Read the visible text; raises ResumeError "too_large" for more than `MAX_TAGS` elements."""
    body = LexborHTMLParser(_bare(_decode(data))).body
    return Extract("" if body is None else clean(_tidy("".join(_pieces(body)))))


def _bare(page: str) -> str:
    """Return a page without attributes, comments and scripts, with formatting as plain spans: text and blocks stay."""
    tags = 0

    def bare(match: re.Match[str]) -> str:
        nonlocal tags
        name = match["name"]
        if name is None:
            return "<!---->"  # and not nothing: what stands around it must not become a tag
        tags += not name.startswith("/")
        if tags > MAX_TAGS:
            raise ResumeError("too_large", f"the page has more than {MAX_TAGS:,} elements; send only the resume")
        slash, word = name[: name.startswith("/")], name.lstrip("/")
        closed = "/" if match.group().endswith("/>") else ""
        return f"<{slash}{'span' if word.lower() in _FORMATTING else word}{closed}>"

    return _MARKUP.sub(bare, page)


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
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
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
    # runs are shortened first, so that no later pattern sees a long one
    text = re.sub(r"\n[\n ]+", "\n\n", re.sub(r"\t+ ?", "\t", re.sub(r" +", " ", text)))
    text = re.sub(r"(?<=\[Photo: )\s{1,3}|\s{1,3}(?=\]\n)", "", text)
    text = re.sub(r"[ \t]{0,3}\n[ \t]{0,3}", "\n", text)
    text = re.sub(r"^- ?\n{1,2}(?=\S)", "- ", text, flags=re.M)
    text = re.sub(r"^-? ?$", "", text, flags=re.M)
    return re.sub(r"^(- .*)\n{2,3}(?=- )", r"\1\n", text, flags=re.M)
