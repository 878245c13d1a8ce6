"""The activity card: what a facilitated step asks of people, and how long it takes.

A card is data that code can compute on. Minutes are a formula over head-count, so a
suggestion says how long it takes for *this* group; what the activity asks of bodies,
senses and privacy is listed, so a stated limit can be checked and never merely hoped for.
"""

from enum import IntEnum, StrEnum
from math import ceil
from typing import Literal, Self

from pydantic import Field, PositiveInt, model_validator

from .base import Value


class Kind(StrEnum):
    OPENING = "opening"
    ICEBREAKER = "icebreaker"
    ENERGIZER = "energizer"
    CONNECTION = "connection"
    STORY = "story"
    RECOGNITION = "recognition"
    CELEBRATION = "celebration"
    REMEMBRANCE = "remembrance"
    ONBOARDING = "onboarding"
    FAREWELL = "farewell"
    ARTEFACT_MAKING = "artefact_making"
    MEMORY_CAPTURE = "memory_capture"
    AGENCY = "agency"
    LEARNING_BRIDGE = "learning_bridge"
    CLOSING = "closing"
    GATHERING = "gathering"


class Modality(StrEnum):
    IN_PERSON = "in_person"
    REMOTE = "remote"
    HYBRID = "hybrid"
    ASYNC = "async"


class Moment(StrEnum):
    """Where in a session the activity belongs."""

    OPENING = "opening"
    MIDDLE = "middle"
    AFTER_BREAK = "after_break"
    CLOSING = "closing"
    BETWEEN = "between"


IN_WHICH_FORMAT = {
    Modality.IN_PERSON: "in a room",
    Modality.REMOTE: "on a call",
    Modality.HYBRID: "with some in the room and some on a call",
    Modality.ASYNC: "in writing over several days",
}
AT_WHICH_MOMENT = {
    Moment.OPENING: "at the opening",
    Moment.MIDDLE: "in the middle of a session",
    Moment.AFTER_BREAK: "after a break",
    Moment.CLOSING: "at the close",
    Moment.BETWEEN: "between sessions",
}


class Familiarity(IntEnum):
    """How well the people in the group know each other."""

    STRANGERS = 0
    MIXED = 1
    ACQUAINTED = 2
    CLOSE = 3


class Energy(StrEnum):
    CALM = "calm"
    STEADY = "steady"
    LIVELY = "lively"
    HIGH = "high"


class Level(StrEnum):
    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Need(StrEnum):
    """What somebody in the room needs the activity to take into account."""

    BLIND = "blind"
    DEAF = "deaf"
    MOBILITY = "mobility"
    STAMMER = "stammer"
    PHONE_ONLY = "phone_only"
    NO_CAMERA = "no_camera"
    LOW_BANDWIDTH = "low_bandwidth"
    LITTLE_ENGLISH = "little_english"
    NEURODIVERGENT = "neurodivergent"
    SHY = "shy"
    NEWCOMERS = "newcomers"
    MIXED_RANKS = "mixed_ranks"
    LARGE_GROUP = "large_group"
    NO_BUDGET = "no_budget"
    GRIEVING = "grieving"
    DIETARY = "dietary"
    FAITH = "faith"
    CARERS = "carers"


class Use(StrEnum):
    """What the activity makes people do or relies on; what a facilitator may rule out."""

    MOVING = "moving"
    STANDING = "standing"
    TOUCH = "touch"
    OUTDOORS = "outdoors"
    DRAWING = "drawing"
    WRITING = "writing"
    READING = "reading"
    SPEAKING_TO_ALL = "speaking_to_all"
    PAIRS = "pairs"
    SMALL_GROUPS = "small_groups"
    BREAKOUT_ROOMS = "breakout_rooms"
    CAMERA = "camera"
    CHAT = "chat"
    PHONE_APP = "phone_app"
    SHARED_BOARD = "shared_board"
    STICKY_NOTES = "sticky_notes"
    OBJECTS = "objects"
    PICTURES = "pictures"
    PHOTOS = "photos"
    RECORDING = "recording"
    MUSIC = "music"
    SINGING = "singing"
    FOOD = "food"
    ALCOHOL = "alcohol"
    SILENCE = "silence"
    COMPETITION = "competition"
    PERSONAL_STORIES = "personal_stories"
    HOMEWORK = "homework"
    HUMOUR = "humour"
    VOTING = "voting"


class Group(Value):
    min: PositiveInt
    max: PositiveInt | None = None
    """None: no upper limit."""
    subgroup: PositiveInt | None = None
    """People in each pair, trio or table; None when the whole group stays together."""


class Step(Value):
    """One step. Its minutes are exactly one of: fixed, per person in turn, or parallel rounds."""

    do: str
    minutes: float = Field(0, ge=0)
    per_person: float = Field(0, ge=0)
    """Minutes each person takes in turn, one after another."""
    at_most: PositiveInt | None = None
    """With `per_person`: how many turns are taken at most (a few readings, not everyone)."""
    rounds: int = Field(0, ge=0)
    per_round: float = Field(0, ge=0)
    fewest_rounds: int = Field(0, ge=0)
    """Rounds that still make sense when time is short; 0 means `rounds`."""
    optional: bool = False
    """May be dropped when time is short."""
    say: str = ""
    """Words the facilitator can say as they stand."""
    remote: str = ""
    hybrid: str = ""
    asynchronous: str = Field("", alias="async")

    @model_validator(mode="after")
    def _one_clock(self) -> Self:
        clocks = (self.minutes > 0) + (self.per_person > 0) + (self.rounds > 0)
        if clocks != 1:
            raise ValueError("give exactly one of minutes, per_person, rounds with per_round")
        if bool(self.rounds) != bool(self.per_round):
            raise ValueError("rounds and per_round go together")
        if self.fewest_rounds > self.rounds:
            raise ValueError("fewest_rounds is more than rounds")
        return self

    def duration(self, people: int, *, short: bool = False) -> float:
        """Minutes for a group of `people`; with `short`, the least that still makes sense."""
        if short and self.optional:
            return 0
        if self.per_person:
            turns = min(people, self.at_most) if self.at_most else people
            return self.per_person * turns
        if self.rounds:
            return self.per_round * ((short and self.fewest_rounds) or self.rounds)
        return self.minutes


class Prompt(Value):
    text: str
    depth: int = Field(ge=0, le=4)
    """0 nothing personal, 1 preference or work fact, 2 work experience or opinion,
    3 personal story or feeling, 4 loss, identity, failure, fear."""
    topics: tuple[str, ...] = ()
    """Sensitive topics the prompt may touch."""


class AsyncRun(Value):
    window_days: PositiveInt
    minutes_each: float = Field(gt=0)
    """What it costs each person, in minutes."""


class Watch(Value):
    risk: str
    counter: str
    """The move that lowers the risk."""


class Harvest(Value):
    keep: str
    """What is worth keeping, and where."""
    kind: Literal[
        "none", "quote", "photo", "list", "object", "map", "recording",
        "decision", "thanks", "term", "question",
    ] = "none"  # fmt: skip
    consent: Literal["none", "inform", "opt_in"] = "none"


class Ritual(Value):
    """A repeated act with a meaning; all eight parts of its anatomy are required."""

    cadence: Literal[
        "once", "per_session", "weekly", "fortnightly", "monthly", "quarterly", "yearly", "on_event"
    ]
    occasion: str
    trigger: str
    setting: str
    act: str
    words: str
    witness: str
    trace: str
    way_out: str
    newcomers: str
    """One plain sentence that explains the ritual to somebody new."""
    start_small: str
    """A version of 15 minutes or less that costs nothing."""
    steward: str = "rotating"
    review_after: PositiveInt = 6
    """Occurrences before the group decides to keep, change or stop."""


class Levers(Value):
    """How strongly the activity serves each strand of identification, 0 to 3."""

    relationships: int = Field(ge=0, le=3)
    identity: int = Field(ge=0, le=3)
    agency: int = Field(ge=0, le=3)


class Activity(Value):
    """A facilitated step with steps, time and group range; complete enough to run as it stands."""

    id: str = Field(pattern=r"^(act|rit)-[a-z0-9-]+$")
    title: str
    kind: Kind
    also: tuple[Kind, ...] = ()
    mechanic: str = Field(pattern=r"^[a-z0-9-]+$")
    """What people actually do; two cards with one mechanic count as a repeat of each other."""
    one_line: str
    purpose: str
    why: str
    learning_bridge: str = Field(min_length=20)
    learning_tie: int = Field(ge=0, le=3)
    """0 purely social, 3 is itself work on the domain."""
    levers: Levers
    moments: tuple[Moment, ...] = Field(min_length=1)
    group: Group
    modality: tuple[Modality, ...] = Field(min_length=1)
    asynchronous: AsyncRun | None = Field(None, alias="async")
    energy: Energy
    disclosure: int = Field(ge=0, le=4)
    depth_choice: Literal["person", "menu", "fixed"]
    opt_out: tuple[Literal["pass", "observe", "write", "role", "private"], ...] = Field(
        min_length=1
    )
    pass_line: str
    """The words that make passing easy."""
    audience: Literal["nobody", "pair", "small", "plenary"]
    channels: tuple[Literal["spoken", "written", "drawn", "signed", "object", "reaction"], ...] = (
        Field(min_length=2)
    )
    uses: tuple[Use, ...] = ()
    movement: int = Field(ge=0, le=3)
    language_load: int = Field(ge=0, le=3)
    culture_load: int = Field(ge=0, le=3)
    familiarity_min: Literal["strangers", "mixed", "acquainted", "close"] = "strangers"
    hierarchy_sensitivity: int = Field(ge=0, le=3)
    newcomer_fit: int = Field(ge=0, le=3)
    cost: Level = Level.NONE
    materials: tuple[str, ...] = ()
    tech: tuple[str, ...] = ()
    tech_fallback: str = ""
    prep_minutes: int = Field(0, ge=0)
    lead_days: int = Field(0, ge=0)
    hosts: PositiveInt = 1
    host_skill: int = Field(1, ge=1, le=3)
    group_rule: str = ""
    """How pairs or groups are formed; never left to who knows whom."""
    steps: tuple[Step, ...] = Field(min_length=2)
    prompts: tuple[Prompt, ...] = ()
    debrief: tuple[str, ...] = ()
    harvest: Harvest
    adaptations: dict[Need, str] = Field(default_factory=dict)
    """For a stated need: what changes in the steps, in words the facilitator can follow."""
    not_for: tuple[Need, ...] = ()
    """Needs the activity cannot honestly serve; it is never offered where one is stated."""
    upside: str
    watch: Watch
    smallest: str
    """The smallest version that still works."""
    variations: tuple[str, ...] = ()
    ritual: Ritual | None = None
    risks: tuple[str, ...] = ()
    """Inclusion checks the activity tends to raise."""
    auto_suggest: bool = True
    """False: offered only when asked for by name, because it needs a trained host."""
    cooldown_days: PositiveInt = 60
    evidence: Literal["research", "practitioner", "folk", "local"] = "practitioner"
    source: str
    licence: str

    def minutes(self, people: int, *, short: bool = False) -> int:
        """Whole minutes for `people`, rounded up; with `short`, the least that makes sense."""
        return ceil(sum(step.duration(people, short=short) for step in self.steps) - 1e-9)

    @model_validator(mode="after")
    def _rules(self) -> Self:
        broken = [message for message, wrong in self._house_rules() if wrong]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    def _house_rules(self) -> tuple[tuple[str, bool], ...]:
        """Each rule of DOMAIN's card, with whether this card breaks it."""
        remote = Modality.REMOTE in self.modality
        hybrid = Modality.HYBRID in self.modality
        later = Modality.ASYNC in self.modality
        uses, adapted = set(self.uses), set(self.adaptations)
        names_itself_ritual = self.id.startswith("rit-")
        return (
            ("group max is below min", bool(self.group.max and self.group.max < self.group.min)),
            ("a deep card needs a choice of depth",
             self.disclosure >= 3 and self.depth_choice == "fixed"),
            ("a prompt is deeper than the card",
             any(prompt.depth > self.disclosure for prompt in self.prompts)),
            ("photos and recordings need opt-in consent",
             bool({Use.PHOTOS, Use.RECORDING} & uses) and self.harvest.consent != "opt_in"),
            ("say how at least one step goes on a call",
             remote and not any(step.remote for step in self.steps)),
            ("say how at least one step goes in a hybrid room",
             hybrid and not any(step.hybrid for step in self.steps)),
            ("an async card needs [async] and at least one async step",
             later and not (self.asynchronous and any(step.asynchronous for step in self.steps))),
            ("touch is never required", Use.TOUCH in uses),
            ("food needs FOD-01 among the risks", Use.FOOD in uses and "FOD-01" not in self.risks),
            ("groups need a group rule", bool(self.group.subgroup) and not self.group_rule),
            ("a need is both adapted and excluded", not adapted.isdisjoint(self.not_for)),
            ("a ritual card needs [ritual]", names_itself_ritual and self.ritual is None),
            ("tech needs a fallback", bool(self.tech) and not self.tech_fallback),
        )  # fmt: skip
