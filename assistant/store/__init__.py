"""Where the truth is kept."""

from .store import SHIPPED, Community, IndexRow, NewPassage, NewSpan, Origin, StaleSpan, Store, new_id

__all__ = [
    "SHIPPED",
    "Community",
    "IndexRow",
    "NewPassage",
    "NewSpan",
    "Origin",
    "StaleSpan",
    "Store",
    "new_id",
]
