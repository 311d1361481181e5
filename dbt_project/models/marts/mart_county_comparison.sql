with figures as (

    select * from {{ ref('int_county_figure') }}
    where account_kind = 'functional' and item_level = 'class'

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
        figures.item_code as functional_class_code,
        figures.item_name as functional_class_name,
        {{ county_columns('figures') }},
        {{ positive_ratio(
            'figures.final_yuan',
            'sum(figures.final_yuan) over (partition by figures.division_code, figures.fiscal_year)'
        ) }} as share_of_total
    from figures
    left join divisions on figures.division_code = divisions.division_code

)

select * from final
