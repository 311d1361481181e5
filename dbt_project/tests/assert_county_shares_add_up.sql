-- Shares of the classes of one division and year add up to one, or less where a class is disputed, within the
-- rounding of each share.
select
    division_code,
    fiscal_year,
    sum(share_of_total) as share_sum
from {{ ref('mart_county_comparison') }}
where share_of_total is not null
group by division_code, fiscal_year
having
    sum(share_of_total) > 1 + 0.000001 * count(*)
    or (sum(disputed_amount_yuan) = 0 and sum(share_of_total) < 1 - 0.000001 * count(*))
