"""The base of every value that crosses a stage boundary."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, closed, compared by content, documented field by field.

    The documentation stays in the source: pydantic would parse every class again at each start
    to know it, and nothing asks for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
