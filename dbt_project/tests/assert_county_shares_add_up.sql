-- Shares of the classes of one division and year add up to one, within the rounding of each share.
select
    division_code,
    fiscal_year,
    sum(share_of_total) as share_sum
from {{ ref('mart_county_comparison') }}
where share_of_total is not null
group by division_code, fiscal_year
having abs(sum(share_of_total) - 1) > 0.000001 * count(*)
