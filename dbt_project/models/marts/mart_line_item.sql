{{ config(materialized='view') }}

with line_items as (

    select * from {{ ref('fct_line_item') }}

),

documents as (

    select * from {{ ref('dim_document') }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

divisions as (

    select * from {{ ref('dim_division') }}

),

forms as (

    select * from {{ ref('dim_form') }}

),

final as (

    select
        line_items.division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        line_items.organisation_id,
        organisations.organisation_name,
        organisations.organisation_kind,
        line_items.report_kind,
        line_items.fiscal_year,
        line_items.form_code,
        forms.title as form_title,
        line_items.section,
        line_items.item_code,
        line_items.item_name,
        line_items.measure,
        line_items.text_printed,
        line_items.unit,
        line_items.amount_yuan,
        line_items.proof_status,
        line_items.document_id,
        documents.file_name,
        line_items.page,
        line_items.line_item_id,
        documents.is_in_force
    from line_items
    inner join documents on line_items.document_id = documents.document_id
    left join organisations on line_items.organisation_id = organisations.organisation_id
    left join divisions on line_items.division_code = divisions.division_code
    left join forms on line_items.form_code = forms.form_code

)

select * from final
