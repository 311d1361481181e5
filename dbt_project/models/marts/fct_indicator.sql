with indicators as (

    select * from {{ ref('stg_indicator') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}

),

final as (

    select
        indicators.indicator_id,
        indicators.document_id,
        indicators.table_id,
        indicators.form_code,
        indicators.project_name,
        indicators.level_1,
        indicators.level_2,
        indicators.level_3,
        indicators.target,
        indicators.actual,
        indicators.weight,
        indicators.score,
        indicators.deviation,
        indicators.reason,
        indicators.page,
        indicators.table_no,
        indicators.row_no
    from indicators
    inner join documents
        on
            indicators.document_id = documents.document_id
            and indicators.lake_file = documents.lake_file

)

select * from final
