"""Where the truth is kept."""

from .store import Store
from .talks import Talks
from .values import (
    SHIPPED,
    Community,
    Held,
    IndexRow,
    NewPassage,
    NewSource,
    NewSpan,
    Origin,
    StaleSpan,
    Talk,
    new_id,
)

__all__ = [
    "SHIPPED",
    "Community",
    "Held",
    "IndexRow",
    "NewPassage",
    "NewSource",
    "NewSpan",
    "Origin",
    "StaleSpan",
    "Store",
    "Talk",
    "Talks",
    "new_id",
]
