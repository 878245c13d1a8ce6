"""A brief in words: "14 people, on a call, 10 minutes, with somebody who is blind"."""

from collections.abc import Iterator

from ..models import AT_WHICH_MOMENT, IN_WHICH_FORMAT, Constraints, Level, Need

_NEED = {
    Need.BLIND: "with somebody blind",
    Need.DEAF: "with somebody deaf or hard of hearing",
    Need.MOBILITY: "with limited mobility in the group",
    Need.STAMMER: "with somebody who stammers",
    Need.PHONE_ONLY: "with people on the telephone",
    Need.NO_CAMERA: "cameras off",
    Need.LOW_BANDWIDTH: "on a thin connection",
    Need.LITTLE_ENGLISH: "with people who speak little English",
    Need.NEURODIVERGENT: "with neurodivergent people",
    Need.SHY: "with quiet people",
    Need.NEWCOMERS: "with newcomers",
    Need.MIXED_RANKS: "with mixed ranks",
    Need.LARGE_GROUP: "a large group",
    Need.NO_BUDGET: "at no cost",
    Need.GRIEVING: "in a time of loss",
    Need.DIETARY: "with dietary needs",
    Need.FAITH: "with religious observance in mind",
    Need.CARERS: "with people who care for others",
}


def brief(wanted: Constraints) -> str:
    """What was said, as one phrase; empty if nothing was."""
    return ", ".join(_parts(wanted))


def _parts(wanted: Constraints) -> Iterator[str]:
    if wanted.people is not None:
        yield _counted(wanted.people, "person", "people")
    if wanted.modality is not None:
        yield IN_WHICH_FORMAT[wanted.modality]
    if wanted.minutes is not None:
        yield _counted(wanted.minutes, "minute", "minutes")
    if wanted.moment is not None:
        yield AT_WHICH_MOMENT[wanted.moment]
    if wanted.most_cost is Level.NONE and Need.NO_BUDGET not in wanted.needs:
        yield "at no cost"
    if wanted.no_preparation:
        yield "with nothing to prepare"
    if wanted.most_movement == 0:
        yield "seated"
    if wanted.deepest is not None:
        yield ("nothing personal", "light", "work talk at most", "personal if people wish")[
            min(wanted.deepest, 3)
        ]
    yield from (_NEED[need] for need in sorted(wanted.needs))
    yield from (f"no {use.replace('_', ' ')}" for use in sorted(wanted.avoid))
    yield from (f"not {name} again" for name in sorted(wanted.done))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
