"""The relations of the Parquet lake and their column types: the boundary between Python and dbt.

One file per relation and site, ``data/lake/<relation>/<site>.parquet``; a typed file without rows,
``_schema.parquet``, stands beside them so that dbt's sources exist before the first document.
Reference relations (divisions, accounts, forms) have one file each.
"""

from __future__ import annotations

from typing import Final

import polars as pl

Schema = dict[str, pl.DataType | type[pl.DataType]]

MONEY: Final = pl.Decimal(20, 2)
PRINTED: Final = pl.Decimal(24, 6)

DOCUMENTS: Final[Schema] = {
    "document_id": pl.String,  # first 16 hex digits of the sha256; of a compilation's part: of a hash of its own
    "sha256": pl.String,
    "site": pl.String,
    "file_name": pl.String,
    "source_url": pl.String,  # where the bytes came from; file:… for a local file
    "page_url": pl.String,  # the web page that linked to them
    "container_sha256": pl.String,  # the archive or compilation a member came in; null for a document of its own
    "member_name": pl.String,  # its name there
    "fetched_at": pl.Datetime("us", "UTC"),
    "size_bytes": pl.Int64,
    "media_type": pl.String,
    "reader": pl.String,
    "code_version": pl.String,
    "pages": pl.Int32,
    "status": pl.String,  # extracted | partial | no_figures | failed | unsupported
    "failure_reason": pl.String,
    "title": pl.String,
    "report_kind": pl.String,  # final_account | budget
    "organisation_kind": pl.String,  # department | unit | government
    "organisation_name": pl.String,
    "division_code": pl.String,
    "fiscal_year": pl.Int32,
    "publish_date": pl.Date,
    "unit": pl.String,  # the unit most of the document's tables print
    "uncertain_fields": pl.List(pl.String),  # which of the six findings above rest on weak or split evidence
    "notes": pl.List(pl.String),
    "tools": pl.List(pl.String),  # programs and extras that reading it used or lacked, as name=state
}

DOCUMENT_EVIDENCE: Final[Schema] = {
    "document_id": pl.String,
    "field": pl.String,  # report_kind, organisation_name, division_code, fiscal_year, publish_date, …
    "value": pl.String,
    "source": pl.String,  # cover | title | header_line | file_name | site | table
    "page": pl.Int32,
    "text": pl.String,  # the printed words it was read from
    "is_chosen": pl.Boolean,
}

TABLES: Final[Schema] = {
    "table_id": pl.String,
    "document_id": pl.String,
    "table_no": pl.Int32,  # from 1 in reading order; a table continued on the next page keeps its number
    "page_first": pl.Int32,
    "page_last": pl.Int32,
    "title_printed": pl.String,
    "form_code": pl.String,  # null where the table was not recognised
    "status": pl.String,  # recognised | empty_form | unreadable | unrecognised
    "reason": pl.String,
    "unit": pl.String,
    "is_unit_inferred": pl.Boolean,
    "unit_evidence": pl.String,
    "header_printed": pl.String,
    "row_count": pl.Int32,
    "column_count": pl.Int32,
}

LINE_ITEMS: Final[Schema] = {
    "line_item_id": pl.String,  # hash of sha256, page, table, row, column: raw facts only
    "document_id": pl.String,
    "table_id": pl.String,
    "form_code": pl.String,
    "section": pl.String,
    "item_code": pl.String,
    "item_name": pl.String,
    "item_label_printed": pl.String,
    "parent_item_name": pl.String,  # the row a sub-row belongs to; null for a row of its own
    "account_kind": pl.String,  # functional | economic | null
    "measure": pl.String,
    "header_printed": pl.String,  # header cells above the figure, joined with /
    "text_printed": pl.String,
    "value_printed": PRINTED,
    "unit": pl.String,  # 元 | 万元 | % | 分 …
    "is_unit_inferred": pl.Boolean,
    "amount_yuan": MONEY,  # null where the unit is not money or is unknown
    "page": pl.Int32,
    "x0": pl.Float32,
    "top": pl.Float32,
    "x1": pl.Float32,
    "bottom": pl.Float32,
    "table_no": pl.Int32,
    "row_no": pl.Int32,  # from 1, on the page's grid
    "column_no": pl.Int32,  # from 1
    "cell_reference": pl.String,  # sheet and cell, or line, in a format without geometry
    "reader": pl.String,
    "confidence": pl.Float32,  # of the recognised text of an image, 0 to 1; null elsewhere
    "decided_by": pl.String,  # the identity that told the column where the print does not; null elsewhere
    "first_text": pl.String,  # what the first reader read where a second reading was taken; null elsewhere
    "settled_by": pl.String,  # the identities that the second reading settled; null elsewhere
    "scope": pl.String,  # whose money it is, as printed (全市, 市本级, 分地区); null in departments' tables
    "figure_year": pl.Int32,  # year of the table, by which prior_ is told; null in departments' tables
    "proof_status": pl.String,  # proven | unproven | disputed
    "proof_identities": pl.List(pl.String),  # check_ids that made it so
}

INDICATORS: Final[Schema] = {
    "indicator_id": pl.String,
    "document_id": pl.String,
    "table_id": pl.String,
    "form_code": pl.String,
    "project_name": pl.String,
    "level_1": pl.String,
    "level_2": pl.String,
    "level_3": pl.String,
    "target": pl.String,
    "actual": pl.String,
    "weight": PRINTED,
    "score": PRINTED,
    "deviation": pl.String,
    "reason": pl.String,
    "page": pl.Int32,
    "table_no": pl.Int32,
    "row_no": pl.Int32,
}

READING_NOTES: Final[Schema] = {
    "note_id": pl.String,
    "document_id": pl.String,
    "kind": pl.String,  # unmatched_header | ambiguous_column | unknown_code | unparsed_figure | …
    "page": pl.Int32,
    "table_no": pl.Int32,
    "row_no": pl.Int32,
    "column_no": pl.Int32,
    "text": pl.String,  # as printed
    "detail": pl.String,
}

IDENTITY_CHECKS: Final[Schema] = {
    "check_id": pl.String,
    "document_id": pl.String,
    "identity_id": pl.String,
    "scope": pl.String,  # form, section, row and measure the identity was applied to
    "is_hard": pl.Boolean,  # a soft identity never makes a figure disputed
    "statement": pl.String,  # the identity in words, for a reader
    "quantity": pl.String,  # money | percent | count
    "left_value": PRINTED,  # in yuan, in % or in pieces, as the quantity says
    "right_value": PRINTED,
    "left_yuan": MONEY,  # null where the quantity is not money, as the three below
    "right_yuan": MONEY,
    "difference_yuan": MONEY,
    "tolerance_yuan": MONEY,
    "difference": PRINTED,  # left minus right, in the quantity's unit
    "tolerance": PRINTED,
    "status": pl.String,  # holds | rounding | violated
    "proves": pl.Boolean,  # whether it proves the figures it ties
    "left_text": pl.String,
    "left_page": pl.Int32,
    "right_text": pl.String,
    "right_page": pl.Int32,
    "unit": pl.String,
    "left_ids": pl.List(pl.String),  # line_item_ids and claim_ids of the figures, in their order
    "right_ids": pl.List(pl.String),
    "suggestion_kind": pl.String,  # what would explain a violation; null where nothing does
    "suggestion": pl.String,
    "suggested_id": pl.String,  # the figure the suggestion points at, and what it would have to be
    "suggested_value": PRINTED,
}

CLAIMS: Final[Schema] = {
    "claim_id": pl.String,
    "document_id": pl.String,
    "kind": pl.String,
    "subject": pl.String,
    "item_code": pl.String,  # null where the subject could not be resolved for certain, or is no account
    "measure": pl.String,
    "text_printed": pl.String,
    "value": PRINTED,  # signed by the words: 减少, 下降 are negative
    "unit": pl.String,
    "amount_yuan": MONEY,
    "page": pl.Int32,
    "sentence_no": pl.Int32,  # from 1, in reading order
    "claim_no": pl.Int32,  # from 1, within the sentence
    "heading": pl.String,
    "sentence": pl.String,
    "proof_status": pl.String,  # proven | unproven | disputed
    "proof_identities": pl.List(pl.String),
}

DISCLOSURE_ERRORS: Final[Schema] = {
    "error_id": pl.String,
    "document_id": pl.String,
    "kind": pl.String,  # contradiction | rate_on_zero | missing_form | empty_form_with_figures | …
    "identity_id": pl.String,
    "scope": pl.String,
    "what": pl.String,  # one sentence to quote
    "left_text": pl.String,
    "left_page": pl.Int32,
    "left_id": pl.String,  # line_item_id or claim_id
    "right_text": pl.String,
    "right_page": pl.Int32,
    "right_id": pl.String,
    "difference": PRINTED,  # left minus right, in the unit
    "unit": pl.String,
    "suggestion_kind": pl.String,
    "suggestion": pl.String,
}

READING_DOUBTS: Final[Schema] = {
    "doubt_id": pl.String,
    "document_id": pl.String,
    "kind": pl.String,  # of the contradiction that it would be
    "identity_id": pl.String,
    "scope": pl.String,
    "what": pl.String,  # one sentence
    "reason": pl.String,  # unread | unaccounted | decimals | second_reader | another_figure | two_sentences
    "why": pl.String,  # the reason in words, with the place
    "doubtful_ids": pl.List(pl.String),  # line_item_ids and claim_ids of the figures that are doubtful
    "left_text": pl.String,
    "left_page": pl.Int32,
    "left_id": pl.String,
    "right_text": pl.String,
    "right_page": pl.Int32,
    "right_id": pl.String,
    "difference": PRINTED,  # left minus right, in the unit
    "unit": pl.String,
}

TEXT_DEFECTS: Final[Schema] = {
    "defect_id": pl.String,
    "document_id": pl.String,
    "kind": pl.String,  # direction_word | placeholder | template_instruction | wrong_year | doubled_mark | …
    "what": pl.String,
    "text": pl.String,  # as printed
    "page": pl.Int32,
    "sentence": pl.String,
}

PAGE_ACCOUNTS: Final[Schema] = {
    "document_id": pl.String,
    "page": pl.Int32,
    "is_form_page": pl.Boolean,  # a table of a known form stands on it
    "figures_printed": pl.Int32,  # all numbers of the page: the sum of the six below
    "in_cells": pl.Int32,  # line items and indicators
    "in_claims": pl.Int32,
    "as_furniture": pl.Int32,  # codes, ordinals, dates, page and line numbers, other known asides
    "noted": pl.Int32,  # a reading note names the cell, column, table or sentence
    "in_prose": pl.Int32,  # amounts of sentences that are no claim and no note
    "unaccounted": pl.Int32,
}

RELATIONS: Final[dict[str, Schema]] = {
    "documents": DOCUMENTS,
    "document_evidence": DOCUMENT_EVIDENCE,
    "tables": TABLES,
    "line_items": LINE_ITEMS,
    "indicators": INDICATORS,
    "reading_notes": READING_NOTES,
    "identity_checks": IDENTITY_CHECKS,
    "claims": CLAIMS,
    "disclosure_errors": DISCLOSURE_ERRORS,
    "reading_doubts": READING_DOUBTS,
    "text_defects": TEXT_DEFECTS,
    "page_accounts": PAGE_ACCOUNTS,
}

DIVISIONS: Final[Schema] = {
    "division_code": pl.String,
    "division_name": pl.String,
    "level": pl.String,  # province | city | county
    "parent_code": pl.String,
    "city_name": pl.String,
    "province_name": pl.String,
    "valid_from": pl.Int32,  # first year the code is listed in; null: before 2015
    "valid_to": pl.Int32,  # last year; null: listed today
    "successor_code": pl.String,  # the division listed today that took the place of a former one
    "former_names": pl.List(pl.String),  # names the code had before
    "short_name": pl.String,  # 紫云县 for 紫云苗族布依族自治县; empty for most
}

DIVISION_CHANGES: Final[Schema] = {
    "year": pl.Int32,
    "change_kind": pl.String,  # renamed | recoded | merged | county_to_district | established | …
    "level": pl.String,
    "old_code": pl.String,  # null for a division newly established
    "old_name": pl.String,
    "new_code": pl.String,
    "new_name": pl.String,
    "notice": pl.String,  # number of the notice that ordered it, where known
    "source": pl.String,
}

ACCOUNTS: Final[Schema] = {
    "account_kind": pl.String,  # functional | economic
    "account_code": pl.String,
    "account_name": pl.String,
    "level": pl.String,  # class | item | sub_item (类 | 款 | 项)
    "parent_code": pl.String,
    "valid_from": pl.Int32,
    "valid_to": pl.Int32,
    "source": pl.String,
    "confidence": pl.String,  # high = printed or stated in a notice; low = recalled, corrects nothing
}

FORMS: Final[Schema] = {
    "form_code": pl.String,
    "title": pl.String,
    "report_kind": pl.String,
    "aliases": pl.List(pl.String),
    "description": pl.String,
    "measures": pl.List(pl.String),
    "role": pl.String,  # what the form is for: pipelines/forms/roles.yml
    "precedence": pl.Int32,  # of two forms of one role that a body prints, the lower comes first
    "is_core": pl.Boolean,  # every body owes a form of the role
    "first_year": pl.Int32,  # first fiscal year that bodies print it for; null: before all that is read
}

COUNTY_FIGURES: Final[Schema] = {
    "division_code": pl.String,
    "fiscal_year": pl.Int32,
    "population": pl.Int64,  # persons
    "price_index": PRINTED,  # 100 in a year that the user chooses
    "county_type": pl.String,
    "source": pl.String,
}

REFERENCES: Final[dict[str, Schema]] = {
    "divisions": DIVISIONS,
    "division_changes": DIVISION_CHANGES,
    "accounts": ACCOUNTS,
    "forms": FORMS,
    "county_figures": COUNTY_FIGURES,
}
