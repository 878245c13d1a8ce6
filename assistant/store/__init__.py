"""Where the truth is kept."""

from .store import Store
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
    "new_id",
]
