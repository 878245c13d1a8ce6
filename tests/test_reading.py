"""Any file becomes a document or is refused with a reason; nothing it holds does harm."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import UnreadableFile
from assistant.ingestion.document import Document
from assistant.ingestion.isolation import read_apart
from assistant.ingestion.reading import FORMATS, LARGEST, LATER, read_file
from assistant.ingestion.splitting import split

from . import made_files
from .made_files import outline, shown

WORDS = "Café at the river — naïve, ¿no?\n\n# Later\n\nBye.\n"
PDF = made_files.pdf(shown("Words on a page."))
DOCX = made_files.word(lambda document: document.add_paragraph("Words in Word."))


def read(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read_file(path, name)


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.md", b"# A\n\nWords.", "# A\n\nWords."),
        ("a.RMD", b"Words.", "Words."),
        ("README", b"Words.", "Words."),
        ("a.txt", b"Words.", "Words."),
        ("a.rst", b"A\n=\n\nWords.", "A\n=\n\nWords."),
        ("a.htm", b"<p>Words.", "Words."),
        ("a.pdf", PDF, "Words on a page."),
        ("a.docx", DOCX, "Words in Word."),
        ("a.txt", PDF, "Words on a page."),
        ("a.md", DOCX, "Words in Word."),
        ("a.bin", DOCX, "Words in Word."),
    ],
)
def test_the_content_decides_before_the_suffix(
    tmp_path: Path, name: str, data: bytes, text: str
) -> None:
    assert read(tmp_path, name, data).text == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.md", b"", "is empty"),
        ("a.pdf", b" \n\t\n", "is empty"),
        ("a.md", b"\n---\0---\n", "NUL bytes"),
        ("a.txt", b"\x01\x02\x03\x04words", "control characters"),
        ("a.txt", bytes(range(0x80, 0x100)) * 3, "cannot be decoded"),
        ("a.md", b"+++\ntitle = 'a'\n+++\n \n", "no text"),
        ("a.md", b"+++\ntitle = a\n+++\nWords.", "no valid TOML"),
        ("a.pdf", b"Words.", "is no .pdf file"),
        ("a.docx", b"Words.", "is no .docx file"),
        ("a.docx", b"PK\x03\x04" + b"x" * 99, "damaged"),
        ("a.docx", DOCX[: len(DOCX) // 2], "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + b"x" * 99, "protected by a password"),
        ("a.pdf", PDF[:-40], "is incomplete"),
        ("a.pdf", b"%PDF-1.4\n" + b"junk " * 99 + b"\n%%EOF", "damaged"),
        ("a.pdf", made_files.encrypted_pdf(), "encrypted"),
        ("a.pdf", made_files.pdf("", ""), "no text (a scan?)"),
        ("a.html", b"<html></html>", "no text"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "is not a document"),
        ("a.py", b"print()", "is not a document"),
        ("a.ics", b"BEGIN:VCALENDAR", "a calendar, a format that is not read yet"),
        ("a.txt", b"BEGIN:VCALENDAR\n", "a calendar"),
        ("a.csv", b"a,b", "not read yet"),
        ("a.zip", b"PK\x03\x04", "an archive"),
        ("a.txt", b"PK\x03\x04", "an archive"),
        ("a.txt", b"[15.01.24, 10:30] Anna: Hi\n" * 3, "a chat export"),
        ("a.txt", b"15/01/2024, 10:30 - Anna: Hi\n" * 3, "a chat export"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path, name, data)
    assert reason in str(refused.value)


def test_no_format_is_both_read_and_not_read_yet() -> None:
    assert not FORMATS.keys() & LATER.keys()


def test_a_folder_or_a_missing_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_file(tmp_path, "x")
    with pytest.raises(UnreadableFile, match="is not there"):
        read_file(tmp_path / "none.md", "none.md")
    with pytest.raises(UnreadableFile, match="is not there"):
        read_file(tmp_path / "a\0b.md", "a\0b.md")


def test_a_huge_file_is_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(UnreadableFile, match="larger than 50 MB"):
        read_file(path, "huge.md")


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode(),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        WORDS.replace("\n", "\r\n").encode("utf-32"),
        WORDS.encode("cp1252"),
    ],
    ids=["LF", "CRLF", "CR", "BOM", "UTF-16", "UTF-32", "Windows"],
)
def test_text_is_the_same_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    document = read(tmp_path, "a.md", data)
    assert document.text == WORDS
    assert outline(document) == [(1, "Later")]
    assert bool(document.warnings) == (data == WORDS.encode("cp1252"))


@pytest.mark.parametrize(("text", "encoding"), [("Привет, встреча в среду вечером", "cp1251")])
def test_other_alphabets_are_guessed_with_a_warning(
    tmp_path: Path, text: str, encoding: str
) -> None:
    document = read(tmp_path, "a.txt", text.encode(encoding))
    assert document.text == text
    assert encoding in document.warnings[0]


@pytest.mark.parametrize(
    "name",
    ["a b: 'c' \"d\".md", "a\nb.md", "🎈 fête.md", "-x.rst", "x" * 200 + ".html", "a;$(b).txt"],
)
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, b"Words.").text == "Words."


@pytest.mark.parametrize("name", ["a\0b.html", "a\ud800b.html", "a\udcffb 2025-03-08.html"])
def test_a_name_that_no_process_could_be_given_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(b"<p>Words.")
    assert read_file(path, name).text == "Words."


def test_ten_megabytes_in_one_line_are_read(tmp_path: Path) -> None:
    data = b"x" * 10_000_000
    document = read(tmp_path, "long.txt", data)
    assert document.text == data.decode()
    assert sum(piece.end - piece.start for piece in split(document)) == len(data)


@pytest.mark.parametrize(
    "body",
    [
        b"<w:p><w:r><w:t>" + b"a " * 30_000_000 + b"</w:t></w:r></w:p>",
        b"<w:sdt><w:sdtContent>" * 3_000,
    ],
    ids=["much text", "deep nesting"],
)
def test_a_docx_that_grows_when_unpacked_is_refused(tmp_path: Path, body: bytes) -> None:
    data = made_files.word_of(body)
    assert len(data) < 500_000
    with pytest.raises(UnreadableFile, match=r"unpacks to more|damaged"):
        read(tmp_path, "bomb.docx", data)


def test_more_text_than_a_child_may_return_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="more than 20 MB of text"):
        read(tmp_path, "much.txt", b"word " * 4_200_000)


def test_a_parser_that_takes_too_long_is_ended() -> None:
    with pytest.raises(UnreadableFile, match="takes too long"):
        read_apart("html", b"<p>Words.</p>" * 100_000, "a.html", seconds=0.1)


def test_a_parser_that_dies_refuses_its_file_only() -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_apart("no_such_format", b"Words.", "a.x")


def test_the_child_is_limited_in_memory_time_and_files(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from assistant.ingestion.child import limit; limit()\n"
        "print(*(resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS,"
        " resource.RLIMIT_CPU, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)))"
    )
    assert _python(code).split() == ["1500000000", "20", "0", "0"]


def test_the_child_starts_without_what_it_does_not_need() -> None:
    loaded = _python("import sys, assistant.ingestion.child; print(*sys.modules)").split()
    tops = {name.split(".")[0] for name in loaded}
    unneeded = {"numpy", "onnxruntime", "tokenizers", "sqlalchemy", "docx", "pypdf", "bs4", "lxml"}
    assert tops & unneeded == set()


def _python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_characters_that_conceal_words_are_warned_about(tmp_path: Path) -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "obey")
    assert read(tmp_path, "a.md", f"Words.{tags}".encode()).warnings
    assert read(tmp_path, "b.md", "Words\u202e.".encode()).warnings
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert read(tmp_path, "c.md", f"Cymru {wales}!".encode()).warnings == ()


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(st.sampled_from("# =-\n\n\n.1aA`>*|:\tÉ漢\u2028\x0b"), max_size=200),
    suffix=st.sampled_from([".md", ".txt"]),
)
def test_passages_cover_every_character_outside_headings_once(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        document = read(folder, f"random{suffix}", text.encode())
    except UnreadableFile:
        return
    pieces = list(split(document))
    covered = [n for piece in pieces for n in range(piece.start, piece.end)]
    headed = {n for each in document.headings for n in range(each.start, each.end)}
    body = {n for n, letter in enumerate(text) if n >= document.body and not letter.isspace()}
    assert document.text == text
    assert body - headed <= set(covered) <= set(range(document.body, len(text)))
    assert len(covered) == len(set(covered))


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".md", ".txt", ""]))
def test_random_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    with suppress(UnreadableFile):
        assert read(tmp_path_factory.getbasetemp(), f"bytes{suffix}", data).text.strip()
