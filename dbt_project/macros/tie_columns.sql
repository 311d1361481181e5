{# The columns of a tie between two relations of figures or claims, `left` and `right`: each names its own
   amount, text, page, unit and id as int_tied_figure does, unless told otherwise. #}
{% macro tie_columns(
    identity_id, left, right, statement, scope, tolerance,
    is_hard=false, left_yuan=none, left_text=none, left_ids=none
) -%}
    '{{ identity_id }}' as identity_id,
    {{ is_hard | lower }} as is_hard,
    '{{ statement }}' as statement,
    {{ scope }} as scope,
    {{ left }}.organisation_id,
    {{ left }}.fiscal_year,
    {{ left }}.report_kind,
    {{ left }}.document_id,
    {{ right }}.document_id as other_document_id,
    {{ left_yuan or left ~ '.amount_yuan' }} as left_yuan,
    {{ right }}.amount_yuan as right_yuan,
    {{ tolerance }} as tolerance_yuan,
    {{ left_text or left ~ '.text_printed' }} as left_text,
    {{ right }}.text_printed as right_text,
    {{ left }}.page as left_page,
    {{ right }}.page as right_page,
    {{ left }}.unit,
    {{ right }}.unit as right_unit,
    {{ left_ids or '[' ~ left ~ '.line_item_id]' }} as left_ids,
    [{{ right }}.line_item_id] as right_ids
{%- endmacro %}
