with counted as (

    select organisation_id
    from {{ ref('dim_organisation') }}
    where {{ counts_as_department() }}

),

printed as (

    {% for account_kind, relation in [
        ('functional', ref('fct_budget_vs_final')), ('economic', ref('int_economic_figure'))
    ] -%}
        select
            '{{ account_kind }}' as account_kind,
            figures.organisation_id,
            figures.division_code,
            figures.fiscal_year,
            figures.item_key,
            figures.item_code,
            figures.item_level,
            figures.item_name,
            figures.initial_budget_yuan,
            figures.final_yuan,
            figures.is_unit_inferred,
            coalesce(figures.initial_budget_figure_source = 'absent', false) as is_budget_absent,
            coalesce(figures.final_figure_source = 'absent', false) as is_final_absent,
            coalesce(figures.final_figure_source = 'sum_of_classes', false) as is_total_computed,
            coalesce(figures.initial_budget_proof_status = 'disputed', false) as is_budget_disputed,
            coalesce(figures.final_proof_status = 'disputed', false) as is_final_disputed
        from {{ relation }} as figures
        inner join counted on figures.organisation_id = counted.organisation_id
        where figures.item_level in ('class', 'total')
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Transfers (230 转移性支出) are spent by those that receive them: sums of bodies hold them there.
transfers as (

    select
        organisation_id,
        fiscal_year,
        coalesce(initial_budget_yuan, 0) as initial_budget_yuan,
        coalesce(final_yuan, 0) as final_yuan
    from printed
    where account_kind = 'functional' and item_key = '230'

),

spent as (

    select
        printed.* replace (
            printed.initial_budget_yuan - coalesce(transfers.initial_budget_yuan, 0) as initial_budget_yuan,
            printed.final_yuan - coalesce(transfers.final_yuan, 0) as final_yuan
        ),
        coalesce(transfers.final_yuan, 0) as transfer_yuan
    from printed
    left join transfers
        on
            case when printed.item_level = 'total' then printed.organisation_id end
            = transfers.organisation_id
            and printed.fiscal_year = transfers.fiscal_year
    where printed.account_kind <> 'functional' or printed.item_key <> '230'

),

final as (

    select
        spent.account_kind,
        spent.organisation_id,
        spent.division_code,
        spent.fiscal_year,
        spent.item_key,
        spent.item_code,
        spent.item_level,
        spent.item_name,
        case when not coalesce(parents.has_initial_budget, false) then spent.initial_budget_yuan end
            as initial_budget_yuan,
        case when not coalesce(parents.has_final, false) then spent.final_yuan end as final_yuan,
        case when not coalesce(parents.has_final, false) then spent.transfer_yuan else 0 end as transfer_yuan,
        spent.is_budget_absent,
        spent.is_final_absent,
        spent.is_total_computed,
        spent.is_budget_disputed,
        spent.is_final_disputed,
        spent.is_unit_inferred,
        coalesce(parents.has_initial_budget or parents.has_final, false) as is_in_parent
    from spent
    left join {{ ref('int_member_told') }} as parents
        on
            spent.organisation_id = parents.organisation_id
            and spent.account_kind = parents.account_kind
            and spent.fiscal_year = parents.fiscal_year

)

select * from final
