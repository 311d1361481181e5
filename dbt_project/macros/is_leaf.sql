{# Whether a row of accounts holds the final accounts at the lowest level that its body prints of them in
   the year, so that such rows add up to the whole once; the total where no account is printed. `rows` is a
   relation of items with the struct `final`. #}
{% macro is_leaf(rows) -%}
    {%- set is_told = rows ~ '.final.amount_yuan is not null' -%}
    {%- set lengths = 'max(length(' ~ rows ~ '.item_code)) filter (where ' ~ is_told ~ ')' -%}
    {%- set body = 'partition by ' ~ rows ~ '.organisation_id, ' ~ rows ~ '.fiscal_year' -%}
    {{ is_told }}
        and case
            when {{ rows }}.item_key = 'total' then {{ lengths }} over ({{ body }}) is null
            when length({{ rows }}.item_code) = 3
                then {{ lengths }} over ({{ body }}, left({{ rows }}.item_code, 3)) = 3
            when {{ rows }}.item_code is null then false
            else length({{ rows }}.item_code) = {{ lengths }} over ({{ body }}, left({{ rows }}.item_code, 5))
        end
{%- endmacro %}
