"""How a question of the bank is written outside of the database: on a page, and as a line of a file."""

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
    "LONGEST_SOURCE",
    "LONGEST_TEXT",
    "MOST_MINUTES",
    "USUAL_MINUTES",
    "QuestionValues",
    "Wrong",
    "items_of",
    "key_from",
    "question_of",
    "tags_of",
    "text_of",
    "values_of",
]
