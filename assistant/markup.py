"""Marked-up text -> the words a person reads in it, on one line."""

import re

COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.S)
IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^)\n]{0,1000}\)")
LINK = re.compile(r"\[([^\[\]]*)\](?:\([^)\n]{0,1000}\)|\[[^\[\]]*\])")
SELF_LINK = re.compile(r"<(https?://[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>")
RST_LINK = re.compile(r"`([^`<]+?)\s*<[^>`]+>`__?")
RST_ROLE = re.compile(r":[a-z:]+:`([^`]*)`")
DIRECTIVE = re.compile(r"^[ \t]*(?:\.\. [^\n]*$|:::+.*$|:[a-z-]+:\s)", re.M)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
LITERAL_URL = re.compile(r"<?https?://[^\s>)\]]+>?")
LEADER = re.compile(r"^[ \t]*(?:[-*+•▪◦>]|\d{1,3}[.)]|#{1,6})[ \t]+(?:\[[ xX]\][ \t]+)?", re.M)
RULE = re.compile(r"^[ \t|:+=~*_-]{3,}$", re.M)
STRONG = re.compile(r"(\*\*|``|`|~~)(?=\S)(.{1,1000}?)(?<=\S)\1", re.S)
EMPHASIS = re.compile(r"(?<![\w\\])(__|[*_])(?=\S)(.{1,1000}?)(?<=[^\s\\])\1(?!\w)", re.S)
ESCAPE = re.compile(r"\\([^\w\s])")
SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Without links' targets, emphasis marks, list marks, tags and table rules."""
    text = COMMENT.sub(" ", text)
    text = IMAGE.sub(r"\1", text)
    text = LINK.sub(r"\1", text)
    text = SELF_LINK.sub(r"\1", text)
    text = RST_LINK.sub(r"\1", text)
    text = RST_ROLE.sub(r"\1", text)
    text = DIRECTIVE.sub(" ", text)
    text = TAG.sub(" ", text)
    text = RULE.sub(" ", text)
    text = LEADER.sub("", text)
    for marked in (STRONG, EMPHASIS, EMPHASIS):
        text = marked.sub(r"\2", text)
    text = ESCAPE.sub(r"\1", text.replace("|", " "))
    return SPACE.sub(" ", text).strip()


def without_addresses(text: str) -> str:
    """Also without bare web addresses, which say nothing to a search by meaning."""
    return SPACE.sub(" ", LITERAL_URL.sub(" ", text)).strip()


def escaped(text: str) -> str:
    """Text of a document, so that its characters stay what they are in Markdown."""
    for character in "\\`*_[]<>#|~":
        text = text.replace(character, "\\" + character)
    return text
