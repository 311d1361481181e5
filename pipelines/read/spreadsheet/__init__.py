"""The reading room for workbooks: cell by cell, what each one shows; nothing is computed, run or followed."""

from pipelines.read.spreadsheet.xls import read_xls
from pipelines.read.spreadsheet.xlsx import read_xlsx

__all__ = ["read_xls", "read_xlsx"]
