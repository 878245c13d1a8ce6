"""How long something takes, by the wall and by the processor."""

import os
import time
from collections.abc import Callable
from typing import NamedTuple


class Taken(NamedTuple):
    wall: float
    cpu: float
    """Seconds of all threads, and of child processes that have ended: on a busy machine this
    moves less than the wall clock."""


UNITS = {"wall": "s", "cpu": "CPU s"}


def timed(work: Callable[[], object]) -> Taken:
    cpu, begun = _processor(), time.perf_counter()
    work()
    return Taken(time.perf_counter() - begun, _processor() - cpu)


def _processor() -> float:
    return sum(os.times()[:4])
