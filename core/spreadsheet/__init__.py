"""Tables as CSV and XLSX files: a spreadsheet runs nothing in what we write, and what we read harms nothing."""

from .reading import Row, Table, Unreadable, read_table
from .writing import csv_answer, plain_cell, safe_cell, xlsx_answer

__all__ = ["Row", "Table", "Unreadable", "csv_answer", "plain_cell", "read_table", "safe_cell", "xlsx_answer"]
