"""A ranked activity -> what is shown of it, computed for this group.

Minutes, steps, limits and lines for needs are looked up on the card; nothing here is composed.
"""

from collections.abc import Iterator

from ..models import (
    Activity,
    Constraints,
    Modality,
    Need,
    Range,
    Ranked,
    Step,
    SuggestedStep,
    Suggestion,
)

PEOPLE_ASSUMED = 12
LARGE_GROUP = 40
TOPIC_UNSAID = "our practice"
WHYS = 2
UNSAID = frozenset({"words", "learning", "risks", "kind", "moment"})
"""Reasons that count but say nothing to a person who asked for just that."""
ASKED_FOR = frozenset({"minutes", "needs", "lever", "energy", "newcomers", "ranks"})


def show(item: Ranked, wanted: Constraints, cites: tuple[int, ...]) -> Suggestion:
    """The card as this group would run it."""
    card = item.activity
    topic = wanted.topic or TOPIC_UNSAID
    return Suggestion(
        activity=card.id,
        title=card.title,
        kind=card.kind.value,
        minutes=item.minutes,
        group=Range(min=card.group.min, max=card.group.max),
        modality=tuple(mode.value for mode in card.modality),
        disclosure=card.disclosure,
        movement=card.movement,
        steps=steps(item, wanted),
        prompts=tuple(_about(prompt.text, topic) for prompt in card.prompts),
        adaptations=tuple(_adaptations(card, wanted, topic)),
        cautions=tuple(_cautions(item)),
        why=tuple(_whys(item)),
        upside=card.upside,
        watch=f"{card.watch.risk} {card.watch.counter}",
        bridge=_about(card.learning_bridge, topic),
        pass_line=card.pass_line,
        smallest=card.smallest,
        one_line=card.one_line,
        materials=(*card.materials, *card.tech),
        cites=cites,
    )


def steps(item: Ranked, wanted: Constraints) -> tuple[SuggestedStep, ...]:
    """The steps with minutes that add up to the activity's; dropped ones are left out.

    Each step's time is rounded to half a minute, and what is over goes to the longest.
    """
    people = wanted.people or PEOPLE_ASSUMED
    kept = [step for step in item.activity.steps if not (item.trimmed and step.optional)]
    times = [round(2 * step.duration(people, short=item.trimmed)) / 2 for step in kept]
    longest = times.index(max(times))
    times[longest] += item.minutes - sum(times)
    topic = wanted.topic or TOPIC_UNSAID
    return tuple(
        SuggestedStep(
            minutes=minutes,
            do=_about(_do(step, wanted.modality), topic),
            say=_about(step.say, topic),
        )
        for step, minutes in zip(kept, times, strict=True)
    )


def _do(step: Step, modality: Modality | None) -> str:
    match modality:
        case Modality.REMOTE:
            return _joined(step.do, step.remote)
        case Modality.HYBRID:
            return _joined(step.do, step.hybrid or step.remote)
        case Modality.ASYNC:
            return step.asynchronous or step.do
        case _:
            return step.do


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first


def _adaptations(card: Activity, wanted: Constraints, topic: str) -> Iterator[str]:
    needs = set(wanted.needs)
    if (wanted.people or 0) >= LARGE_GROUP:
        needs.add(Need.LARGE_GROUP)
    for need in Need:
        if need in needs and need in card.adaptations:
            yield _about(card.adaptations[need], topic)


def _cautions(item: Ranked) -> Iterator[str]:
    if item.trimmed:
        dropped = [step.do for step in item.activity.steps if step.optional]
        fewer = any(step.fewest_rounds for step in item.activity.steps)
        if fewer:
            yield "Fewer rounds than usual, to fit the time."
        if dropped:
            yield f"Left out to fit the time: {dropped[0]}"
    if item.activity.tech_fallback:
        yield f"If the tool fails: {item.activity.tech_fallback}"


def _whys(item: Ranked) -> Iterator[str]:
    """The strongest reasons for its place, as they were counted, and the card's own purpose."""
    counted = [r for r in item.reasons if r.points > 0.3 and r.about not in UNSAID]
    ordered = sorted(counted, key=lambda r: (r.about not in ASKED_FOR, -r.points, r.about))
    for reason in ordered[:WHYS]:
        yield reason.text
    yield item.activity.purpose.rstrip(".")


def _about(text: str, topic: str) -> str:
    return text.replace("{topic}", topic)
