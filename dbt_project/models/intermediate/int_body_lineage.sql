with bodies as (

    select distinct
        home_code,
        body_name
    from {{ ref('int_body_name') }}

),

-- One body takes the place of one: what several become, or become one, is no renaming.
renamed as (

    select * from {{ ref('int_body_succession') }}
    where evidence <> 'report_of_reform'
    qualify
        count(*) over (partition by home_code, old_name) = 1
        and count(*) over (partition by home_code, new_name) = 1

),

final as (

    select
        bodies.home_code,
        bodies.body_name,
        coalesce(step_three.new_name, step_two.new_name, step_one.new_name) as lineage_name,
        step_one.evidence
    from bodies
    inner join renamed as step_one
        on
            bodies.home_code = step_one.home_code
            and bodies.body_name = step_one.old_name
    left join renamed as step_two
        on
            step_one.home_code = step_two.home_code
            and step_one.new_name = step_two.old_name
    left join renamed as step_three
        on
            step_two.home_code = step_three.home_code
            and step_two.new_name = step_three.old_name

)

select * from final
