"""What the readers make of Markdown, text, reStructuredText and HTML, and what they leave out."""

import warnings
from pathlib import Path

import pytest

from assistant.errors import UnreadableFile
from assistant.ingestion.formats import html, markdown, rst, text

from .made_files import headed, outline

# Markdown


def test_markdown_headings_are_found_in_both_styles_and_nowhere_else() -> None:
    source = (
        "Setext\n===\n\nIntro.\n\n## 2. ATX *with* [a link](x) {#anchor} ##\nText.\n\n"
        "```\n# a comment in code\n```\n\n    # indented code\n\n> # quoted\n\n- # in a list\n\n"
        "<!--\n# commented out\n-->\n\nSub\n---\nEnd.\n"
    )
    document = markdown.read(source.encode(), "notes.md")
    assert outline(document) == [(1, "Setext"), (2, "2. ATX with a link"), (2, "Sub")]
    assert headed(document)[0] == "Setext\n===\n"
    assert headed(document)[1] == "## 2. ATX *with* [a link](x) {#anchor} ##\n"
    assert document.text == source
    assert document.title == "Setext"


def test_a_paragraph_that_a_rule_underlines_is_not_lost_as_a_heading() -> None:
    document = markdown.read(b"First line of it,\nand a second one.\n---\nNext.\n", "n.md")
    assert document.headings == ()


def test_a_heading_as_long_as_a_paragraph_stays_text() -> None:
    assert markdown.read(b"# " + b"word " * 60, "n.md").headings == ()


def test_a_heading_may_be_the_last_line_without_an_end() -> None:
    [heading] = markdown.read(b"# A", "n.md").headings
    assert (heading.start, heading.end) == (0, 3)


# Plain text

TEXT = """Rules of the reading circle

8 March 2025

Present: Anna, Bob

1. Welcome

Anna opened the meeting.

2. Books

2.1 Novels

We chose two novels.

WHAT WE DECIDED

Everything was decided in half an hour.

Any other business
------------------
None this time.

Warm regards

Anna
"""


def test_text_headings_are_titles_numbers_capitals_and_underlined_lines() -> None:
    document = text.read(TEXT.encode(), "rules.txt")
    assert outline(document) == [
        (1, "Rules of the reading circle"),
        (3, "8 March 2025"),
        (2, "1. Welcome"),
        (2, "2. Books"),
        (3, "2.1 Novels"),
        (2, "WHAT WE DECIDED"),
        (2, "Any other business"),
    ]
    assert headed(document)[-1] == "Any other business\n------------------\n"
    assert document.text == TEXT


@pytest.mark.parametrize(
    "block",
    [
        "This is a sentence.",
        "Date: 8 March",
        "all in lower case",
        "- an item",
        "10:30 Tea and cake",
        "anna@site.org",
        "A | table | row",
        "Word " * 12,
        "Two short\nlines",
        "    Indented",
        "1. Bring a cup\n\n2. Bring a plate",
        "Alice\n\nBob\n\nCarol",
        "The first half of a\n\nsentence that was wrapped.",
    ],
)
def test_other_short_lines_of_text_are_no_headings(block: str) -> None:
    source = f"Some words to begin with.\n\n{block}\n\nAnd a paragraph after it.\n"
    assert text.read(source.encode(), "n.txt").headings == ()


def test_a_line_at_the_end_heads_nothing() -> None:
    assert text.read(b"Some words to begin with.\n\nAnna Smith\n", "n.txt").headings == ()


# reStructuredText


def test_rst_headings_nest_as_their_adornments_do() -> None:
    source = (
        "=====\nTitle\n=====\n\nIntro.\n\nPart *one*\n---------\n\nText::\n\n   Code\n   ====\n\n"
        ".. unknown:: x\n\nDeep\n~~~~\n\nText.\n\nPart two\n--------\n\nEnd.\n"
    )
    document = rst.read(source.encode(), "n.rst")
    assert outline(document) == [(1, "Title"), (2, "Part one"), (3, "Deep"), (2, "Part two")]
    assert headed(document)[0] == "=====\nTitle\n=====\n"
    assert headed(document)[2] == "Deep\n~~~~\n"


def test_rst_line_numbers_hold_where_other_characters_end_lines() -> None:
    document = rst.read("A\x0bb\u2028c\n\nTitle\n=====\n\nText.\n".encode(), "n.rst")
    assert headed(document) == ["Title\n=====\n"]


def test_rst_reads_no_other_file(tmp_path: Path) -> None:
    """A heading of the included file would stand on the line of the one here."""
    other = tmp_path / "other.txt"
    other.write_text("\n\nSecret\n======\n\nText.\n")
    source = f".. include:: {other}\n\nOpen\n====\n\nText.\n"
    assert outline(rst.read(source.encode(), "n.rst")) == [(1, "Open")]


# HTML

PAGE = """<!DOCTYPE html><html><head><title>Spring &amp; summer</title><style>p {}</style></head>
<body><nav><a href="/">Home</a></nav><header>Our logo</header>
<h1>Programme</h1><p>We meet <b>every</b>
  week &ndash; bring&nbsp;tea.</p><script>track()</script>
<ul><li>Open<ul><li>Inner</li></ul></li><li><p>Close</p><p>Late.</p></li></ul>
<h2>When</h2><table><tr><th>Day</th><th>Room</th></tr>
<tr><td>Monday</td><td>1 &lt; 2</td></tr></table>
<dl><dt>Leaf</dt><dd>A short note.</dd></dl><blockquote>Quoted<br>words</blockquote>
<!-- a comment --><footer>Imprint</footer></body></html>"""


def test_html_is_read_as_a_browser_shows_it_without_menus() -> None:
    document = html.read(PAGE.encode(), "n.html")
    assert document.text == (
        "Programme\n\nWe meet every week – bring tea.\n\n- Open\n- Inner\n- Close\nLate.\n\n"
        "When\n\nDay | Room\nMonday | 1 < 2\nLeaf\nA short note.\n\nQuoted\nwords"
    )
    assert outline(document) == [(1, "Programme"), (2, "When")]
    assert headed(document) == ["Programme", "When"]
    assert document.title == "Spring & summer"
    assert document.warnings == ()


def test_a_table_that_lays_out_a_page_keeps_its_blocks_apart() -> None:
    page = b"<table><tr><td><h2>Left</h2><p>One.</p><p>Two.</p></td><td>Right</td></tr></table>"
    document = html.read(page, "n.html")
    assert document.text == "Left\n\nOne.\n\nTwo.\n\nRight"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret</p>",
        "<p style='display: none'>secret</p>",
        "<p>open<span style='visibility:hidden'>secret</span></p>",
        "<p style='font-size:0'>secret</p>",
        "<p style='font-size:1px;'>secret</p>",
        "<p style='color:#FFF'>secret</p>",
        "<font color=white>secret</font>",
        "<style>/* x */ .note > b { display:none } @media print {p{color:red}}</style>"
        "<p class=note><b>secret</b></p>",
        "<div style='position:absolute; left:-9999px'>secret</div>",
    ],
)
def test_hidden_html_is_left_out_with_a_warning(hidden: str) -> None:
    document = html.read(f"<h1>Title</h1><p>Seen.</p>{hidden}".encode(), "n.html")
    assert "secret" not in document.text
    assert "Seen." in document.text
    assert document.warnings == (html.HIDDEN,)


@pytest.mark.parametrize(
    "visible",
    [
        "<p style='font-size:1em'>seen</p>",
        "<p style='opacity:0.5'>seen</p>",
        "<p style='background:#036; color:white'>seen</p>",
        "<style>@media print { p { display:none } }</style><p>seen</p>",
    ],
)
def test_ordinary_styles_hide_nothing(visible: str) -> None:
    document = html.read(visible.encode(), "n.html")
    assert document.text == "seen"
    assert document.warnings == ()


@pytest.mark.parametrize(
    "data",
    [
        "<p>Café</p>".encode(),
        "<p>Café</p>".encode("utf-16"),
        b"<meta charset='iso-8859-1'><p>Caf\xe9</p>",
        b"<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'>"
        b"<body><p>Caf&eacute;</p></body></html>",
    ],
)
def test_html_encodings_are_understood(data: bytes) -> None:
    with warnings.catch_warnings(action="error"):
        assert html.read(data, "n.xhtml").text == "Café"


@pytest.mark.parametrize("page", [b"<p> </p>", b"<script>x()</script>", b"<div>" * 5_000 + b"x"])
def test_a_page_without_text_or_bottom_is_refused(page: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"no text|nested too deeply"):
        html.read(page, "n.html")
