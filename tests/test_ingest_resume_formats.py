"""Reading resumes from every format, and refusing what can't be read."""

import io
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.resume import Resume, read_resume
from ingest.resume.archive import MAX_PART
from search.errors import ResumeError

SAMPLES = Path(__file__).parents[1] / "sample" / "resumes"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REASONS = {"empty", "too_short", "scanned", "encrypted", "corrupt", "unsupported", "too_large"}
LONG = "Maintained conveyor belts and trained new colleagues in a busy distribution centre."


def pdf(*lines):
    """A page with (x, y, text) lines drawn in the order given."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return buffer.getvalue()


def docx(body, **parts):
    return zipped(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>", **parts)


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def reason(source, **options):
    with pytest.raises(ResumeError) as caught:
        read_resume(source, **options)
    return caught.value.reason


def text_of(source, **options):
    return read_resume(source, remove_identity=False, **options).text


# PDF


def test_the_left_column_is_read_before_the_right_one_though_the_file_draws_row_by_row():
    left = ["Skills", "forklift licence", "stock control", "order picking", "cycle counting", "hand scanners"]
    right = [
        "Experience",
        "Warehouse operative in Leeds",
        "loaded trailers at night",
        "checked returned goods",
        "kept bays clean",
        "packed",
    ]
    rows = [(x, 700 - 14 * i, text) for i in range(6) for x, text in ((60, left[i]), (300, right[i]))]
    head = (60, 760, "Warehouse operative with many years in several large distribution centres of the north")

    lines = [line for line in text_of(pdf(head, *rows)).split("\n") if line]

    assert [head[2], *left, *right] == lines


def test_dates_beside_their_entries_are_read_row_by_row():
    entries = [f"Cook in restaurant number {i} by the sea" for i in range(6)]
    rows = [(x, 700 - 30 * i, text) for i in range(6) for x, text in ((60, f"{2010 + i} – {2011 + i}"), (200, entries[i]))]

    assert "2010 – 2011\tCook in restaurant number 0 by the sea" in text_of(pdf(*rows))


def test_a_wrapped_line_is_joined_and_a_hyphenated_word_closed():
    lines = [
        (60, 700, "Responsible for the maintenance and repair of conveyors, motors and electri-"),
        (60, 686, "cal drives in two factories, including planning, purchasing and documen-"),
        (60, 672, "tation"),
    ]

    assert "electrical drives in two factories, including planning, purchasing and documentation" in text_of(pdf(*lines))


def test_a_full_width_paragraph_between_columns_keeps_its_place():
    def block(top, name):
        return [(x, top - 14 * i, f"{name} {side} {i}") for i in range(6) for x, side in ((60, "left"), (300, "right"))]

    wide = (60, 590, "A paragraph that runs over the whole width of the page, from the left margin to the right one")
    text = text_of(pdf(*block(700, "upper"), wide, *block(550, "lower")))

    order = [
        text.index(part)
        for part in ("upper left 5", "upper right 0", "upper right 5", "A paragraph", "lower left 0", "lower right 0")
    ]
    assert sorted(order) == order


def test_a_page_without_text_layer_beside_a_good_one_gives_a_partial_resume():
    scan = (SAMPLES / "broken" / "scanned.pdf").read_bytes()
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf((60, 700, LONG)))
    other = pypdfium2.PdfDocument(scan)
    document.import_pages(other)
    buffer = io.BytesIO()
    document.save(buffer)
    other.close()
    document.close()
    resume = read_resume(buffer.getvalue())

    assert ("partial", ("page 2 is a picture without a text layer",), 2) == (resume.status, resume.warnings, resume.pages)


def test_pdfs_can_be_read_in_several_threads_at_once():
    data = pdf((60, 700, LONG))
    texts = []
    threads = [threading.Thread(target=lambda: texts.extend(text_of(data) for _ in range(5))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [LONG] * 20 == texts


# DOCX and ODT


def test_docx_text_boxes_tables_headers_and_footers_are_read():
    box = f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('in the box')}</w:txbxContent></w:pict></w:r></w:p>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('2015')}</w:tc><w:tc>{paragraph('Baker')}</w:tc></w:tr></w:tbl>"
    header = f"<w:hdr {W}>{paragraph('at the top of each page')}</w:hdr>"
    footer = f"<w:ftr {W}>{paragraph('at the foot of each page')}</w:ftr>"
    text = text_of(docx(paragraph(LONG) + box + table, word__header1=header, word__footer1=footer))

    assert ["at the top of each page", LONG, "in the box", "2015\tBaker", "at the foot of each page"] == [
        x for x in text.split("\n") if x
    ]


def test_docx_deleted_revisions_are_left_out_and_a_fallback_is_not_read_twice():
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('once')}</w:txbxContent>"
    choices = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    twice = f"<w:p><w:r><mc:AlternateContent {mc}>{choices}</mc:AlternateContent></w:r></w:p>"
    deleted = "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    text = text_of(docx(paragraph(LONG) + twice + deleted))

    assert (1, 0) == (text.count("once"), text.count("gone"))


def test_a_docx_that_unzips_to_far_more_than_it_weighs_is_too_large():
    bomb = docx(paragraph("a" * (MAX_PART + 1)))

    assert len(bomb) < 100_000
    assert reason(bomb) == "too_large"


def test_a_doctype_is_refused_before_any_entity_is_expanded():
    laughs = (
        f'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document {W}><w:body>{paragraph("&b;")}</w:body></w:document>'
    )

    assert reason(zipped(word__document=laughs)) == "corrupt"
    assert reason(zipped(word__document=laughs.encode("utf-16"))) == "corrupt"


def test_a_docx_nested_a_thousand_levels_deep_is_refused_calmly():
    assert reason(docx("<w:sdt>" * 1000 + paragraph(LONG) + "</w:sdt>" * 1000)) == "corrupt"


def test_odt_headings_lists_spaces_and_tables_are_read():
    ns = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    body = (
        f"<text:h>Experience</text:h><text:p>{LONG}<text:s text:c='2'/>end<text:line-break/>next</text:p>"
        "<text:list><text:list-item><text:p>first</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>2015</text:p></table:table-cell>"
        "<table:table-cell><text:p>Baker</text:p></table:table-cell></table:table-row></table:table>"
    )
    content = (
        f"<office:document-content {ns}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )

    text = text_of(zipped(content=content))

    assert ["Experience", f"{LONG}  end", "next", "- first", "2015\tBaker"] == [line for line in text.split("\n") if line]


def test_encrypted_odt_is_called_encrypted():
    assert reason(zipped(content="<x/>", **{"META-INF__manifest": "<m><encryption-data/></m>"})) == "encrypted"


# HTML and text


def test_html_scripts_styles_and_alternative_texts_are_not_read():
    page = (
        f"<html><head><title>t</title><style>p{{}}</style></head><body><script>steal()</script><p>{LONG}</p><img alt='Anna'>"
    )
    page += "<ul><li>one</li><li>two</li></ul></body></html>"

    assert f"{LONG}\n\n- one\n- two" == text_of(page.encode())


def test_html_nested_deep_is_read_without_recursion_and_nested_absurdly_deep_refused():
    assert LONG in text_of(("<div>" * 990 + LONG).encode())
    assert reason(("<div>" * 50_000 + LONG).encode()) == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_decoded_from(encoding):
    german = "Köchin für Großküchen – Kälte- und Wärmetechnik, fünf Jahre"

    assert german == text_of(german.encode(encoding))


def test_markdown_marks_are_removed_where_the_file_name_says_so():
    source = b"## Experience\n**Baker** in [Leeds](https://example.org)\n* bread and cakes for a whole town\n"

    assert "Experience\nBaker in Leeds https://example.org\n* bread and cakes for a whole town" == text_of(
        source, filename="cv.md"
    )


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Сварщик с опытом работы десять лет, строил мосты и читал чертежи."),
        ("koi8-r", "Сварщик с опытом работы десять лет, строил мосты и читал чертежи."),
        ("gb18030", "我有十年焊接经验，制造桥梁钢结构，持有焊工证书，会看图纸。"),
        ("euc-kr", "용접공으로 십 년 경력이 있습니다. 교량 철골을 제작했습니다."),
    ],
)
def test_text_in_an_old_encoding_of_another_script_is_refused_instead_of_garbled(encoding, text):
    with pytest.raises(ResumeError, match="save it as UTF-8"):
        read_resume(text.encode(encoding))


def test_a_limit_beyond_any_file_is_no_limit(tmp_path):
    path = tmp_path / "resume.txt"
    path.write_text("Welder with ten years of bridges", encoding="utf-8")

    assert read_resume(path, max_bytes=10**25).text == "Welder with ten years of bridges"


def test_chinese_without_punctuation_is_more_than_one_word():
    text = "负责桥梁钢结构焊接并且检查焊缝质量十年"

    assert read_resume(text).text == text


def test_a_string_is_the_text_itself():
    assert ("text", None, LONG) == (read_resume(LONG).format, read_resume(LONG).pages, read_resume(LONG).text)


# refusals


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        ("", "empty"),
        ("  \n .,- ", "empty"),
        (b"nurse", "too_short"),
        ("Anna Schmidt\nanna.schmidt@example.org\n+49 170 1234567\nHauptstraße 5\n12345 Berlin\n", "too_short"),
        (b"{\\rtf1 hello}", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "scanned"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "scanned"),
        (bytes(range(256)) * 4, "unsupported"),
        (b"%PDF-1.7 and nothing else", "corrupt"),
        (b"PK\x03\x04 and nothing else", "corrupt"),
        (zipped(xl__workbook="<x/>"), "unsupported"),
        (zipped(readme="<x/>"), "unsupported"),
        (docx(""), "empty"),
        (docx("<w:p>"), "corrupt"),
        (pdf((60, 700, " ")), "empty"),
        (SAMPLES / "nobody-put-a-file-here.pdf", "unsupported"),
        (SAMPLES, "unsupported"),
        ("word " * 50_000, "too_large"),
    ],
)
def test_what_can_not_be_used_says_why(source, expected):
    assert expected == reason(source)


@pytest.mark.parametrize("name", ["empty.txt", "scanned.pdf", "encrypted.pdf", "corrupt.docx", "truncated.pdf"])
def test_broken_samples_say_what_is_wrong(name):
    expected = {"empty": "empty", "scanned": "scanned", "encrypted": "encrypted", "corrupt": "corrupt", "truncated": "corrupt"}

    assert expected[name.partition(".")[0]] == reason(SAMPLES / "broken" / name)


def test_more_bytes_than_allowed_are_too_large():
    assert reason(LONG.encode() * 3, max_bytes=100) == "too_large"
    assert reason(LONG * 3, max_bytes=100) == "too_large"


def test_content_decides_and_a_wrong_name_is_called_corrupt():
    assert read_resume(LONG.encode(), filename="cv.html").format == "text"
    assert reason(LONG.encode(), filename="Anna_Schmidt.pdf") == "corrupt"


def test_messages_hold_neither_text_nor_file_names():
    for source, name in (
        (b"Jane Doe", "Jane_Doe.txt"),
        (b"Jane Doe, nurse in Leeds", "Jane_Doe.docx"),
        (b"\x81\x8dJane Doe\0", "Jane.txt"),
    ):
        with pytest.raises(ResumeError) as caught:
            read_resume(source, filename=name)
        assert "Jane" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert "Jane" not in repr(caught.value.__context__)


def test_another_kind_of_source_is_a_programming_error():
    with pytest.raises(TypeError, match="int"):
        read_resume(7)


FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".pdf", ".docx", ".odt", ".html", ".md", ".txt"})


@pytest.mark.parametrize("form", [".pdf", ".docx", ".odt", ".html", ".md"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_bytes_give_a_resume_or_a_resume_error_and_nothing_else(form, data):
    path = data.draw(st.sampled_from([path for path in FILES if path.suffix == form]))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        patch = data.draw(st.binary(min_size=1, max_size=6))
        if data.draw(st.booleans()):
            content[at : at + len(patch)] = patch
        else:
            del content[at : at + data.draw(st.integers(1, 300))]
        if not content:
            break
    try:
        result = read_resume(bytes(content), filename=path.name)
    except ResumeError as error:
        result = error.reason

    assert isinstance(result, Resume) or result in REASONS


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_string_gives_a_resume_or_a_resume_error(text):
    try:
        result = read_resume(text)
    except ResumeError as error:
        result = error.reason

    assert isinstance(result, Resume) or result in {"empty", "too_short"}
