"""Stretches of a line, of time for one, as sorted lists of (first, end), the end not included.

A line is one of moments, or of whole numbers. A list is *tidy* when its stretches are
in order, hold something, and neither overlap nor touch. Every function returns tidy lists; all but ``union`` ask for
them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T", datetime, int)
Spans = list[tuple[T, T]]


def union(*lists: Iterable[tuple[T, T]]) -> Spans[T]:
    """Return what lies in any stretch of any of ``lists``, which may be in any order and overlap."""
    found: Spans[T] = []
    for first, end in sorted(span for spans in lists for span in spans if span[0] < span[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((first, end))
    return found


def intersect(one: Spans[T], other: Spans[T]) -> Spans[T]:
    """Return what lies in both."""
    found: Spans[T] = []
    left = right = 0
    while left < len(one) and right < len(other):
        first, end = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if first < end:
            found.append((first, end))
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
    return found


def subtract(spans: Spans[T], taken: Spans[T]) -> Spans[T]:
    """Return what lies in ``spans`` and not in ``taken``."""
    found: Spans[T] = []
    at = 0
    for first, end in spans:
        while at < len(taken) and taken[at][1] <= first:
            at += 1
        here = at
        while here < len(taken) and taken[here][0] < end:
            if first < taken[here][0]:
                found.append((first, taken[here][0]))
            first = taken[here][1]
            here += 1
        if first < end:
            found.append((first, end))
    return found


def room_for(spans: Spans[T], length: Any, least: Any) -> Spans[T]:
    """Return the places at which something of ``length`` can begin so that it lies within one of ``spans``.

    ``least`` is the smallest step of the line: it makes the last such place part of the answer.
    """
    return [(first, end - length + least) for first, end in spans if end - first >= length]


def within(points: Iterable[T], spans: Spans[T]) -> Iterator[T]:
    """Yield those of ``points``, which come in order, that lie in ``spans``."""
    at = 0
    for point in points:
        while at < len(spans) and spans[at][1] <= point:
            at += 1
        if at == len(spans):
            return
        if spans[at][0] <= point:
            yield point
