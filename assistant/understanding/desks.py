"""What a turn does to what lies on the table; pure, and told from the words alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..models import Conversation, Desk, Intent, PlanWish, Room, TurnType
from .folding import Known, fold, only_group
from .intents import REQUESTS, begins_anew
from .items import place_named
from .reading import Reading
from .stated import Stated
from .turns import OFFERS


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, read and typed."""

    reading: Reading
    told: Stated
    type: TurnType
    intent: Intent
    leans: bool
    edits: bool
    """Whether its form only changes what was asked for before."""
    items: tuple[str, ...]
    """Ids of the activities it points to."""
    titles: Mapping[str, str]


def moved(said: Said, conversation: Conversation) -> Desk:
    """The desk after a turn, as far as the turn alone decides it."""
    desk = conversation.desk
    match said.type:
        case TurnType.UNDO:
            return _before_last_change(conversation)
        case TurnType.BACK:
            return _back(said, conversation)
        case TurnType.FORGET:
            return Desk(room=desk.room)
        case TurnType.NEVER:
            return _ruled_out(said, desk)
        case TurnType.ROOM:
            return _with(desk, room=_room(said.reading))
        case _ if said.type in OFFERS or said.intent in REQUESTS | {Intent.CHECK}:
            return _worked_on(said, _with_limits(said, desk))
        case _:
            return desk


def _worked_on(said: Said, desk: Desk) -> Desk:
    """After the limits are known: what is taken up, put aside or begun."""
    items = said.items or tuple(filter(None, [desk.focus]))
    match said.type:
        case TurnType.CHOOSE:
            return _with(desk, in_hand=items[0] if items else None, plan=None)
        case TurnType.DROP:
            return _dropped(said, desk)
        case TurnType.DONE_BEFORE:
            named = frozenset(said.titles[item].lower() for item in items if item in said.titles)
            limits = desk.constraints
            return _set_aside(
                _with(desk, constraints=limits.model_copy(update={"done": limits.done | named})),
                items,
            )
        case TurnType.SUGGEST if said.edits or desk.offered:
            return _set_aside(_with(desk, plan=None), desk.offered)
        case TurnType.PLAN:
            return _with(desk, wish=_wished(said, desk))
        case TurnType.EDIT if desk.plan is not None:
            return _with(desk, wish=_wished(said, desk))
        case TurnType.EDIT if said.items:
            return _with(desk, in_hand=said.items[0])
        case TurnType.EDIT:
            return _with(desk, in_hand=desk.focus)
        case _:
            return desk


def _with_limits(said: Said, desk: Desk) -> Desk:
    known = Known(dict(_told(desk)), desk.last_amount)
    if said.intent in REQUESTS and not said.edits and said.type in (
        TurnType.SUGGEST, TurnType.PLAN
    ) and begins_anew(said.reading, said.told, known.fields):  # fmt: skip
        known = only_group(known, topic=said.leans)
    if "minutes" in said.told.scales and desk.lasting is not None and desk.plan is None:
        known = replace(known, fields={**known.fields, "minutes": desk.lasting})
    known = fold(known, said.told, whole=said.intent is Intent.PLAN)
    return _with(desk, constraints=known.constraints(), last_amount=known.last_amount)


def _told(desk: Desk) -> Mapping[str, Any]:
    empty = Desk().constraints
    return {
        name: value
        for name in type(empty).model_fields
        if (value := getattr(desk.constraints, name)) != getattr(empty, name)
    }


def _dropped(said: Said, desk: Desk) -> Desk:
    if desk.plan is not None:
        return _with(desk, wish=_wished(said, desk))
    left = tuple(item for item in desk.offered if item not in said.items)
    in_hand = None if desk.in_hand in said.items else desk.in_hand
    return _with(_set_aside(desk, said.items), offered=left, in_hand=in_hand)


def _ruled_out(said: Said, desk: Desk) -> Desk:
    items = said.items or tuple(filter(None, [desk.focus]))
    left = tuple(item for item in desk.offered if item not in items)
    return _with(desk, declined=desk.declined | set(items), offered=left, in_hand=None)


def _set_aside(desk: Desk, items: tuple[str, ...]) -> Desk:
    return _with(desk, declined=desk.declined | set(items), offered=(), in_hand=None)


def _wished(said: Said, desk: Desk) -> PlanWish:
    """What the turn asks of the plan, beside its limits."""
    wish = desk.wish
    if said.type is TurnType.PLAN:
        wish = PlanWish(around=desk.in_hand or next(iter(said.items), None) or _meant(said, desk))
    parts = {cue.value for cue in said.reading.of("part")}
    dropping = said.type is TurnType.DROP or said.reading.has("without")
    if "break" in parts:
        pauses = 0 if dropping else max(1, wish.pauses or 0)
        wish = wish.model_copy(update={"pauses": pauses})
    if dropping and (gone := parts - {"break"}):
        wish = wish.model_copy(update={"without": wish.without | gone})
    return wish


def _meant(said: Said, desk: Desk) -> str | None:
    """The activity that "it" means in "build the hour around it"."""
    return desk.focus if said.leans or said.reading.has("pointing") else None


def _before_last_change(conversation: Conversation) -> Desk:
    now = conversation.desk
    earlier = (_with(turn.desk, room=now.room) for turn in reversed(conversation.turns[:-1]))
    return next((desk for desk in earlier if desk != now), now)


def _back(said: Said, conversation: Conversation) -> Desk:
    """An earlier item of the same offer, or an earlier version of what is on the table."""
    now = conversation.desk
    desks = [turn.desk for turn in conversation.turns if turn.desk.offered or turn.desk.plan]
    place = place_named(said.reading, len(now.offered))
    if place is not None and now.in_hand and now.offered[place] != now.in_hand:
        return _with(now, in_hand=now.offered[place])
    if said.items and said.items[0] != now.in_hand:
        return _with(now, in_hand=said.items[0])
    if place == 0 and desks:
        return desks[0]
    return _before_last_change(conversation)


def _room(reading: Reading) -> Room:
    told = [cue.value for cue in reading.of("room")]
    return Room(told[-1]) if told else Room.PROJECTING


def _with(desk: Desk, **changes: object) -> Desk:
    return desk.model_copy(update=changes)
