"""HTML of ads into text: nothing glued, nothing invisible, and plain text left alone."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.eures.text import one_line, plain

MARKED = "<p>Weld <b>pipes</b> &amp; frames</p><ul><li>day shifts</li><li>good pay</li></ul>"
READ = "Weld pipes & frames\n\n- day shifts\n- good pay"


@pytest.mark.parametrize(
    "written",
    [
        MARKED,
        html.escape(MARKED),
        html.escape(html.escape(MARKED)),
        html.escape(html.escape(html.escape(MARKED))),
        f"<![CDATA[{MARKED}]]>",
        MARKED.replace("<", "&#60;").replace(">", "&#62;"),
        MARKED.upper().replace("&AMP;", "&amp;").replace("WELD", "Weld").replace("PIPES", "pipes").replace("FRAMES", "frames"),
    ],
    ids=["raw", "once", "twice", "three times", "cdata", "numeric", "upper"],
)
def test_html_is_read_in_any_escaping(written):
    assert READ.casefold() == plain(written).casefold()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<h2>Tasks</h2>weld", "Tasks\n\nweld"),
        ("<table><tr><td>pay</td><td>20</td></tr><tr><td>hours</td><td>40</td></tr></table>", "pay 20\nhours 40"),
        ("<ul><li><p>one</p></li>\n\n<li>two</li></ul>", "- one\n- two"),
        ("<ul><li></li><li>two</li></ul>", "- two"),
        ("<b>Elec</b>trician", "Electrician"),
        ("<o:p>office</o:p><x-y>markup</x-y>", "officemarkup"),
        ("a\n\n\n\n b  \t c", "a\n\nb c"),
        ("<p>wrapped\nsource</p>\n<p>lines</p>", "wrapped source\n\nlines"),
        ("first line\nsecond <b>line</b>", "first line\nsecond line"),
        ("one\u2028two\x0bthree\x85four", "one\ntwo\nthree\nfour"),
    ],
)
def test_blocks_and_items_are_lines_of_their_own(written, read):
    assert read == plain(written)


@pytest.mark.parametrize(
    "written",
    [
        "C++ < 5 years & more",
        "List<String> and Map<K,V>, a<b",
        "R&D, Q&A, AT&T; M&A",
        "<Company> seeks <18 people> for 3 < x > 2",
        "null hypothesis tests",
        "cut <stro",
        "&copy 2020 &notes",
    ],
)
def test_plain_text_stays_as_it_is(written):
    assert written == plain(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&amp;#xa0;b", "a b"),
        ("a&nbsp;b&#160;c&nbsp d\u00a0e\u2003f", "a b c d e f"),
        ("Fa&ccedil;ade&#44; caf&#xE9;", "Façade, café"),
        ("Schwei&shy;ßer\u00ad", "Schweißer"),
        ("a\u200bb\ufeffc\u2060d\x00e\x1bf\ud800g", "abcdefg"),
        ("\uf0b7 weld", "• weld"),
        ("e\u0301t\u00e9", "été"),
        ("5 &lt; 6", "5 < 6"),
    ],
)
def test_entities_are_read_and_invisible_characters_go(written, read):
    assert read == plain(written)


@pytest.mark.parametrize(
    "written", ["", "null", " null ", "null null", "<p></p>", "\u200b", "<p>&nbsp;\u200b</p>null", "&#8203;"]
)
def test_what_shows_nothing_is_empty(written):
    assert plain(written) == ""


@pytest.mark.parametrize("written", ["We weld.null", "We weld. null", "<p>We weld.</p>null", "We weld.\nnull\n"])
def test_a_last_null_is_dropped(written):
    assert plain(written) == "We weld."


@pytest.mark.parametrize(
    "written",
    [
        "<style>p{color:red}</style>x",
        "<script>if (a<b) go()</script>x",
        "<!-- if <b> -->x",
        "x<!-- left open",
        "<?xml version='1.0'?>x",
    ],
)
def test_what_a_reader_does_not_see_goes(written):
    assert plain(written) == "x"


def test_a_tag_cut_off_at_the_end_goes():
    assert plain("<p>Weld</p><stro") == "Weld"
    assert plain("<p>Weld</p><a href='http://exa") == "Weld"


@pytest.mark.parametrize(
    "piece", ["<a", "<", "<!--", "<p ", "&lt;p", "<style>", "null", " \n", "<b>\n", "&amp;", "\u0301\u0327"]
)
def test_a_megabyte_of_anything_is_read(piece):
    assert len(plain(piece * (1_000_000 // len(piece)))) <= 1_000_000


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, ""),
        (23026, "23026"),
        (23026.0, "23026"),
        (2.5, "2.5"),
        (True, ""),
        (" a\n b ", "a b"),
        ("<b>A</b> &amp; B", "A & B"),
    ],
)
def test_short_fields_are_one_line(value, line):
    assert line == one_line(value)


def test_an_integer_too_long_to_be_written_is_nothing():
    assert one_line(10**5000) == ""


@given(st.text(alphabet=st.sampled_from("ab <>/&;#xnbspl\n\u200b\u00a0null-!\"'p")))
def test_any_text_gives_clean_lines(text):
    read = plain(text)

    assert read == read.strip()
    assert "\n\n\n" not in read
    assert not any(line != line.strip() for line in read.split("\n"))
    assert "\u200b" not in read
