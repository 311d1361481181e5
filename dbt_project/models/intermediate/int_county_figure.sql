with organisations as (

    select * from {{ ref('dim_organisation') }}
    where {{ is_changed('division_code') }}

),

departments_known as (

    select * from organisations
    where {{ counts_as_department() }}

),

members as (

    select
        organisation_id,
        parent_organisation_id,
        first_fiscal_year,
        last_fiscal_year
    from {{ ref('int_body_member') }}
    where report_kind = 'final_account'

),

body_figures as (

    select * from {{ ref('int_body_figure') }}
    where {{ is_changed('division_code') }}

),

budget_moves as (

    select * from {{ ref('int_account_move') }}
    where report_kind = 'budget' and {{ is_changed('organisation_id') }}

),

figures as (

    select
        body_figures.* replace (
            case
                when not body_figures.is_budget_disputed then body_figures.initial_budget_yuan
            end as initial_budget_yuan,
            case when not body_figures.is_final_disputed then body_figures.final_yuan end as final_yuan,
            body_figures.is_total_computed and body_figures.final_yuan is not null as is_total_computed
        ),
        case
            when body_figures.is_budget_disputed then body_figures.initial_budget_yuan
        end as disputed_initial_budget_yuan,
        case when body_figures.is_final_disputed then body_figures.final_yuan end as disputed_final_yuan,
        prior_finals.prior_final_yuan,
        prior_finals.prior_source,
        coalesce(prior_finals.is_prior_contradicted, false) as is_prior_contradicted,
        budget_moves.item_key is not null as is_budget_moved
    from body_figures
    left join {{ ref('int_prior_final') }} as prior_finals
        on
            body_figures.account_kind = prior_finals.account_kind
            and body_figures.organisation_id = prior_finals.organisation_id
            and body_figures.fiscal_year = prior_finals.fiscal_year
            and body_figures.item_key = prior_finals.item_key
    left join budget_moves
        on
            body_figures.account_kind = budget_moves.account_kind
            and body_figures.organisation_id = budget_moves.organisation_id
            and body_figures.fiscal_year = budget_moves.fiscal_year
            and body_figures.item_key = budget_moves.item_key

),

members_told as (

    select * from {{ ref('int_member_told') }}
    where account_kind = 'functional'

),

-- All money that counted bodies spend and do not hand on, also of those that print no form of the general
-- public budget.
all_funds as (

    select
        departments_known.division_code,
        own.fiscal_year,
        count(*) as all_funds_organisation_count,
        sum(own.amount_yuan - coalesce(own.handed_on_yuan, 0)) as all_funds_final_yuan,
        sum(figures.final_yuan) as general_of_all_yuan,
        sum(own.amount_yuan - coalesce(own.handed_on_yuan, 0)) filter (
            where figures.final_yuan is not null
        ) as all_of_general_yuan
    from {{ ref('int_all_funds') }} as own
    inner join departments_known on own.organisation_id = departments_known.organisation_id
    left join members
        on
            own.organisation_id = members.organisation_id
            and own.fiscal_year between members.first_fiscal_year and members.last_fiscal_year
    left join {{ ref('int_all_funds') }} as parents
        on
            members.parent_organisation_id = parents.organisation_id
            and own.fiscal_year = parents.fiscal_year
    left join members_told
        on
            own.organisation_id = members_told.organisation_id
            and own.fiscal_year = members_told.fiscal_year
    left join figures
        on
            own.organisation_id = figures.organisation_id
            and own.fiscal_year = figures.fiscal_year
            and figures.account_kind = 'functional'
            and figures.item_key = 'total'
    where
        own.proof_status is distinct from 'disputed'
        and (parents.organisation_id is null or members_told.is_final_apart)
        and {{ is_changed('organisation_id', 'own.organisation_id') }}
    group by departments_known.division_code, own.fiscal_year

),

years as (

    select distinct
        division_code,
        fiscal_year
    from body_figures

),

standing as (

    select distinct
        organisation_id,
        fiscal_year
    from body_figures
    where initial_budget_yuan is not null or final_yuan is not null

),

-- Departments that are known to have been there: from the first year they report on to their end in a reform.
known_years as (

    select
        years.division_code,
        years.fiscal_year,
        departments_known.organisation_id,
        members.parent_organisation_id
    from years
    inner join departments_known
        on
            years.division_code = departments_known.division_code
            and years.fiscal_year >= departments_known.first_fiscal_year
            and years.fiscal_year <= coalesce(departments_known.ended_fiscal_year, years.fiscal_year)
    left join members
        on
            departments_known.organisation_id = members.organisation_id
            and years.fiscal_year between members.first_fiscal_year and members.last_fiscal_year

),

-- A member of one of them is in its accounts, and expected beside it where it stands in the sums itself.
departments as (

    select
        known_years.division_code,
        known_years.fiscal_year,
        count(*) as organisation_count_expected
    from known_years
    left join known_years as parents
        on
            known_years.parent_organisation_id = parents.organisation_id
            and known_years.fiscal_year = parents.fiscal_year
    left join standing
        on
            known_years.organisation_id = standing.organisation_id
            and known_years.fiscal_year = standing.fiscal_year
    where parents.organisation_id is null or standing.organisation_id is not null
    group by known_years.division_code, known_years.fiscal_year

),

reporting as (

    select
        account_kind,
        division_code,
        fiscal_year,
        count(distinct organisation_id) filter (where final_yuan is not null) as organisation_count_reporting
    from body_figures
    group by account_kind, division_code, fiscal_year

),

-- Bodies with figures of the year that stand in no sum, nor in the accounts of a department that tells it.
excluded as (

    select
        organisations.division_code,
        documents.fiscal_year,
        count(distinct documents.organisation_id) as excluded_organisation_count
    from {{ ref('dim_document') }} as documents
    inner join organisations on documents.organisation_id = organisations.organisation_id
    left join members
        on
            documents.organisation_id = members.organisation_id
            and documents.fiscal_year between members.first_fiscal_year and members.last_fiscal_year
    anti join body_figures as parents
        on
            members.parent_organisation_id = parents.organisation_id
            and documents.fiscal_year = parents.fiscal_year
    where documents.exclusion_reason in ('unit', 'government', 'organisation_kind_unknown')
    group by organisations.division_code, documents.fiscal_year

),

-- What the classes of a body are a part of: its total where the form leaves classes out, else their sum.
wholes as (

    select
        account_kind,
        division_code,
        fiscal_year,
        sum(greatest(coalesce(classes_yuan, 0), coalesce(total_yuan, 0))) as whole_yuan
    from (
        select
            account_kind,
            organisation_id,
            division_code,
            fiscal_year,
            sum(final_yuan) filter (where item_level = 'class') as classes_yuan,
            any_value(final_yuan) filter (where item_level = 'total') as total_yuan
        from body_figures
        group by account_kind, organisation_id, division_code, fiscal_year
    ) as bodies
    group by account_kind, division_code, fiscal_year

),

-- A body whose budget is zero has no rate of execution: neither side of it is in the county's.
matched as (

    select
        *,
        coalesce(final_yuan is not null and initial_budget_yuan <> 0, false)
        and not is_budget_moved as is_matched,
        coalesce(
            final_yuan is not null
            and prior_final_yuan is not null
            and (final_yuan <> 0 or prior_final_yuan <> 0),
            false
        ) as is_compared,
        final_yuan <> 0
        and count(final_yuan) over (
            partition by account_kind, division_code, fiscal_year, item_key, final_yuan
        ) > 1 as has_twin
    from figures

),

sums as (

    select
        account_kind,
        division_code,
        fiscal_year,
        item_key,
        any_value(item_code) as item_code,
        any_value(item_level) as item_level,
        mode(item_name order by item_name) as item_name,
        count(*) filter (
            where (initial_budget_yuan is not null and not is_budget_absent)
            or (final_yuan is not null and not is_final_absent)
        ) as organisation_count,
        count(initial_budget_yuan) filter (where not is_budget_absent) as initial_budget_organisation_count,
        count(final_yuan) filter (where not is_final_absent) as final_organisation_count,
        count(*) filter (where is_matched) as matched_organisation_count,
        count(*) filter (where is_compared) as year_on_year_organisation_count,
        count(*) filter (
            where is_compared and prior_source = 'prior_column'
        ) as prior_column_organisation_count,
        count(*) filter (
            where is_compared and is_prior_contradicted
        ) as prior_contradicted_organisation_count,
        count(*) filter (where is_in_parent) as member_organisation_count,
        count(*) filter (where is_unit_inferred) as unit_inferred_organisation_count,
        count(*) filter (where has_twin) as same_final_organisation_count,
        count(*) filter (where is_total_computed) as computed_total_organisation_count,
        sum(transfer_yuan) as transfer_yuan,
        sum(initial_budget_yuan) as initial_budget_yuan,
        sum(final_yuan) as final_yuan,
        sum(initial_budget_yuan) filter (where is_matched) as matched_initial_budget_yuan,
        sum(final_yuan) filter (where is_matched) as matched_final_yuan,
        sum(prior_final_yuan) filter (where final_yuan is not null) as prior_final_yuan,
        sum(prior_final_yuan) filter (
            where is_compared and prior_source = 'prior_column'
        ) as prior_column_final_yuan,
        sum(final_yuan) filter (where prior_final_yuan is not null) as year_on_year_final_yuan,
        coalesce(sum(disputed_final_yuan), 0) as disputed_amount_yuan,
        coalesce(sum(disputed_initial_budget_yuan), 0) as disputed_initial_budget_yuan
    from matched
    group by account_kind, division_code, fiscal_year, item_key
    having count(initial_budget_yuan) filter (where not is_budget_absent) > 0
        or count(final_yuan) filter (where not is_final_absent) > 0
        or count(prior_final_yuan) filter (where prior_final_yuan <> 0) > 0
        or count(disputed_final_yuan) > 0
        or count(disputed_initial_budget_yuan) > 0

),

final as (

    select
        sums.*,
        case
            when sums.year_on_year_organisation_count = 0 then null
            when sums.prior_column_organisation_count = 0 then 'prior_document'
            when sums.prior_column_organisation_count = sums.year_on_year_organisation_count
                then 'prior_column'
            else 'mixed'
        end as prior_source,
        departments.organisation_count_expected,
        reporting.organisation_count_reporting,
        coalesce(excluded.excluded_organisation_count, 0) as excluded_organisation_count,
        wholes.whole_yuan,
        all_funds.all_funds_organisation_count,
        all_funds.all_funds_final_yuan,
        {{ positive_ratio('all_funds.general_of_all_yuan', 'all_funds.all_of_general_yuan') }}
            as general_budget_share,
        {{ positive_ratio('sums.matched_final_yuan', 'sums.matched_initial_budget_yuan') }} as execution_rate,
        {{ positive_ratio(
            '(sums.year_on_year_final_yuan - sums.prior_final_yuan)', 'sums.prior_final_yuan'
        ) }} as year_on_year_rate,
        {{ positive_ratio(
            'sums.disputed_amount_yuan', '(sums.disputed_amount_yuan + coalesce(sums.final_yuan, 0))'
        ) }} as disputed_share
    from sums
    inner join departments
        on
            sums.division_code = departments.division_code
            and sums.fiscal_year = departments.fiscal_year
    inner join reporting
        on
            sums.account_kind = reporting.account_kind
            and sums.division_code = reporting.division_code
            and sums.fiscal_year = reporting.fiscal_year
    inner join wholes
        on
            sums.account_kind = wholes.account_kind
            and sums.division_code = wholes.division_code
            and sums.fiscal_year = wholes.fiscal_year
    left join excluded
        on
            sums.division_code = excluded.division_code
            and sums.fiscal_year = excluded.fiscal_year
    left join all_funds
        on
            case
                when sums.account_kind = 'functional' and sums.item_key = 'total' then sums.division_code
            end
            = all_funds.division_code
            and sums.fiscal_year = all_funds.fiscal_year

)

select * from final
