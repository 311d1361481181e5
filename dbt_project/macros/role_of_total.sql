{# Role of the form that prints a total whose change the narrative tells; null for any other subject. #}
{% macro role_of_total(subject) -%}
    case {{ subject }}
        when '收支总计' then 'revenue_and_expenditure'
        when '财政拨款收支总计' then 'fiscal_appropriation'
        when '一般公共预算财政拨款支出' then 'general_budget_by_function'
    end
{%- endmacro %}
