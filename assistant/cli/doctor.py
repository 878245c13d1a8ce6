"""convene doctor: what is installed, where things are, what is wrong."""

import hashlib
import platform
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from importlib.resources import files
from typing import Annotated

import typer

from ..build import build
from ..errors import AssistantError
from ..settings import unknown_settings
from ..store import SHIPPED
from .opening import settings
from .output import write, write_json

PACKAGES = ("assistant", "knowledge", "prompts", "evals", "ui")
LIBRARIES = ("pydantic", "sqlalchemy", "onnxruntime", "tokenizers", "numpy", "chromadb", "gradio")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say what is installed, where things are, and what is wrong."""
    wrong = list(_wrong())
    facts = dict(_facts())
    if as_json:
        write_json({"facts": facts, "wrong": wrong})
    else:
        for name, value in facts.items():
            write(f"{name:24} {value}")
        for problem in wrong:
            write(f"wrong: {problem}")
        write("Nothing is wrong." if not wrong else f"{len(wrong)} things are wrong.")
    if wrong:
        raise typer.Exit(1)


def _facts() -> Iterator[tuple[str, str]]:
    yield "python", platform.python_version()
    for name in ("convene-assistant", *LIBRARIES):
        yield name, _version(name)
    known = settings()
    yield "home", str(known.home)
    yield "database", known.database_url or "SQLite under home"
    yield "embedding", known.embedding_model or "embedded MiniLM"
    try:
        opened = build(known)
    except AssistantError:
        return
    counts = opened.store.source_counts()
    for slug, (sources, passages) in sorted(counts.items()):
        label = "shipped knowledge" if slug == SHIPPED else f"community {slug}"
        yield label, f"{sources} sources, {passages} passages"
    yield "activities", str(len(opened.assistant.activities))
    opened.store.close()


def _wrong() -> Iterator[str]:
    for name in unknown_settings():
        yield f"{name} is set, but there is no such setting"
    yield from _shared_names()
    yield from _altered_weights()
    try:
        build(settings()).store.close()
    except AssistantError as error:
        yield str(error)


def _shared_names() -> Iterator[str]:
    """Another distribution with one of our package names would have overwritten it."""
    owners = packages_distributions()
    for name in PACKAGES:
        others = set(owners.get(name, ())) - {"convene-assistant"}
        if others:
            yield (
                f"the package {name!r} is also installed by {', '.join(sorted(others))}; "
                "install Convene into an environment of its own"
            )


def _altered_weights() -> Iterator[str]:
    weights = files("assistant.retrieval.weights")
    expected = tomllib.loads((weights / "provenance.toml").read_text("utf-8"))["files"]
    for name, digest in expected.items():
        if hashlib.sha256((weights / name).read_bytes()).hexdigest() != digest:
            yield f"the model file {name} is not the one that was shipped; install Convene again"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
