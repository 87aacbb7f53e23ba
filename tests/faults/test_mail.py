"""The mail server is down, slow, busy, refuses, and hangs up."""

import time
from collections import Counter

import pytest
from django.utils import timezone

from accounts.services import invite_person
from core.models import Job, OutboxMessage
from tests.rig.deadlines import until
from tests.rig.mailserver import MailServer

from .typist import Typist

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]


@pytest.fixture
def mail():
    server = MailServer()
    yield server
    server.stop()


def be_due() -> bool:
    """Let what waits for its next try be due now: the pauses grow, and nothing else is to be waited for."""
    return bool(Job.objects.filter(state="waiting", attempts__gte=1).update(run_after=timezone.now()))


def invited(ada, address: str):
    """Ada invites somebody, who gets a mail."""
    invite_person(email=address, name="Nora New", access_level="member", by=ada)
    return OutboxMessage.objects.get(to=address)


def is_sent(message: OutboxMessage) -> bool:
    be_due()
    return OutboxMessage.objects.get(pk=message.pk).state == "sent"


def test_a_mail_server_that_is_down_slow_or_busy_delays_mails_and_nothing_else(site, mail, ada, interview, iris, noted):
    here = site(EMAIL_URL=mail.url).open()
    here.work()
    typist, recovery = Typist(here.web.url, interview, iris), 0.0
    for fault in ("down", "slow", "busy", "hangs up"):
        if fault != "down":
            mail.mode, mail.pause = (
                {"busy": "busy", "hangs up": "hangs up"}.get(fault, "takes"),
                3.0 * (fault == "slow"),
            )
            mail.start()
        message, calls = invited(ada, f"{fault.replace(' ', '-')}@example.org"), mail.calls
        until(
            lambda message=message: Job.objects.filter(args__message_id=message.pk).exclude(attempts=0).exists(),
            f"a worker to try: {fault}",
        )
        if fault != "down":
            until(lambda calls=calls: mail.calls > calls, "the mail server to be asked")
        typist.save(f"Typed while the mail server was {fault}.")
        assert typist.slowest < 2
        mail.stop()
        mail.mode, mail.pause = "takes", 0.0
        begun = time.monotonic()
        mail.start()
        until(lambda message=message: is_sent(message), f"the mail after: {fault}", within=90)
        recovery = max(recovery, time.monotonic() - begun)
        mail.stop()
    arrived = Counter(mail.ids())
    assert set(arrived) == set(OutboxMessage.objects.values_list("message_id", flat=True))
    # A server that took a mail and hung up is told again: the same mail, by its Message-ID.
    assert sorted(arrived.values())[:3] == [1, 1, 1]
    noted(tries=4, recovery=recovery)


def test_an_address_that_is_refused_is_seen_by_admins_and_stops_nothing(site, mail, ada, client, noted):
    here = site(EMAIL_URL=mail.url)
    mail.mode = "refuses"
    mail.start()
    here.work()
    message = invited(ada, "nobody@example.org")
    until(lambda: OutboxMessage.objects.get(pk=message.pk).state == "failed", "the refusal")
    client.force_login(ada)
    text = client.get("/jobs/?state=failed").content.decode()
    assert "nobody@example.org" in text
    assert "refuses this address" in text
    mail.mode, begun = "takes", time.monotonic()
    assert is_sent_soon(invited(ada, "somebody@example.org"))
    noted(tries=1, recovery=time.monotonic() - begun)


def is_sent_soon(message: OutboxMessage) -> bool:
    return until(lambda: OutboxMessage.objects.get(pk=message.pk).state == "sent", "the next mail")
