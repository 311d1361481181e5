"""The reading room for OpenDocument files (ISO/IEC 26300): texts (odt) and spreadsheets (ods).

Both store what a cell shows beside its value, so that nothing is computed or formatted here.
"""

from pipelines.read.opendocument.document import read_odt
from pipelines.read.opendocument.workbook import read_ods

__all__ = ["read_ods", "read_odt"]
