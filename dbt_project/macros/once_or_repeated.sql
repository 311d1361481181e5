{#
    Two common table expressions, `once` and `repeated`: the rows of a relation whose keys no other row has, and all others.

    Nearly every key of a form is printed once. Grouping millions of keys of words costs ten times what it costs to find
    those that come again by a hash; keys of one hash that differ are among the repeated, where they are told apart.
#}
{% macro once_or_repeated(relation, keys) -%}
hashed as (

    select
        *,
        hash({{ keys }}) as key_hash
    from {{ relation }}

),

repeated_hashes as (

    select key_hash from hashed
    group by key_hash
    having count(*) > 1

),

once as (

    select hashed.* exclude (key_hash)
    from hashed
    anti join repeated_hashes on hashed.key_hash = repeated_hashes.key_hash

),

repeated as (

    select hashed.* exclude (key_hash)
    from hashed
    semi join repeated_hashes on hashed.key_hash = repeated_hashes.key_hash

)
{%- endmacro %}
