"""Everything that can be set from outside, and the only reader of the environment."""

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CONVENE_"


class Settings(BaseSettings):
    """Values only. Each is read from the environment under its name with CONVENE_ before it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(default_factory=lambda: user_data_path("convene", appauthor=False))
    """Where the database and everything derived from it is kept."""
    database_url: str | None = None
    """An SQLAlchemy URL; None means SQLite under `home`."""
    community: str | None = None
    """The community that is asked when none is named."""
    embedding_model: str | None = None
    """Name of a model at an OpenAI-compatible endpoint; None means the embedded model."""
    embedding_base_url: str | None = None
    embedding_api_key: SecretStr = SecretStr("none")
    threads: int = Field(0, ge=0)
    """Threads of the embedded model; 0 lets it use every core."""


def unknown_settings() -> tuple[str, ...]:
    """Names in the environment that look like settings and are none: typing mistakes."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known))
