"""Whether a turn asks about somebody's private matters."""

from .reading import Reading


def is_private(reading: Reading, *, after_private: bool) -> bool:
    """Whether another person's health, loss, family, conflict, money or absence is asked about."""
    if reading.has("general"):
        return False
    if after_private and reading.has("leans"):
        return True
    if reading.has("rumour") and reading.has("private_matter"):
        return True
    return any(not _is_told_with_request(cue.start, reading) for cue in reading.of("private"))


def _is_told_with_request(at: int, reading: Reading) -> bool:
    """Whether the matter is only told, as the occasion of something asked for before it."""
    sentence = reading.sentence(at)
    return any(
        cue.start < at and reading.sentence(cue.start) == sentence for cue in reading.of("suggest")
    )
