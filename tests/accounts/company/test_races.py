"""Two first sign-ins of one person at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection

from accounts.models import User
from accounts.services import NotLetIn, welcome_from_company

pytestmark = pytest.mark.slow


def together(*subjects: str) -> list[object]:
    """What each of the calls gave, all made at once."""

    def welcome(subject: str) -> object:
        try:
            return welcome_from_company(
                issuer="https://acme.example",
                subject=subject,
                email="sam@example.org",
                name="Sam",
                maps_groups=True,
                access_level="member",
            ).pk
        except NotLetIn as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(subjects)) as pool:
        return list(pool.map(welcome, subjects))


@pytest.mark.django_db(transaction=True)
def test_one_person_and_one_link_come_of_it():
    for _ in range(5):
        found = together(*["s1"] * 4)
        assert set(found) == {User.objects.get().pk}
        assert SocialAccount.objects.count() == 1
        SocialAccount.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_accounts_with_one_address_do_not_become_one_person():
    found = together("s1", "s2")
    assert sorted(map(str, found)) == sorted([str(User.objects.get().pk), "LinkedToAnother"])
    assert SocialAccount.objects.count() == 1
