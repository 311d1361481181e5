"""What the lake's relations hold, in the words of the dbt project's source file."""

from functools import cache

from pipelines import settings, yaml_text


@cache
def source_descriptions() -> dict[str, str]:
    """Return the description of each relation of the lake that dbt reads."""
    file = settings.load().dbt_project_dir / "models" / "staging" / "_lake.yml"
    sources = yaml_text.parse(file.read_text(encoding="utf-8"))["sources"]
    return {table["name"]: table["description"].strip() for source in sources for table in source["tables"]}
