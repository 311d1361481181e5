with figures as (

    select * from {{ changed_rows(ref('int_edition_figure')) }}

),

organisations as (

    select * from {{ ref('dim_organisation') }}

),

in_force as (

    select * from figures
    where is_in_force

),

others as (

    select * from figures
    where not is_in_force

),

uncoded_in_force as (

    select * from in_force
    where item_code is null

),

-- A line of another edition whose line in force says something else or is not there. Most say the same: this
-- first join, which takes few columns along, leaves them out.
paired as (

    select
        others.*,
        in_force.line_item_id as in_force_line_item_id
    from others
    left join in_force
        on
            others.in_force_document_id = in_force.document_id
            and others.form_code = in_force.form_code
            and others.section = in_force.section
            and others.parent_item_name = in_force.parent_item_name
            and others.item_key = in_force.item_key
            and others.measure = in_force.measure
    where
        in_force.line_item_id is null
        or (
            in_force.is_consistent
            and others.is_consistent
            and case
                when in_force.amount_yuan is not null and others.amount_yuan is not null
                    then
                        abs(in_force.amount_yuan - others.amount_yuan) * 2
                        > greatest(in_force.last_digit_yuan, others.last_digit_yuan)
                when
                    in_force.amount_yuan is null
                    and others.amount_yuan is null
                    and in_force.unit = others.unit
                    then
                        abs(in_force.value_printed - others.value_printed) * 2
                        > greatest(in_force.last_digit, others.last_digit)
                else false
            end
        )

),

-- What a later document of the report leaves out although it prints the form: no line of it bears the
-- code, nor, where one of the two has no code, the name.
measures_in_force as (

    select
        document_id,
        form_code,
        measure,
        max(version_date) as version_date
    from in_force
    group by document_id, form_code, measure

),

-- A form that elides a level of accounts leaves out none of its lines, nor one whose lower accounts it has.
levels_in_force as (

    select distinct
        document_id,
        form_code,
        measure,
        coalesce(length(item_code), 0) as code_length
    from in_force

),

parents_in_force as (

    select distinct
        document_id,
        form_code,
        measure,
        unnest([left(item_code, 3), left(item_code, 5)]) as item_code
    from in_force
    where item_code is not null

),

dropped as (

    select alone.*
    from paired as alone
    inner join measures_in_force
        on
            alone.in_force_document_id = measures_in_force.document_id
            and alone.form_code = measures_in_force.form_code
            and alone.measure = measures_in_force.measure
    semi join levels_in_force
        on
            alone.in_force_document_id = levels_in_force.document_id
            and alone.form_code = levels_in_force.form_code
            and alone.measure = levels_in_force.measure
            and coalesce(length(alone.item_code), 0) = levels_in_force.code_length
    anti join parents_in_force
        on
            alone.in_force_document_id = parents_in_force.document_id
            and alone.form_code = parents_in_force.form_code
            and alone.measure = parents_in_force.measure
            and alone.item_code = parents_in_force.item_code
    anti join in_force as same_key
        on
            alone.in_force_document_id = same_key.document_id
            and alone.form_code = same_key.form_code
            and alone.measure = same_key.measure
            and alone.item_key = same_key.item_key
    anti join in_force as same_name
        on
            alone.in_force_document_id = same_name.document_id
            and alone.form_code = same_name.form_code
            and alone.measure = same_name.measure
            and case when alone.item_code is null then alone.item_name end = same_name.item_name
    anti join uncoded_in_force
        on
            alone.in_force_document_id = uncoded_in_force.document_id
            and alone.form_code = uncoded_in_force.form_code
            and alone.measure = uncoded_in_force.measure
            and alone.item_name = uncoded_in_force.item_name
    where
        alone.in_force_line_item_id is null
        and alone.value_printed <> 0
        and alone.is_provisional is distinct from true
        and alone.version_date < measures_in_force.version_date

),

changed as (

    select
        left(sha256(concat_ws('|', in_force.line_item_id, paired.line_item_id)), 16) as restatement_id,
        in_force.report_id,
        in_force.organisation_id,
        organisations.division_code,
        in_force.fiscal_year,
        in_force.report_kind,
        in_force.form_code,
        in_force.section,
        coalesce(in_force.item_code, paired.item_code) as item_code,
        in_force.item_name,
        nullif(in_force.parent_item_name, '') as parent_item_name,
        in_force.measure,
        in_force.document_id,
        paired.document_id as other_document_id,
        in_force.amount_yuan,
        paired.amount_yuan as other_amount_yuan,
        cast(in_force.amount_yuan - paired.amount_yuan as decimal(20, 2)) as difference_yuan,
        in_force.value_printed,
        paired.value_printed as other_value_printed,
        in_force.unit,
        paired.unit as other_unit,
        in_force.page,
        paired.page as other_page,
        in_force.line_item_id,
        paired.line_item_id as other_line_item_id,
        case
            when paired.is_provisional and not in_force.is_provisional then 'provisional'
            when in_force.version_date > paired.version_date then 'reissue'
            else 'edition'
        end as kind
    from paired
    inner join in_force
        on
            paired.in_force_line_item_id = in_force.line_item_id
            and paired.in_force_document_id = in_force.document_id
    inner join organisations on in_force.organisation_id = organisations.organisation_id

),

vanished as (

    select
        left(sha256(concat_ws('|', 'dropped', dropped.line_item_id)), 16) as restatement_id,
        dropped.report_id,
        dropped.organisation_id,
        organisations.division_code,
        dropped.fiscal_year,
        dropped.report_kind,
        dropped.form_code,
        dropped.section,
        dropped.item_code,
        dropped.item_name,
        nullif(dropped.parent_item_name, '') as parent_item_name,
        dropped.measure,
        dropped.in_force_document_id as document_id,
        dropped.document_id as other_document_id,
        dropped.amount_yuan as other_amount_yuan,
        dropped.value_printed as other_value_printed,
        dropped.unit as other_unit,
        dropped.page as other_page,
        dropped.line_item_id as other_line_item_id,
        'dropped' as kind
    from dropped
    inner join organisations on dropped.organisation_id = organisations.organisation_id

),

final as (

    select * from changed
    union all by name
    select * from vanished

)

select * from final
