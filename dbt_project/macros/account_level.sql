{# Level of an account code: 类 class, 款 item, 项 sub_item; null for a code of no known length. #}
{% macro account_level(account_kind, account_code) -%}
    case
        when length({{ account_code }}) = 3 then 'class'
        when length({{ account_code }}) = 5 then 'item'
        when length({{ account_code }}) = 7 and {{ account_kind }} = 'functional' then 'sub_item'
    end
{%- endmacro %}
