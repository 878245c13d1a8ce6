"""Whether a turn leans on an earlier one."""

from .language import Vocabulary
from .reading import Reading

FEW = 3
"""Content words up to which a turn may be too short to stand alone."""
ANCHORS = frozenset({"<date>", "<name>", "<month>", "<occasion>"})
"""What ties even a short question about the past to something it names itself."""


def points_back(reading: Reading, vocabulary: Vocabulary) -> bool:
    """Whether the turn opens as a continuation, or points to what it does not name."""
    if reading.has("continuing"):
        return True
    return any(
        not _has_antecedent(cue.start, reading, vocabulary) for cue in reading.of("pointing")
    )


def is_fragment(reading: Reading, vocabulary: Vocabulary) -> bool:
    """Whether the turn is too short to say by itself what it is about."""
    content = _content(reading, vocabulary)
    if not content:
        return True
    if len(content) > FEW or reading.has("when"):
        return False
    words = reading.words
    if any(not ANCHORS.isdisjoint(word.keys) for word in words):
        return False
    return "<past>" in _keys(reading) or not {"<wh>", "<aux>"} & set(words[0].keys)


def _has_antecedent(at: int, reading: Reading, vocabulary: Vocabulary) -> bool:
    """Whether the turn itself names something that a pointing word may mean."""
    return any(_is_thing(other, reading) for other in _content(reading, vocabulary) if other < at)


def _is_thing(at: int, reading: Reading) -> bool:
    """Whether a word looks like a noun: a name, a plural, or led by an article."""
    word, before = reading.words[at], reading.words[max(at - 2, 0) : at]
    if "<name>" in word.keys or any("<article>" in other.keys for other in before):
        return True
    third_person = bool(before) and "<subject>" in before[-1].keys
    return word.text.endswith("s") and not word.text.endswith("ss") and not third_person


def _content(reading: Reading, vocabulary: Vocabulary) -> list[int]:
    """The words that say something."""
    return [
        at
        for at, word in enumerate(reading.words)
        if word.text not in vocabulary.stop and word.text[0].isalnum()
    ]


def _keys(reading: Reading) -> frozenset[str]:
    return frozenset(key for word in reading.words for key in word.keys)
