with source as (

    select * from {{ source('lake', 'forms') }}

),

final as (

    select
        nullif(form_code, '') as form_code,
        title,
        nullif(report_kind, '') as report_kind,
        aliases,
        description,
        measures,
        role,
        precedence,
        is_core,
        first_year
    from source

)

select * from final
