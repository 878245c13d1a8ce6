"""Marked-up text -> the words a person reads in it, on one line."""

import re

COMMENT = re.compile(r"<!--.*?-->", re.S)
IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
RST_LINK = re.compile(r"`([^`<]+?)\s*<[^>`]+>`__?")
RST_ROLE = re.compile(r":[a-z:]+:`([^`]*)`")
DIRECTIVE = re.compile(r"^\s*\.\. [^\n]*$|^\s*:::+.*$|^\s*:[a-z-]+:\s", re.M)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
LITERAL_URL = re.compile(r"<?https?://[^\s>)\]]+>?")
LEADER = re.compile(r"^[ \t]*(?:[-*+•▪◦>]|\d{1,3}[.)]|#{1,6})[ \t]+(?:\[[ xX]\][ \t]+)?", re.M)
RULE = re.compile(r"^[ \t|:+=~*_-]{3,}$", re.M)
EMPHASIS = re.compile(r"(\*\*|__|\*|``|`|~~)(?=\S)(.+?)(?<=\S)\1", re.S)
SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Without links' targets, emphasis marks, list marks, tags and table rules."""
    text = COMMENT.sub(" ", text)
    text = IMAGE.sub(r"\1", text)
    text = LINK.sub(r"\1", text)
    text = RST_LINK.sub(r"\1", text)
    text = RST_ROLE.sub(r"\1", text)
    text = DIRECTIVE.sub(" ", text)
    text = TAG.sub(" ", text)
    text = RULE.sub(" ", text)
    text = LEADER.sub("", text)
    for _ in range(2):
        text = EMPHASIS.sub(r"\2", text)
    text = text.replace("|", " ").replace("\\", "")
    return SPACE.sub(" ", text).strip()


def without_addresses(text: str) -> str:
    """Also without bare web addresses, which say nothing to a search by meaning."""
    return SPACE.sub(" ", LITERAL_URL.sub(" ", text)).strip()
