"""What happened to each file, in words a coordinator understands."""

from typing import Literal

from ..models import Value


class ReadFile(Value):
    path: str
    title: str
    state: Literal["new", "changed", "unchanged", "same_text"]
    same_as: str | None = None
    """The path under which the same text is already known."""
    passages: int = 0
    """What was made of it now; 0 if it was not read again."""
    readers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class SkippedFile(Value):
    path: str
    why: str
    kept: bool = False
    """Whether it was read before, and what it said then is still known."""


class Report(Value):
    community: str
    read: tuple[ReadFile, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()
    vanished: tuple[str, ...] = ()
    """Known files that are no longer in the folder; what they said is kept."""
    warnings: tuple[str, ...] = ()
    """What a person should know of the folder as a whole, one sentence each."""
    sources: int = 0
    passages: int = 0
    """What this community holds now."""
    seconds: float = 0.0
