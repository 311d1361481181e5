-- Shares of the classes of one division and year add up to one, within the rounding of each share, or to less
-- where a class is disputed or the printed totals are more than the classes that are printed.
with classes as (

    select
        division_code,
        fiscal_year,
        count(*) as class_count,
        sum(share_of_total) as share_sum,
        sum(coalesce(final_yuan, 0) + disputed_amount_yuan) as classes_yuan,
        sum(disputed_amount_yuan) as disputed_yuan
    from {{ ref('mart_county_comparison') }}
    group by division_code, fiscal_year

)

select
    classes.division_code,
    classes.fiscal_year,
    classes.share_sum
from classes
left join {{ ref('mart_county_total') }} as totals
    on
        classes.division_code = totals.division_code
        and classes.fiscal_year = totals.fiscal_year
where
    classes.share_sum > 1 + 0.000001 * classes.class_count
    or (
        classes.disputed_yuan = 0
        and coalesce(totals.disputed_amount_yuan, 0) = 0
        and coalesce(totals.final_yuan, 0) <= classes.classes_yuan
        and coalesce(totals.computed_total_organisation_count, 0) = totals.final_organisation_count
        and classes.share_sum < 1 - 0.000001 * classes.class_count
    )
