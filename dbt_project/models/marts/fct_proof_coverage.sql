with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        form_code is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

counts as (

    select
        document_id,
        lake_file,
        form_code,
        count(*) as figure_count,
        count(*) filter (where value_printed <> 0) as filled_count,
        count(*) filter (where value_printed <> 0 and proof_status = 'proven') as proven_count,
        count(*) filter (where value_printed <> 0 and proof_status = 'unproven') as unproven_count,
        count(*) filter (where value_printed <> 0 and proof_status = 'disputed') as disputed_count
    from line_items
    group by document_id, lake_file, form_code

),

final as (

    select
        counts.document_id,
        counts.form_code,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        counts.figure_count,
        counts.filled_count,
        counts.proven_count,
        counts.unproven_count,
        counts.disputed_count,
        {{ positive_ratio('counts.proven_count', 'counts.filled_count') }} as proven_share,
        {{ positive_ratio('counts.unproven_count', 'counts.filled_count') }} as unproven_share,
        {{ positive_ratio('counts.disputed_count', 'counts.filled_count') }} as disputed_share
    from counts
    inner join documents
        on
            counts.document_id = documents.document_id
            and counts.lake_file = documents.lake_file

)

select * from final
