with divisions as (

    select * from {{ ref('stg_division') }}

),

documents as (

    select distinct division_code from {{ ref('int_document') }}
    where division_code is not null

),

unlisted as (

    select documents.division_code
    from documents
    anti join divisions on documents.division_code = divisions.division_code

),

final as (

    select
        division_code,
        division_name,
        level,
        parent_code,
        city_name,
        province_name,
        true as is_listed,
        valid_from,
        valid_to,
        successor_code,
        coalesce(successor_code, division_code) as current_code,
        former_names
    from divisions
    union all
    select
        division_code,
        null as division_name,
        null as level,
        null as parent_code,
        null as city_name,
        null as province_name,
        false as is_listed,
        null as valid_from,
        null as valid_to,
        null as successor_code,
        division_code as current_code,
        cast([] as varchar[]) as former_names
    from unlisted

)

select * from final
