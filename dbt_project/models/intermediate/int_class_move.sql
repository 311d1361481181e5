{{ config(materialized='view') }}

with moves as (

    select
        account_kind,
        old_code,
        first_year,
        left(old_code, 3) as old_class,
        left(new_code, 3) as new_class
    from {{ ref('account_crosswalk') }}
    where left(old_code, 3) <> left(new_code, 3)

),

spent as (

    select
        account_kind,
        organisation_id,
        fiscal_year,
        item_key
    from {{ ref('int_account_figure') }}
    where report_kind = 'final_account' and amount_yuan <> 0

),

moved as (

    select
        spent.account_kind,
        spent.organisation_id,
        moves.first_year as fiscal_year,
        moves.old_class,
        moves.new_class
    from spent
    inner join moves
        on
            spent.account_kind = moves.account_kind
            and spent.item_key = moves.old_code
            and spent.fiscal_year = moves.first_year - 1

),

final as (

    select
        account_kind,
        organisation_id,
        fiscal_year,
        old_class as item_key
    from moved
    union
    select
        account_kind,
        organisation_id,
        fiscal_year,
        new_class as item_key
    from moved

)

select * from final
