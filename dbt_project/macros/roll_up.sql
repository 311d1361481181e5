{# The columns that tell whose figure it is and what it measures; sums of figures keep them. #}
{% macro whose_figure() -%}
organisation_id,
        fiscal_year,
        report_kind,
        document_id,
        form_code,
        form_role,
        form_precedence,
        measure
{%- endmacro %}

{# Figures of one document summed up to a higher level of accounts: the columns of int_account_figure.
   `item_key` is an expression for the higher account, `item_code` for its code, `figure_source` how it came. #}
{% macro roll_up(relation, item_key, item_code, level, figure_source) -%}
    select
        account_kind,
        {{ whose_figure() }},
        {{ item_key }} as item_key,
        {{ item_code }} as item_code,
        cast(null as varchar) as item_name,
        '{{ level }}' as item_level,
        {{ sum_if_complete('amount_yuan') }} as amount_yuan,
        min(unit) as unit,
        min(page) as page,
        cast(null as varchar) as line_item_id,
        {{ weakest_proof_status('proof_status') }} as proof_status,
        bool_or(is_unit_inferred) as is_unit_inferred,
        {{ figure_source }} as figure_source
    from {{ relation }}
    group by all
{%- endmacro %}

{# Sums whose account the document does not print itself. #}
{% macro not_printed(sums, printed) -%}
    select {{ sums }}.*
    from {{ sums }}
    anti join {{ printed }}
        on
            {{ sums }}.document_id = {{ printed }}.document_id
            and {{ sums }}.form_code = {{ printed }}.form_code
            and {{ sums }}.measure = {{ printed }}.measure
            and {{ sums }}.item_key = {{ printed }}.item_key
{%- endmacro %}
