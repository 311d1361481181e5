with documents as (

    select * from {{ ref('fct_narrative_coverage') }}
    where fiscal_year is not null and report_kind is not null

),

divisions as (

    select * from {{ ref('dim_division') }}

),

sums as (

    select
        divisions.province_name,
        documents.fiscal_year,
        documents.report_kind,
        count(*) as document_count,
        cast(sum(documents.claimed_count) as bigint) as claimed_count,
        cast(sum(documents.unclaimed_count) as bigint) as unclaimed_count
    from documents
    inner join divisions on documents.division_code = divisions.division_code
    where divisions.province_name is not null
    group by divisions.province_name, documents.fiscal_year, documents.report_kind

),

final as (

    select
        province_name,
        fiscal_year,
        report_kind,
        document_count,
        claimed_count,
        unclaimed_count,
        {{ positive_ratio('unclaimed_count', 'claimed_count + unclaimed_count') }} as unclaimed_share
    from sums

)

select * from final
