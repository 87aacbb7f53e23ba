"""The policy in words: every permission and every predicate has them, and they say what the code does."""

import pytest
import rules
from rules.permissions import permissions as known

from core import policy
from core.policy import NoWords, in_words


@rules.predicate
def sings(user):
    """Sings. Two queries."""


@rules.predicate
def dances(user):
    """Dances."""


@rules.predicate
def plays(user):
    """Plays the lute; or the harp, which
    is heavier.

    More about harps.
    """


@rules.predicate
def silver(user):
    """Has silver"""


@rules.predicate
def in_time(user, song):
    """Until the song has ended."""


@rules.predicate
def silent(user):
    return True


def test_every_permission_and_predicate_has_words():
    listed = policy.table()
    assert {permission.name for permission in listed} == set(known)
    assert len(listed) > 30
    for permission in listed:
        assert permission.act[0].isupper(), permission
        assert not permission.act.endswith("."), permission
        assert permission.who[0].islower(), permission


def test_two_permissions_do_not_read_the_same():
    acts = [permission.act for permission in policy.table()]
    assert len(acts) == len(set(acts))


def test_a_permission_without_words_is_named():
    rules.add_perm("core.hum", dances)
    try:
        with pytest.raises(NoWords, match=r"core\.hum"):
            policy.table()
    finally:
        rules.remove_perm("core.hum")


@pytest.mark.parametrize("made", [silent, silent & dances, dances | silent, ~silent])
def test_a_predicate_without_words_is_named(made):
    with pytest.raises(NoWords, match=r"test_policy\.silent"):
        in_words(made)


@pytest.mark.parametrize(
    ("predicate", "words"),
    [
        (sings, "sings"),
        (plays, "plays the lute; or the harp, which is heavier"),
        (sings & dances, "sings and dances"),
        (sings | dances, "sings, or dances"),
        (~sings, "is not somebody who sings"),
        (in_time & sings & dances, "sings and dances, until the song has ended"),
        ((sings | dances) & plays, "plays the lute; or the harp, which is heavier; and either sings or dances"),
        (sings | (dances & in_time), "sings, or dances, until the song has ended"),
        (in_time & (sings | (dances & ~silver)), "either sings or dances and is not somebody who has silver, until the "
         "song has ended"),
    ],
)  # fmt: skip
def test_combined_predicates_are_told(predicate, words):
    assert in_words(predicate) == words
