"""Deactivation ends everything at once: each thing that a person had is used afterwards."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Session, User
from core import jobs, outbox
from core.models import Job, OutboxMessage, Packet
from hiring.packets import KIT
from tests.accounts.test_second_factors import code_of, is_signed_in, recovery_codes, sign_in, with_app
from tests.factories.accounts import PASSWORD


@pytest.fixture
def gone(ada, iris):
    """Call it to deactivate Iris."""
    return lambda: services.deactivate_person(person=iris, by=ada)


def come_back(iris: User, ada: User) -> None:
    services.reactivate_person(person=iris, by=ada)


def test_sessions_end_for_good(client, ada, iris, gone):
    sign_in(client, iris)
    gone()
    assert client.get("/preferences/").status_code == 302
    assert not Session.objects.filter(user=iris).exists()
    come_back(iris, ada)
    assert client.get("/preferences/").status_code == 302


def test_the_password_opens_nothing(client, iris, gone):
    gone()
    sign_in(client, iris)
    assert not is_signed_in(client)


def test_a_sign_in_half_done_does_not_go_on_after_the_return(client, ada, iris, gone):
    secret = with_app(iris)
    sign_in(client, iris)
    gone()
    come_back(iris, ada)
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).url == "/sign-in/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_a_sign_in_half_done_ends_for_good(client, ada, iris, gone, kind):
    secret = with_app(iris)
    sign_in(client, iris)
    gone()
    client.post("/sign-in/code/", {"code": code_of(secret) if kind == "app" else recovery_codes(iris)[0]})
    assert not is_signed_in(client)
    come_back(iris, ada)
    assert client.get("/preferences/").status_code == 302


def test_a_link_for_a_new_password_ends(client, ada, iris, gone, run_jobs, link_in_mail):
    client.post("/password/forgotten/", {"email": iris.email})
    run_jobs("accounts.mail_reset_link")
    path = link_in_mail()
    page = client.get(path).url
    gone()
    values = {"password1": "a new long password", "password2": "a new long password"}
    assert "This link has ended" in client.post(page, values, follow=True).content.decode()
    come_back(iris, ada)
    assert "This link has ended" in Client().get(path, follow=True).content.decode()
    iris.refresh_from_db()
    assert iris.check_password(PASSWORD)


def test_asking_for_a_new_password_mails_nothing(client, iris, gone, run_jobs):
    client.post("/password/forgotten/", {"email": iris.email})
    gone()
    run_jobs("accounts.mail_reset_link")
    assert not OutboxMessage.objects.exists()


def test_an_invitation_under_way_ends(client, ada):
    nia = services.invite_person(email="nia@example.org", name="Nia", access_level="member", by=ada)
    path = re.search(r"(/invitations/\S+)", OutboxMessage.objects.get().text)[1]
    services.deactivate_person(person=nia, by=ada)
    assert OutboxMessage.objects.get().state == OutboxMessage.State.CANCELLED
    assert (
        client.post(path, {"password1": "a new long password", "password2": "a new long password"}).status_code == 410
    )
    services.reactivate_person(person=nia, by=ada)
    assert client.get(path).status_code == 410


def test_mail_that_waits_is_taken_back_and_others_is_not(iris, gone):
    for to in (iris.email.upper(), "other@example.org"):
        later = timezone.now() + timedelta(hours=1)
        outbox.write(
            to=to,
            subject="Later",
            template="accounts/emails/sign_in_changed",
            context={"person": iris, "what": "x", "at": timezone.now()},
            send_after=later,
        )
    gone()
    assert list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "waiting"]


def test_what_they_wait_for_is_not_made_and_not_handed_out(client, interview, iris, iris_sits, gone):
    packet = Packet.objects.create(kind=KIT, subject_uid=interview.uid, title="Kit", requested_by=iris, content_key="k")
    packet.job = jobs.enqueue("hiring.compile_kit", by=iris, packet_id=packet.pk)
    packet.save()
    client.force_login(iris)
    assert client.get(f"/packets/{packet.uid}/").status_code == 200
    gone()
    packet.job.refresh_from_db()
    assert packet.job.state == Job.State.CANCELLED
    for path in ("", "file/"):
        assert client.get(f"/packets/{packet.uid}/{path}").status_code == 302


def test_no_rule_gives_them_anything(ada, rosa):
    assert rosa.has_perm("hiring.open_role")
    services.deactivate_person(person=rosa, by=ada)
    assert not User.objects.get(pk=rosa.pk).has_perm("hiring.open_role")


def test_everything_works_again_after_the_return(client, ada, iris, gone):
    secret = with_app(iris)
    gone()
    come_back(iris, ada)
    assert sign_in(client, iris).url == "/sign-in/code/"
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert is_signed_in(client)
