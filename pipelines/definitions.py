"""What ``dagster dev`` and ``juesuan serve`` load: the graph with the settings of the environment."""

import dagster as dg

from pipelines.defs.graph import build_defs


@dg.definitions
def defs() -> dg.Definitions:
    """Return the graph with the settings of the environment."""
    return build_defs()
