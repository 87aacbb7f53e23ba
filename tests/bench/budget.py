"""What a page may cost: a goal to work towards, and a line that no change may cross.

Ratios are multiples of the floor with three queries. On a busy machine they wander by a half and more between runs, so
the line stands at one and a half times the highest that was measured, or higher. Numbers of queries do not wander.
"""

from typing import NamedTuple


class Budget(NamedTuple):
    """``goal`` and ``most`` are multiples of the floor, ``queries`` a number."""

    goal: float
    most: float
    queries: int


BUDGETS = {
    "interviewer: Today": Budget(3.5, 12, 13),
    "interviewer: interview page": Budget(3, 15, 9),
    "interviewer: save": Budget(2, 5, 11),
    "manager: role board": Budget(6, 16, 12),
    "manager: candidate page": Budget(3, 12, 10),
    "manager: debrief": Budget(6, 14, 15),
    "recruiter: role list": Budget(3.5, 6, 5),
    "recruiter: calendar": Budget(3.5, 7, 4),
    "admin: question bank": Budget(3.5, 10, 7),
    "admin: guide": Budget(6, 32, 10),
}
# Of pages without a budget of their own.
QUERIES = 15
# How many times as long a page may take at the largest size as at the smallest. Looked at, never failed by.
GROWN = 1.3
# What share of the throughput of the floor with three queries is aimed at.
SHARES = {
    "interviewer: Today": 0.25,
    "interviewer: interview page": 0.25,
    "interviewer: save": 0.5,
    "manager: role board": 0.25,
    "manager: candidate page": 0.25,
}
# The interview page in Chromium. Times are looked at, never failed by; the others are the same on every machine.
LIMITS = {
    ("typing", "longest_ms"): 16,
    ("typing", "p95_ms"): 16,
    ("typing", "longest_timer_ms"): 16,
    ("first view", "cold_paint_ms"): 1_000,
    ("first view", "cold_question_ms"): 1_000,
    ("first view", "warm_paint_ms"): 1_000,
    ("first view", "warm_question_ms"): 1_000,
    ("weight", "bytes"): 250 * 1_024,
    ("weight", "foreign_requests"): 0,
    ("save", "bytes"): 4 * 1_024,
    ("save", "requests"): 1,
}
