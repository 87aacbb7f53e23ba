"""Why a file cannot be read as a table."""

from core.errors import Refused


class Unreadable(Refused):
    message = "This is no CSV or XLSX file."
    field = "file"
