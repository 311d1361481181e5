{% macro scope_kind(scope, division_code) -%}
    case
        when {{ scope }} is null then null
        when {{ scope }} = '分地区' then 'by_region'
        when regexp_matches({{ scope }}, '对') then 'transfers'
        when regexp_matches({{ scope }}, '本级$|^市直|^直属') then 'own_level'
        when regexp_matches({{ scope }}, '^全|^本地区|^本区域') then 'whole_area'
        when regexp_matches({{ scope }}, '^(?:自治区|[省地市州盟])级$') then 'level'
        when
            regexp_matches({{ scope }}, '^[县区旗]级$') and right({{ division_code }}, 2) <> '00'
            then 'level'
        when regexp_matches({{ scope }}, '^(?:[县区旗乡镇]级|乡镇级|下级|.{0,3}(?:县市区|市县|区县|县区|县市).*)$') then 'lower_levels'
        else 'named_area'
    end
{%- endmacro %}
