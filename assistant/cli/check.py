"""convene check: what in a plan or an announcement may shut somebody out."""

import json
import sys
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from pydantic import ValidationError

from ..checking import findings, of_plan
from ..errors import AssistantError, InputError, UnreadableFile
from ..models import Finding, SessionPlan
from ..presenting.findings import told
from .lines import json_lines, one_line
from .output import write_json, write_markdown

LONGEST = 200_000
"""Characters of a text that is checked."""


class Checked(NamedTuple):
    found: tuple[Finding, ...]

    @property
    def blocks(self) -> bool:
        return any(f.severity == "block" and f.state == "found" for f in self.found)


def check(
    file: Annotated[
        str | None, typer.Argument(help="A text, document or plan (JSON); - for standard input.")
    ] = None,
    batch: Annotated[Path | None, typer.Option(help="A file of texts, one JSON a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything found, as JSON.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Not only the first five.")] = False,
) -> None:
    """Look for what may shut somebody out; exit status 1 if anything blocks."""
    if (file is None) == (batch is None):
        raise InputError("give either a file (or - for standard input), or --batch FILE")
    if batch is not None:
        _many(batch)
        return
    checked = Checked(_checked(_text(file or "")))
    if as_json:
        write_json({"findings": [finding.model_dump(mode="json") for finding in checked.found]})
    else:
        write_markdown(told(checked.found, everything=everything))
    if checked.blocks:
        raise typer.Exit(1)


def _text(file: str) -> str:
    text = sys.stdin.read() if file == "-" else _read(Path(file))
    if not text.strip():
        raise InputError(f"there is nothing to check in {file}")
    if len(text) > LONGEST:
        raise InputError(f"a text to check has at most {LONGEST} characters; this has {len(text)}")
    return text


def _read(path: Path) -> str:
    """The words of a file of any format that is read; of a plan as JSON, the file itself."""
    from ..ingestion.reading import read_file

    try:
        if path.suffix.lower() == ".json":
            return path.read_text("utf-8")
        document = read_file(path, path.name)
    except UnreadableFile as error:
        raise InputError(f"{path} {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return document.text[document.body :]


def _checked(text: str) -> tuple[Finding, ...]:
    """The findings of a text, or of a plan if that is what the text holds."""
    if text.lstrip().startswith("{"):
        try:
            data = json.loads(text)
            return of_plan(SessionPlan.model_validate(data.get("plan", data)))
        except (json.JSONDecodeError, ValidationError, AttributeError):
            return findings(text)
    return findings(text)


def _many(path: Path) -> None:
    """One line in, one line out, order kept; a bad line gives its id and what is wrong."""
    for number, line in enumerate(json_lines(path), 1):
        name: object = number
        try:
            item = json.loads(line)
            if not isinstance(item, dict):
                raise InputError("a line has to be a JSON object")
            name = item.get("id", number)
            if not isinstance(item.get("text"), str):
                raise InputError('a line has to have a "text"')
            found = [finding.model_dump(mode="json") for finding in _checked(item["text"])]
            write_json({"id": name, "findings": found})
        except (AssistantError, json.JSONDecodeError) as error:
            write_json({"id": name, "error": one_line(error)})
        sys.stdout.flush()
