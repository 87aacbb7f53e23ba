"""What may happen once, tried by many at the same moment."""

import pytest

from accounts.models import User
from accounts.services import LinkNotValid, ResetLinkNotValid, accept_invitation, reset_password
from accounts.services.invitations import open_invitation
from accounts.tokens import ResetTokens
from core.models import AuditEvent
from tests.factories import UserFactory
from tests.rig.races import together

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
PASSWORDS = [f"correct horse number {number} staple" for number in range(AT_ONCE)]


def test_an_invitation_tried_by_eight_at_once_is_accepted_once(long, noted):
    rounds = 20 if long else 2
    for number in range(rounds):
        person = UserFactory(name=f"Nora {number}")
        _, token = open_invitation(user=person, by=None)
        acts = [lambda word=word, token=token: accept_invitation(token=token, password=word) for word in PASSWORDS]
        found = together(*acts)
        winners = [each for each in found if isinstance(each, User)]
        assert (len(winners), len(found)) == (1, AT_ONCE)
        assert all(isinstance(each, User | LinkNotValid) for each in found), found
        person.refresh_from_db()
        assert sum(person.check_password(word) for word in PASSWORDS) == 1
    assert AuditEvent.objects.filter(verb="person.joined").count() == rounds
    noted(tries=rounds * AT_ONCE)


def test_a_link_for_a_new_password_tried_by_eight_at_once_works_once(long, noted):
    rounds = 20 if long else 2
    for number in range(rounds):
        person = UserFactory(name=f"Nora {number}")
        key = ResetTokens().make_token(person)
        found = together(
            *[lambda word=word, person=person, key=key: reset_password(person=person, key=key, password=word)
              for word in PASSWORDS]
        )  # fmt: skip
        assert len(found) == AT_ONCE
        assert len([each for each in found if each is None]) == 1
        assert all(each is None or isinstance(each, ResetLinkNotValid) for each in found), found
    noted(tries=rounds * AT_ONCE)
