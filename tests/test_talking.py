"""A facilitator plans with the assistant, turn after turn."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.build import Workshop, build
from assistant.composing.talking import counted
from assistant.keeping import OwnLedger
from assistant.models import (
    Answer,
    Conversation,
    Evidence,
    Held,
    Modality,
    Need,
    Outcome,
    Question,
    Role,
    Room,
    TurnType,
    Viewer,
)
from assistant.pipeline import Assistant
from assistant.ranking import rank
from assistant.readiness import make_ready
from assistant.settings import Settings
from assistant.store import Talks
from assistant.understanding import understand

from .builders import NOW

TODAY = dt.date(2025, 6, 12)
LANTERN = {
    "community.toml": (
        'name = "Lantern Circle"\nask = "the facilitators\' list"\n'
        '[[audience]]\npaths = ["facilitators/**"]\nreaders = ["facilitators"]\n'
        '[[audience]]\npaths = ["care/**"]\nreaders = ["care"]\n'
    ),
    "handbook/norms.md": (
        "# Norms, version 2\n\nAgreed on 20 January 2025.\n\n"
        "## Cameras\n\nCameras are optional.\n\n"
        "## Recording\n\nA meeting is recorded only if all agree beforehand.\n"
    ),
    "outings/2025-03-08-bowling.md": "# Outing: bowling\n\nEleven came; two said it was dear.\n",
    "outings/2025-05-17-river.md": (
        "# Outing: river walk and picnic\n\nFourteen came. It rained at the end.\n"
    ),
    "outings/2025-07-05-museum.md": "# Outing: museum\n\nWe plan to see the museum of tools.\n",
    "facilitators/budget.md": "# Outing budget\n\nThe river walk cost 4.20 a head.\n",
    "care/jo.md": "# Care note\n\nJo had a death in the family in April.\n",
}


@pytest.fixture(scope="module", name="workshop")
def _workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("lantern")
    for name, text in LANTERN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    opened = build(Settings(home=tmp_path_factory.mktemp("home")))
    make_ready(opened, NOW, lambda *_: None, example=False)
    opened.ingestion("lantern", frozenset({"members"}), NOW, lambda *_: None).run([folder])
    yield opened
    opened.store.close()


class Talk:
    """A conversation under way."""

    def __init__(self, assistant: Assistant, role: Role = Role.FACILITATOR) -> None:
        self.assistant, self.conversation = assistant, Conversation()
        self.viewer = Viewer(community="lantern", role=role)

    def say(self, text: str) -> Answer:
        question = Question(text=text, viewer=self.viewer, today=TODAY)
        answer, self.conversation = self.assistant.reply(question, self.conversation)
        return answer

    @property
    def on_the_table(self) -> tuple[str, ...]:
        return self.conversation.desk.offered


@pytest.fixture(name="talk")
def _talk(workshop: Workshop) -> Talk:
    return Talk(workshop.apart())


def test_the_facilitator_s_journey(talk: Talk) -> None:
    """FEATURES 4.1, as far as single records need not be drawn out for it."""
    first = talk.say("I need an opener for Wednesday, 14 people, ten minutes.")
    assert 1 <= len(first.suggestions) <= 3
    assert all(item.minutes <= 10 for item in first.suggestions)

    talk.say("shorter")
    limits = talk.conversation.desk.constraints
    assert limits.minutes is not None
    assert limits.minutes <= 6
    assert limits.people == 14

    remote = talk.say("we are remote")
    assert all("remote" in item.modality for item in remote.suggestions)

    blind = talk.say("someone is blind")
    assert blind.suggestions
    assert Need.BLIND in talk.conversation.desk.constraints.needs
    assert "records" not in blind.statements[0].text

    shown = blind.suggestions[0]
    swapped = talk.say("we did that last month")
    assert shown.activity not in {item.activity for item in swapped.suggestions}
    limits = talk.conversation.desk.constraints
    assert (limits.people, limits.modality, limits.needs) == (
        14,
        Modality.REMOTE,
        frozenset({Need.BLIND}),
    )

    why = talk.say("why that one?")
    assert swapped.suggestions[0].title in why.statements[0].text
    assert shown.title.lower() in " ".join(s.text for s in why.statements)

    hour = talk.say("build the whole hour around it, with a break")
    assert hour.plan is not None
    assert hour.plan.total == sum(block.minutes for block in hour.plan.blocks) == 60
    assert swapped.suggestions[0].activity in {block.activity for block in hour.plan.blocks}
    assert "Break" in {block.title for block in hour.plan.blocks}

    short = talk.say("actually 45")
    assert short.plan is not None
    assert short.plan.total == 45
    assert "It was 60 minutes and is now 45." in short.text

    sheet = talk.say("give me the run sheet as a calendar, markdown and docx")
    assert sheet.plan == short.plan

    outing = talk.say("what happened at our last outing?")
    assert outing.citations[0].source == "outings/2025-05-17-river.md"

    private = talk.say("should we mention Jo's loss in the opening?")
    assert private.outcome is Outcome.PRIVATE

    talk.say("I'm sharing my screen now")
    assert talk.conversation.desk.room is Room.PROJECTING
    hidden = talk.say("how much did the river walk cost a head?")
    assert "4.20" not in hidden.model_dump_json()

    back = talk.say("undo the 45")
    assert back.plan is not None
    assert back.plan.total == 60
    assert talk.conversation.desk.room is Room.PROJECTING


def test_a_limit_is_revoked(talk: Talk) -> None:
    talk.say("an icebreaker for 12 people in a room, one of them is blind")
    talk.say("scrap the blind thing, she can't come")
    talk.say("it's online now, not in a room")
    limits = talk.conversation.desk.constraints
    assert (limits.people, limits.modality, limits.needs) == (12, Modality.REMOTE, frozenset())


def test_what_is_taken_up_is_kept_and_what_is_undone_is_as_it_was(talk: Talk) -> None:
    talk.say("an opener for 14 people on zoom, ten minutes")
    offered = talk.on_the_table
    second = talk.say("let's go with the second")
    assert [item.activity for item in second.suggestions] == [offered[1]]
    before = talk.conversation.desk
    talk.say("two of them are deaf")
    talk.say("undo")
    assert talk.conversation.desk == before
    talk.say("back to the first one")
    assert talk.conversation.desk.in_hand == offered[0]


def test_what_is_dropped_is_not_offered_again(talk: Talk) -> None:
    talk.say("an opener for 14 people, ten minutes")
    offered = talk.on_the_table
    left = talk.say("drop the second")
    assert [item.activity for item in left.suggestions] == [offered[0], offered[2]]
    again = talk.say("another one please")
    assert not set(offered) & {item.activity for item in again.suggestions}


def test_a_comparison_reads_what_was_computed(talk: Talk) -> None:
    offered = talk.say("an opener for 14 people, ten minutes").suggestions
    compared = talk.say("compare the first and the third")
    assert [item.activity for item in compared.suggestions] == [
        offered[0].activity,
        offered[2].activity,
    ]
    for item in compared.suggestions:
        assert any(f"{item.title}: {item.minutes} minutes" in s.text for s in compared.statements)
    assert talk.on_the_table == tuple(item.activity for item in offered)


def test_one_thing_is_asked_back_and_only_if_it_matters(talk: Talk) -> None:
    first = talk.say("got an opener for us?")
    assert first.suggestions
    asked = [s.text for s in first.statements if s.text.startswith("One question")]
    assert len(asked) == 1
    told = talk.say("14 people on zoom, ten minutes, they know each other well")
    assert not any(s.text.startswith("One question") for s in told.statements)


def test_the_log_spares_every_facilitator_a_repeat(workshop: Workshop) -> None:
    ledger = OwnLedger(workshop.talks)
    assistant = replace(workshop.assistant, keeper=ledger)
    ama, ben = Talk(assistant), Talk(assistant)
    offered = ama.say("an opener for 14 people, ten minutes").suggestions
    logged = ama.say("log it")
    assert offered[0].title in logged.text
    assert [entry.activity for entry in ledger.ledger("lantern").held] == [offered[0].activity]
    later = ben.say("an opener for 14 people, ten minutes").suggestions
    assert offered[0].activity not in {item.activity for item in later}


def test_a_repeat_under_another_name_is_a_repeat(workshop: Workshop) -> None:
    cards = workshop.assistant.activities
    twins = next(
        (one, other)
        for one in cards
        for other in cards
        if one.id != other.id and one.mechanic == other.mechanic
    )
    ledger = OwnLedger(None)
    ledger.log("lantern", Held(activity=twins[0].id, title=twins[0].title, date=TODAY))
    talk = Talk(replace(workshop.assistant, keeper=ledger))
    shown = talk.say(f"{twins[1].title}, for 14 people").suggestions
    assert twins[1].id not in {item.activity for item in shown}


def test_what_rested_long_enough_comes_back(workshop: Workshop) -> None:
    ledger = OwnLedger(None)
    talk = Talk(replace(workshop.assistant, keeper=ledger))
    first = talk.say("an opener for 14 people, ten minutes").suggestions[0]
    for days, rests in ((89, True), (91, False)):
        ledger.held.clear()
        ran = TODAY - dt.timedelta(days=days)
        ledger.log("lantern", Held(activity=first.activity, title=first.title, date=ran))
        again = Talk(talk.assistant).say("an opener for 14 people, ten minutes").suggestions
        assert (first.activity not in {item.activity for item in again}) is rests


def test_never_again_holds_for_the_group_and_only_facilitators_say_so(workshop: Workshop) -> None:
    ledger = OwnLedger(None)
    assistant = replace(workshop.assistant, keeper=ledger)
    member = Talk(assistant, Role.MEMBER)
    first = member.say("an opener for 14 people, ten minutes").suggestions[0]
    assert member.say("never suggest that again").outcome is Outcome.DECLINED
    assert not ledger.ledger("lantern").never
    talk = Talk(assistant)
    talk.say("an opener for 14 people, ten minutes")
    assert talk.say("never suggest that again").outcome is Outcome.ANSWERED
    assert ledger.ledger("lantern").never == {first.activity}


def test_a_rule_nobody_wrote_is_not_invented(talk: Talk) -> None:
    answer = talk.say("is there a dress code?")
    assert answer.outcome is Outcome.NOT_IN_RECORDS
    assert "no rule on this" in answer.text
    assert "the facilitators' list" in answer.text
    assert "Is there a dress code?" in answer.text


def test_a_follow_up_about_an_answer_asks_again_what_was_asked(talk: Talk) -> None:
    first = talk.say("must my camera be on?")
    sure = talk.say("is that still current?")
    assert sure.citations[0].source == first.citations[0].source
    assert "the facilitators' list" in sure.text
    source = talk.say("where is that written?")
    assert "Norms, version 2" in source.statements[0].text


def test_to_forget_leaves_nothing_of_the_conversation(workshop: Workshop, talk: Talk) -> None:
    talks = Talks(workshop.store)
    talk.say("an opener for 14 people")
    talks.keep("t1", "lantern", talk.conversation, NOW)
    assert talks.conversation("t1").turns == talk.conversation.turns
    talk.say("forget everything I told you")
    assert talk.conversation == Conversation()
    talks.keep("t1", "lantern", talk.conversation, NOW)
    assert talks.conversation("t1") == Conversation()
    assert "t1" not in {kept.id for kept in talks.listed("lantern")}


@pytest.mark.parametrize(
    "text",
    ["👍", "🙃🙃🙃", "x", "?!?!", "<script>alert(1)</script>", "ни один", "今日は", "\\", "…"],
)
def test_whatever_is_typed_gets_an_answer(talk: Talk, text: str) -> None:
    talk.say("an opener for 14 people")
    before = talk.conversation.desk.constraints
    assert talk.say(text).text
    assert talk.conversation.desk.constraints.people == before.people


def test_turns_are_kept_with_what_they_were_taken_for(talk: Talk) -> None:
    talk.say("an opener for 14 people")
    talk.say("why that one?")
    kinds = [turn.type for turn in talk.conversation.turns]
    assert kinds == [TurnType.SUGGEST, TurnType.WHY]


@pytest.mark.parametrize(
    "limits", ["", ", on zoom", ", one is blind", ", mixed seniority, in a room"]
)
def test_what_would_change_the_choice_does(workshop: Workshop, limits: str) -> None:
    """Each limit named as decisive, taken away, puts the activity named in its place first."""
    talk = Talk(workshop.apart())
    talk.say(f"an opener for 14 people, ten minutes{limits}")
    evidence = _why(talk)
    first = evidence.offered[0].activity.id
    assert evidence.second is not None
    assert evidence.second.activity.id != first
    for change in evidence.changes:
        assert change.first != first


def test_a_reason_that_was_counted_carries_the_place(workshop: Workshop) -> None:
    """Without any one of the reasons given, the activity scores less than it did."""
    talk = Talk(workshop.apart())
    talk.say("an opener for 14 people, ten minutes, on zoom")
    item = _why(talk).offered[0]
    told = counted(item)
    assert told
    for text in told:
        [reason] = [reason for reason in item.reasons if reason.text == text]
        left = sum(other.points for other in item.reasons if other is not reason)
        assert left < item.score


def _why(talk: Talk) -> Evidence:
    """What the assistant finds when it is asked why."""
    question = Question(text="why that one?", viewer=talk.viewer, today=TODAY)
    understanding, _ = understand(question, talk.conversation, talk.assistant.ears)
    assert understanding.turn is TurnType.WHY
    return rank((), talk.assistant.activities, understanding, TODAY)
