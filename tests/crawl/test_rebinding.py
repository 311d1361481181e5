"""A name that answers a public address first and this machine's own at the next connection reaches nothing here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawl.rebinding import NAME, PUBLIC
from tests.namespaces import run_with_names

pytestmark = pytest.mark.slow


def test_a_name_that_is_rebound_to_this_machine_is_refused_at_the_connection(tmp_path: Path) -> None:
    done = run_with_names("tests.crawl.rebinding", [str(tmp_path / "data")])
    assert done.returncode == 0, done.stderr
    first, second = json.loads(done.stdout.splitlines()[-1])
    assert first["servers"] == [PUBLIC] and first["pages"] == 1, "while it is public it is crawled"
    assert second["lookups"] >= 1, f"{NAME} is looked up again"
    assert second["servers"] == [], "nothing on this machine was asked"
    assert set(second["problems"]) == {"private"}
