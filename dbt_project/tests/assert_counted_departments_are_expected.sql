-- No row counts more departments than are known of the division.
select
    division_code,
    fiscal_year
from {{ ref('mart_county_total') }}
where
    organisation_count > organisation_count_expected
    or organisation_count_reporting > organisation_count_expected
    or matched_organisation_count > organisation_count
