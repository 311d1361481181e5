with told as (

    select * from {{ ref('int_government_figure') }}

),

ranked as (

    select
        *,
        row_number() over (
            account
            order by
                case proof_status when 'disputed' then 1 else 0 end asc,
                prior_length asc,
                version_date desc nulls last,
                document_id asc,
                print_order asc
        ) as rank_no,
        count(*) over account as figure_count,
        min(amount_yuan) over account <> max(amount_yuan) over account as is_conflicting
    from told
    window account as (
        partition by
            division_code, amount_year, scope_key, form_code, section, parent_key, item_code, item_name,
            occurrence_no, own_measure
    )

),

final as (

    select
        left(
            sha256(
                concat_ws(
                    '|', division_code, amount_year, scope_key, form_code, section, parent_key,
                    coalesce(item_code, ''), item_name, occurrence_no, own_measure
                )
            ),
            16
        ) as government_account_id,
        division_code,
        cast(amount_year as integer) as fiscal_year,
        'government' as organisation_kind,
        scope,
        scope_kind,
        form_code,
        form_role,
        section,
        parent_item_name,
        item_code,
        item_name,
        cast(occurrence_no as integer) as occurrence_no,
        own_measure as measure,
        amount_yuan,
        prior_length > 0 as is_from_later_report,
        figure_count,
        is_conflicting,
        proof_status,
        document_id,
        page,
        line_item_id
    from ranked
    where rank_no = 1

)

select * from final
