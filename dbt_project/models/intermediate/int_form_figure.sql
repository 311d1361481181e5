-- depends_on: {{ ref('int_document') }}
with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        form_code is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

final as (

    select
        document_id,
        lake_file,
        form_code,
        case when form_code = 'F11' then coalesce(section, '') else '' end as project_name,
        count(*) as figure_count,
        bool_or(confidence is not null) as is_from_image
    from line_items
    group by all

)

select * from final
