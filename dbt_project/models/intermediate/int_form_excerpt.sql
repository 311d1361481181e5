with forms as (

    select
        figures.document_id,
        figures.lake_file,
        figures.form_code,
        figures.project_name,
        documents.organisation_id,
        documents.fiscal_year,
        documents.report_kind,
        documents.budget_basis,
        coalesce(documents.edition = 'correction', false) as is_correction
    from {{ changed_rows(ref('int_form_figure')) }} as figures
    inner join {{ ref('int_document') }} as documents
        on
            figures.document_id = documents.document_id
            and figures.lake_file = documents.lake_file
    where
        documents.organisation_id is not null
        and documents.fiscal_year is not null
        and documents.report_kind is not null
        and {{ is_changed('document_id', 'figures.document_id') }}
    qualify
        count(*) over (
            partition by
                documents.organisation_id, documents.fiscal_year, documents.report_kind,
                documents.budget_basis, figures.form_code, figures.project_name
        ) > 1

),

line_items as (

    select * from {{ ref('stg_line_item') }}
    where {{ is_changed('lake_file') }} and {{ is_changed('document_id') }}

),

printed as (

    select
        forms.document_id,
        forms.form_code,
        forms.project_name,
        line_items.measure,
        line_items.item_code is null and {{ is_total_label('line_items.item_name') }} as is_total,
        hash(
            coalesce(line_items.section, ''), coalesce(line_items.parent_item_name, ''),
            coalesce(line_items.item_code, line_items.item_name), line_items.measure
        ) as figure_key,
        coalesce(line_items.amount_yuan, line_items.value_printed) as amount
    from forms
    inner join line_items
        on
            forms.document_id = line_items.document_id
            and forms.lake_file = line_items.lake_file
            and forms.form_code = line_items.form_code
            and (forms.project_name = '' or forms.project_name = line_items.section)

),

contents as (

    select
        document_id,
        form_code,
        project_name,
        bool_or(is_total) as has_total,
        coalesce(list(distinct figure_key) filter (where not is_total), []) as figure_keys,
        coalesce(list(distinct hash(figure_key, amount)) filter (where not is_total), []) as figures,
        coalesce(list(distinct hash(measure, amount)) filter (where is_total), []) as totals
    from printed
    group by document_id, form_code, project_name

),

compared as (

    select
        forms.organisation_id,
        forms.fiscal_year,
        forms.report_kind,
        forms.budget_basis,
        forms.is_correction,
        contents.*
    from forms
    inner join contents
        on
            forms.document_id = contents.document_id
            and forms.form_code = contents.form_code
            and forms.project_name = contents.project_name

),

final as (

    select distinct
        part.document_id,
        part.form_code,
        part.project_name
    from compared as part
    inner join compared as whole
        on
            part.organisation_id = whole.organisation_id
            and part.fiscal_year = whole.fiscal_year
            and part.report_kind = whole.report_kind
            and part.budget_basis is not distinct from whole.budget_basis
            and part.form_code = whole.form_code
            and part.project_name = whole.project_name
    where
        part.document_id <> whole.document_id
        and len(part.figure_keys) < len(whole.figure_keys)
        and (
            -- a correction with another total withdraws what it leaves out
            (
                list_has_all(whole.figures, part.figures)
                and not (part.is_correction and not list_has_all(whole.totals, part.totals))
            )
            or (
                not part.has_total
                and whole.has_total
                and list_has_all(whole.figure_keys, part.figure_keys)
            )
        )

)

select * from final
