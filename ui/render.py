"""From an answer to the HTML of the page. Pure: the same values give the same text.

Every text is put in by Jinja with autoescape on, so that a document's or a person's words are
words and never markup. Nothing here, and no template, may mark a text as safe.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import jinja2

from assistant.models import Answer, Citation, Modality, Role, Suggestion
from assistant.presenting import SPOKEN_OF
from assistant.store import Community

from .conversations import Turn
from .words import words


def header(community: Community | None, role: Role) -> str:
    return _page("header.html", community=community, role=role)


def conversation(turns: Sequence[Turn], role: Role) -> str:
    """All turns, oldest first; before the first, a welcome with starters for the role."""
    return _page("conversation.html", turns=turns, role=role)


def sources(turn: Turn | None) -> str:
    """The numbered citations of one answer, each with its passage."""
    return _page("sources.html", turn=turn)


def announcement(turn: Turn | None) -> str:
    """One line for a screen reader when an answer has arrived; empty until then."""
    return _page("announcement.html", turn=turn)


# --- what the templates ask for -------------------------------------------------------------


class Marked(NamedTuple):
    before: str
    quote: str
    after: str


def marked(citation: Citation) -> Marked:
    """The passage, cut where the quote begins and ends."""
    before, quote, after = citation.passage.partition(citation.quote)
    return Marked(before, quote, after)


def facts(item: Suggestion) -> tuple[tuple[str, str], ...]:
    """What lets two cards be compared at a glance, as names with values."""
    scales = words().scales
    return (
        ("Time", f"{item.minutes} min"),
        ("Group", f"{_span(item)} people"),
        ("Sharing", scales.sharing[item.disclosure]),
        ("Moving", scales.moving[item.movement]),
        ("Format", _listed([words().formats[Modality(mode)] for mode in item.modality])),
    )


def _span(item: Suggestion) -> str:
    low, high = item.group.min, item.group.max
    if high is None:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low}–{high}"


def _listed(parts: Sequence[str]) -> str:
    """Such as: In person, remote or hybrid."""
    lower = [parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])]
    return " or ".join(filter(None, [", ".join(lower[:-1]), lower[-1]]))


def day(date: dt.date) -> str:
    return f"{date.day} {date:%B %Y}"


def why(item: Suggestion) -> str:
    """The reasons for its place as one sentence; empty if none was given."""
    said = "; ".join(item.why)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def clock(minutes: int) -> str:
    """Minutes after the beginning, as hours and minutes."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def shows_cards(answer: Answer) -> bool:
    """Whether the activities are to be read, and not only spoken of."""
    return bool(answer.suggestions) and answer.understanding.turn not in SPOKEN_OF


def kind(item: Suggestion) -> str:
    return item.kind.replace("_", " ").capitalize()


def _page(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values).strip()


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("ui"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["words"] = words()
    shown = (marked, facts, day, kind, why, clock, shows_cards)
    templates.filters |= {function.__name__: function for function in shown}
    return templates
