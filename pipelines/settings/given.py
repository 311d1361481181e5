"""What a person sets: names, kinds and bounds of all settings, and where each may be written."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pipelines.settings.place import PREFIX, SettingsError


class Given(BaseSettings):
    """The settings as they were given; a field is ``JUESUAN_`` and its name in the environment, its name in a file."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", env_ignore_empty=True)

    data_dir: Path | None = None
    lang: str = Field(default="", pattern="^(zh|en|)$")
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    document_seconds: int = Field(default=900, ge=1)
    worker_memory_mib: int = Field(default=4096, ge=0)
    flush_documents: int = Field(default=200, ge=1)
    batch_seconds: int = Field(default=600, ge=1)
    night_core_hours: float = Field(default=0, ge=0)
    executor: Literal["in_process", "multiprocess", "celery", "kubernetes"] = "in_process"
    steps: int = Field(default=2, ge=1)
    broker_url: str = ""
    results_url: str = ""
    visibility_seconds: int = Field(default=21600, ge=1)
    data_url: str = Field(default="", pattern="^(s3://[^/]+.*|)$")
    raw_url: str | None = None
    sites_dir: Path | None = None
    crawls: int = Field(default=4, ge=1)
    snapshots: int = Field(default=7, ge=2)
    night_cron: str = "0 2 * * *"
    morning_cron: str = "0 7 * * *"
    time_zone: str = "Asia/Shanghai"
    inbox_seconds: int = Field(default=60, ge=0)
    warehouse: Literal["file", "ducklake"] = "file"
    ducklake_catalog: str = ""
    ducklake_data: str = ""
    ducklake_file_hours: int = Field(default=24, ge=0)
    ducklake_files: int = Field(default=32, ge=2)
    explorer_url: str = ""
    webhook_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    mail_to: Annotated[tuple[str, ...], NoDecode] = ()
    postgres_url: str = ""
    cache_dir: Path = Path("~/.cache/juesuan")

    @field_validator("night_cron", "morning_cron")
    @classmethod
    def _cron(cls, text: str) -> str:
        if len(text.split()) != 5:
            raise ValueError(f"must be a cron line of five fields, not {text!r}")
        return text.strip()

    @field_validator("ducklake_catalog")
    @classmethod
    def _catalogue(cls, text: str) -> str:
        if "://" in text and not text.startswith(("postgresql://", "postgres://")):
            raise ValueError("must be a file or postgresql://user:password@host:port/name")
        return text.strip()

    @field_validator("ducklake_data")
    @classmethod
    def _rows(cls, text: str) -> str:
        if "://" in text and not re.fullmatch("s3://[^/]+/.*[^/].*", text):
            raise ValueError(f"must be a folder or s3://bucket/folder, not {text!r}")
        return text.strip()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, text: str) -> str:
        try:
            ZoneInfo(text.strip())
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"must be a time zone such as Asia/Shanghai, not {text!r}") from None
        return text.strip()

    @field_validator("mail_to", mode="before")
    @classmethod
    def _addresses(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


class _Environment(EnvSettingsSource):
    """A mapping read as the environment is."""

    def __init__(self, model: type[BaseSettings], values: Mapping[str, str]) -> None:
        self._values = {name.lower(): value for name, value in values.items() if value.strip()}
        super().__init__(model)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._values


def given(values: Mapping[str, str], file: Path | None) -> Given:
    """Return what is set in ``values``, named as in the environment, and below them in a TOML file.

    Raises SettingsError for a value that cannot be used and a name that is no setting.
    """

    class Here(Given):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: Any, **__: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            environment = _Environment(settings_cls, values)
            return (environment, TomlConfigSettingsSource(settings_cls, file)) if file else (environment,)

    try:
        return Here()
    except ValidationError as error:
        raise SettingsError(_told(error, file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from None


def _told(error: ValidationError, file: Path | None) -> str:
    """Return the first thing that is wrong, in a sentence."""
    first = error.errors()[0]
    field, value, limits = str(first["loc"][0]), first["input"], first.get("ctx", {})
    name = f"{PREFIX}{field.upper()}"
    match first["type"]:
        case "extra_forbidden":
            return f"{file}: there is no setting {field}"
        case "greater_than_equal":
            return f"{name} must be at least {limits['ge']}, not {value}"
        case "value_error":
            return f"{name} {limits['error']}"
        case "string_pattern_mismatch" if field == "data_url":
            return f"{name} must begin with s3:// and name a bucket, not {value!r}"
        case "string_pattern_mismatch":
            return f"{name} must be zh or en, not {value!r}"
        case "literal_error":
            return f"{name} must be {limits['expected']}, not {value!r}"
        case "int_parsing" | "int_from_float" | "int_type":
            return f"{name} must be a whole number, not {value!r}"
        case _:
            return f"{name} cannot be {value!r}: {first['msg']}"
