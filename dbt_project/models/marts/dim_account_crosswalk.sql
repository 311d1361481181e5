{{ config(materialized='view') }}

with recursive changes as (

    select
        *,
        -- the rows of a split are of one year
        max(first_year) over (
            partition by account_kind, old_code
            order by first_year
            range between unbounded preceding and 1 preceding
        ) as previous_year,
        array_position(['high', 'medium', 'low'], confidence) as doubt
    from {{ ref('account_crosswalk') }}

),

chains as (

    select
        account_kind,
        old_code as account_code,
        old_name as account_name,
        previous_year as first_year,
        first_year - 1 as last_year,
        change_kind,
        new_code as current_code,
        new_name as current_name,
        first_year as reached_year,
        source,
        doubt
    from changes
    union all
    select
        chains.account_kind,
        chains.account_code,
        chains.account_name,
        chains.first_year,
        chains.last_year,
        case
            when 'split' in (chains.change_kind, later.change_kind) then 'split'
            when 'merged' in (chains.change_kind, later.change_kind) then 'merged'
            when 'moved' in (chains.change_kind, later.change_kind) then 'moved'
            else 'renamed'
        end as change_kind,
        later.new_code as current_code,
        later.new_name as current_name,
        later.first_year as reached_year,
        concat_ws('; ', chains.source, later.source) as source,
        greatest(chains.doubt, later.doubt) as doubt
    from chains
    inner join changes as later
        on
            chains.account_kind = later.account_kind
            and chains.current_code = later.old_code
            and chains.reached_year < later.first_year
            and chains.reached_year >= coalesce(later.previous_year, 0)

),

ends as (

    select chains.*
    from chains
    anti join changes
        on
            chains.account_kind = changes.account_kind
            and chains.current_code = changes.old_code
            and chains.reached_year < changes.first_year

),

final as (

    select
        account_kind,
        account_code,
        any_value(account_name) as account_name,
        any_value(first_year) as first_year,
        last_year,
        case when bool_or(change_kind = 'split') then 'split' else any_value(change_kind) end as change_kind,
        case when count(distinct current_code) = 1 then any_value(current_code) end as current_code,
        case when count(distinct current_code) = 1 then any_value(current_name) end as current_name,
        string_agg(distinct current_code, ' ' order by current_code) as successor_codes,
        case
            when count(distinct left(current_code, 3)) = 1 then any_value(left(current_code, 3))
        end as current_class_code,
        any_value(source) as source,
        ['high', 'medium', 'low'][max(doubt)] as confidence
    from ends
    group by account_kind, account_code, last_year

)

select * from final
