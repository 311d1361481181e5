"""Asset checks of our own. Each one's name is the sentence that is true when it passes."""

import dagster as dg
import polars as pl

from pipelines.accounts.county_figures import refused
from pipelines.archive.raw import Archive
from pipelines.crawl.kept import fetch_reports
from pipelines.crawl.report import latest_failures
from pipelines.operate.shared_lake import lake_to_read
from pipelines.settings import Settings

_TOLD = 20
_LAKE = dg.AssetKey("lake")


def _lake(settings: Settings, relation: str, *columns: str) -> pl.DataFrame:
    with lake_to_read(settings):
        return pl.read_parquet(settings.lake_dir / relation / "*.parquet", columns=list(columns))


@dg.asset_check(
    asset=dg.AssetKey("raw_documents"),
    description="The latest crawl of every site came to its end and met the numbers its site file expects.",
)
def every_site_yields_what_its_file_expects(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Look for sites whose latest crawl was cut short or found too few or too many documents."""
    fetch_reports(settings)
    failures = latest_failures(settings.crawl_dir)
    return dg.AssetCheckResult(
        passed=not failures, metadata={"sites": len(failures), "failures": dg.MetadataValue.json(failures)}
    )


@dg.asset_check(asset=_LAKE, description="No document of the raw archive is missing from the lake.")
def every_fetched_document_has_a_status(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Compare the archive's documents with the lake's."""
    archived = Archive.of(settings).documents_by_site()
    fetched = {record.document_id for records in archived.values() for record in records}
    frame = _lake(settings, "documents", "document_id", "status").filter(pl.col("status").is_not_null())
    missing = sorted(fetched - set(frame["document_id"]))
    return dg.AssetCheckResult(
        passed=not missing,
        metadata={"fetched": len(fetched), "missing": len(missing), "first_missing": ", ".join(missing[:5])},
    )


@dg.asset_check(asset=_LAKE, description="No reading process died or was stopped.")
def every_reading_came_to_its_end(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Count the documents without a code version: their reading was cut short."""
    frame = _lake(settings, "documents", "file_name", "code_version").filter(pl.col("code_version").is_null())
    return dg.AssetCheckResult(
        passed=frame.is_empty(),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"cut_short": frame.height, "first": ", ".join(frame["file_name"].head(5))},
    )


@dg.asset_check(asset=_LAKE, description="A crash left no orphans.")
def every_line_item_belongs_to_a_document(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Look for line items whose document has no row."""
    documents = _lake(settings, "documents", "document_id")
    orphans = _lake(settings, "line_items", "document_id").join(documents, on="document_id", how="anti")
    return dg.AssetCheckResult(passed=orphans.is_empty(), metadata={"orphans": orphans.height})


@dg.asset_check(
    asset=dg.AssetKey(["lake", "county_figures"]),
    description="Every row of the user's own county figures (reference/county_figures.csv) was taken.",
)
def every_row_of_the_county_figures_was_taken(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Tell the rows that were left out, each with its line and what is wrong; the others are in the warehouse."""
    left_out = refused(settings.county_figures_file)
    return dg.AssetCheckResult(
        passed=not left_out,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "left_out": len(left_out),
            **{f"row_{n}": why for n, why in enumerate(left_out[:_TOLD], 1)},
        },
    )


CHECKS = [
    every_row_of_the_county_figures_was_taken,
    every_site_yields_what_its_file_expects,
    every_fetched_document_has_a_status,
    every_reading_came_to_its_end,
    every_line_item_belongs_to_a_document,
]
