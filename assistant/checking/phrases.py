"""Phrases as people write them in a data file -> one regular expression.

A line is a phrase: words one after the other, `a/b` for either, a trailing `?` for what may be
left out, `..` for up to four words in between, `<n>` for a number in digits or in words.
"""

import re

NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|ninety|hundred)"
)
BETWEEN = r"[^\w.!?\n£$€]{0,3}(?:\n[^\w.!?\n£$€]{0,3})?(?<!\w)"
"""What may stand between two words of a phrase: no end of a sentence, at most one line break."""
GAP = r"(?:[\w'’-]+" + BETWEEN + r"){0,4}"


def pattern(lines: str) -> re.Pattern[str] | None:
    """All phrases as one expression; None if there is none."""
    phrases = [_phrase(line.split()) for line in lines.splitlines() if line.strip()]
    if not phrases:
        return None
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(phrases)})(?![\w])", re.I)


def _phrase(words: list[str]) -> str:
    parts: list[str] = []
    for at, word in enumerate(words):
        last = at == len(words) - 1
        if word == "..":
            parts.append(GAP)
        elif word.endswith("?"):
            inner = _word(word[:-1])
            parts.append(f"(?:{BETWEEN}{inner})?" if last else f"(?:{inner}{BETWEEN})?")
        else:
            parts.append(_word(word) + ("" if last or _only_optional(words[at + 1 :]) else BETWEEN))
    return "".join(parts)


def _only_optional(rest: list[str]) -> bool:
    return len(rest) == 1 and rest[0].endswith("?")


def _word(word: str) -> str:
    choices = [NUMBER if choice == "<n>" else _escaped(choice) for choice in word.split("/")]
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _escaped(word: str) -> str:
    written = re.escape(word).replace("'", "['’]").replace("\\-", "[-‐‑ ]?")
    if word.startswith("<n>"):
        written = NUMBER + re.escape(word[3:])
    return written if word[-1:].isalnum() or word[-1:] in ")." else written + r"(?=\W?\d|\b)"
