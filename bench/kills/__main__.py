"""Command line of the kills."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.kills.campaign import STAGES, Campaign


def main() -> int:
    """Kill each stage so many times, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how many of each stage")
    parser.add_argument("--first", type=int, default=0, help="the number of the first trial")
    parser.add_argument("--stage", choices=STAGES, action="append", help="only this stage (default: all)")
    parser.add_argument("--seconds", type=float, default=3 * 3600, help="begin no trial after so long")
    parser.add_argument(
        "--folder", type=Path, help="where data folders are made; those with a fault stay there"
    )
    options = parser.parse_args()
    console = Console(width=140)
    with tempfile.TemporaryDirectory(prefix="juesuan-kills-") as temporary:
        campaign = Campaign(options.folder or Path(temporary))
        stages = [stage for stage in STAGES if stage in (options.stage or STAGES)]
        campaign.prepare(stages[-1])
        counts: Counter[tuple[str, str]] = Counter()
        ends = time.monotonic() + options.seconds
        for stage in stages:
            for trial in campaign.trials(stage, options.kills, options.first):
                counts[stage, "kills"] += not trial.killed.startswith("nothing")
                counts[stage, "done before"] += trial.killed.startswith("nothing")
                counts[stage, "faults"] += bool(trial.wrong)
                told = trial.wrong or "the same rows"
                console.print(
                    f"{stage} {trial.number}: after {trial.seconds:.1f} s {trial.killed}; {told}",
                    markup=False,
                )
                if time.monotonic() > ends:
                    break
        table = Table("stage", "undisturbed, s", "kills", "done before", "faults")
        for stage in stages:
            figures = (str(counts[stage, name]) for name in ("kills", "done before", "faults"))
            table.add_row(stage, f"{campaign.took[stage]:.1f}", *figures)
        console.print(table)
    return 1 if any(count for (_, name), count in counts.items() if name == "faults") else 0


if __name__ == "__main__":
    raise SystemExit(main())
