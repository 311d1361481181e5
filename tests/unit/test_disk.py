"""Files that are whole or not there, and JSON that tells whether it is what was written."""

from __future__ import annotations

import json
from random import Random

import pytest

from pipelines.disk import seal, unseal

VALUES = {
    "rows": {"fct_line_item": 1203},
    "by_year": {2024: 3, 2023: 1},
    "told": ["一般公共预算", None],
    "share": 0.25,
}


def test_sealed_values_come_back_as_json_has_them() -> None:
    assert unseal(seal(VALUES)) == json.loads(json.dumps(VALUES))
    assert seal(unseal(seal(VALUES))) == seal(VALUES)


def test_a_text_of_an_older_version_is_taken_as_it_is() -> None:
    assert unseal(b'{"rows": 1}') == {"rows": 1}


def test_a_changed_bit_or_a_cut_gives_no_other_values() -> None:
    data = seal(VALUES)
    random = Random(7)
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << random.randrange(8)
        try:
            found = unseal(bytes(flipped))
        except ValueError:
            continue
        # The name of the checksum itself: it is a value more, and the others are what they were.
        assert {name: found.get(name) for name in VALUES} == json.loads(json.dumps(VALUES)), f"byte {at}"
    for end in range(len(data)):
        with pytest.raises(ValueError, match=r"."):
            unseal(data[:end])
