"""Typed settings: `config/default.toml` < SUMMARIZER_CONFIG < environment < secrets directory."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from summarizer.errors import SettingsError
from summarizer.tables import config_directory

PREFIX = "SUMMARIZER_"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"
SECRETS_VARIABLE = f"{PREFIX}SECRETS_DIR"

# Kubernetes gives every pod the addresses of a Service that is called "summarizer".
_SERVICE_LINK = re.compile(rf"{PREFIX}(SERVICE_(HOST|PORT).*|PORT(_\d+_.*)?)")

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Section):
    """Listening, threads, and how long a connection may take."""

    host: str
    port: Port
    management_port: Annotated[int, Field(ge=0, le=65535)]
    threads: Count
    connections: Count
    idle_seconds: Count
    body_seconds: Seconds
    graceful_seconds: Count


class Api(_Section):
    """Who may call, how often, and from which web pages."""

    keys_file: str
    requests_per_minute: Annotated[int, Field(ge=0)]
    cors_origins: str


class Limits(_Section):
    """What a request may be at most."""

    characters: Count
    title_characters: Count
    body_bytes: Count
    seconds: Seconds


class Gate(_Section):
    """How many requests models work for, and how many wait."""

    slots: Count
    waiting: Annotated[int, Field(ge=0)]


class Models(_Section):
    """Where models lie, and how they are run."""

    directory: str
    serve: str
    catalog: str
    accept_noncommercial: bool
    device: Literal["auto", "cpu", "cuda"]
    threads: Annotated[int, Field(ge=0)]
    batch_tokens: Count
    window_ms: Annotated[float, Field(ge=0)]
    nli: str
    ner_ru: bool


class Glossary(_Section):
    """What things are called in translations."""

    files: str
    traditional: Literal["taiwan", "mainland"]
    russian_in_ukraine: Literal["в", "на"]


class Cache(_Section):
    """Where summaries are remembered, and for how long."""

    redis_url: SecretStr
    timeout_seconds: Seconds
    breaker_seconds: Seconds
    ttl_seconds: Count
    lease_seconds: Seconds
    memory_entries: Count
    memory_bytes: Count
    readings_characters: Count


class Log(_Section):
    """What is logged, and how it looks."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["json", "console"]


class Settings(BaseSettings):
    """Every setting; `config/default.toml` documents each one."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    server: Server
    api: Api
    limits: Limits
    gate: Gate
    models: Models
    glossary: Glossary
    cache: Cache
    log: Log

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.server.graceful_seconds <= self.limits.seconds:
            raise ValueError(
                "server.graceful_seconds must be more than limits.seconds"
                f" ({self.limits.seconds:g}): requests under way are answered before the end"
            )
        taken = self.gate.slots + self.gate.waiting
        if self.server.threads <= taken:
            raise ValueError(
                f"server.threads must be more than gate.slots and gate.waiting together ({taken}):"
                " who works and who waits has a thread each, and the cache answers beside them"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the sources in the documented order, the strongest first."""
        file = os.environ.get(CONFIG_VARIABLE)
        return (
            init_settings,
            _SecretsDirectory(settings_cls),
            env_settings,
            InitSettingsSource(settings_cls, _redis_url()),
            *([TomlConfigSettingsSource(settings_cls, Path(file))] if file else []),
            TomlConfigSettingsSource(settings_cls, config_directory() / "default.toml"),
        )


class _SecretsDirectory(EnvSettingsSource):
    """Files named as the variables without their prefix (`cache_redis_url`), a value each."""

    def _load_env_vars(self) -> dict[str, str | None]:
        folder = os.environ.get(SECRETS_VARIABLE)
        # Kubernetes mounts a secret as links beside hidden folders of its own.
        return {
            PREFIX.lower() + path.name.lower(): path.read_text(encoding="utf-8").strip()
            for path in (sorted(Path(folder).iterdir()) if folder else [])
            if path.is_file() and not path.name.startswith(".")
        }


def _redis_url() -> dict[str, Any]:
    """Return what `REDIS_URL` sets, the name that platforms give the address of a Redis."""
    url = os.environ.get("REDIS_URL")
    return {"cache": {"redis_url": url}} if url else {}


def load() -> Settings:
    """Return the settings of this process.

    Raises SettingsError, naming each setting that is unknown or wrong.
    """
    try:
        _refuse_unknown_names()
        _refuse_missing_file()
        return Settings()  # type: ignore[call-arg]  # the sources bring every field
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(error)) from error


def names() -> tuple[str, ...]:
    """Return every setting as `section.key`."""
    return tuple(
        f"{section}.{key}"
        for section, field in Settings.model_fields.items()
        for key in field.annotation.model_fields  # type: ignore[union-attr]  # always a section
    )


def variable(name: str) -> str:
    """Return the environment variable that sets `section.key`."""
    return PREFIX + name.replace(".", "_").upper()


def _refuse_unknown_names() -> None:
    known = {variable(name) for name in names()} | {CONFIG_VARIABLE, SECRETS_VARIABLE}
    unknown = sorted(
        name
        for name in os.environ
        if name.upper().startswith(PREFIX)
        and name.upper() not in known
        and not _SERVICE_LINK.fullmatch(name.upper())
    )
    folder = os.environ.get(SECRETS_VARIABLE)
    if folder:
        unknown += sorted(
            str(path)
            for path in Path(folder).iterdir()
            if path.is_file()
            and not path.name.startswith(".")
            and PREFIX + path.name.upper() not in known
        )
    if unknown:
        raise SettingsError(f"unknown setting: {', '.join(unknown)}")


def _refuse_missing_file() -> None:
    file = os.environ.get(CONFIG_VARIABLE)
    if file and not Path(file).is_file():
        raise SettingsError(f"{CONFIG_VARIABLE}: there is no file {file}")


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(f"unknown setting: {name}")
        elif not name:
            lines.append(problem["msg"].removeprefix("Value error, "))
        else:
            # The value is left out: it may be a secret.
            lines.append(f"{name}: {problem['msg']} (environment: {variable(name)})")
    return "\n".join(lines)
