{{ config(materialized='view') }}

with printed as (

    select * from {{ ref('fct_budget_vs_final') }}
    where final_yuan is not null and item_code is not null

),

-- The lowest level that a form prints: nothing stands in two rows.
leaves as (

    select * from printed
    where is_leaf

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

divisions as (

    select * from {{ ref('dim_division') }}

),

crosswalk as (

    select * from {{ ref('dim_account_crosswalk') }}
    where account_kind = 'functional'

),

class_names as (

    select
        account_code,
        arg_max(account_name, coalesce(valid_from, 0)) as account_name
    from {{ ref('dim_account') }}
    where account_kind = 'functional' and level = 'class' and is_listed and valid_to is null
    group by account_code

),

standards as (

    select * from {{ ref('dim_account_standard') }}
    where standard = 'COFOG'

),

coded as (

    select
        leaves.*,
        case
            when own.account_code is not null then own.current_code
            when item.account_code is null or item.current_code = item.account_code then leaves.item_code
            else item.current_code
        end as current_code,
        case
            when own.account_code is not null then own.current_name
            when item.account_code is null or item.current_code = item.account_code then leaves.item_name
            else item.current_name
        end as current_name,
        case
            when own.account_code is not null then own.current_class_code
            when item.account_code is not null then item.current_class_code
            else left(leaves.item_code, 3)
        end as current_class_code,
        coalesce(own.successor_codes, item.successor_codes) as successor_codes,
        coalesce(own.change_kind, item.change_kind) as change_kind,
        coalesce(own.confidence, item.confidence) as crosswalk_confidence
    from leaves
    left join crosswalk as own
        on
            leaves.item_code = own.account_code
            and leaves.fiscal_year between coalesce(own.first_year, 0) and own.last_year
    left join crosswalk as item
        on
            case when length(leaves.item_code) = 7 then left(leaves.item_code, 5) end
            = item.account_code
            and leaves.fiscal_year between coalesce(item.first_year, 0) and item.last_year

),

final as (

    select
        coded.division_code,
        divisions.division_name,
        coded.organisation_id,
        organisations.organisation_name,
        organisations.organisation_kind,
        coded.fiscal_year,
        coded.item_code as printed_code,
        coded.item_name as printed_name,
        coded.item_level,
        coded.current_code,
        coded.current_name,
        coded.current_class_code,
        class_names.account_name as current_class_name,
        coded.change_kind,
        coded.successor_codes,
        coded.crosswalk_confidence,
        coalesce(by_sub_item.standard_code, by_item.standard_code, by_class.standard_code) as cofog_code,
        coalesce(by_sub_item.standard_name, by_item.standard_name, by_class.standard_name) as cofog_name,
        coalesce(by_sub_item.confidence, by_item.confidence, by_class.confidence) as cofog_confidence,
        coded.fund_scope,
        coded.final_yuan,
        coalesce(coded.final_proof_status = 'disputed', false) as is_disputed,
        coded.is_unit_inferred,
        coalesce({{ counts_as_department('organisations') }}, false)
        and not coalesce(members_told.has_final, false) as is_counted,
        coded.final_document_id,
        coded.final_page
    from coded
    inner join organisations on coded.organisation_id = organisations.organisation_id
    left join {{ ref('int_member_told') }} as members_told
        on
            coded.organisation_id = members_told.organisation_id
            and coded.fiscal_year = members_told.fiscal_year
            and members_told.account_kind = 'functional'
    left join divisions on coded.division_code = divisions.division_code
    left join class_names on coded.current_class_code = class_names.account_code
    left join standards as by_sub_item
        on coalesce(coded.current_code, coded.item_code) = by_sub_item.account_code
    left join standards as by_item
        on left(coalesce(coded.current_code, coded.item_code), 5) = by_item.account_code
    left join standards as by_class
        on left(coalesce(coded.current_code, coded.item_code), 3) = by_class.account_code

)

select * from final
