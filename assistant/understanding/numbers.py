"""Numbers in words and digits."""

from collections.abc import Sequence
from dataclasses import replace

from .language import Vocabulary
from .words import Word, join


def value(words: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The same words with number words joined and every number valued."""
    valued: list[Word] = []
    at = 0
    while at < len(words):
        length, number = _number(words, at, vocabulary)
        if length:
            valued.append(replace(join(words[at : at + length]), number=number))
        else:
            valued.append(words[at])
        at += length or 1
    return valued


def _number(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> tuple[int, float]:
    """How many words from `at` on are one number, and which."""
    if words[at].text[0].isdecimal():
        return 1, _digits(words[at].text)
    length, number = _first(words, at, vocabulary)
    while length and at + length < len(words) and not words[at + length].gap:
        step = _extended(number, words, at + length, vocabulary)
        if not step:
            break
        number, length = step[0], length + step[1]
    return length, number


def _first(words: Sequence[Word], at: int, vocabulary: Vocabulary) -> tuple[int, float]:
    """The number that a word, or a set phrase such as "half a dozen", stands for."""
    text = words[at].text
    for phrase in vocabulary.number_phrases.get(text, ()):
        if tuple(word.text for word in words[at : at + len(phrase)]) == phrase:
            return len(phrase), vocabulary.numbers[" ".join(phrase)]
    return (1, vocabulary.numbers[text]) if text in vocabulary.numbers else (0, 0)


def _extended(
    number: float, words: Sequence[Word], at: int, vocabulary: Vocabulary
) -> tuple[float, int] | None:
    """The number with the next words taken in: twenty five, two hundred, hundred and six."""
    text = words[at].text
    if text in vocabulary.multipliers and number >= 1:
        return number * vocabulary.multipliers[text], 1
    joint = "<plus>" in vocabulary.classes.get(text, ())
    if joint and number >= 100 and at + 1 < len(words):
        follower = vocabulary.numbers.get(words[at + 1].text)
        return (number + follower, 2) if follower and follower < 100 else None
    unit = vocabulary.numbers.get(text)
    if unit and 1 <= unit <= 9 and 20 <= number < 100 and number % 10 == 0:
        return number + unit, 1
    return None


def _digits(text: str) -> float:
    clean = text.replace(":", ".").replace(",", ".")
    whole, _, rest = clean.partition(".")
    digits = rest.split(".")[0]
    if len(digits) == 3 and "," in text:
        return float(whole + digits)
    return float(f"{whole}.{digits or 0}")
