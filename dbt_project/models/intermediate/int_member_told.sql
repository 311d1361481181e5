with parents as (

    select
        organisation_id,
        report_kind,
        first_fiscal_year,
        last_fiscal_year,
        parent_organisation_id
    from {{ ref('int_body_member') }}

),

-- A member's member is in the accounts of the department above both, too.
ancestors as (

    select
        organisation_id,
        report_kind,
        first_fiscal_year,
        last_fiscal_year,
        parent_organisation_id as ancestor_id
    from parents
    union all
    select
        members.organisation_id,
        members.report_kind,
        greatest(members.first_fiscal_year, above.first_fiscal_year) as first_fiscal_year,
        least(members.last_fiscal_year, above.last_fiscal_year) as last_fiscal_year,
        above.parent_organisation_id as ancestor_id
    from parents as members
    inner join parents as above
        on
            members.parent_organisation_id = above.organisation_id
            and members.report_kind = above.report_kind
            and members.first_fiscal_year <= above.last_fiscal_year
            and members.last_fiscal_year >= above.first_fiscal_year

),

families as (

    select organisation_id from ancestors
    union all
    select ancestor_id as organisation_id from ancestors

),

printed as (

    {% for account_kind, relation in [
        ('functional', ref('fct_budget_vs_final')), ('economic', ref('int_economic_figure'))
    ] -%}
        select
            '{{ account_kind }}' as account_kind,
            figures.organisation_id,
            figures.fiscal_year,
            figures.item_key,
            figures.item_level,
            figures.initial_budget_yuan,
            figures.final_yuan,
            coalesce(figures.initial_budget_proof_status = 'disputed', false) as is_budget_disputed,
            coalesce(figures.final_proof_status = 'disputed', false) as is_final_disputed
        from {{ relation }} as figures
        semi join families on figures.organisation_id = families.organisation_id
        where figures.item_level in ('class', 'total')
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Whose total is the sum of its classes prints all of them: those that it does not print are zero.
told as (

    select
        account_kind,
        organisation_id,
        fiscal_year,
        bool_or(initial_budget_yuan is not null) as has_initial_budget,
        bool_or(final_yuan is not null) as has_final,
        sum(initial_budget_yuan) filter (where item_level = 'class')
        = any_value(initial_budget_yuan) filter (where item_level = 'total') as is_budget_whole,
        sum(final_yuan) filter (where item_level = 'class')
        = any_value(final_yuan) filter (where item_level = 'total') as is_final_whole
    from printed
    group by account_kind, organisation_id, fiscal_year

),

-- Accounts that hold a member's are no smaller than them, in any class; 500 yuan are rounding in 万元.
compared as (

    select
        ancestors.organisation_id,
        ancestors.ancestor_id,
        ancestors.report_kind,
        own.fiscal_year,
        coalesce(bool_or(
            not own.is_budget_disputed
            and not coalesce(above.is_budget_disputed, false)
            and own.initial_budget_yuan
            > coalesce(above.initial_budget_yuan, case when told.is_budget_whole then 0 end) + 500
        ), false) as is_budget_apart,
        coalesce(bool_or(
            not own.is_final_disputed
            and not coalesce(above.is_final_disputed, false)
            and own.final_yuan > coalesce(above.final_yuan, case when told.is_final_whole then 0 end) + 500
        ), false) as is_final_apart
    from ancestors
    inner join printed as own
        on
            ancestors.organisation_id = own.organisation_id
            and own.fiscal_year between ancestors.first_fiscal_year and ancestors.last_fiscal_year
            and own.account_kind = 'functional'
    inner join told
        on
            ancestors.ancestor_id = told.organisation_id
            and own.fiscal_year = told.fiscal_year
            and own.account_kind = told.account_kind
    left join printed as above
        on
            ancestors.ancestor_id = above.organisation_id
            and own.fiscal_year = above.fiscal_year
            and own.account_kind = above.account_kind
            and own.item_key = above.item_key
    group by ancestors.organisation_id, ancestors.ancestor_id, ancestors.report_kind, own.fiscal_year

),

final as (

    select
        told.account_kind,
        ancestors.organisation_id,
        told.fiscal_year,
        coalesce(
            bool_or(told.has_initial_budget and not coalesce(compared.is_budget_apart, false)) filter (
                where ancestors.report_kind = 'budget'
            ),
            false
        ) as has_initial_budget,
        coalesce(
            bool_or(told.has_final and not coalesce(compared.is_final_apart, false)) filter (
                where ancestors.report_kind = 'final_account'
            ),
            false
        ) as has_final,
        coalesce(
            bool_and(coalesce(compared.is_final_apart, false)) filter (
                where ancestors.report_kind = 'final_account'
            ),
            false
        ) as is_final_apart
    from ancestors
    inner join told
        on
            ancestors.ancestor_id = told.organisation_id
            and told.fiscal_year between ancestors.first_fiscal_year and ancestors.last_fiscal_year
    left join compared
        on
            ancestors.organisation_id = compared.organisation_id
            and ancestors.ancestor_id = compared.ancestor_id
            and ancestors.report_kind = compared.report_kind
            and told.fiscal_year = compared.fiscal_year
    group by told.account_kind, ancestors.organisation_id, told.fiscal_year

)

select * from final
