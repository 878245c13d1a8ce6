"""The text that comes with a turn: behind a colon, between quotation marks, or on lines below."""

import re

from .reading import Reading

SHORTEST = 4
"""Words; fewer are no text to check."""
BEHIND = re.compile(r"^[^:\n]{0,160}:\s+(?P<text>.+)$", re.S)
BELOW = re.compile(r"^[^\n]{0,200}\n+(?P<text>.+)$", re.S)
QUOTED = re.compile(r"[\"“«](?P<text>[^\"”»]{15,})[\"”»]", re.S)


def pasted(reading: Reading) -> str:
    """The text that was given, as it stands in the turn; empty if there is none."""
    for shape in (BELOW, QUOTED, BEHIND):
        match = shape.search(reading.text.strip())
        if match and len(match["text"].split()) >= SHORTEST:
            return match["text"].strip()
    return ""
