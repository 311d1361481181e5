{{ config(materialized='view') }}

with assigned as (

    select * from {{ ref('account_standard') }}

),

codes as (

    select * from {{ ref('standard_code') }}

),

final as (

    select
        assigned.account_kind,
        assigned.account_code,
        assigned.standard,
        assigned.standard_code,
        codes.standard_name,
        coalesce(codes.parent_code, codes.standard_code) as top_code,
        coalesce(parents.standard_name, codes.standard_name) as top_name,
        assigned.confidence
    from assigned
    inner join codes on assigned.standard_code = codes.standard_code
    left join codes as parents on codes.parent_code = parents.standard_code

)

select * from final
