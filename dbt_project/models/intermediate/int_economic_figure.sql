with printed as (

    select * from {{ changed_rows(ref('int_account_figure')) }}
    where account_kind = 'economic' and item_level = 'class'
        and report_kind <> 'adjusted_budget'
        and measure is distinct from 'prior_final'
        and {{ is_changed('organisation_id') }}

),

{{ first_of_role('classes', 'printed', 'item_key') }},

organisations as (

    select * from {{ ref('dim_organisation') }}

),

final as (

    select
        classes.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        classes.fiscal_year,
        classes.item_key,
        any_value(classes.item_code) as item_code,
        'class' as item_level,
        coalesce(
            any_value(classes.item_name) filter (where classes.report_kind = 'final_account'),
            any_value(classes.item_name)
        ) as item_name,
        {% for kind, name in [('budget', 'initial_budget'), ('final_account', 'final')] -%}
            any_value(classes.amount_yuan) filter (
                where classes.report_kind = '{{ kind }}'
            ) as {{ name }}_yuan,
            any_value(classes.proof_status) filter (
                where classes.report_kind = '{{ kind }}'
            ) as {{ name }}_proof_status,
            any_value(classes.figure_source) filter (
                where classes.report_kind = '{{ kind }}'
            ) as {{ name }}_figure_source{% if not loop.last %},{% endif %}
        {% endfor -%},
        bool_or(classes.is_unit_inferred) as is_unit_inferred
    from classes
    inner join organisations on classes.organisation_id = organisations.organisation_id
    group by
        classes.organisation_id,
        organisations.division_code,
        organisations.organisation_kind,
        classes.fiscal_year,
        classes.item_key

)

select * from final
