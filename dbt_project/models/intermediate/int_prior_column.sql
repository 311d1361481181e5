{{ config(materialized='view') }}

with accounts as (

    select * from {{ ref('int_account_figure') }}
    where starts_with(measure, 'prior_') and item_level in ('class', 'total')

),

{{ first_of_role('printed', 'accounts', 'item_key, measure') }},

told as (

    select * from printed
    where amount_yuan is not null

),

-- Transfers (230 转移性支出) are spent by those that receive them: sums of bodies hold them there.
transfers as (

    select
        organisation_id,
        fiscal_year,
        amount_yuan
    from told
    where item_key = '230'

),

whole_columns as (

    select
        organisation_id,
        fiscal_year
    from told
    where account_kind = 'functional'
    group by organisation_id, fiscal_year
    having
        bool_or(item_level = 'total' and figure_source = 'printed')
        and {{ has_all_classes(
            "max(amount_yuan) filter (where item_level = 'total')",
            "sum(amount_yuan) filter (where item_level = 'class')",
            "count(*) filter (where item_level = 'class')"
        ) }}

),

-- A class of this year that a column with all its classes leaves out was zero.
absent as (

    select
        figures.account_kind,
        figures.organisation_id,
        figures.fiscal_year,
        figures.item_key,
        cast(0 as decimal(20, 2)) as printed_yuan,
        cast(0 as decimal(20, 2)) as prior_final_yuan,
        false as is_disputed
    from {{ ref('int_body_figure') }} as figures
    inner join whole_columns
        on
            figures.organisation_id = whole_columns.organisation_id
            and figures.fiscal_year = whole_columns.fiscal_year
    anti join told
        on
            figures.account_kind = told.account_kind
            and figures.organisation_id = told.organisation_id
            and figures.fiscal_year = told.fiscal_year
            and figures.item_key = told.item_key
    where
        figures.account_kind = 'functional'
        and figures.item_level = 'class'
        and figures.final_yuan is not null

),

final as (

    select
        told.account_kind,
        told.organisation_id,
        told.fiscal_year,
        told.item_key,
        told.amount_yuan as printed_yuan,
        cast(told.amount_yuan - coalesce(transfers.amount_yuan, 0) as decimal(20, 2)) as prior_final_yuan,
        told.proof_status = 'disputed' as is_disputed,
        told.document_id,
        told.line_item_id
    from told
    left join transfers
        on
            case when told.item_level = 'total' then told.organisation_id end = transfers.organisation_id
            and told.fiscal_year = transfers.fiscal_year
    where told.item_key <> '230'
    union all by name
    select * from absent

)

select * from final
