with accounts as (

    select * from {{ ref('stg_page_account') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        accounts.document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        accounts.page,
        accounts.is_form_page,
        accounts.figures_printed,
        accounts.in_cells,
        accounts.in_claims,
        accounts.as_furniture,
        accounts.noted,
        accounts.in_prose,
        accounts.unaccounted
    from accounts
    inner join documents
        on
            accounts.document_id = documents.document_id
            and accounts.lake_file = documents.lake_file

)

select * from final
