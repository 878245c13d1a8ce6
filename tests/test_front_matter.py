"""What a file says of itself at its top, and that its audience is never guessed."""

import datetime as dt

import pytest

from assistant.errors import UnreadableFile
from assistant.ingestion.decoding import Decoded
from assistant.ingestion.document import Document
from assistant.ingestion.formats import markdown
from assistant.ingestion.front_matter import read_front_matter
from assistant.ingestion.splitting import split

TOML = """+++
title = "Notes of the first circle"
date = 2024-09-05
kind = "minutes"
status = "draft"
audience = ["members", "circle:tea"]
tags = ["x"]
+++
Body.
"""
YAML = """---
# a comment
Title: "Notes: the first circle"
date: 5 September 2024   # as held
category: minutes
status: draft # for now
audience:
  - members
  - 'circle:tea'
tags: [a, b]
---
Body.
"""


def made(text: str) -> Document:
    return read_front_matter(Decoded(text))


@pytest.mark.parametrize("text", [TOML, YAML])
def test_both_kinds_of_front_matter_say_the_same(text: str) -> None:
    document = made(text)
    assert document.title in ("Notes of the first circle", "Notes: the first circle")
    assert document.date == dt.date(2024, 9, 5)
    assert document.genre == "minutes"
    assert document.status == "draft"
    assert document.readers == frozenset({"members", "circle:tea"})
    assert document.text == text
    assert document.text[document.body :] == "Body.\n"


def test_front_matter_is_in_no_passage_and_holds_no_heading() -> None:
    document = markdown.read(b"---\n# comment\ntags: x\n---\n# Real\n\nBody.\n", "n.md")
    assert [heading.title for heading in document.headings] == ["Real"]
    assert [document.text[piece.start : piece.end] for piece in split(document)] == ["Body."]


@pytest.mark.parametrize(
    ("said", "readers"),
    [
        ("audience: members", {"members"}),
        ("audience: members, care", {"members", "care"}),
        ("audience: [public]", {"public"}),
        ("AUDIENCE: person:anna", {"person:anna"}),
        ("title: x", None),
    ],
)
def test_an_audience_is_a_word_or_a_list(said: str, readers: set[str] | None) -> None:
    assert made(f"---\n{said}\n---\nBody.").readers == readers


@pytest.mark.parametrize(
    "text",
    [
        "---\naudience: everyone\n---\nBody.",
        "---\naudience:\n---\nBody.",
        "---\naudience: []\n---\nBody.",
        "---\naudience:\n  read: members\n---\nBody.",
        "---\naudience: members\nand a line of prose\n---\nBody.",
        "+++\naudience = 3\n+++\nBody.",
        "+++\naudience = []\n+++\nBody.",
        "+++\naudience = [\n+++\nBody.",
    ],
)
def test_an_audience_that_is_not_understood_refuses_the_file(text: str) -> None:
    with pytest.raises(UnreadableFile):
        made(text)


@pytest.mark.parametrize(
    "text",
    [
        "---\nA line of prose.\n---\nBody.",
        "---\ntitle: never closed\nBody.",
        "+++\nnever closed",
        "Body.\n---\ntitle: not at the top\n---\n",
        "---\n---\nBody.",
        "----\ntitle: x\n----\n",
    ],
)
def test_what_only_resembles_front_matter_is_text(text: str) -> None:
    document = made(text)
    assert document.body == 0
    assert document.title == ""


def test_a_date_that_is_not_understood_is_warned_about() -> None:
    document = made("---\ndate: last spring\n---\nBody.")
    assert document.date is None
    assert "last spring" in document.warnings[0]


def test_folded_values_are_one_line() -> None:
    assert made("---\ntitle: >-\n  A long\n  title\n---\nx").title == "A long title"
