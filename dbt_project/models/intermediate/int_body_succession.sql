with reports as (

    select distinct
        spellings.home_code,
        spellings.body_name,
        documents.report_kind,
        documents.fiscal_year
    from {{ ref('stg_document') }} as documents
    inner join {{ ref('int_body_name') }} as spellings
        on
            documents.organisation_name = spellings.organisation_name
            and documents.division_code = spellings.division_code
    where documents.fiscal_year is not null and documents.report_kind is not null

),

bodies as (

    select
        home_code,
        body_name,
        {{ body_stem('body_name') }} as stem,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from reports
    group by home_code, body_name

),

told as (

    select distinct
        old_names.home_code,
        old_names.body_name as old_name,
        new_names.body_name as new_name,
        evidence.field = 'former_body' as is_renaming
    from {{ ref('stg_document_evidence') }} as evidence
    inner join {{ ref('stg_document') }} as documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file
    inner join {{ ref('int_body_name') }} as old_names
        on
            evidence.value = old_names.organisation_name
            and documents.division_code = old_names.division_code
    inner join {{ ref('int_body_name') }} as new_names
        on
            documents.organisation_name = new_names.organisation_name
            and documents.division_code = new_names.division_code
    where evidence.field in ('former_body', 'merged_body', 'split_body')

),

candidates as (

    select
        home_code,
        old_name,
        new_name,
        case when is_renaming then 'report' else 'report_of_reform' end as evidence
    from told
    union all
    select
        earlier.home_code,
        earlier.body_name as old_name,
        later.body_name as new_name,
        'reform_list' as evidence
    from bodies as earlier
    inner join {{ ref('body_reform') }} as reforms
        on
            earlier.body_name = reforms.old_name
            and reforms.change_kind = 'renamed'
    inner join bodies as later
        on
            earlier.home_code = later.home_code
            and (
                {{ body_stem('reforms.new_name') }} = later.stem
                -- 自然资源和规划局 where the list has 自然资源局
                or (
                    starts_with(later.stem, {{ body_stem('reforms.new_name') }} || '和')
                    and later.stem <> later.body_name
                    and later.first_fiscal_year >= reforms.reform_year - 1
                )
            )
    union all
    select
        earlier.home_code,
        earlier.body_name as old_name,
        later.body_name as new_name,
        'spelling' as evidence
    from bodies as earlier
    inner join bodies as later
        on
            earlier.home_code = later.home_code
            and earlier.stem = later.stem
            and earlier.body_name <> later.body_name
            and (earlier.first_fiscal_year, earlier.body_name) < (later.first_fiscal_year, later.body_name)

),

-- Two bodies that report the same year are two, though one may be merged into the other.
beside as (

    select distinct
        candidates.home_code,
        candidates.old_name,
        candidates.new_name
    from candidates
    inner join reports as earlier
        on
            candidates.home_code = earlier.home_code
            and candidates.old_name = earlier.body_name
    inner join reports as later
        on
            candidates.home_code = later.home_code
            and candidates.new_name = later.body_name
            and earlier.report_kind = later.report_kind
            and earlier.fiscal_year = later.fiscal_year
    where candidates.evidence <> 'report_of_reform'

),

successions as (

    select
        candidates.home_code,
        candidates.old_name,
        candidates.new_name,
        min(candidates.evidence) as evidence,
        any_value(later.first_fiscal_year) as new_first_fiscal_year
    from candidates
    anti join beside
        on
            candidates.home_code = beside.home_code
            and case when candidates.evidence <> 'report_of_reform' then candidates.old_name end
            = beside.old_name
            and candidates.new_name = beside.new_name
    inner join bodies as earlier
        on
            candidates.home_code = earlier.home_code
            and candidates.old_name = earlier.body_name
    inner join bodies as later
        on
            candidates.home_code = later.home_code
            and candidates.new_name = later.body_name
    where
        candidates.old_name <> candidates.new_name
        -- a report may tell that a body joined one that is older
        and (
            earlier.first_fiscal_year <= later.first_fiscal_year
            or (
                candidates.evidence = 'report_of_reform'
                and earlier.first_fiscal_year <= later.last_fiscal_year
            )
        )
    group by candidates.home_code, candidates.old_name, candidates.new_name

)

select * from successions
