with documents as (

    select * from {{ ref('stg_document') }}

),

printed as (

    select
        organisation_name,
        division_code
    from documents
    where organisation_name is not null
    union
    select
        evidence.value as organisation_name,
        documents.division_code
    from {{ ref('stg_document_evidence') }} as evidence
    inner join documents
        on
            evidence.document_id = documents.document_id
            and evidence.lake_file = documents.lake_file
    where
        evidence.field in (
            'member_body', 'parent_body', 'superior_body', 'former_body', 'merged_body', 'split_body'
        )

),

divisions as (

    select * from {{ ref('stg_division') }}

),

-- A county that was renamed or recoded goes on under its new code; one that was merged into another does not.
successors as (

    select
        former.division_code,
        today.division_code as home_code,
        former.division_name as former_name
    from divisions as former
    inner join divisions as today on former.successor_code = today.division_code
    where today.valid_from > former.valid_to
    qualify count(*) over (partition by former.successor_code, former.valid_to) = 1

),

former_places as (

    select
        home_code,
        list(former_name order by former_name) as former_names
    from successors
    group by home_code

),

places as (

    select
        divisions.division_code,
        coalesce(successors.home_code, divisions.division_code) as home_code,
        coalesce(divisions.province_name, '') as province_name,
        coalesce(divisions.city_name, '') as city_name,
        list_concat(
            list_concat([divisions.division_name, divisions.short_name], divisions.former_names),
            coalesce(former_places.former_names, cast([] as varchar[]))
        ) as place_names
    from divisions
    left join successors on divisions.division_code = successors.division_code
    left join former_places on divisions.division_code = former_places.home_code

),

plain as (

    select
        printed.organisation_name,
        printed.division_code,
        coalesce(places.home_code, printed.division_code) as home_code,
        coalesce(places.province_name, '') as province_name,
        coalesce(places.city_name, '') as city_name,
        coalesce(places.place_names, cast([] as varchar[])) as place_names,
        regexp_replace(
            translate(printed.organisation_name, '（）与　 、', '()和'),
            '(?:\((?:本级|机关|本部)\)|\(?本级\)?|([局委办部会院室处协])(?:机关|本部)(?:本级)?)$',
            '\1'
        ) as plain_name
    from printed
    left join places on printed.division_code = places.division_code

),

without_party as (

    select
        *,
        regexp_replace({{ without_prefix('plain_name', "'中国共产党'") }}, '^中共(.)', '\1') as name_1
    from plain

),

without_province as (

    select
        *,
        {{ without_prefix('name_1', 'province_name') }} as name_2
    from without_party

),

without_city as (

    select
        *,
        {{ without_prefix('name_2', 'city_name') }} as name_3
    from without_province

),

without_place as (

    select
        *,
        coalesce(
            list_filter(
                place_names, lambda place: starts_with(name_3, place) and length(name_3) > length(place)
            )[1],
            ''
        ) as place_name
    from without_city

),

short as (

    select
        *,
        -- 中共X县纪律检查委员会、X县监察委员会: the place stands twice, with and without the mark
        case
            when place_name <> '' then replace(substr(name_3, length(place_name) + 1), place_name, '')
            -- 公安局卧龙分局, 公安局卧龙区分局 and 卧龙区公安分局 of one district
            when name_3 like '%局_%分局'
                then
                    regexp_replace(
                        name_3,
                        '局(?:'
                        || array_to_string(
                            list_transform(
                                place_names, lambda place: regexp_replace(place, '(..)新?[县区市旗]$', '\1')
                            ),
                            '|'
                        )
                        || ')(?:新?[县区市旗])?分局$',
                        '分局'
                    )
            else name_3
        end as name_4
    from without_place

),

spelled as (

    select
        *,
        {{ plain_body_name('name_4') }} as body_spelling
    from short

),

named as (

    select
        spelled.organisation_name,
        spelled.division_code,
        spelled.home_code,
        coalesce(aliases.body_name, spelled.body_spelling) as body_name
    from spelled
    left join {{ ref('body_alias') }} as aliases on spelled.body_spelling = aliases.alias

),

-- 文化和旅游广电局 and 文化旅游广电局 of one county are one body
final as (

    select
        organisation_name,
        division_code,
        home_code,
        first_value(body_name) over (
            partition by home_code, replace(body_name, '和', '')
            order by length(body_name) desc, body_name asc
        ) as body_name
    from named

)

select * from final
