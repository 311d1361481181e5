with budget_vs_final as (

    select * from {{ changed_rows(ref('fct_budget_vs_final')) }}
    where {{ is_changed('organisation_id') }}

),

claims as (

    select
        *,
        case when subject = '一般公共预算财政拨款支出' then 'total' else item_code end as item_key
    from {{ changed_rows(ref('int_claim')) }}
    where kind = 'item_execution' and report_kind = 'final_account' and {{ is_changed('organisation_id') }}

),

statements as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        bool_or(measure = 'initial_budget') as has_initial_budget,
        bool_or(measure = 'annual_budget') as has_annual_budget,
        any_value(sentence) filter (where measure = 'completion_rate') as sentence,
        any_value(claim_id) filter (where measure = 'completion_rate') as rate_printed_claim_id,
        any_value(value) filter (where measure = 'completion_rate') / 100 as rate_printed,
        any_value(last_digit) filter (where measure = 'completion_rate') / 200 as half_digit,
        coalesce(max(last_digit_yuan) / 2, 0) as half_yuan
    from claims
    where item_key is not null
    group by organisation_id, fiscal_year, item_key
    having count(*) filter (where measure = 'completion_rate') = 1

),

stated_rates as (

    select
        *,
        case
            when has_initial_budget and not has_annual_budget then 'initial'
            when has_annual_budget and not has_initial_budget then 'adjusted'
            when contains(sentence, '完成年初') then 'initial'
            when regexp_matches(sentence, '完成(全年|调整|预算)') then 'adjusted'
        end as rate_printed_basis
    from statements

),

budget_moves as (

    select * from {{ ref('int_account_move') }}
    where account_kind = 'functional' and report_kind = 'budget'

),

rates as (

    select
        budget_vs_final.*,
        moves.item_key is not null or item_moves.item_key is not null as is_budget_moved,
        stated_rates.rate_printed,
        stated_rates.rate_printed_basis,
        stated_rates.rate_printed_claim_id,
        stated_rates.half_digit,
        stated_rates.half_yuan,
        case stated_rates.rate_printed_basis
            when 'initial' then budget_vs_final.initial_budget_yuan
            when 'adjusted' then budget_vs_final.adjusted_budget_yuan
        end as base_yuan
    from budget_vs_final
    left join stated_rates
        on
            budget_vs_final.organisation_id = stated_rates.organisation_id
            and budget_vs_final.fiscal_year = stated_rates.fiscal_year
            and budget_vs_final.item_key = stated_rates.item_key
    left join budget_moves as moves
        on
            budget_vs_final.organisation_id = moves.organisation_id
            and budget_vs_final.fiscal_year = moves.fiscal_year
            and budget_vs_final.item_code = moves.item_key
    left join budget_moves as item_moves
        on
            budget_vs_final.organisation_id = item_moves.organisation_id
            and budget_vs_final.fiscal_year = item_moves.fiscal_year
            and case when length(budget_vs_final.item_code) = 7 then left(budget_vs_final.item_code, 5) end
            = item_moves.item_key
            and item_moves.has_sub_items

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
        case
            when not is_budget_moved then {{ positive_ratio('final_yuan', 'initial_budget_yuan') }}
        end as rate_on_initial,
        case
            when final_yuan is null then 'final_missing'
            when initial_budget_yuan is null then 'budget_missing'
            when initial_budget_yuan = 0 then 'budget_zero'
            when initial_budget_yuan < 0 then 'budget_negative'
            when is_budget_moved then 'reclassified'
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
        round(cast(rate_printed as double), 8) as rate_printed,
        rate_printed_basis,
        rate_printed_claim_id,
        case
            when final_yuan >= 0 and base_yuan > half_yuan
                then
                    -- quotients are doubles: 4.5 % printed as 5 % is no less than 5 % less half a digit
                    round(rate_printed, 9) between
                    round((final_yuan - half_yuan) / (base_yuan + half_yuan) - half_digit, 9)
                    and round((final_yuan + half_yuan) / (base_yuan - half_yuan) + half_digit, 9)
        end as agrees_with_print,
        coalesce(initial_budget_proof_status = 'disputed', false)
        or coalesce(final_proof_status = 'disputed', false) as is_disputed
    from rates

)

select * from final
