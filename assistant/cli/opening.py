"""Settings and command-line options -> a workshop that is ready to answer."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from ..build import Workshop, build
from ..errors import InputError, SettingsError
from ..models import Role, Viewer
from ..readiness import make_ready
from ..settings import Settings, unknown_settings
from .output import complain


def settings() -> Settings:
    """What the environment says; raises SettingsError, and warns of names nobody reads."""
    from pydantic import ValidationError

    for name in unknown_settings():
        complain(f"warning: {name} is set, but there is no such setting")
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        name = "_".join(str(part) for part in problem["loc"]).upper()
        raise SettingsError(f"CONVENE_{name} cannot be used: {problem['msg']}") from error


@contextmanager
def workshop(*, example: bool = True) -> Iterator[Workshop]:
    """An assistant that has what it needs; closed at the end."""
    from .output import progress

    opened = build(settings())
    try:
        with progress() as report:
            make_ready(opened, dt.datetime.now(dt.UTC), report, example=example)
        yield opened
    finally:
        opened.store.close()


def viewer(opened: Workshop, community: str | None, role: str) -> Viewer:
    """Who asks; raises InputError for a community or role there is none of."""
    slug = opened.community(community)
    if slug is not None and opened.store.community(slug) is None:
        known = ", ".join(c.slug for c in opened.store.communities()) or "none yet"
        raise InputError(f"there is no community {slug!r}; known: {known}")
    return Viewer(community=slug, role=role_named(role))


def role_named(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise InputError(f"{name!r} is no role; use {', '.join(Role)}") from None


def day_named(text: str | None) -> dt.date:
    """An ISO date, or today."""
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no date; write it like 2025-06-12") from None
