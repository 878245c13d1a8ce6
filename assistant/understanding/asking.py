"""Whether a turn asks something, by its form."""

from .reading import Reading


def is_question(reading: Reading) -> bool:
    return "?" in reading.text or begins_as_question(reading)


def begins_as_question(reading: Reading) -> bool:
    """Whether the last clause opens with a question word, or turns verb and subject round."""
    last = max(at for at, word in enumerate(reading.words) if word.gap)
    keys = reading.words[last].keys
    negated = last + 1 < len(reading.words) and "<negation>" in reading.words[last + 1].keys
    return "<wh>" in keys or ("<aux>" in keys and not negated and not _lacks_subject(last, reading))


def _lacks_subject(at: int, reading: Reading) -> bool:
    """Whether a verb follows at once, as in "could go deeper"."""
    return at + 1 < len(reading.words) and "<bare>" in reading.words[at + 1].keys
