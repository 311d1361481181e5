with violations as (

    select
        *,
        case when unit = '万元' then difference_yuan * 0.0001 else difference_yuan end as difference,
        case when unit is null or unit = '元' then '元' else unit end as difference_unit
    from {{ ref('fct_identity_check') }}
    where is_hard and status = 'violated'

),

final as (

    select
        check_id,
        document_id,
        division_code,
        organisation_id,
        fiscal_year,
        report_kind,
        identity_id,
        scope,
        concat(
            coalesce(statement, identity_id),
            ': ',
            coalesce(left_text, 'a figure that is not printed'),
            coalesce(concat(' on page ', left_page), ''),
            ' against ',
            coalesce(right_text, 'a figure that is not printed'),
            coalesce(concat(' on page ', right_page), ''),
            '.'
        ) as what,
        left_text,
        left_page,
        right_text,
        right_page,
        cast(difference as decimal(24, 6)) as difference,
        difference_unit as unit,
        difference_yuan
    from violations

)

select * from final
