"""How a question of the bank is written outside of the database: on a page, and as a line of a file."""

from .lines import COLUMNS, Known, cells_of, columns_of, read_line
from .values import (
    LONGEST_SOURCE,
    LONGEST_TEXT,
    MOST_MINUTES,
    USUAL_MINUTES,
    QuestionValues,
    Wrong,
    items_of,
    key_from,
    question_of,
    tags_of,
    text_of,
    values_of,
)

__all__ = [
    "COLUMNS",
    "LONGEST_SOURCE",
    "LONGEST_TEXT",
    "MOST_MINUTES",
    "USUAL_MINUTES",
    "Known",
    "QuestionValues",
    "Wrong",
    "cells_of",
    "columns_of",
    "items_of",
    "key_from",
    "question_of",
    "read_line",
    "tags_of",
    "text_of",
    "values_of",
]
