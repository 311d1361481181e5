with forms as (

    select * from {{ ref('stg_form') }}

),

final as (

    select
        form_code,
        title,
        report_kind,
        aliases,
        description,
        measures
    from forms

)

select * from final
