"""The base of every value that crosses a stage boundary."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen, closed, compared by content, documented field by field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
