"""Understanding + evidence -> draft."""

import logging
from dataclasses import dataclass
from typing import Protocol

from ..errors import ComposerError
from ..models import Draft, Evidence, Understanding, Value

logger = logging.getLogger(__name__)


class House(Value):
    """What a composer may say of the community it answers for."""

    name: str = ""
    ask: str = ""
    """Whom to ask when the records do not say."""


class Composer(Protocol):
    def compose(self, understanding: Understanding, evidence: Evidence, house: House) -> Draft:
        """Write a draft from the evidence alone, or raise ComposerError."""
        ...


@dataclass(frozen=True)
class Fallback:
    """Compose with `first`; if it fails, with `second`."""

    first: Composer
    second: Composer

    def compose(self, understanding: Understanding, evidence: Evidence, house: House) -> Draft:
        try:
            return self.first.compose(understanding, evidence, house)
        except ComposerError as error:
            logger.warning("composer failed, using the embedded one: %s", error)
            return self.second.compose(understanding, evidence, house)
