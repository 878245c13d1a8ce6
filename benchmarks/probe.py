"""A warm process to be weighed: answers questions, says so, and waits until it is let go.

`python -m benchmarks.probe exact|server|baseline DIRECTORY COMMUNITY`, the questions as a JSON
list in the first line of standard input. It imports only what such a process needs.
"""

import datetime as dt
import json
import sys
from pathlib import Path


def main() -> None:
    mode, directory, community = sys.argv[1:]
    asked: list[str] = json.loads(sys.stdin.readline())
    answer = _baseline if mode == "baseline" else _ours
    kept = answer(mode, Path(directory), community, asked)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    del kept


def _ours(mode: str, directory: Path, community: str, asked: list[str]) -> object:
    from assistant.build import build
    from assistant.models import Question, Viewer
    from assistant.settings import Settings

    workshop = build(Settings(home=directory), server=mode == "server")
    viewer = Viewer(community=community)
    for text in asked:
        workshop.assistant.answer(Question(text=text, viewer=viewer, today=dt.date(2026, 11, 24)))
    return workshop


def _baseline(_mode: str, directory: Path, community: str, asked: list[str]) -> object:
    from assistant.retrieval.embedding import MiniLM

    from .baseline import collection, nearest

    store = collection(directory, community, MiniLM())
    for text in asked:
        nearest(store, text)
    return store


if __name__ == "__main__":
    main()
