with line_items as (

    select * from {{ changed_rows(ref('fct_line_item')) }}
    where {{ is_changed('document_id') }}

),

final as (

    select
        md5_number_lower(line_item_id) as figure_key,
        document_id
    from line_items

)

select * from final
