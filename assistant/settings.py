"""Settings from the environment: CODECITE_… variables, a misspelt one being an error with the nearest right name."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import SettingsError
from assistant.spending import Price
from knowledge.embedder import SHIPPED

_PREFIX = "CODECITE_"
AUTO = "auto"


class Settings(BaseModel):
    """What a user may set.

    ``home`` is where the library lies. ``model`` is ``extractive`` (the built-in writer), ``provider:name`` for a chat model, or
    ``auto``: the first that is there. ``external=never`` forbids any model outside this computer. ``base_url`` points an
    OpenAI-compatible provider elsewhere. ``daily_cap`` and ``question_cap`` are US dollars that models outside may cost a day and
    a question, ``price`` dollars for a million tokens read and written, ``1.25/10``. ``embedder`` is any name or path that
    sentence-transformers accepts. ``timeout`` is in seconds. ``mirror`` is an address whose files stand in for those of the
    publishers' own sites. ``database`` is the SQLAlchemy address of the conversations, a SQLite file in ``home`` where none is
    given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("codecite", appauthor=False)))
    model: str = AUTO
    external: Literal["allowed", "never"] = "allowed"
    base_url: str | None = None
    embedder: str = SHIPPED
    timeout: float = Field(default=60.0, gt=0)
    daily_cap: float = Field(default=5.0, ge=0)
    question_cap: float = Field(default=0.25, ge=0)
    price: Price | None = None
    mirror: str | None = None
    database: str | None = None

    @property
    def database_url(self) -> str:
        """Where conversations are kept."""
        return self.database or f"sqlite:///{(self.home / 'codecite.sqlite').as_posix()}"

    @field_validator("price", mode="before")
    @classmethod
    def _price(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        read, _, written = given.partition("/")
        try:
            return Price(float(read), float(written))
        except ValueError as error:
            raise ValueError("write dollars for a million tokens read and written, such as 1.25/10") from error


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings of an environment. Raises SettingsError naming the variable that is misspelt or has a bad value."""
    variables = os.environ if environment is None else environment
    given = {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(_PREFIX) and value != ""
    }
    for name in given:
        if name not in Settings.model_fields:
            near = difflib.get_close_matches(name, Settings.model_fields, 1)
            hint = f": did you mean {_PREFIX}{near[0].upper()}?" if near else f": settings are {_names()}."
            raise SettingsError(f"{_PREFIX}{name.upper()} is not a setting{hint}")
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"{_PREFIX}{str(first['loc'][0]).upper()} has a bad value: {first['msg']}.") from error


def _names() -> str:
    return ", ".join(_PREFIX + name.upper() for name in Settings.model_fields)
