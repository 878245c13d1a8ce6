"""What was typed -> a question."""

import datetime as dt

from pydantic import ValidationError

from ..errors import InputError
from ..models import Question, Viewer
from ..models.question import LONGEST_QUESTION


def question(text: str, who: Viewer, day: dt.date) -> Question:
    """Raises InputError for what is empty or too long to be one."""
    try:
        return Question(text=text.strip(), viewer=who, today=day)
    except ValidationError as error:
        raise InputError(
            f"a question has 1 to {LONGEST_QUESTION} characters; this one has {len(text.strip())}"
        ) from error
