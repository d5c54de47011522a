"""Make the sample resumes from their YAML sources: `python sample/build_resumes.py`.

The people, employers and schools are invented. Building again gives the same bytes: PDF without dates, zip entries with one
fixed time. `{placeholders}` in a source come from its `person`, so a test can render the same resume for somebody else.
"""

from __future__ import annotations

import html
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent / "resumes"
_PRONOUNS = {
    "en": {
        "f": {"they": "she", "their": "her", "them": "her", "Mr": "Ms", "parent": "mother"},
        "m": {"they": "he", "their": "his", "them": "him", "Mr": "Mr", "parent": "father"},
    },
    "de": {"f": {"Herr": "Frau", "Herrn": "Frau"}, "m": {"Herr": "Herr", "Herrn": "Herrn"}},
}
Source = dict[str, Any]


def sources() -> list[Source]:
    """Return every source, sorted by the name of its file."""
    return [yaml.safe_load(path.read_text("utf-8")) for path in sorted((HERE / "source").glob("*.yaml"))]


def render(source: Source, person: Mapping[str, str] | None = None) -> bytes:
    """Return the resume file of a source, for its own person or for another."""
    return _LAYOUTS[source["layout"]](filled(source, person or source["person"]))


def filled(source: Source, person: Mapping[str, str]) -> Source:
    """Return a source with its placeholders filled; lists and sections are copied."""
    pronouns = _PRONOUNS[source["language"]][person["gender"]]
    words = {**person, **pronouns, "name": f"{person['given']} {person['family']}"}
    words |= {key.capitalize(): word.capitalize() for key, word in pronouns.items() if key.islower()}
    return {
        **source,
        "name": words["name"],
        "head": [line.format_map(words) for line in source["head"]],
        "sections": [{**section, "text": section["text"].format_map(words)} for section in source["sections"]],
    }


def entries(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, left, right): ("entry", dates, title), ("bullet", "", text) or ("text", "", text)."""
    for line in text.strip().splitlines():
        if line.startswith("@ "):
            left, _, right = line[2:].partition(" :: ")
            yield "entry", left, right
        elif line.startswith("- "):
            yield "bullet", "", line[2:]
        else:
            yield "text", "", line


def _plain(source: Source, *, mark: str = "", bold: str = "", glue: str = "\n") -> str:
    lines = [source["prefix"], ""] if "prefix" in source else []
    lines += [f"{mark[:-1]}{' ' if mark else ''}{source['name']}", source["title"], "", *source["head"]]
    for section in source["sections"]:
        lines += ["", f"{mark}{' ' if mark else ''}{section['heading']}", *([""] if mark else [])]
        for kind, left, right in entries(section["text"]):
            lines += {"entry": [f"{bold}{right}{bold} ({left})"], "bullet": [f"- {right}"], "text": [right]}[kind]
    if "closing" in source:
        lines += ["", source["closing"], source["name"]]
    return glue.join(lines) + "\n"


def _text(source: Source) -> bytes:
    return _plain(source).encode()


def _markdown(source: Source) -> bytes:
    return _plain(source, mark="##", bold="**").encode()


def _html(source: Source) -> bytes:
    out = [f"<h1>{html.escape(source['name'])}</h1>", f"<p class='title'>{html.escape(source['title'])}</p>", "<address>"]
    out += [f"{html.escape(line)}<br>" for line in source["head"]]
    out += ["</address>", "<figure><img src='portrait.jpg' alt='portrait'>"]
    out += [f"<figcaption>{html.escape(source['person']['photo'])}</figcaption></figure>"]
    for section in source["sections"]:
        out += [f"<section><h2>{html.escape(section['heading'])}</h2>"]
        for kind, left, right in entries(section["text"]):
            text = html.escape(right)
            out += [
                {"entry": f"<h3>{text} <small>({left})</small></h3>", "bullet": f"<li>{text}</li>", "text": f"<p>{text}</p>"}[
                    kind
                ]
            ]
        out += ["</section>"]
    out += [f"<p>{source['closing']}<br>{html.escape(source['name'])}</p>"] if "closing" in source else []
    style = "<style>body{font:11pt sans-serif}small{color:#555}</style><script>window.print && 0</script>"
    head = f"<head><meta charset='utf-8'><title>Resume</title>{style}</head>"
    body = re.sub(r"((?:<li>.*</li>\n?)+)", r"<ul>\n\1</ul>\n", "\n".join(out))
    return f"<!doctype html>\n<html lang='{source['language']}'>{head}<body>\n{body}\n</body></html>\n".encode()


class _Page:
    """A reportlab canvas that knows where the next line goes and starts pages by itself."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1)
        self.canvas.setTitle("Resume")
        self.y = A4[1] - 60

    def write(self, text: str, x: float, width: float, size: float = 9.5, bold: bool = False, gap: float = 0) -> None:
        font = "Helvetica-Bold" if bold else "Helvetica"
        self.y -= gap
        for line in simpleSplit(text, font, size, width):
            if self.y < 50:
                self.canvas.showPage()
                self.y = A4[1] - 60
            self.canvas.setFont(font, size)
            self.canvas.drawString(x, self.y, line)
            self.y -= size * 1.3

    def save(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def _pdf_head(page: _Page, source: Source) -> None:
    page.write(source["name"], 60, 475, 20, bold=True)
    page.write(source["title"], 60, 475, 12, gap=2)
    for line in source["head"]:
        page.write(line, 60, 475)


def _pdf_closing(page: _Page, source: Source) -> None:
    if "closing" in source:
        page.write(source["closing"], 60, 475, gap=14)
        page.write(source["name"], 60, 475, gap=14)


def _pdf_one(source: Source) -> bytes:
    page = _Page()
    _pdf_head(page, source)
    for section in source["sections"]:
        page.write(section["heading"].upper(), 60, 475, 11, bold=True, gap=8)
        for kind, left, right in entries(section["text"]):
            if kind == "entry":
                page.write(f"{right} ({left})", 60, 475, bold=True, gap=3)
            else:
                page.write(f"• {right}" if kind == "bullet" else right, 60 if kind == "text" else 70, 465)
    _pdf_closing(page, source)
    return page.save()


def _pdf_dates(source: Source) -> bytes:
    page = _Page()
    _pdf_head(page, source)
    for section in source["sections"]:
        page.write(section["heading"], 60, 475, 11, bold=True, gap=8)
        for kind, left, right in entries(section["text"]):
            if kind == "entry":
                page.canvas.setFont("Helvetica", 9.5)
                page.canvas.drawString(60, page.y - 3, left)
                page.write(right, 170, 365, bold=len(left) > 12, gap=3)
            else:
                page.write(
                    f"• {right}" if kind == "bullet" else right,
                    60 if kind == "text" else 170,
                    365 if kind == "bullet" else 475,
                )
    _pdf_closing(page, source)
    return page.save()


def _column(source: Source, side: bool, width: float) -> list[tuple[str, str, float]]:
    lines: list[tuple[str, str, float]] = []
    for section in source["sections"]:
        if section.get("side", False) != side:
            continue
        lines += [("", "Helvetica", 6.0), (section["heading"], "Helvetica-Bold", 11.0)]
        for kind, left, right in entries(section["text"]):
            text = {"entry": f"{right} ({left})", "bullet": f"• {right}", "text": right}[kind]
            font = "Helvetica-Bold" if kind == "entry" else "Helvetica"
            lines += [(line, font, 9.5) for line in simpleSplit(text, font, 9.5, width)]
    return lines


def _pdf_columns(source: Source) -> bytes:
    """Draw both columns line by line in turn, as many layout programs do: reading in file order mixes them up."""
    page = _Page()
    _pdf_head(page, source)
    columns = [(60.0, _column(source, side=True, width=150)), (235.0, _column(source, side=False, width=305))]
    heights = [page.y - 10] * 2
    for row in range(max(len(lines) for _, lines in columns)):
        for number, (x, lines) in enumerate(columns):
            if row < len(lines):
                text, font, size = lines[row]
                page.canvas.setFont(font, size)
                page.canvas.drawString(x, heights[number], text)
                heights[number] -= size * 1.35
    return page.save()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip with one fixed time; an ODT's `mimetype` is stored first and uncompressed, as its format asks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.create_system = 3  # the same on every platform
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def _w_paragraph(text: str, properties: str = "") -> str:
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{html.escape(text, quote=False)}</w:t></w:r></w:p>'


def _docx(source: Source) -> bytes:
    heading, bullet = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    box = "".join(_w_paragraph(line) for line in source["head"])
    shape = (
        '<w:p><w:r><w:pict><v:shape style="width:180pt;height:90pt"><v:textbox><w:txbxContent>'
        f"{box}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    body = [_w_paragraph(source["name"], '<w:pPr><w:pStyle w:val="Title"/></w:pPr>'), _w_paragraph(source["title"]), shape]
    for section in source["sections"]:
        body += [_w_paragraph(section["heading"], heading)]
        for kind, left, right in entries(section["text"]):
            if kind == "entry":
                cells = "".join(f"<w:tc>{_w_paragraph(text)}</w:tc>" for text in (left, right))
                body += [f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"]
            else:
                body += [_w_paragraph(right, bullet if kind == "bullet" else "")]
    namespaces = f'xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{_OFFICE}"'
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return zipped(
        {
            "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
            f'<Override PartName="/word/footer1.xml" ContentType="{types}.footer+xml"/></Types>',
            "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>',
            "word/document.xml": f"{_XML}<w:document {namespaces}><w:body>{''.join(body)}"
            '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/></w:sectPr></w:body></w:document>',
            "word/footer1.xml": f"{_XML}<w:ftr {namespaces}>{_w_paragraph('Resume of ' + source['name'])}</w:ftr>",
        }
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def _odt(source: Source) -> bytes:
    def paragraph(text: str) -> str:
        return f"<text:p>{html.escape(text, quote=False)}</text:p>"

    body = [paragraph(source["prefix"])] if "prefix" in source else []
    body += [f'<text:h text:outline-level="1">{html.escape(source["name"])}</text:h>', paragraph(source["title"])]
    body += [paragraph(line) for line in source["head"]]
    for section in source["sections"]:
        body += [f'<text:h text:outline-level="2">{html.escape(section["heading"])}</text:h>']
        for kind, left, right in entries(section["text"]):
            if kind == "entry":
                cells = "".join(f"<table:table-cell>{paragraph(text)}</table:table-cell>" for text in (left, right))
                body += [f"<table:table><table:table-row>{cells}</table:table-row></table:table>"]
            elif kind == "bullet":
                body += [f"<text:list><text:list-item>{paragraph(right)}</text:list-item></text:list>"]
            else:
                body += [paragraph(right)]
    if "closing" in source:
        body += [paragraph(source["closing"]), paragraph(source["name"])]
    mime = "application/vnd.oasis.opendocument.text"
    namespaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table"))
    manifest = f'xmlns:manifest="{_ODF}:manifest:1.0"'
    return zipped(
        {
            "mimetype": mime,
            "content.xml": f'{_XML}<office:document-content {namespaces} office:version="1.3"><office:body><office:text>'
            f"{''.join(body)}</office:text></office:body></office:document-content>",
            "META-INF/manifest.xml": f'{_XML}<manifest:manifest {manifest} manifest:version="1.3">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        }
    )


_LAYOUTS = {
    "text": _text,
    "markdown": _markdown,
    "html": _html,
    "one-column": _pdf_one,
    "dates-left": _pdf_dates,
    "two-columns": _pdf_columns,
    "docx": _docx,
    "odt": _odt,
}


def scanned_pdf() -> bytes:
    """Return a PDF of one picture: grey bars where lines of text would be."""
    width, height = 124, 175
    rows = [b"\xff" * 12 + (b"\x60" * 90 if y % 8 in {3, 4} else b"\xff" * 90) + b"\xff" * 22 for y in range(height)]
    chunks = [
        (b"IHDR", width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        (b"IEND", b""),
    ]
    image = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in chunks
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(image)), 0, 0, *A4)
    canvas.save()
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    """Return a PDF that asks for a password (40-bit RC4, whose keys hold nothing random)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=pdfencrypt.StandardEncryption("secret", strength=40))
    canvas.drawString(72, 760, "Nobody reads this resume without its password.")
    canvas.save()
    return buffer.getvalue()


def broken() -> dict[str, bytes]:
    """Return the files that can't be read, by name."""
    by_name = {source["file"]: source for source in sources()}
    document = render(by_name["electrician-en.docx"])
    return {
        "empty.txt": b"",
        "scanned.pdf": scanned_pdf(),
        "encrypted.pdf": encrypted_pdf(),
        "corrupt.docx": document[:400] + bytes(200) + document[600 : len(document) // 2],
        "truncated.pdf": render(by_name["sales-assistant-en.pdf"])[:700],
    }


def build(folder: Path = HERE) -> None:
    """Write every resume, the broken files and `truth.json` into a folder."""
    (folder / "broken").mkdir(parents=True, exist_ok=True)
    truth = {}
    for source in sources():
        (folder / source["file"]).write_bytes(render(source))
        truth[source["file"]] = {key: source[key] for key in ("isco", "occupations", "language")}
    for name, content in broken().items():
        (folder / "broken" / name).write_bytes(content)
    text = json.dumps(dict(sorted(truth.items())), ensure_ascii=False, indent=2) + "\n"
    (folder / "truth.json").write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
