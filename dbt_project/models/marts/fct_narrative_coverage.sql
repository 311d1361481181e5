with documents as (

    select * from {{ ref('dim_document') }}

),

claims as (

    select
        document_id,
        count(*) as claimed_count
    from {{ ref('fct_claim') }}
    where measure <> 'count'
    group by document_id

),

unclaimed as (

    select
        document_id,
        count(*) as unclaimed_count
    from {{ ref('fct_reading_note') }}
    where kind = 'unclaimed_figure'
    group by document_id

),

counts as (

    select
        coalesce(claims.document_id, unclaimed.document_id) as document_id,
        coalesce(claims.claimed_count, 0) as claimed_count,
        coalesce(unclaimed.unclaimed_count, 0) as unclaimed_count
    from claims
    full outer join unclaimed on claims.document_id = unclaimed.document_id

),

final as (

    select
        counts.document_id,
        documents.division_code,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        counts.claimed_count,
        counts.unclaimed_count,
        {{ positive_ratio('counts.unclaimed_count', 'counts.claimed_count + counts.unclaimed_count') }}
            as unclaimed_share
    from counts
    inner join documents on counts.document_id = documents.document_id

)

select * from final
