with totals as (

    select
        *,
        case
            when final_yuan <> 0
                then
                    count(*) over (
                        partition by division_code, organisation_kind, fiscal_year, final_yuan
                    ) - 1
        end as same_final_count
    from {{ ref('fct_budget_vs_final') }}
    where item_key = 'total' and {{ is_changed('organisation_id') }}

),

-- What the body's own form prints of the year before.
own_columns as (

    select
        organisation_id,
        fiscal_year,
        printed_yuan
    from {{ ref('int_prior_column') }}
    where account_kind = 'functional' and item_key = 'total' and {{ is_changed('organisation_id') }}

),

rates as (

    select * from {{ ref('fct_execution_rate') }}
    where item_key = 'total' and {{ is_changed('organisation_id') }}

),

-- All money that a body spends, of which the general public budget is a part.
all_funds as (

    select * from {{ ref('int_all_funds') }}
    where {{ is_changed('organisation_id') }}

),

three_public as (

    select * from {{ ref('fct_three_public') }}
    where line_code = 'total' and {{ is_changed('organisation_id') }}

),

errors as (

    select
        organisation_id,
        fiscal_year,
        count(*) as error_count
    from {{ ref('fct_disclosure_error') }}
    where organisation_id is not null and fiscal_year is not null
    group by organisation_id, fiscal_year

),

mergers as (

    select distinct
        organisation_id,
        fiscal_year
    from {{ ref('int_body_merger') }}
    where old_organisation_id is not null or not is_body_known

),

years as (

    select
        organisation_id,
        fiscal_year,
        arg_max(organisation_name, version_date) as printed_name,
        count(*) as document_count
    from {{ ref('int_document') }}
    where organisation_id is not null and fiscal_year is not null and {{ is_changed('organisation_id') }}
    group by organisation_id, fiscal_year

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

divisions as (

    select * from {{ ref('dim_division') }}

),

final as (

    select
        organisations.division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        years.organisation_id,
        organisations.organisation_name,
        years.printed_name,
        organisations.organisation_kind,
        members.parent_organisation_id,
        parents.organisation_name as parent_organisation_name,
        years.fiscal_year,
        years.document_count,
        totals.initial_budget_yuan,
        totals.adjusted_budget_yuan,
        totals.final_yuan,
        totals.same_final_count,
        coalesce(last_year.final_yuan, own_columns.printed_yuan) as prior_final_yuan,
        case
            when mergers.organisation_id is null
                then
                    {{ positive_ratio('(totals.final_yuan - prior_final_yuan)', 'prior_final_yuan') }}
        end as year_on_year_rate,
        case
            when last_year.final_yuan is not null then 'prior_document'
            when own_columns.printed_yuan is not null then 'prior_column'
        end as prior_source,
        mergers.organisation_id is not null as is_merged,
        rates.rate_on_initial,
        all_funds.amount_yuan as all_funds_final_yuan,
        {{ positive_ratio('totals.final_yuan', 'all_funds.amount_yuan') }} as general_budget_share,
        three_public.final_yuan as three_public_final_yuan,
        three_public.budget_yuan as three_public_budget_yuan,
        three_public.budget_basis as three_public_budget_basis,
        coalesce({{ counts_as_department('organisations') }}, false)
        and not coalesce(members_told.has_final, false) as is_counted,
        coalesce(rates.is_disputed, false) as is_disputed,
        coalesce(totals.is_unit_inferred, false) as is_unit_inferred,
        coalesce(errors.error_count, 0) as error_count
    from years
    inner join organisations on years.organisation_id = organisations.organisation_id
    left join {{ ref('int_body_member') }} as members
        on
            years.organisation_id = members.organisation_id
            and years.fiscal_year between members.first_fiscal_year and members.last_fiscal_year
            and members.report_kind = 'final_account'
    left join organisations as parents on members.parent_organisation_id = parents.organisation_id
    left join {{ ref('int_member_told') }} as members_told
        on
            years.organisation_id = members_told.organisation_id
            and years.fiscal_year = members_told.fiscal_year
            and members_told.account_kind = 'functional'
    left join divisions on organisations.division_code = divisions.division_code
    left join totals
        on
            years.organisation_id = totals.organisation_id
            and years.fiscal_year = totals.fiscal_year
    left join totals as last_year
        on
            years.organisation_id = last_year.organisation_id
            and years.fiscal_year = last_year.fiscal_year + 1
    left join own_columns
        on
            years.organisation_id = own_columns.organisation_id
            and years.fiscal_year = own_columns.fiscal_year
    left join mergers
        on
            years.organisation_id = mergers.organisation_id
            and years.fiscal_year = mergers.fiscal_year
    left join rates
        on
            years.organisation_id = rates.organisation_id
            and years.fiscal_year = rates.fiscal_year
    left join all_funds
        on
            years.organisation_id = all_funds.organisation_id
            and years.fiscal_year = all_funds.fiscal_year
    left join three_public
        on
            years.organisation_id = three_public.organisation_id
            and years.fiscal_year = three_public.fiscal_year
    left join errors
        on
            years.organisation_id = errors.organisation_id
            and years.fiscal_year = errors.fiscal_year

)

select * from final
