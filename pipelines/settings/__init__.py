"""Every path and limit of a run, once. Paths are absolute: Dagster, dbt and workers run in different folders.

Values come from, in this order: the argument (``--data-dir``), the environment (``JUESUAN_…``), a ``.env`` file and
a ``juesuan.toml`` in the current folder (``JUESUAN_SETTINGS`` names another one), the defaults of
:mod:`pipelines.settings.given`. Nothing here touches the disk except these files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.settings.place import FILE_VARIABLE, PREFIX, SettingsError, settings_file

PACKAGE_DIR: Final = Path(__file__).resolve().parents[1]
_SOURCE_TREE: Final = PACKAGE_DIR.parent
EXPLORER_PORT: Final = 8300
"""Where the explorer listens where nothing else is said."""
IS_SOURCE_TREE: Final = (_SOURCE_TREE / "dbt_project" / "dbt_project.yml").is_file()


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything lies and how much a run may take. Folders are made by whoever writes into them."""

    data_dir: Path
    workers: int
    document_seconds: int  # a document that takes longer is stopped
    worker_memory_bytes: int  # address space of one reading process; 0 = unlimited
    flush_documents: int  # documents read between two writes of the lake
    batch_seconds: int = 600  # core-seconds that the documents of one reading step are estimated to take
    night_core_hours: float = 0  # what a night reads at most; the rest waits for the backlog job. 0 = all
    executor: str = "in_process"  # who runs the graph's steps: see pipelines.defs.executors
    steps: int = 2  # steps of one run at once, where the executor runs several
    broker_url: str = ""  # Celery's broker
    results_url: str = ""  # where Celery keeps results; the broker without one
    visibility_seconds: int = (
        21600  # after so long a task whose worker vanished goes to another; longer than a step
    )
    data_url: str = ""  # an S3 prefix that keeps what machines share; the data folder without one
    raw_url: str | None = None  # an fsspec address of the raw archive; its folder is raw_dir without one
    sites_dir: Path = PACKAGE_DIR / "sites"  # the folder of the site files
    crawls: int = 4  # sites crawled side by side
    snapshots: int = 7  # published warehouses kept
    night_cron: str = "0 2 * * *"  # when the night's run begins, in time_zone
    morning_cron: str = "0 7 * * *"  # when the morning report is written and sent
    time_zone: str = "Asia/Shanghai"
    inbox_seconds: int = 60  # a file in the inbox that has not changed for so long is whole
    webhook_url: str = ""  # the morning report's channels; none is used where empty
    smtp_url: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    postgres_url: str = ""  # where Dagster keeps its runs; a SQLite file in dagster_home without one
    warehouse: str = "file"  # or ducklake
    ducklake_catalog: str = ""  # a file or postgresql://…; see catalogue_address
    ducklake_data: str = ""  # a folder or s3://bucket/…; see rows_address
    ducklake_file_hours: int = 24  # files that no kept publication needs stay so long for those who read them
    ducklake_files: int = 32  # a table of more files is written into fewer
    cache_dir: Path | None = None  # what data folders share and can be made again
    lang: str = (
        ""  # the language of what people read that nobody asked for in a language; the system's where empty
    )
    explorer_url: str = ""  # where people reach the explorer: what the morning report's links begin with
    file: Path | None = None  # the settings file that was read

    @property
    def raw_dir(self) -> Path:
        """Return the folder of the content-addressed raw archive, or of its copies where ``raw_url`` is set."""
        return self.data_dir / "raw"

    @property
    def crawl_dir(self) -> Path:
        """Return the folder of what crawls know of their sites: answers, validators, where they stand."""
        return self.data_dir / "crawl"

    @property
    def crawl_url(self) -> str:
        """Return where the state of crawls is kept for other machines; empty without one."""
        return f"{self.data_url}/crawl" if self.data_url else ""

    @property
    def lake_url(self) -> str:
        """Return where the lake is kept for machines that share no folder; empty without one."""
        return f"{self.data_url}/lake" if self.data_url else ""

    @property
    def handover_url(self) -> str:
        """Return where steps of a run leave what the next ones need, for machines that share no folder."""
        return f"{self.data_url}/handover" if self.data_url else ""

    @property
    def lake_dir(self) -> Path:
        """Return the folder of the Parquet lake, or of what mirrors it where ``lake_url`` is set."""
        return self.data_dir / "lake"

    @property
    def warehouse_file(self) -> Path:
        """Return the last published build, from which the next one goes on; the file analysts open, if it is one."""
        return self.data_dir / "warehouse" / "juesuan.duckdb"

    @property
    def is_ducklake(self) -> bool:
        """Tell whether the warehouse is published into a DuckLake."""
        return self.warehouse == "ducklake"

    @property
    def catalogue_address(self) -> str:
        """Return where the DuckLake's catalogue is: a file, or an address of PostgreSQL."""
        return self.ducklake_catalog or str(self.data_dir / "warehouse" / "catalogue.ducklake")

    @property
    def rows_address(self) -> str:
        """Return where the DuckLake's rows are: a folder, or an address on S3."""
        return self.ducklake_data or str(self.data_dir / "warehouse" / "rows")

    @property
    def published_file(self) -> Path:
        """Return what analysts open: the warehouse as a file, or the catalogue of the DuckLake's published state."""
        return self.warehouse_file.with_suffix(".ducklake") if self.is_ducklake else self.warehouse_file

    @property
    def build_file(self) -> Path:
        """Return the warehouse under construction.

        The name equals the published one because DuckDB stores its catalogue's name in views.
        """
        return self.data_dir / "warehouse" / "build" / "juesuan.duckdb"

    @property
    def snapshots_dir(self) -> Path:
        """Return the folder of the kept warehouses, on the file system of the published one."""
        return self.data_dir / "warehouse" / "snapshots"

    @property
    def inbox_dir(self) -> Path:
        """Return the folder whose files are registered as they come: ``inbox/<site>/…``."""
        return self.data_dir / "inbox"

    @property
    def reports_dir(self) -> Path:
        """Return the folder of the morning reports."""
        return self.data_dir / "reports"

    @property
    def extra_divisions_file(self) -> Path:
        """Return the user's own divisions (columns code, name, level, parent_code); need not exist."""
        return self.data_dir / "reference" / "divisions.csv"

    @property
    def county_figures_file(self) -> Path:
        """Return the user's own population, price index and types of counties; need not exist."""
        return self.data_dir / "reference" / "county_figures.csv"

    @property
    def extra_forms_dir(self) -> Path:
        """Return the folder of the user's own form files, and of a ``roles.yml`` of theirs; need not exist."""
        return self.data_dir / "reference" / "forms"

    @property
    def dbt_project_dir(self) -> Path:
        """Return the dbt project: beside the package in a source tree, inside it when installed."""
        return _SOURCE_TREE / "dbt_project" if IS_SOURCE_TREE else PACKAGE_DIR / "_dbt"

    @property
    def dbt_target_dir(self) -> Path:
        """Return the folder of dbt's manifest, compiled SQL and documentation."""
        return self.data_dir / "dbt"

    @property
    def dagster_config_file(self) -> Path:
        """Return the instance configuration that ``dagster dev`` and ``juesuan`` share."""
        return _SOURCE_TREE / "dagster.yaml" if IS_SOURCE_TREE else PACKAGE_DIR / "_dagster.yaml"

    @property
    def dagster_home(self) -> Path:
        """Return where Dagster keeps runs and materialisations: DAGSTER_HOME, else in the data folder."""
        home = os.environ.get("DAGSTER_HOME")
        return Path(home) if home else self.data_dir / "dagster"

    @property
    def logs_dir(self) -> Path:
        """Return the folder of the run logs."""
        return self.data_dir / "logs"

    @property
    def traces_dir(self) -> Path:
        """Return the folder of the page pictures that ``juesuan trace`` writes."""
        return self.data_dir / "traces"


def _dotenv(path: Path) -> dict[str, str]:
    """Read ``NAME=value`` lines; blank lines and ``#`` comments are skipped, quotes removed."""
    if not path.is_file():
        return {}
    values: dict[str, str] = {}
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip().removeprefix("export ").strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator:
            raise SettingsError(f"{path}, line {number}: expected NAME=value, found {line!r}")
        values[name.strip()] = value.strip().strip("\"'")
    return values


def _cache_dir(base: Path, folder: Path) -> Path | None:
    """Return the folder of what is shared by data folders; None for a user without a home."""
    try:
        return (base / folder.expanduser()).absolute()
    except RuntimeError:
        return None


def _address(base: Path, told: str) -> str:
    """Return an address as it is, a path as an absolute one, and nothing as nothing."""
    return told if not told or "://" in told else str((base / Path(told).expanduser()).absolute())


def load(
    data_dir: Path | None = None, *, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Settings:
    """Collect the settings.

    ``environment`` (default: the process's) wins over ``.env`` in ``folder`` (default: the current one);
    relative paths are taken from ``folder``. Raises SettingsError for a value that cannot be used.
    """
    from pipelines.settings.given import given

    base = (folder or Path.cwd()).absolute()
    environment = os.environ if environment is None else environment
    values = {**_dotenv(base / ".env"), **{k: v for k, v in environment.items() if k.startswith(PREFIX)}}
    file = settings_file(values, base)
    told = given(values, file)
    default = (_SOURCE_TREE if IS_SOURCE_TREE else base) / "data"
    return Settings(
        data_dir=(base / (data_dir or told.data_dir or default).expanduser()).resolve(),
        workers=told.workers,
        document_seconds=told.document_seconds,
        worker_memory_bytes=told.worker_memory_mib * 1024**2,
        flush_documents=told.flush_documents,
        batch_seconds=told.batch_seconds,
        night_core_hours=told.night_core_hours,
        executor=told.executor,
        steps=told.steps,
        broker_url=told.broker_url,
        results_url=told.results_url,
        visibility_seconds=told.visibility_seconds,
        data_url=told.data_url.rstrip("/"),
        raw_url=told.raw_url or (f"{told.data_url.rstrip('/')}/raw" if told.data_url else None),
        sites_dir=(base / (told.sites_dir or PACKAGE_DIR / "sites").expanduser()).resolve(),
        crawls=told.crawls,
        snapshots=told.snapshots,
        night_cron=told.night_cron,
        morning_cron=told.morning_cron,
        time_zone=told.time_zone,
        inbox_seconds=told.inbox_seconds,
        webhook_url=told.webhook_url,
        smtp_url=told.smtp_url,
        mail_from=told.mail_from,
        mail_to=told.mail_to,
        postgres_url=told.postgres_url,
        cache_dir=_cache_dir(base, told.cache_dir),
        warehouse=told.warehouse,
        ducklake_catalog=_address(base, told.ducklake_catalog),
        ducklake_data=_address(base, told.ducklake_data),
        ducklake_file_hours=told.ducklake_file_hours,
        ducklake_files=told.ducklake_files,
        lang=told.lang,
        explorer_url=told.explorer_url.rstrip("/"),
        file=file,
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables by which a program that is started in another folder finds the same settings."""
    own = {f"{PREFIX}DATA_DIR": str(settings.data_dir)}
    return own if settings.file is None else {**own, FILE_VARIABLE: str(settings.file)}


def environment_for_dbt(settings: Settings) -> dict[str, str]:
    """Return the variables that the dbt project's profile and sources read; all paths absolute."""
    return {
        "JUESUAN_LAKE_DIR": str(settings.lake_dir),
        "JUESUAN_WAREHOUSE_FILE": str(settings.build_file),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


__all__ = [
    "IS_SOURCE_TREE",
    "PACKAGE_DIR",
    "PREFIX",
    "Settings",
    "SettingsError",
    "environment_for_dbt",
    "environment_of",
    "load",
]
