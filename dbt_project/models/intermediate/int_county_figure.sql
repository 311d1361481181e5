with printed as (

    {% for account_kind, relation in [
        ('functional', ref('fct_budget_vs_final')), ('economic', ref('int_economic_figure'))
    ] -%}
        select
            '{{ account_kind }}' as account_kind,
            organisation_id,
            division_code,
            organisation_kind,
            fiscal_year,
            item_key,
            item_code,
            item_level,
            item_name,
            initial_budget_yuan,
            initial_budget_figure_source,
            initial_budget_proof_status,
            final_yuan,
            final_figure_source,
            final_proof_status,
            is_unit_inferred
        from {{ relation }}
        where item_level in ('class', 'total')
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- Transfers (230 转移性支出) are spent by those that receive them: sums of bodies hold them there.
transfers as (

    select
        organisation_id,
        fiscal_year,
        coalesce(initial_budget_yuan, 0) as initial_budget_yuan,
        coalesce(final_yuan, 0) as final_yuan
    from printed
    where account_kind = 'functional' and item_key = '230'

),

compared as (

    select
        printed.* replace (
            printed.initial_budget_yuan - coalesce(transfers.initial_budget_yuan, 0) as initial_budget_yuan,
            printed.final_yuan - coalesce(transfers.final_yuan, 0) as final_yuan
        ),
        coalesce(transfers.final_yuan, 0) as transfer_yuan
    from printed
    left join transfers
        on
            case when printed.item_level = 'total' then printed.organisation_id end
            = transfers.organisation_id
            and printed.fiscal_year = transfers.fiscal_year
    where printed.account_kind <> 'functional' or printed.item_key <> '230'

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

-- Bodies that no document calls 部门 or 单位 count with the departments unless their name is that of a school
-- and the like.
departments_known as (

    select * from organisations
    where organisation_kind = 'department' or is_department_assumed

),

-- What a department tells of a year; its members' accounts are in its own.
told as (

    select
        account_kind,
        organisation_id,
        fiscal_year,
        bool_or(initial_budget_yuan is not null) as has_initial_budget,
        bool_or(final_yuan is not null) as has_final
    from compared
    group by account_kind, organisation_id, fiscal_year

),

budget_vs_final as (

    select
        compared.* replace (
            case when not coalesce(parents.has_initial_budget, false) then compared.initial_budget_yuan end
                as initial_budget_yuan,
            case when not coalesce(parents.has_final, false) then compared.final_yuan end as final_yuan,
            case when not coalesce(parents.has_final, false) then compared.transfer_yuan else 0 end
                as transfer_yuan
        ),
        coalesce(compared.initial_budget_proof_status = 'disputed', false) as is_budget_disputed,
        coalesce(compared.final_proof_status = 'disputed', false) as is_final_disputed,
        coalesce(parents.has_initial_budget or parents.has_final, false) as is_in_parent
    from compared
    inner join departments_known on compared.organisation_id = departments_known.organisation_id
    left join told as parents
        on
            departments_known.parent_organisation_id = parents.organisation_id
            and compared.account_kind = parents.account_kind
            and compared.fiscal_year = parents.fiscal_year

),

own_finals as (

    select
        account_kind,
        organisation_id,
        fiscal_year + 1 as fiscal_year,
        item_key,
        final_yuan as prior_final_yuan
    from budget_vs_final
    where final_yuan is not null and not is_final_disputed

),

disputed_bodies as (

    select distinct
        account_kind,
        organisation_id,
        fiscal_year
    from budget_vs_final
    where final_yuan is not null and is_final_disputed

),

mergers as (

    select
        organisation_id,
        fiscal_year,
        old_organisation_id,
        unnest(['functional', 'economic']) as account_kind
    from {{ ref('int_body_merger') }}
    where old_organisation_id is not null or not is_body_known

),

-- The accounts of the year before of a body that took over another one are those of both.
merged_finals as (

    select
        mergers.account_kind,
        mergers.organisation_id,
        mergers.fiscal_year,
        own_finals.item_key,
        own_finals.prior_final_yuan
    from mergers
    inner join own_finals
        on
            mergers.account_kind = own_finals.account_kind
            and mergers.old_organisation_id = own_finals.organisation_id
            and mergers.fiscal_year = own_finals.fiscal_year

),

incomplete_mergers as (

    select distinct
        mergers.account_kind,
        mergers.organisation_id,
        mergers.fiscal_year
    from mergers
    left join told as old_bodies
        on
            mergers.account_kind = old_bodies.account_kind
            and mergers.old_organisation_id = old_bodies.organisation_id
            and mergers.fiscal_year = old_bodies.fiscal_year + 1
    left join disputed_bodies
        on
            mergers.account_kind = disputed_bodies.account_kind
            and mergers.old_organisation_id = disputed_bodies.organisation_id
            and mergers.fiscal_year = disputed_bodies.fiscal_year + 1
    left join told as own_bodies
        on
            mergers.account_kind = own_bodies.account_kind
            and mergers.organisation_id = own_bodies.organisation_id
            and mergers.fiscal_year = own_bodies.fiscal_year + 1
    where
        not coalesce(old_bodies.has_final, false)
        or not coalesce(own_bodies.has_final, false)
        or disputed_bodies.organisation_id is not null

),

prior_finals as (

    select
        finals.account_kind,
        finals.organisation_id,
        finals.fiscal_year,
        finals.item_key,
        sum(finals.prior_final_yuan) as prior_final_yuan
    from (
        select * from own_finals
        union all
        select * from merged_finals
    ) as finals
    anti join incomplete_mergers
        on
            finals.account_kind = incomplete_mergers.account_kind
            and finals.organisation_id = incomplete_mergers.organisation_id
            and finals.fiscal_year = incomplete_mergers.fiscal_year
    group by finals.account_kind, finals.organisation_id, finals.fiscal_year, finals.item_key

),

-- A class that money left or reached by a change of the classification is not the same in both years.
comparable_finals as (

    select prior_finals.*
    from prior_finals
    anti join {{ ref('int_account_move') }} as moves
        on
            prior_finals.account_kind = moves.account_kind
            and moves.fund_scope = 'general_public_budget'
            and moves.report_kind = 'final_account'
            and prior_finals.organisation_id = moves.organisation_id
            and prior_finals.fiscal_year = moves.fiscal_year
            and prior_finals.item_key = moves.item_key

),

budget_moves as (

    select * from {{ ref('int_account_move') }}
    where report_kind = 'budget'

),

figures as (

    select
        budget_vs_final.account_kind,
        budget_vs_final.organisation_id,
        budget_vs_final.division_code,
        budget_vs_final.fiscal_year,
        budget_vs_final.item_key,
        budget_vs_final.item_code,
        budget_vs_final.item_level,
        budget_vs_final.item_name,
        coalesce(budget_vs_final.initial_budget_figure_source = 'absent', false) as is_budget_absent,
        coalesce(budget_vs_final.final_figure_source = 'absent', false) as is_final_absent,
        budget_vs_final.final_yuan is not null
        and budget_vs_final.final_figure_source = 'sum_of_classes' as is_total_computed,
        budget_vs_final.transfer_yuan,
        budget_vs_final.is_in_parent,
        budget_vs_final.is_unit_inferred,
        comparable_finals.prior_final_yuan,
        budget_moves.item_key is not null as is_budget_moved,
        case
            when not budget_vs_final.is_budget_disputed then budget_vs_final.initial_budget_yuan
        end as initial_budget_yuan,
        case
            when not budget_vs_final.is_final_disputed then budget_vs_final.final_yuan
        end as final_yuan,
        case
            when budget_vs_final.is_budget_disputed then budget_vs_final.initial_budget_yuan
        end as disputed_initial_budget_yuan,
        case
            when budget_vs_final.is_final_disputed then budget_vs_final.final_yuan
        end as disputed_final_yuan
    from budget_vs_final
    left join comparable_finals
        on
            budget_vs_final.account_kind = comparable_finals.account_kind
            and budget_vs_final.organisation_id = comparable_finals.organisation_id
            and budget_vs_final.fiscal_year = comparable_finals.fiscal_year
            and budget_vs_final.item_key = comparable_finals.item_key
    left join budget_moves
        on
            budget_vs_final.account_kind = budget_moves.account_kind
            and budget_vs_final.organisation_id = budget_moves.organisation_id
            and budget_vs_final.fiscal_year = budget_moves.fiscal_year
            and budget_vs_final.item_key = budget_moves.item_key

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
    anti join {{ ref('int_all_funds') }} as parents
        on
            departments_known.parent_organisation_id = parents.organisation_id
            and own.fiscal_year = parents.fiscal_year
    left join figures
        on
            own.organisation_id = figures.organisation_id
            and own.fiscal_year = figures.fiscal_year
            and figures.account_kind = 'functional'
            and figures.item_key = 'total'
    where own.proof_status is distinct from 'disputed'
    group by departments_known.division_code, own.fiscal_year

),

years as (

    select distinct
        division_code,
        fiscal_year
    from budget_vs_final

),

-- Departments that are known to have been there: from the first year they report on to their end in a reform.
departments as (

    select
        years.division_code,
        years.fiscal_year,
        count(*) as organisation_count_expected
    from years
    inner join departments_known
        on
            years.division_code = departments_known.division_code
            and years.fiscal_year >= departments_known.first_fiscal_year
            and years.fiscal_year <= coalesce(departments_known.ended_fiscal_year, years.fiscal_year)
    group by years.division_code, years.fiscal_year

),

reporting as (

    select
        account_kind,
        division_code,
        fiscal_year,
        count(distinct organisation_id) filter (where final_yuan is not null) as organisation_count_reporting
    from budget_vs_final
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
    anti join told as parents
        on
            organisations.parent_organisation_id = parents.organisation_id
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
        from budget_vs_final
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
        count(*) filter (
            where final_yuan is not null and prior_final_yuan is not null
            and (final_yuan <> 0 or prior_final_yuan <> 0)
        ) as year_on_year_organisation_count,
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
