"""Files that go out: one table as CSV or workbook, exact for machines or safe for spreadsheets.

Knows no app: the apps declare columns as SQL expressions and give the FROM they are over.
"""

from partnercenter.outgoing.columns import Flavour, Kind, OutColumn
from partnercenter.outgoing.csv_files import csv
from partnercenter.outgoing.rows import rows
from partnercenter.outgoing.workbooks import TooMuchForAWorkbook, workbook

__all__ = ["Flavour", "Kind", "OutColumn", "TooMuchForAWorkbook", "csv", "rows", "workbook"]
