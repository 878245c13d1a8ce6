"""How the command line speaks: results, progress, errors."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from pydantic import BaseModel

Report = Callable[[str, int, int], None]


def write(text: str) -> None:
    """One line, or several, on standard output."""
    sys.stdout.write(text + "\n")


def write_json(value: BaseModel | dict[str, object]) -> None:
    data = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    write(json.dumps(data, ensure_ascii=False))


def complain(text: str) -> None:
    """One line on standard error: what is wrong, and what to do."""
    sys.stderr.write(" ".join(text.split()) + "\n")


def write_markdown(text: str) -> None:
    """Readable in a terminal; as it is when the output goes to a file."""
    if not sys.stdout.isatty():
        write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console(highlight=False).print(Markdown(text), width=min(100, Console().width))


@contextmanager
def progress() -> Iterator[Report]:
    """A progress bar on standard error, shown only once there is something to report."""
    with ExitStack() as stack:
        bars = cache(lambda: stack.enter_context(_bars()))
        yield lambda label, done, total: bars()(label, done, total)


@contextmanager
def _bars() -> Iterator[Report]:
    # Imported here: most runs have nothing to report.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    tasks: dict[str, object] = {}

    def report(label: str, done: int, total: int) -> None:
        if not tasks:
            bars.start()
        if label not in tasks:
            if not console.is_terminal:
                complain(f"{label} …")
            tasks[label] = bars.add_task(label, total=total)
        bars.update(tasks[label], completed=done, total=total)  # type: ignore[arg-type]

    try:
        yield report
    finally:
        bars.stop()
