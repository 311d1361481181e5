"""Command line of the made-up governments' books."""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path

from bench.governments.measure import Score, books, score, tables_of


def _print(one: Score, show: int) -> None:
    lost, extra = one.lost.total(), one.extra.total()
    known = "" if one.is_known else "  NOT KNOWN AS A GOVERNMENT'S"
    counts = f"right {one.right:5} missed {lost:5} wrong or extra {extra:5}"
    print(f"{one.book.path.name:<16} {one.book.shape:<12} {counts}{known}")
    for label, left in (("missed", one.lost), ("extra ", one.extra)):
        for key, _ in list(left.items())[:show]:
            print("   ", label, "|".join(map(str, key[:-1])), "=", key[-1])
    for told in one.told[:show]:
        print("    told  ", told)


def main() -> int:
    """Make books, read them, and print what came of all by shape."""
    parser = argparse.ArgumentParser(prog="python -m bench.governments", description=__doc__)
    parser.add_argument("--count", type=int, default=30, help="how many books are made")
    parser.add_argument("--first", type=int, default=1, help="the number of the first")
    parser.add_argument(
        "--show", type=int, default=3, help="how many figures that differ are shown of each book"
    )
    parser.add_argument("--keep", type=Path, help="where the books are kept")
    parser.add_argument(
        "--cells", type=Path, nargs="*", default=[], help="files of cells to print in other shapes"
    )
    options = parser.parse_args()
    by_shape: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for seed in range(options.first, options.first + options.count):
            tables = None
            if options.cells:
                cells = options.cells[seed % len(options.cells)]
                tables = list(tables_of(cells, "云溪市"))
            one = score(books(seed, folder, tables))
            if one.lost or one.extra or one.told or not one.is_known:
                _print(one, options.show)
            for shape in (one.book.shape, "all"):
                values = (1, one.right, one.lost.total(), one.extra.total(), len(one.told))
                by_shape[shape] = [a + b for a, b in zip(by_shape[shape], values, strict=True)]
    print(f"{'shape':<14}{'books':>6}{'right':>8}{'missed':>8}{'wrong':>8}{'told':>6}  recall precision")
    for shape, (count, right, missed, wrong, told) in sorted(by_shape.items()):
        recall, precision = right / max(1, right + missed), right / max(1, right + wrong)
        print(
            f"{shape:<14}{count:>6}{right:>8}{missed:>8}{wrong:>8}{told:>6} {recall:>7.2%} {precision:>9.2%}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
