"""Stretches of time against a naive oracle that looks at every minute."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.intervals import intersect, room_for, subtract, union, within

LINE = range(60)
spans = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=8)


def minutes(found) -> set[int]:
    """Every minute that lies in one of the stretches."""
    return {at for at in LINE if any(first <= at < end for first, end in found)}


def is_tidy(found) -> bool:
    apart = all(one[1] < other[0] for one, other in pairwise(found))
    return apart and all(first < end for first, end in found)


@given(spans, spans)
def test_union_intersection_and_difference_hold_the_right_minutes(one, other):
    left, right = union(one), union(other)
    for found, expected in (
        (left, minutes(one)),
        (union(one, other), minutes(one) | minutes(other)),
        (intersect(left, right), minutes(one) & minutes(other)),
        (subtract(left, right), minutes(one) - minutes(other)),
    ):
        assert is_tidy(found)
        assert minutes(found) == expected


@given(spans, st.integers(1, 20))
def test_room_is_where_every_minute_of_the_length_is_free(one, length):
    free = minutes(one)
    found = room_for(union(one), length, 1)
    assert is_tidy(found)
    assert minutes(found) == {at for at in LINE if all(at + more in free for more in range(length))}


@given(spans, st.sets(st.integers(0, 59)))
def test_points_are_found_in_order(one, points):
    assert list(within(sorted(points), union(one))) == sorted(points & minutes(one))


def test_what_touches_becomes_one_and_what_is_empty_nothing():
    assert union([(3, 5), (1, 3), (7, 7), (9, 8)]) == [(1, 5)]
    assert subtract([(1, 5)], [(1, 5)]) == []
    assert intersect([(1, 3)], [(3, 5)]) == []
    assert room_for([(1, 5)], 4, 1) == [(1, 2)]
    assert room_for([(1, 5)], 5, 1) == []
