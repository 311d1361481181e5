-- depends_on: {{ ref('int_document') }}
with line_items as (

    select * from {{ ref('stg_line_item') }}
    where
        form_code is not null
        and {{ is_changed('lake_file') }}
        and {{ is_changed('document_id') }}

),

project_forms as (

    select form_code from {{ ref('stg_form') }}
    where role = 'project_performance'

),

final as (

    select
        line_items.document_id,
        line_items.lake_file,
        line_items.form_code,
        case
            when project_forms.form_code is not null then coalesce(line_items.section, '') else ''
        end as project_name,
        count(*) as figure_count,
        bool_or(line_items.confidence is not null) as is_from_image
    from line_items
    left join project_forms on line_items.form_code = project_forms.form_code
    group by all

)

select * from final
