"""Whole answers to the labelled questions: cited rightly, admitted rightly.

    python -m benchmarks.answers final --corpora FOLDER

`FOLDER` holds the public communities' documents as subfolders named like the questions' corpora;
questions about what is not there are left out. `final` are the questions nobody tuned on.
"""

import argparse
import datetime as dt
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.build import Workshop, build
from assistant.models import Answer, Outcome
from assistant.readiness import make_ready
from assistant.settings import Settings

from .asked import GUIDANCE, TESTS, Asked

REPLIED = (Outcome.ANSWERED, Outcome.PARTLY)


class Asking(NamedTuple):
    asked: Asked
    answer: Answer

    @property
    def is_right(self) -> bool:
        """Whether a passage that answers is among those cited."""
        return any(
            self.asked.is_answered_by(c.source, f"{c.title} {c.locator} {c.passage}")
            for c in self.answer.citations
        )

    @property
    def is_reply(self) -> bool:
        return self.answer.outcome in REPLIED


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.answers", description=__doc__)
    parser.add_argument("questions", nargs="+", help="names of files in tests/questions")
    parser.add_argument("--corpora", type=Path, required=True)
    options = parser.parse_args()
    with TemporaryDirectory() as home:
        workshop = build(Settings(home=Path(home)))
        now = dt.datetime.now(dt.UTC)
        make_ready(workshop, now, lambda *_: None, example=True)
        asked = [row for name in options.questions for row in _read(name)]
        known = _ingest(workshop, {row.corpus for row in asked}, options.corpora, now)
        askings = [
            Asking(row, workshop.assistant.answer(row.question))
            for row in asked
            if row.corpus in known
        ]
        workshop.store.close()
    sys.stdout.write("\n".join(_told(askings)) + "\n")


def _read(name: str) -> Iterable[Asked]:
    rows = tomllib.loads((TESTS / f"questions/{name}.toml").read_text("utf-8"))["question"]
    return (Asked.model_validate(row) for row in rows)


def _ingest(workshop: Workshop, wanted: set[str], corpora: Path, now: dt.datetime) -> set[str]:
    """The corpora that can be asked about, once those in the folder have been read."""
    for slug in sorted(wanted):
        if (corpora / slug).is_dir():
            ingestion = workshop.ingestion(slug, frozenset({"members"}), now, lambda *_: None)
            ingestion.run([corpora / slug])
    return {community.slug for community in workshop.store.communities()} | {GUIDANCE}


def _told(askings: Sequence[Asking]) -> Iterable[str]:
    answerable = [a for a in askings if a.asked.answerable]
    missing = [a for a in askings if not a.asked.answerable]
    yield f"answerable: {len(answerable)}"
    yield f"  right passage cited  {_share(a.is_right for a in answerable)}"
    yield f"    in an answer       {_share(a.is_right and a.is_reply for a in answerable)}"
    yield f"    among the nearest  {_share(a.is_right and not a.is_reply for a in answerable)}"
    yield f"  wrongly abstained    {_share(not a.is_reply for a in answerable)}"
    styles: dict[str, list[bool]] = defaultdict(list)
    for asking in answerable:
        styles[asking.asked.style].append(asking.is_right)
    for style, right in sorted(styles.items()):
        yield f"  {style:20} {_share(right)} of {len(right)}"
    yield f"not answerable: {len(missing)}"
    yield f"  abstained            {_share(not a.is_reply for a in missing)}"
    nearest = (bool(a.answer.citations) and not a.is_reply for a in missing)
    yield f"    showing the nearest {_share(nearest)}"


def _share(values: Iterable[bool]) -> str:
    counted = list(values)
    return f"{sum(counted) / len(counted):.2f}" if counted else "none"


if __name__ == "__main__":
    main()
