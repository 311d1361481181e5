"""``night``, ``reread``, ``morning`` and ``serve``: what runs by itself, asked for by hand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from pipelines.cli.errors import CommandError
from pipelines.cli.progress import heard
from pipelines.cli.terminal import Terminal
from pipelines.cli.work import at_work, report_reading
from pipelines.explore.serve import AddressError, address_of, require_free
from pipelines.operate import morning as report
from pipelines.operate.serve import serve as run_server
from pipelines.settings import Settings, environment_of


def night(settings: Settings) -> None:
    """Run one night now; say what came of it."""
    from pipelines.defs.run import Runner

    with heard() as progress, Runner(settings, progress, "night") as runner:
        outcome = runner.night()
    report_reading(outcome.problems, outcome.registered, outcome.totals)
    failures: dict[str, str] = outcome.crawled.get("failures") or {}
    console = Terminal(highlight=False)
    for site, reason in sorted(failures.items()):
        console.print(f"{site}: {reason}", style="yellow", markup=False, soft_wrap=True)
    if outcome.totals:
        console.print(f"Published {settings.published_file}", soft_wrap=True, markup=False)


def reread(
    settings: Settings, site: str | None, years: Sequence[int], reader: str, *, is_again: bool
) -> None:
    """Read documents of the raw archive again; say what happened."""
    from pipelines.archive.raw import Archive

    known = Archive.of(settings).sites()
    if site is not None and site not in known:
        raise CommandError(f"the raw archive has no site {site}: there are {', '.join(known) or 'none'}")
    sites = [site] if site is not None else known
    if not sites:
        raise CommandError("the raw archive is empty: juesuan ingest PATH... fills it")
    with heard() as progress, at_work(settings, progress, "reread") as work:
        outcome = work.reread(sites, reader, years, again=is_again)
    report_reading(outcome.problems, outcome.registered, outcome.totals)
    Terminal(highlight=False).print("Next: [bold]juesuan build[/] makes the warehouse.")


def morning(settings: Settings, *, is_sent: bool) -> None:
    """Write this morning's report, print it, and send it where asked and configured."""
    from pipelines.defs.morning import channels, last_night
    from pipelines.defs.run import open_instance
    from pipelines.operate.notify import send

    now = datetime.now(UTC)
    with open_instance(settings) as instance:
        seen = last_night(settings, instance, now)
    file, message = report.write(settings, report.gather(settings, seen, now=now))
    print(message.markdown)
    console = Terminal(highlight=False)
    console.print(f"Written: {file} and {file.with_suffix('.html').name}", soft_wrap=True, markup=False)
    if is_sent:
        sent = send(message, channels(settings))
        console.print(f"Sent by: {', '.join(sent) or 'nothing is configured'}")


def serve(settings: Settings, host: str, port: int, explorer_port: int) -> None:
    """Serve until stopped. Raises CommandError where the explorer cannot have its address."""
    console = Terminal(highlight=False)
    if explorer_port:
        try:
            require_free(host, explorer_port)
        except AddressError as error:
            raise CommandError(str(error)) from error
        address = settings.explorer_url or address_of(host, explorer_port)
        console.print(f"The explorer is at {address}", soft_wrap=True, markup=False)
    console.print(
        f"Dagster on http://{host}:{port} · night at {settings.night_cron} ({settings.time_zone}) · "
        f"data in {settings.data_dir} · Ctrl-C ends it",
        soft_wrap=True,
        markup=False,
    )
    run_server(settings, host=host, port=port, explorer_port=explorer_port)


def worker(settings: Settings, queues: Sequence[str]) -> None:
    """Serve Celery's queues in this process; reading starts processes of its own, which a pool's could not."""
    from pipelines.defs.executors import celery_app
    from pipelines.operate.home import storage_environment

    os.environ.update(environment_of(settings))
    os.environ.update(storage_environment(settings))
    app = celery_app(settings)
    name = f"{'-'.join(queues)}-{os.getpid()}@%h"
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    app.worker_main(["worker", "--pool", "solo", "--queues", ",".join(queues), "--hostname", name, *quiet])
