"""convene ingest: a community's files in."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from ..ingestion.folder import find
from ..ingestion.manifest import read_manifest
from ..ingestion.report import Report
from .opening import workshop
from .output import complain, progress, write, write_json

SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$")
DEFAULT_SLUG = "local"


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files.")],
    community: Annotated[str | None, typer.Option(help="Short name, like harbour-makers.")] = None,
    audience: Annotated[
        str, typer.Option(help="Who may read what names no audience of its own.")
    ] = "members",
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Read a community's documents, so that questions are answered from them."""
    slug = community or _slug_of(paths)
    if not SLUG.match(slug):
        raise InputError(f"{slug!r} is no short name; use small letters, digits and hyphens")
    readers = frozenset(re.split(r"[\s,]+", audience.strip()))
    with workshop(example=False) as opened, progress() as shown:
        label = f"Reading {slug}"
        ingestion = opened.ingestion(
            slug, readers, dt.datetime.now(dt.UTC), lambda done, total, _: shown(label, done, total)
        )
        report = ingestion.run(paths)
        opened.retriever.warm(slug)
    if as_json:
        write_json(report)
    else:
        _tell(report)
    if not report.read and not report.sources:
        complain("nothing could be read; the report says why for each file")
        raise typer.Exit(2)


def _slug_of(paths: list[Path]) -> str:
    """What the folder's own manifest says, else one name for whatever is here."""
    roots = {found.root for found in find(paths)}
    named = {read_manifest(root).slug for root in roots} - {""}
    return named.pop() if len(named) == 1 else DEFAULT_SLUG


def _tell(report: Report) -> None:
    states = {"new": "new", "changed": "changed", "unchanged": "unchanged"}
    counts = {state: sum(r.state == state for r in report.read) for state in states}
    same = [r for r in report.read if r.state == "same_text"]
    write(
        f"{report.community}: {len(report.read)} read ("
        + ", ".join(f"{n} {state}" for state, n in counts.items() if n)
        + f"{', ' if same and any(counts.values()) else ''}"
        + (f"{len(same)} the same text as another file" if same else "")
        + f"), {len(report.skipped)} skipped, in {report.seconds:.1f} s. "
        f"It now holds {report.sources} sources in {report.passages} passages."
    )
    for warning in report.warnings:
        write(f"  mind: {warning}")
    for item in same:
        write(f"  same text: {item.path} = {item.same_as}")
    for item in report.read:
        for warning in item.warnings:
            write(f"  mind: {item.path}: {warning}")
    for skipped in report.skipped:
        write(f"  skipped: {skipped.path}: {skipped.why}")
    for path in report.vanished:
        write(f"  gone from the folder, but still known: {path}")
