"""Write the sample reports: ``python -m samples OUT_DIR``."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples import keys, typeset


def main() -> None:
    """Parse the command line and typeset."""
    parser = argparse.ArgumentParser(prog="python -m samples", description=__doc__)
    parser.add_argument("out_dir", type=Path, help="folder to write to; it is made when missing")
    parser.add_argument("--only", nargs="+", choices=keys(), metavar="KEY", help="write these reports only")
    arguments = parser.parse_args()
    documents = typeset(arguments.out_dir, arguments.only)
    figures = sum(len(d.cells) for d in documents)
    pages = sum(d.pages for d in documents)
    print(f"{len(documents)} reports, {pages} pages, {figures} figures in {arguments.out_dir}")


if __name__ == "__main__":
    main()
