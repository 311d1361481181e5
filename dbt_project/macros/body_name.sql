{# A body's name without place names, as one spelling: party, council and conference in short, offices by
   their own name. `name` is an expression. #}
{% macro plain_body_name(name) -%}
    {%- set steps = [
        ['^中国人民政治协商会议.*?委员会', '政协'],
        ['^政协.*委员会', '政协'],
        ['^(?:中国)?(?:共产主义青年团|共青团).*?(?:委员会|委)?$', '共青团'],
        ['^中国国民党革命委员会', '民革'],
        ['^中国民主(?:同(盟)|(建)国会|促(进)会)', '民\\1\\2\\3'],
        ['^(?:中国)?农工民主党', '农工党'],
        ['^中国致公党', '致公党'],
        ['^台湾民主自治同盟', '台盟'],
        ['^(民[革盟建进]|农工党|致公党|九三学社|台盟).*(?:委员会|委)(?:办公室|机关)?$', '\\1'],
        ['^[省市州盟县区旗]?(?:人民)?政府(?:办公室|办公厅|办)$', '政府办公室'],
        ['^[省市州盟县区旗]?(?:委员会|委)办(?:公室|公厅)?$', '委办公室'],
        ['^(?:人民政府|[省市州盟县区旗]?委员会)(.{2,})$', '\\1'],
        ['^(.{1,8}(?:镇|乡|苏木))(?:人民)?政府$', '\\1'],
        ['^(.{1,8}街道)(?:办|办事处)$', '\\1'],
        ['^[省市州盟县区旗]?委([^员办].+)$', '\\1'],
        ['^[省市州盟县区旗]?直属?机关党?(?:工作委员会|工委)$', '直属机关工作委员会'],
        ['^(?:中国)?红十字会.*$', '红十字会'],
        ['^(?:县|区|旗)([^级直乡城志域划块委].*(?:局|办|办公室|会|部|院|室))$', '\\1'],
    ] -%}
    {%- set ns = namespace(sql=name) -%}
    {%- for pattern, replacement in steps -%}
        {%- set ns.sql = "regexp_replace(" ~ ns.sql ~ ", '" ~ pattern ~ "', '" ~ replacement ~ "')" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro %}

{# A body's name without the word for its rank: 卫生健康局 and 卫生健康委员会 of a county are one body. #}
{% macro body_stem(name) -%}
    regexp_replace({{ name }}, '^(.{2,})(?:委员会|局|办公室)$', '\1')
{%- endmacro %}

{# Whether a name is one that departments have: no school, hospital, home or hall, which stand under one, and
   no government. #}
{% macro is_called_department(name) -%}
    not regexp_matches(
        {{ name }},
        '(?:小学|中学|高中|初中|学校|幼儿园|学院|大学)$'
        || '|(?:医院|卫生院|保健院|卫生室|服务中心|敬老院|福利院)$'
        || '|(?:图书馆|文化馆|博物馆|档案馆)$'
        || '|^(?:人民)?政府$|^[县区市旗]$'
    )
{%- endmacro %}

{# Whether a name is one that institutions have that work for a department: schools, hospitals, homes. #}
{% macro is_called_institution(name) -%}
    (not {{ is_called_department(name) }} or regexp_matches({{ name }}, '(?:中心|[所站园场队段处馆台])$'))
{%- endmacro %}
