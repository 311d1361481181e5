"""Command line of the kills."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.kills.campaign import Campaign
from bench.kills.stages import BY_NAME


def main() -> int:
    """Kill each stage so many times, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="at least so many of each stage")
    parser.add_argument("--first", type=int, default=0, help="the number of the first trial")
    parser.add_argument("--stage", choices=BY_NAME, action="append", help="only this stage (default: all)")
    parser.add_argument("--seconds", type=float, default=3 * 3600, help="begin no trial after so long")
    parser.add_argument(
        "--folder", type=Path, help="where data folders are made; those with a fault stay there"
    )
    options = parser.parse_args()
    console = Console(width=140)
    stages = [stage for stage in BY_NAME if stage in (options.stage or BY_NAME)]
    with (
        tempfile.TemporaryDirectory(prefix="juesuan-kills-") as temporary,
        Campaign(options.folder or Path(temporary)) as campaign,
    ):
        campaign.prepare(*stages)
        counts: Counter[tuple[str, str]] = Counter()
        ends = time.monotonic() + options.seconds
        for stage in stages:
            trials = campaign.trials(stage, 10**6, options.first)
            while counts[stage, "kills"] < options.kills:
                trial = next(trials)
                counts[stage, "trials"] += 1
                counts[stage, "kills"] += len(trial.kills)
                counts[stage, "faults"] += bool(trial.wrong)
                killed = ", ".join(trial.kills) or "done before the kill"
                told = trial.wrong or "the same rows"
                console.print(f"{stage} {trial.number}: {killed}; {told}", markup=False, soft_wrap=True)
                if time.monotonic() > ends:
                    break
        table = Table("stage", "undisturbed, s", "kills", "trials", "faults")
        for stage in stages:
            figures = (str(counts[stage, name]) for name in ("kills", "trials", "faults"))
            table.add_row(stage, f"{campaign.took[stage]:.1f}", *figures)
        console.print(table)
    return 1 if any(count for (_, name), count in counts.items() if name == "faults") else 0


if __name__ == "__main__":
    raise SystemExit(main())
