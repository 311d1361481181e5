-- Shares of the classes of one division and year add up to one, within the rounding of each share, or to less
-- where a class is disputed.
select
    division_code,
    fiscal_year,
    sum(share_of_total) as share_sum
from {{ ref('mart_county_comparison') }}
group by division_code, fiscal_year
having
    sum(share_of_total) > 1 + 0.000001 * count(*)
    or (sum(disputed_amount_yuan) = 0 and sum(share_of_total) < 1 - 0.000001 * count(*))
