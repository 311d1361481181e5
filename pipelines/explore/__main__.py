"""The explorer as one of the programs of ``juesuan serve``: it is up before anything is published."""

from __future__ import annotations

import argparse

from pipelines.explore.serve import serve
from pipelines.settings import load

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m pipelines.explore", description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    serve(load(), host=asked.host, port=asked.port, say=lambda _: None, is_patient=True)
