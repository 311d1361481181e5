with bodies as (

    select
        organisation_id,
        home_code as division_code,
        resolved_organisation_kind as organisation_kind,
        lineage_name as body_name,
        {{ body_stem('lineage_name') }} as stem,
        -- 第一小学 and 第二小学 differ in nothing but the numeral: they are two bodies
        regexp_replace(lineage_name, '[一二三四五六七八九十百0-9东西南北]', '', 'g') as name_without_numerals,
        any_value(organisation_name) as organisation_name,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year
    from {{ ref('int_document') }}
    where organisation_id is not null and division_code is not null and fiscal_year is not null
    group by organisation_id, home_code, resolved_organisation_kind, lineage_name

),

accounts as (

    select
        organisation_id,
        fiscal_year,
        item_code
    from {{ ref('fct_budget_vs_final') }}
    where item_code is not null and item_level <> 'class'

),

pairs as (

    select
        earlier.division_code,
        earlier.organisation_kind,
        earlier.organisation_id as old_organisation_id,
        earlier.organisation_name as old_organisation_name,
        earlier.last_fiscal_year,
        later.organisation_id as new_organisation_id,
        later.organisation_name as new_organisation_name,
        later.first_fiscal_year,
        round(jaro_winkler_similarity(earlier.body_name, later.body_name), 4) as name_similarity
    from bodies as earlier
    inner join bodies as later
        on
            earlier.division_code = later.division_code
            and earlier.organisation_kind is not distinct from later.organisation_kind
            and earlier.last_fiscal_year + 1 = later.first_fiscal_year
    where
        (
            jaro_winkler_similarity(earlier.body_name, later.body_name) >= 0.7
            -- 科学技术局 in 工业信息化和科学技术局
            or (length(earlier.stem) > 2 and contains(later.body_name, earlier.stem))
            or (length(later.stem) > 2 and contains(earlier.body_name, later.stem))
        )
        and (
            earlier.name_without_numerals <> later.name_without_numerals
            or earlier.body_name = earlier.name_without_numerals
        )

),

shared as (

    select
        pairs.old_organisation_id,
        pairs.new_organisation_id,
        count(distinct old_accounts.item_code) as shared_account_count
    from pairs
    inner join accounts as old_accounts
        on
            pairs.old_organisation_id = old_accounts.organisation_id
            and pairs.last_fiscal_year = old_accounts.fiscal_year
    inner join accounts as new_accounts
        on
            pairs.new_organisation_id = new_accounts.organisation_id
            and pairs.first_fiscal_year = new_accounts.fiscal_year
            and old_accounts.item_code = new_accounts.item_code
    group by pairs.old_organisation_id, pairs.new_organisation_id

),

final as (

    select
        pairs.division_code,
        pairs.organisation_kind,
        pairs.old_organisation_id,
        pairs.old_organisation_name,
        pairs.new_organisation_id,
        pairs.new_organisation_name,
        pairs.first_fiscal_year,
        pairs.name_similarity,
        coalesce(shared.shared_account_count, 0) as shared_account_count
    from pairs
    left join shared
        on
            pairs.old_organisation_id = shared.old_organisation_id
            and pairs.new_organisation_id = shared.new_organisation_id

)

select * from final
