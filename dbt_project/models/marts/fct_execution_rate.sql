with budget_vs_final as (

    select * from {{ ref('fct_budget_vs_final') }}

),

final as (

    select
        organisation_id,
        division_code,
        organisation_kind,
        fiscal_year,
        item_key,
        item_code,
        item_name,
        item_level,
        initial_budget_yuan,
        adjusted_budget_yuan,
        final_yuan,
        {{ positive_ratio('final_yuan', 'initial_budget_yuan') }} as rate_on_initial,
        case
            when final_yuan is null then 'final_missing'
            when initial_budget_yuan is null then 'budget_missing'
            when initial_budget_yuan = 0 then 'budget_zero'
            when initial_budget_yuan < 0 then 'budget_negative'
            else 'computed'
        end as rate_on_initial_status,
        {{ positive_ratio('final_yuan', 'adjusted_budget_yuan') }} as rate_on_adjusted,
        case
            when final_yuan is null then 'final_missing'
            when adjusted_budget_yuan is null then 'budget_missing'
            when adjusted_budget_yuan = 0 then 'budget_zero'
            when adjusted_budget_yuan < 0 then 'budget_negative'
            else 'computed'
        end as rate_on_adjusted_status,
        cast(null as double) as rate_printed,
        cast(null as boolean) as agrees_with_print,
        coalesce(initial_budget_proof_status = 'disputed', false)
        or coalesce(final_proof_status = 'disputed', false) as is_disputed
    from budget_vs_final

)

select * from final
