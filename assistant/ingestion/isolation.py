"""Parsing in a child process, so that a hostile or broken file costs one file and no more."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread, Timer

from pydantic import ValidationError

from ..errors import UnreadableFile
from .child import REFUSED
from .document import Document

SECONDS = 30.0
LONGEST_ANSWER = 64_000_000
"""Bytes of JSON: the longest text that a child returns, with escapes and headings."""
ROOT = Path(__file__).parents[2]
KILLED = frozenset({-9, -24})
"""By us or for memory, and for exceeding its processor time."""


def read_apart(format: str, data: bytes, name: str, seconds: float = SECONDS) -> Document:
    """Let a child parse the data; raises UnreadableFile also if it dies or takes too long."""
    with subprocess.Popen(
        [sys.executable, "-P", "-s", "-B", "-m", f"{__package__}.child", format, _argument(name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        cwd=ROOT,
    ) as child:
        answer = _answer(child, data, seconds)
    if len(answer) > LONGEST_ANSWER:
        raise UnreadableFile("holds more text than can be read at once; split it")
    return _document(answer, child.returncode)


def _answer(child: subprocess.Popen[bytes], data: bytes, seconds: float) -> bytes:
    """What the child writes, up to one byte more than we take; it is gone afterwards."""
    timer = Timer(seconds, child.kill)
    feeder = Thread(target=_feed, args=(child, data))
    timer.start()
    feeder.start()
    try:
        answer = child.stdout.read(LONGEST_ANSWER + 1) if child.stdout else b""
        if len(answer) <= LONGEST_ANSWER:
            child.wait()
    finally:
        timer.cancel()
        child.kill()
        feeder.join()
    return answer


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """In a thread of its own: a child that answers before it has read all would wait for us."""
    with suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.write(data)
    with suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.close()


def _document(answer: bytes, code: int) -> Document:
    if code == REFUSED:
        raise UnreadableFile(answer.decode())
    if code in KILLED:
        raise UnreadableFile("takes too long to read; split it, or save it in another format")
    try:
        return Document.model_validate_json(answer)
    except ValidationError as error:
        raise UnreadableFile(
            "cannot be read: it is damaged, or too large once unpacked; "
            "open it in the program it came from and save it again"
        ) from error


def _argument(name: str) -> str:
    """The name as a process can be given it; the child looks for no more than a date in it."""
    return name.encode("utf-8", "replace").decode().replace("\0", " ")
