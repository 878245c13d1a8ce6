"""What the readers make of PDF and DOCX, and what they leave out."""

from typing import Any

import pytest
from docx.shared import Pt, RGBColor

from assistant.ingestion.formats import docx, pdf
from assistant.ingestion.splitting import split

from . import made_files
from .made_files import outline, shown

# PDF


def test_pdf_lines_become_paragraphs_under_their_page() -> None:
    first = shown(
        "Report of the second year",
        "We met every week in the hall, and we agreed to keep the meet-",
        "ings short, since most of our well-known members have far to go,",
        "and one of them asked for it.",
        "- a first item that fits on one line",
        "- a second item",
        "And well-",
        "known is a word with a hyphen of its own.",
    )
    document = pdf.read(made_files.pdf(first, shown("The last page.")), "n.pdf")
    assert document.text == (
        "Report of the second year\n\n"
        "We met every week in the hall, and we agreed to keep the meetings short, since most of "
        "our well-known members have far to go, and one of them asked for it.\n\n"
        "- a first item that fits on one line\n- a second item\n\n"
        "And well-known is a word with a hyphen of its own.\n\n"
        "The last page."
    )
    assert outline(document) == [(1, "page 1"), (1, "page 2")]
    assert [piece.locator for piece in split(document)] == ["page 1", "page 2"]
    assert document.title == ""


def test_a_running_footer_of_a_pdf_is_kept_once() -> None:
    pages = [shown(f"Of day {n * n}", "More words.", f"Yearbook, {n}") for n in (1, 2, 3, 4)]
    document = pdf.read(made_files.pdf(*pages), "n.pdf")
    assert document.text.count("Yearbook") == 1
    assert [word for word in document.text.split() if word.isdigit()] == ["1", "1", "4", "9", "16"]


def test_the_title_in_a_pdf_counts_if_page_1_shows_it() -> None:
    page = shown("The yearbook of 8 March 2025", "And a text.")
    shown_title = pdf.read(made_files.pdf(page, title="The Yearbook of 8 March 2025"), "n.pdf")
    stale_title = pdf.read(made_files.pdf(page, title="Invoice of 2024-01-01"), "n.pdf")
    assert shown_title.title == "The Yearbook of 8 March 2025"
    assert stale_title.title == ""
    assert str(shown_title.date) == str(stale_title.date) == "2025-03-08"


@pytest.mark.parametrize(
    "before",
    ["3 Tr", "1 g", "1 1 1 rg", "0 0 0 0 k", "/F1 1 Tf"],
    ids=["invisible", "white", "white RGB", "white CMYK", "tiny"],
)
def test_pdf_text_that_cannot_be_seen_is_left_out_with_a_warning(before: str) -> None:
    page = (
        shown("Seen by everyone who opens it.") + "\nq " + shown("secret", before=before) + " Q\n"
    )
    document = pdf.read(made_files.pdf(page + shown("And this.")), "n.pdf")
    assert "secret" not in document.text
    assert "Seen" in document.text
    assert "And this." in document.text
    assert [w for w in document.warnings if "cannot be seen" in w]


def test_white_letters_on_a_painted_ground_are_seen() -> None:
    page = "0 0 1 rg 0 0 500 800 re f " + shown("White on blue.", before="1 g")
    document = pdf.read(made_files.pdf(page), "n.pdf")
    assert document.text == "White on blue."
    assert document.warnings == ()


def test_the_text_layer_of_a_scan_is_kept_with_a_warning() -> None:
    document = pdf.read(made_files.pdf(shown("Recognised words.", before="3 Tr")), "n.pdf")
    assert document.text == "Recognised words."
    assert "OCR" in document.warnings[0]


def test_pages_without_text_are_named() -> None:
    document = pdf.read(made_files.pdf(shown("Words."), "", shown("More.")), "n.pdf")
    assert document.warnings == ("Without text, perhaps scanned: page 2.",)


# DOCX


def test_docx_is_read_in_document_order() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Minutes of 8 March 2025", style="Title")
        document.add_paragraph("Present: Anna.")
        document.add_heading("Books", level=1)
        document.add_paragraph("A novel", style="List Bullet")
        document.add_paragraph("A play", style="List Number")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ("Name", "Task", "Anna", "Notes"), strict=True):
            cell.text = words
        document.add_heading("Tea", level=2)
        document.add_paragraph("Always.")

    document = docx.read(made_files.word(write), "n.docx")
    assert document.text == (
        "Minutes of 8 March 2025\n\nPresent: Anna.\n\nBooks\n\n- A novel\n- A play\n"
        "Name | Task\nAnna | Notes\n\nTea\n\nAlways."
    )
    assert outline(document) == [(1, "Minutes of 8 March 2025"), (1, "Books"), (2, "Tea")]
    assert document.title == "Minutes of 8 March 2025"
    assert str(document.date) == "2025-03-08"


def test_a_heading_style_is_known_by_its_name_alone() -> None:
    def write(document: Any) -> None:
        heading = document.add_heading("Books", level=2)
        for level in heading.style.element.xpath("w:pPr/w:outlineLvl"):
            level.getparent().remove(level)
        document.add_paragraph("A novel.")

    assert outline(docx.read(made_files.word(write), "n.docx")) == [(2, "Books")]


def test_the_date_of_a_docx_is_never_that_of_its_file() -> None:
    document = docx.read(made_files.word(lambda d: d.add_paragraph("Words.")), "n.docx")
    assert document.date is None


def test_the_title_property_counts_where_no_paragraph_is_the_title() -> None:
    def write(document: Any) -> None:
        document.core_properties.title = "Our year"
        document.add_paragraph("Words.")

    assert docx.read(made_files.word(write), "n.docx").title == "Our year"


RUN = "<w:r><w:rPr>{}</w:rPr><w:t>{}</w:t></w:r>"


@pytest.mark.parametrize(
    "look",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="ffffff"/><w:highlight w:val="none"/>',
    ],
)
def test_hidden_docx_text_is_left_out_with_a_warning(look: str) -> None:
    body = f"<w:p>{RUN.format('', 'Seen.')}{RUN.format(look, 'secret')}</w:p>"
    document = docx.read(made_files.word_of(body.encode()), "n.docx")
    assert document.text == "Seen."
    assert document.warnings == (docx.HIDDEN,)


def test_text_hidden_by_a_style_is_hidden() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Seen.")
        style = document.styles.add_style("Whisper", 1)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(1)
        heir = document.styles.add_style("Faint", 1)
        heir.base_style = style
        document.add_paragraph("secret", style="Faint")
        loud = document.add_paragraph("", style="Whisper").add_run("Loud.")
        loud.font.size = Pt(12)

    document = docx.read(made_files.word(write), "n.docx")
    assert document.text == "Seen.\n\nLoud."
    assert document.warnings == (docx.HIDDEN,)


def test_white_text_in_a_shaded_cell_is_seen() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=1, cols=2, style="Medium Shading 1 Accent 1")
        for cell in table._cells:
            cell.paragraphs[0].add_run("Head").font.color.rgb = RGBColor(255, 255, 255)

    document = docx.read(made_files.word(write), "n.docx")
    assert document.text == "Head | Head"
    assert document.warnings == ()


def test_docx_text_is_what_stands_after_tracked_changes() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>New</w:t></w:r></w:ins><w:del><w:r><w:t>Old</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Gone</w:t></w:r></w:moveFrom><w:r>"
        "<w:t xml:space='preserve'> words</w:t><w:tab/><w:t>here</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    document = docx.read(made_files.word_of(body.encode()), "n.docx")
    assert document.text == "New words\there\n\nIn a control."


def test_the_words_of_a_text_box_are_read_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
    choice = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f"<w:p><w:r><w:t>Around.</w:t></w:r><w:r><mc:AlternateContent xmlns:mc='{choice}'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "</w:p>"
    )
    document = docx.read(made_files.word_of(body.encode()), "n.docx")
    assert document.text == "Around.\n\nBoxed."
