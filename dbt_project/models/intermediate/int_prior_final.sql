{{ config(materialized='view') }}

with figures as (

    select * from {{ ref('int_body_figure') }}
    where final_yuan is not null

),

own_finals as (

    select
        account_kind,
        organisation_id,
        fiscal_year + 1 as fiscal_year,
        item_key,
        final_yuan as prior_final_yuan
    from figures
    where not is_final_disputed

),

-- Bodies whose accounts of the year before are known, and whether to the last one.
years_told as (

    select
        account_kind,
        organisation_id,
        fiscal_year + 1 as fiscal_year,
        bool_or(is_final_disputed) as is_disputed
    from figures
    group by account_kind, organisation_id, fiscal_year

),

mergers as (

    select
        organisation_id,
        fiscal_year,
        old_organisation_id,
        is_founded,
        unnest(['functional', 'economic']) as account_kind
    from {{ ref('int_body_merger') }}
    where old_organisation_id is not null or not is_body_known

),

-- The accounts of the year before of a body that took over another one are those of both.
merged_finals as (

    select
        mergers.account_kind,
        mergers.organisation_id,
        mergers.fiscal_year,
        own_finals.item_key,
        own_finals.prior_final_yuan
    from mergers
    inner join own_finals
        on
            mergers.account_kind = own_finals.account_kind
            and mergers.old_organisation_id = own_finals.organisation_id
            and mergers.fiscal_year = own_finals.fiscal_year

),

incomplete_mergers as (

    select distinct
        mergers.account_kind,
        mergers.organisation_id,
        mergers.fiscal_year
    from mergers
    left join years_told as old_bodies
        on
            mergers.account_kind = old_bodies.account_kind
            and mergers.old_organisation_id = old_bodies.organisation_id
            and mergers.fiscal_year = old_bodies.fiscal_year
    left join years_told as own_bodies
        on
            mergers.account_kind = own_bodies.account_kind
            and mergers.organisation_id = own_bodies.organisation_id
            and mergers.fiscal_year = own_bodies.fiscal_year
    where
        coalesce(old_bodies.is_disputed, true)
        or (own_bodies.organisation_id is null and not coalesce(mergers.is_founded, false))

),

joint_finals as (

    select
        finals.account_kind,
        finals.organisation_id,
        finals.fiscal_year,
        finals.item_key,
        sum(finals.prior_final_yuan) as prior_final_yuan
    from (
        select * from own_finals
        union all
        select * from merged_finals
    ) as finals
    anti join incomplete_mergers
        on
            finals.account_kind = incomplete_mergers.account_kind
            and finals.organisation_id = incomplete_mergers.organisation_id
            and finals.fiscal_year = incomplete_mergers.fiscal_year
    group by finals.account_kind, finals.organisation_id, finals.fiscal_year, finals.item_key

),

-- Bodies whose report of the year before is not there, by this year's own column of it. Whether the column of
-- a body that took over another one holds both is not known.
column_finals as (

    select own_columns.*
    from {{ ref('int_prior_column') }} as own_columns
    anti join years_told
        on
            own_columns.account_kind = years_told.account_kind
            and own_columns.organisation_id = years_told.organisation_id
            and own_columns.fiscal_year = years_told.fiscal_year
    anti join mergers
        on
            own_columns.organisation_id = mergers.organisation_id
            and own_columns.fiscal_year = mergers.fiscal_year
    where not own_columns.is_disputed

),

finals_by_source as (

    select
        account_kind,
        organisation_id,
        fiscal_year,
        item_key,
        prior_final_yuan,
        'prior_document' as prior_source
    from joint_finals
    union all
    select
        account_kind,
        organisation_id,
        fiscal_year,
        item_key,
        prior_final_yuan,
        'prior_column' as prior_source
    from column_finals

),

-- Own columns of the year before that print another amount than that year's report.
contradicted as (

    select distinct
        own_columns.account_kind,
        own_columns.organisation_id,
        own_columns.fiscal_year,
        own_columns.item_key
    from {{ ref('int_prior_column') }} as own_columns
    inner join {{ ref('fct_cross_document_check') }} as checks
        on
            own_columns.document_id = checks.document_id
            and own_columns.line_item_id = checks.left_ids[1]
    where checks.identity_id = 'Y12' and checks.status not in ('holds', 'rounding')

),

-- A class that money left or reached by a change of the classification is not the same in both years.
final as (

    select
        finals.account_kind,
        finals.organisation_id,
        finals.fiscal_year,
        finals.item_key,
        finals.prior_final_yuan,
        finals.prior_source,
        contradicted.item_key is not null as is_prior_contradicted
    from finals_by_source as finals
    left join contradicted
        on
            finals.account_kind = contradicted.account_kind
            and finals.organisation_id = contradicted.organisation_id
            and finals.fiscal_year = contradicted.fiscal_year
            and finals.item_key = contradicted.item_key
    anti join {{ ref('int_account_move') }} as moves
        on
            finals.account_kind = moves.account_kind
            and moves.fund_scope = 'general_public_budget'
            and moves.report_kind = 'final_account'
            and finals.organisation_id = moves.organisation_id
            and finals.fiscal_year = moves.fiscal_year
            and finals.item_key = moves.item_key

)

select * from final
