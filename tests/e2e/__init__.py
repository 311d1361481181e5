"""From PDF to mart through the command line, with real DuckDB, dbt and Dagster."""
