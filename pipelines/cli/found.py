"""What a person means by a name or the first digits of an id."""

from __future__ import annotations

from pipelines.cli.errors import CommandError
from pipelines.explore.store import Store
from pipelines.publish import places
from pipelines.publish.places import Thing

_MOST_TOLD = 8
_NAMED = {
    "body": """
        select organisation_id as id, organisation_name as name, organisation_name = $name as is_it
        from dim_organisation
        where contains(organisation_name, $name) or starts_with(organisation_id, $name)
            or list_bool_or(list_transform(aliases, lambda one: contains(one, $name)))
        order by is_it desc, length(name), id limit 9
    """,
    "county": """
        select division_code as id, any_value(division_name) as name, bool_or(division_name = $name) as is_it
        from mart_county_total where contains(division_name, $name) or division_code = $name
        group by division_code order by is_it desc, length(name), id limit 9
    """,
}
_UNKNOWN = {
    "body": "no body is called {}: juesuan query 'select organisation_name from dim_organisation'",
    "county": "no county is called {}: juesuan query 'select division_code, division_name from mart_county_total'",
}


def the_thing(store: Store, name: str) -> Thing:
    """Return the one thing whose id begins with a text, or that has it as its file's or its own name.

    Raises CommandError where there is none, or more than one.
    """
    if not name:
        raise CommandError("give the id of a figure, a statement, a contradiction, a document or a body")
    found = places.things(store.rows, name)
    if len(found) > 1:
        raise CommandError(f"several ids begin with {name}: give more digits")
    if not found:
        raise CommandError(
            f"nothing has the id {name}; ids are in line_item_id, claim_id, error_id, document_id and organisation_id: "
            "juesuan query 'select line_item_id, item_name, text_printed from fct_line_item limit 10'"
        )
    return found[0]


def named(store: Store, kind: str, name: str) -> str:
    """Return the id of the ``body`` or ``county`` that a name, a part of one or an id means.

    Raises CommandError where there is none, or more than one and none has just that name.
    """
    found = store.rows(_NAMED[kind], name=name) if name else []
    if not found:
        raise CommandError(_UNKNOWN[kind].format(name))
    exact = [row for row in found if row["is_it"]]
    if len(exact) == 1 or len(found) == 1:
        return str((exact or found)[0]["id"])
    told = "、".join(f"{row['name']} ({row['id']})" for row in found[:_MOST_TOLD])
    raise CommandError(f"several are called {name}: {told}")
