{# What a document says of its edition in its title or its file's name: correction 更正, supplement 补充 or
   provisional 草案; null where it says none. 城市更新 is what a bureau does. #}
{% macro edition_told(title, file_name, report_kind) -%}
    {%- set text = "replace(concat_ws(' ', " ~ title ~ ", " ~ file_name ~ "), '城市更新', '')" -%}
    {%- set behind = '后|版|稿|件|的|公开|公示|公告|公布|发布|披露|说明|[0-9)）\s._-]|$' -%}
    case
        when
            regexp_matches(
                {{ text }},
                '(?:更正|更新|修正|修订|勘误|重新)(?:{{ behind }})|(?:关于|对)(?:更正|更新|修正|修订|重新)'
            )
            then 'correction'
        when regexp_matches({{ text }}, '补充(?:{{ behind }})|(?:关于|对)补充') then 'supplement'
        when
            regexp_matches({{ text }}, '草案|讨论稿|征求意见稿|送审稿|快报')
            or (
                {{ report_kind }} = 'final_account'
                and regexp_matches({{ text }}, '预算执行')
                and not regexp_matches({{ text }}, '决算')
            )
            then 'provisional'
    end
{%- endmacro %}

{# The order of editions before their dates: what is provisional comes before all others, and a correction
   without a date behind all that have one. #}
{% macro edition_order() -%}
    case
        when edition = 'provisional' then case when publish_date is null then 0 else 1 end
        when edition is not null and publish_date is null then 4
        when is_dated then 3
        else 2
    end
{%- endmacro %}
