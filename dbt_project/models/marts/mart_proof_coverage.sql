with forms as (

    select * from {{ ref('fct_proof_coverage') }}
    where division_code is not null and fiscal_year is not null and report_kind is not null

),

claims as (

    select
        division_code,
        fiscal_year,
        report_kind,
        count(*) as claim_count,
        count(*) filter (where proof_status = 'proven') as proven_claim_count,
        count(*) filter (where proof_status = 'disputed') as disputed_claim_count
    from {{ ref('fct_claim') }}
    where division_code is not null and fiscal_year is not null and report_kind is not null
    group by division_code, fiscal_year, report_kind

),

errors as (

    select
        division_code,
        fiscal_year,
        report_kind,
        count(*) as error_count
    from {{ ref('fct_disclosure_error') }}
    where division_code is not null and fiscal_year is not null and report_kind is not null
    group by division_code, fiscal_year, report_kind

),

divisions as (

    select * from {{ ref('dim_division') }}

),

sums as (

    select
        division_code,
        fiscal_year,
        report_kind,
        count(distinct document_id) as document_count,
        cast(sum(figure_count) as bigint) as figure_count,
        cast(sum(filled_count) as bigint) as filled_count,
        cast(sum(proven_count) as bigint) as proven_count,
        cast(sum(unproven_count) as bigint) as unproven_count,
        cast(sum(disputed_count) as bigint) as disputed_count
    from forms
    group by division_code, fiscal_year, report_kind

),

final as (

    select
        sums.division_code,
        divisions.division_name,
        divisions.city_name,
        divisions.province_name,
        sums.fiscal_year,
        sums.report_kind,
        sums.document_count,
        sums.figure_count,
        sums.filled_count,
        sums.proven_count,
        sums.unproven_count,
        sums.disputed_count,
        {{ positive_ratio('sums.proven_count', 'sums.filled_count') }} as proven_share,
        {{ positive_ratio('sums.unproven_count', 'sums.filled_count') }} as unproven_share,
        {{ positive_ratio('sums.disputed_count', 'sums.filled_count') }} as disputed_share,
        coalesce(claims.claim_count, 0) as claim_count,
        coalesce(claims.proven_claim_count, 0) as proven_claim_count,
        coalesce(claims.disputed_claim_count, 0) as disputed_claim_count,
        coalesce(errors.error_count, 0) as error_count
    from sums
    left join divisions on sums.division_code = divisions.division_code
    left join claims
        on
            sums.division_code = claims.division_code
            and sums.fiscal_year = claims.fiscal_year
            and sums.report_kind = claims.report_kind
    left join errors
        on
            sums.division_code = errors.division_code
            and sums.fiscal_year = errors.fiscal_year
            and sums.report_kind = errors.report_kind

)

select * from final
