{{ config(materialized='view') }}

with documents as (

    select * from {{ ref('int_document') }}
    where organisation_id is not null and fiscal_year is not null and home_code is not null

),

bodies as (

    select distinct
        home_code,
        body_name,
        lineage_name,
        organisation_id
    from documents

),

told as (

    select
        documents.organisation_id,
        documents.home_code,
        documents.lineage_name,
        documents.fiscal_year,
        spellings.body_name as old_name,
        evidence.value as old_printed_name,
        regexp_matches(evidence.text, '(?:合并|整合|归并).{0,6}(?:组建|成立|设立)') as is_founded,
        try_cast(nullif(regexp_extract(evidence.text, '(20\d{2})年', 1), '') as integer) as stated_year
    from {{ ref('stg_document_evidence') }} as evidence
    inner join documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file
    left join {{ ref('int_body_name') }} as spellings
        on
            evidence.value = spellings.organisation_name
            and documents.division_code = spellings.division_code
    where evidence.field = 'merged_body'

),

-- The year is the one that the sentence names, else that of the first report that tells.
stated as (

    select
        told.organisation_id,
        told.old_printed_name,
        coalesce(min(told.stated_year), min(told.fiscal_year)) as fiscal_year,
        bool_or(old_bodies.organisation_id is not null) as is_body_known
    from told
    left join bodies as old_bodies
        on
            told.home_code = old_bodies.home_code
            and told.old_name = old_bodies.body_name
    where told.old_name is distinct from told.lineage_name
    group by told.organisation_id, told.old_printed_name

),

known_pairs as (

    select
        told.organisation_id,
        old_bodies.organisation_id as old_organisation_id
    from told
    inner join bodies as old_bodies
        on
            told.home_code = old_bodies.home_code
            and told.old_name = old_bodies.body_name
    union
    select
        bodies.organisation_id,
        old_bodies.organisation_id as old_organisation_id
    from {{ ref('body_reform') }} as reforms
    inner join bodies as old_bodies on reforms.old_name = old_bodies.lineage_name
    inner join bodies
        on
            old_bodies.home_code = bodies.home_code
            and reforms.new_name = bodies.lineage_name
    where reforms.change_kind = 'merged'

),

known as (

    select distinct
        known_pairs.organisation_id,
        known_pairs.old_organisation_id,
        old_bodies.ended_fiscal_year + 1 as fiscal_year
    from known_pairs
    inner join {{ ref('dim_organisation') }} as old_bodies
        on known_pairs.old_organisation_id = old_bodies.organisation_id
    where
        known_pairs.organisation_id <> known_pairs.old_organisation_id
        and old_bodies.ended_fiscal_year is not null

),

united as (

    select
        organisation_id,
        fiscal_year,
        old_organisation_id,
        null as old_printed_name,
        true as is_body_known
    from known
    union all
    select
        organisation_id,
        fiscal_year,
        null as old_organisation_id,
        old_printed_name,
        is_body_known
    from stated

),

-- What several bodies were joined into (合并组建) was not there before.
founded as (

    select distinct organisation_id from told
    where is_founded

),

final as (

    select
        united.*,
        founded.organisation_id is not null as is_founded
    from united
    left join founded on united.organisation_id = founded.organisation_id

)

select * from final
