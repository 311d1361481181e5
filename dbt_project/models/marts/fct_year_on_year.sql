with by_form as (

    select * from {{ changed_rows(ref('int_figure')) }}
    where
        report_kind = 'final_account'
        and form_role in (
            'revenue_and_expenditure', 'expenditure_by_function', 'fiscal_appropriation',
            'general_budget_by_function', 'three_public'
        )
        and {{ is_changed('organisation_id') }}

),

{{ first_of_role('printed', 'by_form', 'section, item_key, measure') }},

figures as (

    select * from printed
    where not starts_with(measure, 'prior_')

),

-- A column of the year before that the form of the year prints itself.
own_columns as (

    select * replace (substr(measure, length('prior_') + 1) as measure)
    from printed
    where starts_with(measure, 'prior_') and amount_yuan is not null

),

-- A class that such a column with all its classes leaves out was zero.
whole_columns as (

    select
        organisation_id,
        fiscal_year,
        any_value(document_id) as document_id,
        min(page) as page,
        bool_or(proof_status = 'disputed') as is_disputed
    from own_columns
    where form_role = 'general_budget_by_function' and measure = 'total'
    group by organisation_id, fiscal_year
    having
        {{ has_all_classes(
            "max(amount_yuan) filter (where item_key = 'total')",
            'sum(amount_yuan) filter (where length(item_code) = 3)',
            'count(*) filter (where length(item_code) = 3)'
        ) }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

forms_in_force as (

    select distinct
        organisation_id,
        fiscal_year,
        report_kind,
        form_role
    from {{ ref('int_form_version') }}
    where is_in_force

),

-- What the year before printed, where this year has the form.
priors as (

    select figures.* replace (forms_in_force.fiscal_year as fiscal_year)
    from figures
    inner join forms_in_force
        on
            figures.organisation_id = forms_in_force.organisation_id
            and figures.report_kind = forms_in_force.report_kind
            and figures.form_role = forms_in_force.form_role
            and figures.fiscal_year + 1 = forms_in_force.fiscal_year

),

-- A class that a form with all its classes leaves out is zero: one cut to nothing falls by all of it.
absent as (

    select
        organisation_id,
        fiscal_year,
        item_key,
        final_document_id as document_id,
        final_page as page
    from {{ changed_rows(ref('fct_budget_vs_final')) }}
    where
        item_level = 'class'
        and final_figure_source = 'absent'
        and {{ is_changed('organisation_id') }}

),

paired as (

    select
        coalesce(figures.organisation_id, priors.organisation_id) as organisation_id,
        coalesce(figures.fiscal_year, priors.fiscal_year) as fiscal_year,
        coalesce(figures.form_role, priors.form_role) as form_role,
        coalesce(figures.section, priors.section) as section,
        coalesce(figures.item_key, priors.item_key) as item_key,
        coalesce(figures.measure, priors.measure) as measure,
        coalesce(figures.form_code, priors.form_code) as form_code,
        coalesce(figures.item_code, priors.item_code) as item_code,
        coalesce(figures.item_name, priors.item_name) as item_name,
        figures.amount_yuan,
        figures.document_id,
        figures.page,
        figures.line_item_id,
        priors.amount_yuan as prior_amount_yuan,
        priors.document_id as prior_document_id,
        priors.page as prior_page,
        priors.line_item_id as prior_line_item_id,
        (
            coalesce(figures.proof_status = 'disputed', false)
            or coalesce(priors.proof_status = 'disputed', false)
        ) as is_disputed,
        false as is_column_alone
    from figures
    full join priors
        on
            figures.organisation_id = priors.organisation_id
            and figures.fiscal_year = priors.fiscal_year
            and figures.form_role = priors.form_role
            and figures.section = priors.section
            and figures.item_key = priors.item_key
            and figures.measure = priors.measure

),

-- Lines that neither year's report prints but for this year's column of the year before.
lines as (

    select * from paired
    union all by name
    select
        own_columns.organisation_id,
        own_columns.fiscal_year,
        own_columns.form_role,
        own_columns.section,
        own_columns.item_key,
        own_columns.measure,
        own_columns.form_code,
        own_columns.item_code,
        own_columns.item_name,
        false as is_disputed,
        true as is_column_alone
    from own_columns
    anti join paired
        on
            own_columns.organisation_id = paired.organisation_id
            and own_columns.fiscal_year = paired.fiscal_year
            and own_columns.form_role = paired.form_role
            and own_columns.section = paired.section
            and own_columns.item_key = paired.item_key
            and own_columns.measure = paired.measure

),

stated as (

    select
        organisation_id,
        fiscal_year,
        {{ role_of_total('item_key') }} as form_role,
        case item_key when '一般公共预算财政拨款支出' then 'total' else '总计' end as item_key,
        any_value(amount_yuan) filter (where measure = 'delta') as delta_yuan,
        any_value(last_digit_yuan) filter (where measure = 'delta') as delta_grain_yuan,
        any_value(claim_id) filter (where measure = 'delta') as delta_claim_id,
        any_value(stated_value) filter (where measure = 'rate') / 100 as rate,
        any_value(last_digit) filter (where measure = 'rate') / 100 as rate_grain,
        any_value(document_id) as document_id,
        any_value(page) as page,
        bool_or(proof_status = 'disputed' and measure = 'delta') as is_delta_disputed
    from {{ changed_rows(ref('int_stated_figure')) }}
    where
        kind = 'total_yoy'
        and report_kind = 'final_account'
        and measure in ('delta', 'rate')
        and item_key in ('收支总计', '财政拨款收支总计', '一般公共预算财政拨款支出')
    group by all

),

whole as (

    select
        lines.* replace (
            case when absent.item_key is not null then 0 else lines.amount_yuan end as amount_yuan,
            coalesce(lines.document_id, absent.document_id) as document_id,
            coalesce(lines.page, absent.page) as page,
            case
                when absent_before.item_key is not null then 0
                else
                    coalesce(
                        lines.prior_amount_yuan,
                        own_columns.amount_yuan,
                        case when whole_columns.organisation_id is not null then 0 end
                    )
            end as prior_amount_yuan,
            coalesce(
                lines.prior_document_id,
                absent_before.document_id,
                own_columns.document_id,
                whole_columns.document_id
            ) as prior_document_id,
            coalesce(lines.prior_page, absent_before.page, own_columns.page, whole_columns.page)
                as prior_page,
            coalesce(lines.prior_line_item_id, own_columns.line_item_id) as prior_line_item_id,
            lines.is_disputed
            or coalesce(own_columns.proof_status = 'disputed', whole_columns.is_disputed, false)
                as is_disputed
        ),
        absent.item_key is not null as is_absent,
        absent_before.item_key is not null as is_prior_absent,
        own_columns.line_item_id is not null or whole_columns.organisation_id is not null as is_prior_column
    from lines
    left join own_columns
        on
            case
                when
                    (lines.amount_yuan is not null or lines.is_column_alone)
                    and lines.prior_document_id is null
                    then lines.organisation_id
            end
            = own_columns.organisation_id
            and lines.fiscal_year = own_columns.fiscal_year
            and lines.form_role = own_columns.form_role
            and lines.section = own_columns.section
            and lines.item_key = own_columns.item_key
            and lines.measure = own_columns.measure
    left join whole_columns
        on
            case
                when
                    lines.form_role = 'general_budget_by_function'
                    and lines.measure = 'total'
                    and length(lines.item_code) = 3
                    and lines.amount_yuan is not null
                    and lines.prior_document_id is null
                    then lines.organisation_id
            end
            = whole_columns.organisation_id
            and lines.fiscal_year = whole_columns.fiscal_year
    left join absent
        on
            case
                when lines.form_role = 'general_budget_by_function' and lines.document_id is null
                    then lines.organisation_id
            end
            = absent.organisation_id
            and lines.fiscal_year = absent.fiscal_year
            and lines.item_key = absent.item_key
    left join absent as absent_before
        on
            case
                when lines.form_role = 'general_budget_by_function' and lines.prior_document_id is null
                    then lines.organisation_id
            end
            = absent_before.organisation_id
            and lines.fiscal_year = absent_before.fiscal_year + 1
            and lines.item_key = absent_before.item_key

),

completed as (

    select
        whole.*,
        stated.delta_yuan as stated_delta_yuan,
        stated.rate as stated_rate,
        stated.delta_claim_id as stated_claim_id,
        stated.document_id as stated_document_id,
        stated.page as stated_page,
        stated.delta_grain_yuan,
        stated.rate_grain,
        stated.is_delta_disputed,
        (
            whole.prior_amount_yuan is null
            and whole.amount_yuan is not null
            and stated.delta_yuan is not null
        ) as is_prior_stated
    from whole
    left join stated
        on
            case when whole.measure in ('final', 'total') then whole.organisation_id end
            = stated.organisation_id
            and whole.fiscal_year = stated.fiscal_year
            and whole.form_role = stated.form_role
            and whole.item_key = stated.item_key

),

changes as (

    select
        * exclude (prior_amount_yuan, prior_document_id, prior_page),
        case
            when is_prior_stated then cast(amount_yuan - stated_delta_yuan as decimal(20, 2))
            else prior_amount_yuan
        end as prior_amount_yuan,
        case when is_prior_stated then stated_document_id else prior_document_id end as prior_document_id,
        case when is_prior_stated then stated_page else prior_page end as prior_page,
        case form_role
            when 'general_budget_by_function' then 'general_public_budget'
            else 'all_funds'
        end as fund_scope
    from completed

),

account_moves as (

    select * from {{ ref('int_account_move') }}
    where account_kind = 'functional' and report_kind = 'final_account'

),

-- A body that another one joined, as its own reports or the reform tell, is not the same body in both years.
mergers as (

    select distinct
        organisation_id,
        fiscal_year
    from {{ ref('int_body_merger') }}

),

-- An account that money left or reached by a change of the classification is not the same in both years.
reclassified as (

    select
        changes.*,
        moves.item_key is not null or item_moves.item_key is not null as is_reclassified,
        mergers.organisation_id is not null as is_merged
    from changes
    left join account_moves as moves
        on
            changes.organisation_id = moves.organisation_id
            and changes.fiscal_year = moves.fiscal_year
            and changes.item_code = moves.item_key
            and changes.fund_scope = moves.fund_scope
    left join account_moves as item_moves
        on
            changes.organisation_id = item_moves.organisation_id
            and changes.fiscal_year = item_moves.fiscal_year
            and case when length(changes.item_code) = 7 then left(changes.item_code, 5) end
            = item_moves.item_key
            and changes.fund_scope = item_moves.fund_scope
            and item_moves.has_sub_items
    left join mergers
        on
            changes.organisation_id = mergers.organisation_id
            and changes.fiscal_year = mergers.fiscal_year

),

final as (

    select
        changes.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        changes.fiscal_year,
        changes.form_code,
        changes.section,
        changes.item_key,
        changes.item_code,
        changes.item_name,
        changes.measure,
        changes.amount_yuan,
        changes.document_id,
        changes.page,
        changes.line_item_id,
        changes.is_absent,
        changes.prior_amount_yuan,
        changes.prior_document_id,
        changes.prior_page,
        changes.prior_line_item_id,
        case
            when changes.is_prior_stated then 'stated_delta'
            when changes.is_prior_absent then 'absent'
            when changes.is_prior_column then 'prior_column'
            when changes.prior_amount_yuan is not null then 'prior_document'
        end as prior_source,
        cast(changes.amount_yuan - changes.prior_amount_yuan as decimal(20, 2)) as delta_yuan,
        case
            when not changes.is_reclassified and not changes.is_merged
                then
                    {{ positive_ratio(
                        '(changes.amount_yuan - changes.prior_amount_yuan)', 'changes.prior_amount_yuan'
                    ) }}
        end as rate,
        changes.is_reclassified,
        changes.is_merged,
        changes.stated_delta_yuan,
        round(cast(changes.stated_rate as double), 8) as stated_rate,
        changes.stated_claim_id,
        case
            when changes.amount_yuan is null or changes.prior_amount_yuan is null then null
            when
                changes.is_prior_stated
                and (changes.stated_rate is null or changes.prior_amount_yuan <= 0)
                then null
            when changes.stated_delta_yuan is null and changes.stated_rate is null then null
            else
                coalesce(
                    abs(changes.amount_yuan - changes.prior_amount_yuan - changes.stated_delta_yuan)
                    <= changes.delta_grain_yuan,
                    true
                )
                -- rates are doubles: 50.1 % is no more than 0.1 % off 50 %
                and coalesce(
                    round(
                        abs(
                            {{ positive_ratio(
                                '(changes.amount_yuan - changes.prior_amount_yuan)', 'changes.prior_amount_yuan'
                            ) }} - changes.stated_rate
                        ),
                        9
                    ) <= changes.rate_grain,
                    true
                )
        end as agrees_with_print,
        changes.is_disputed
        or (changes.is_prior_stated and coalesce(changes.is_delta_disputed, false)) as is_disputed
    from reclassified as changes
    inner join organisations on changes.organisation_id = organisations.organisation_id

)

select * from final
