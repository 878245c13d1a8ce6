"""Who is asking, and what they may read.

An audience is an explicit set of readers on every source; a role opens the sets listed for
it and no others. There is no ladder: a coordinator does not read care notes.
"""

from enum import StrEnum

from .base import Value


class Role(StrEnum):
    GUEST = "guest"
    MEMBER = "member"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"


PUBLIC = "public"
READS: dict[Role, frozenset[str]] = {
    Role.GUEST: frozenset({PUBLIC}),
    Role.MEMBER: frozenset({PUBLIC, "members"}),
    Role.FACILITATOR: frozenset({PUBLIC, "members", "facilitators"}),
    Role.COORDINATOR: frozenset({PUBLIC, "members", "facilitators", "coordinators"}),
}


class Viewer(Value):
    """On whose behalf we read: part of every question, never of a session."""

    community: str | None = None
    role: Role = Role.GUEST
    person: str | None = None
    circles: frozenset[str] = frozenset()
    """Further audiences granted to this person by name, such as "care"."""

    @property
    def audiences(self) -> frozenset[str]:
        own = {f"person:{self.person}"} if self.person else set()
        named = {circle if circle == "care" else f"circle:{circle}" for circle in self.circles}
        return READS[self.role] | own | named
