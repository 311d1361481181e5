"""What an installed copy needs lies in its wheel, where the program looks for it."""

from __future__ import annotations

import tomllib

from pipelines.publish.cookbook import recipes
from tests.conftest import ROOT


def test_the_wheel_holds_all_that_stands_outside_the_package() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    taken = build["targets"]["wheel"]["force-include"]
    assert all((ROOT / source).exists() for source in taken)
    assert recipes((ROOT / "docs" / "cookbook.md").read_text("utf-8"))
    assert taken["docs/cookbook.md"] == "pipelines/_cookbook.md"
    looked_for = (ROOT / "pipelines" / "publish" / "cookbook.py").read_text("utf-8")
    assert '"_cookbook.md"' in looked_for
