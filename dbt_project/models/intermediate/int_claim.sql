with claims as (

    select * from {{ ref('stg_claim') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

documents as (

    select * from {{ ref('int_document') }}
    where
        organisation_id is not null
        and fiscal_year is not null
        and report_kind is not null
        and budget_basis is distinct from 'adjusted'

),

narratives as (

    select
        document_id,
        lake_file,
        kind,
        coalesce(subject, '') as subject,
        count(*) as claim_count
    from claims
    group by document_id, lake_file, kind, coalesce(subject, '')

),

-- Of each subject the latest narrative that tells of it speaks: a later one on other matters takes nothing.
in_force as (

    select
        documents.document_id,
        documents.lake_file,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        narratives.kind,
        narratives.subject
    from documents
    inner join narratives
        on
            documents.document_id = narratives.document_id
            and documents.lake_file = narratives.lake_file
    qualify
        row_number() over (
            partition by documents.report_id, narratives.kind, narratives.subject
            order by
                documents.is_dated desc,
                documents.version_date desc nulls last,
                (documents.publish_date is not null) desc,
                narratives.claim_count desc,
                documents.fetched_at desc nulls last,
                documents.document_id asc
        ) = 1

),

scales as (

    select
        document_id,
        lake_file,
        unit,
        max({{ printed_decimals('text_printed') }}) as decimals
    from claims
    group by document_id, lake_file, unit

),

final as (

    select
        in_force.organisation_id,
        in_force.fiscal_year,
        in_force.report_kind,
        claims.document_id,
        claims.claim_id,
        {{ claim_columns('claims') }},
        claims.sentence,
        claims.proof_status,
        cast(power(10, -coalesce(scales.decimals, 2)) as decimal(24, 6)) as last_digit,
        cast(
            power(10, -coalesce(scales.decimals, 2)) * {{ yuan_per_unit('claims.unit') }} as decimal(24, 6)
        ) as last_digit_yuan
    from claims
    inner join in_force
        on
            claims.document_id = in_force.document_id
            and claims.lake_file = in_force.lake_file
            and claims.kind = in_force.kind
            and coalesce(claims.subject, '') = in_force.subject
    left join scales
        on
            claims.document_id = scales.document_id
            and claims.lake_file = scales.lake_file
            and claims.unit is not distinct from scales.unit

)

select * from final
