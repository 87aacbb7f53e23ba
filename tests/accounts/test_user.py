"""The person: what the database holds to, and what is derived."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User, any_reader
from accounts.models.user import validate_timezone


def test_create_user_keeps_the_address_in_small_letters(db):
    user = User.objects.create_user("  Ada@Example.ORG ", " Ada Adler ")
    assert (user.email, user.name) == ("ada@example.org", "Ada Adler")
    assert not user.has_usable_password()


def test_the_same_address_in_other_letters_is_refused_by_the_database(ada):
    other = User(email="ADA@example.org", name="Other", password="!")
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


@pytest.mark.parametrize(
    "values",
    [{"access_level": "owner"}, {"theme": "sepia"}, {"paper": "a5"}, {"name": ""}, {"email": ""}, {"access_level": ""}],
)
def test_the_database_refuses(ada, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=ada.pk).update(**values)


@pytest.mark.parametrize(
    ("name", "first_name", "initials"),
    [("Ada Adler", "Ada", "AA"), ("Cher", "Cher", "C"), ("Ana Maria de Souza", "Ana", "AS"), (" ", "", "")],
)
def test_short_forms_of_a_name(name, first_name, initials):
    user = User(name=name)
    assert (user.first_name, user.initials) == (first_name, initials)


def test_there_are_no_superusers_and_no_staff(ada):
    assert not ada.is_superuser
    assert not ada.is_staff
    assert not ada.has_perm("scorecards.anything")


@pytest.mark.parametrize("name", ["Berlin", "", "../../etc/passwd", "Europe/Atlantis"])
def test_only_zones_that_exist(name):
    with pytest.raises(ValidationError):
        validate_timezone(name)


def test_the_session_hash_changes_with_password_and_epoch(ada):
    before = ada.get_session_auth_hash()
    ada.session_epoch += 1
    after = ada.get_session_auth_hash()
    ada.set_password("another long password")
    assert len({before, after, ada.get_session_auth_hash()}) == 3


def test_sessions_survive_a_new_secret_key(ada, settings):
    before = ada.get_session_auth_hash()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "y" * 60
    assert before in list(ada.get_session_auth_fallback_hash())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["timezone", "email", "is_active", "name", "uid"])
def test_of_any_reader_a_rule_knows_the_level_and_the_key_only(name):
    reader = any_reader("recruiter", 2_147_483_000)
    assert (reader.pk, reader.access_level) == (2_147_483_000, "recruiter")
    with pytest.raises(User.DoesNotExist):
        getattr(reader, name)
