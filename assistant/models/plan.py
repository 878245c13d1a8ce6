"""A session plan: blocks whose minutes add up to the whole."""

from typing import Self

from pydantic import Field, field_serializer, model_validator

from .base import Value


class Block(Value):
    title: str
    start: int = Field(ge=0)
    """Minutes after the session begins."""
    minutes: int = Field(ge=0)
    activity: str | None = None
    """Id of the activity card, if the block runs one."""
    roles: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    notes: str = ""


class SessionPlan(Value):
    title: str
    purpose: str
    people: int | None
    modality: str | None
    total: int
    blocks: tuple[Block, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        clock = 0
        for block in self.blocks:
            if block.start != clock:
                raise ValueError(f"{block.title!r} starts at {block.start}, not at {clock}")
            clock += block.minutes
        if clock != self.total:
            raise ValueError(f"blocks sum to {clock} minutes, the plan says {self.total}")
        return self


class PlanWish(Value):
    """What was asked of a session plan beside its constraints."""

    around: str | None = None
    """Id of the activity it is built around."""
    pauses: int | None = Field(None, ge=0)
    """How many breaks; None: as many as the time calls for."""
    without: frozenset[str] = frozenset()
    """Parts that are left out: opening, middle, closing."""

    @field_serializer("without")
    def _in_order(self, values: frozenset[str]) -> list[str]:
        return sorted(values)
