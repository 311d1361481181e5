{{ config(materialized='view') }}

with budget_vs_final as (

    select * from {{ ref('fct_budget_vs_final') }}

),

rates as (

    select * from {{ ref('fct_execution_rate') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

divisions as (

    select * from {{ ref('dim_division') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

final as (

    select
        budget_vs_final.division_code,
        divisions.current_code as current_division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        budget_vs_final.organisation_id,
        organisations.organisation_name,
        budget_vs_final.organisation_kind,
        budget_vs_final.fiscal_year,
        budget_vs_final.item_key,
        budget_vs_final.item_code,
        budget_vs_final.item_name,
        budget_vs_final.item_level,
        budget_vs_final.is_leaf,
        budget_vs_final.fund_scope,
        budget_vs_final.is_unit_inferred,
        budget_vs_final.initial_budget_yuan,
        budget_vs_final.initial_budget_source,
        budget_vs_final.adjusted_budget_yuan,
        budget_vs_final.final_yuan,
        budget_vs_final.difference_yuan,
        rates.rate_on_initial,
        rates.rate_on_adjusted,
        rates.is_disputed,
        documents.file_name as final_file_name,
        budget_vs_final.final_page,
        budget_vs_final.final_line_item_id
    from budget_vs_final
    inner join organisations on budget_vs_final.organisation_id = organisations.organisation_id
    left join rates
        on
            budget_vs_final.organisation_id = rates.organisation_id
            and budget_vs_final.fiscal_year = rates.fiscal_year
            and budget_vs_final.item_key = rates.item_key
    left join divisions on budget_vs_final.division_code = divisions.division_code
    left join documents on budget_vs_final.final_document_id = documents.document_id

)

select * from final
