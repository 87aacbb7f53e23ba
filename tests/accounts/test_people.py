"""People come, change and go; the last admin stays; links work once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Invitation, User
from accounts.services.invitations import CannotInvite
from core.models import AuditEvent, OutboxMessage

PASSWORD = "a new long password"


@pytest.fixture
def invited(ada) -> User:
    return services.invite_person(email="New@Example.org", name="Nia Newman", access_level="member", by=ada)


@pytest.fixture
def token(invited, link_in_mail) -> str:
    return link_in_mail().rstrip("/").rsplit("/", 1)[-1]


def test_an_invitation_writes_a_person_a_mail_and_an_audit_event(invited, ada):
    assert invited.email == "new@example.org"
    assert invited.timezone == ada.timezone
    assert not invited.has_usable_password()
    mail = OutboxMessage.objects.get()
    assert mail.to == "new@example.org"
    assert mail.is_secret
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.object_uid) == ("person.invited", ada, invited.uid)


def test_the_token_is_not_stored(token):
    assert len(token) >= 43
    assert Invitation.objects.get().token_hash != token
    assert token not in str(list(AuditEvent.objects.values()))


def test_the_same_person_is_not_added_twice(ada, invited):
    with pytest.raises(services.AlreadyHere) as refusal:
        services.invite_person(email="NEW@example.org", name="Other", access_level="member", by=ada)
    assert refusal.value.field == "email"
    assert OutboxMessage.objects.count() == 1


def test_a_link_sets_the_password_once(token, invited):
    assert services.accept_invitation(token=token, password=PASSWORD) == invited
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password="yet another password")


def test_a_weak_password_leaves_the_link_open(token):
    with pytest.raises(ValidationError):
        services.accept_invitation(token=token, password="password")
    assert services.accept_invitation(token=token, password=PASSWORD)


@pytest.mark.parametrize("wrong", ["", "x", "0" * 43])
def test_a_wrong_token_opens_nothing(token, wrong):
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=wrong, password=PASSWORD)


def test_a_link_ends_with_its_time(token):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password=PASSWORD)


def test_a_link_is_bound_to_the_address(token, invited):
    User.objects.filter(pk=invited.pk).update(email="moved@example.org")
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password=PASSWORD)


def test_a_new_link_ends_the_earlier_one(token, invited, ada):
    services.invite_again(person=invited, by=ada)
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password=PASSWORD)
    assert OutboxMessage.objects.count() == 2


def test_a_password_set_by_another_way_ends_the_link(token, invited):
    invited.set_password(PASSWORD)
    invited.save()
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password="yet another password")


def test_who_has_a_password_is_not_invited_again(ada, iris):
    with pytest.raises(CannotInvite):
        services.invite_again(person=iris, by=ada)


@pytest.mark.django_db(transaction=True)
def test_a_link_used_twice_at_the_same_moment_works_once(token):
    start, answers = Barrier(2), []

    def accept(password: str) -> None:
        start.wait()
        try:
            services.accept_invitation(token=token, password=password)
            answers.append("in")
        except services.LinkNotValid:
            answers.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept, args=(f"{PASSWORD} {number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "refused"]


def test_the_access_level_holds_from_the_next_request(ada, rosa, as_user):
    client = as_user(rosa)
    assert client.get("/people/").status_code == 403
    services.change_person(person=rosa, name=rosa.name, access_level="admin", by=ada)
    assert client.get("/people/").status_code == 200
    event = AuditEvent.objects.get()
    assert event.data == {"before": "recruiter", "after": "admin"}


def test_a_new_name_is_on_record_without_the_name(ada, rosa):
    services.change_person(person=rosa, name="Rosa Ray", access_level=rosa.access_level, by=ada)
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_uid, event.data) == ("person.renamed", rosa.uid, {})


def test_the_last_admin_stays(ada):
    with pytest.raises(services.LastAdmin):
        services.change_person(person=ada, name="Ada", access_level="member", by=ada)
    with pytest.raises(services.LastAdmin):
        services.deactivate_person(person=ada, by=ada)
    ada.refresh_from_db()
    assert ada.is_active
    assert ada.access_level == "admin"


@pytest.mark.django_db(transaction=True)
def test_two_admins_cannot_remove_each_other_at_once(ada, rosa):
    User.objects.filter(pk=rosa.pk).update(access_level="admin")
    start = Barrier(2)

    def remove(person: User, by: User) -> None:
        start.wait()
        try:
            services.deactivate_person(person=person, by=by)
        except services.LastAdmin:
            pass
        finally:
            connection.close()

    threads = [Thread(target=remove, args=pair) for pair in ((ada, rosa), (rosa, ada))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.admins().count() == 1


def test_deactivation_ends_sessions_and_links_at_once_and_for_good(ada, invited, token):
    services.accept_invitation(token=token, password=PASSWORD)
    client = Client()
    client.force_login(User.objects.get(pk=invited.pk))
    assert client.get("/preferences/").status_code == 200
    services.deactivate_person(person=invited, by=ada)
    assert client.get("/preferences/").status_code == 302
    services.reactivate_person(person=invited, by=ada)
    assert client.get("/preferences/").status_code == 302
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"person.deactivated", "person.reactivated"} <= verbs


def test_deactivation_ends_an_open_invitation(ada, invited, token):
    services.deactivate_person(person=invited, by=ada)
    services.reactivate_person(person=invited, by=ada)
    with pytest.raises(services.LinkNotValid):
        services.accept_invitation(token=token, password=PASSWORD)


def test_create_admin_prints_a_link_that_works_once(db, capsys):
    call_command("create_admin", "first@example.org", "Fay First")
    token = capsys.readouterr().out.strip().rstrip("/").rsplit("/", 1)[-1]
    user = services.accept_invitation(token=token, password=PASSWORD)
    assert user.access_level == "admin"
    assert not OutboxMessage.objects.exists()


def test_create_admin_refuses_a_second_one_but_helps_the_first(ada, capsys):
    with pytest.raises(CommandError, match="There is an admin already"):
        call_command("create_admin", "second@example.org", "Sal Second")
    call_command("create_admin", ada.email, ada.name)
    assert "/invitations/" in capsys.readouterr().out


def test_create_admin_wants_an_address(db):
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("create_admin", "nonsense", "Nobody")
