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
        measures,
        role,
        precedence,
        is_core
    from forms

)

select * from final
