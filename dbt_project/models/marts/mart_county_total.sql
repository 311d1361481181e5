with figures as (

    select * from {{ ref('int_county_figure') }}
    where account_kind = 'functional' and item_level = 'total'

),

divisions as (

    select * from {{ ref('dim_division') }}

),

final as (

    select
        figures.division_code,
        divisions.current_code as current_division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        figures.fiscal_year,
        {{ county_columns('figures') }}
    from figures
    left join divisions on figures.division_code = divisions.division_code

)

select * from final
