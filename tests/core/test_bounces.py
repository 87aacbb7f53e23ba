"""Mails that came back: reports as mail servers write them, noted, refused, noted once."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.services import try_job_again
from core import bounces, jobs, outbox, tasks
from core.jobs.run import run
from core.models import Job, OutboxMessage

pytestmark = pytest.mark.django_db
LOST = OutboxMessage.State.FAILED

POSTFIX = """\
Date: Tue, 17 Nov 2026 12:00:01 +0000 (UTC)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: evenhand@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="b1"
Message-Id: <20261117120001.A1B2C@mx.example.org>

--b1
Content-Type: text/plain; charset=us-ascii

I am sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: A1B2C

Final-Recipient: rfc822; cara@example.org
Original-Recipient: rfc822;cara@example.org
Action: {action}
Status: 5.1.1
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <cara@example.org>: Recipient address
    rejected: User unknown in local recipient table

--b1
Content-Type: message/rfc822

From: evenhand@example.org
To: cara@example.org
Subject: Your interview
Message-ID: {id}

Hello Cara.

--b1--
"""
EXIM = """\
From: Mail Delivery System <Mailer-Daemon@exim.example.org>
To: evenhand@example.org
References: {id}
Subject: Mail delivery failed: returning message to sender
Content-Type: multipart/report; report-type=delivery-status; boundary=x
MIME-Version: 1.0

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; exim.example.org

Action: failed
Final-Recipient: rfc822;cara@example.org
Status: 5.0.0

--x
Content-Type: text/rfc822-headers

Subject: Your interview
Message-ID:
 {id}

--x--
"""
EXCHANGE = """\
From: postmaster@example.org
In-Reply-To: {id}
Content-Type: multipart/report; boundary=y; report-type=delivery-status

--y
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.protection.example

Final-Recipient: rfc822;cara@example.org
Action: failed
Status: 5.4.1

--y--
"""


@pytest.fixture
def sent(db) -> OutboxMessage:
    """A mail that the mail server took."""
    return taken_by_the_server()


def taken_by_the_server(**values) -> OutboxMessage:
    message = outbox.write(to="cara@example.org", subject="Your interview", template="emails/t", context={}, **values)
    deliver()
    message.refresh_from_db()
    assert message.state == "sent"
    return message


@pytest.fixture(autouse=True)
def _template(monkeypatch):
    monkeypatch.setattr(outbox, "render_to_string", lambda name, context: "Hello Cara.")


def deliver() -> None:
    for job in Job.objects.due():
        run(job.pk, tasks.deliver_mail)


def report(message: OutboxMessage, form: str = POSTFIX, *, action: str = "failed") -> bytes:
    return form.format(id=message.message_id, action=action, kind="delivery-status").encode()


@pytest.mark.parametrize(
    ("form", "why"),
    [
        (POSTFIX, "550 5.1.1 <cara@example.org>: Recipient address rejected: User unknown in local recipient table"),
        (EXIM, "5.0.0"),
        (EXCHANGE, "5.4.1"),
    ],
    ids=["postfix", "exim", "exchange"],
)
def test_a_report_makes_the_mail_and_its_job_failed(sent, form, why):
    assert bounces.note_bounce(sent=report(sent, form)) == sent
    sent.refresh_from_db()
    job = Job.objects.get()
    assert (sent.state, sent.sent_at, sent.error) == (LOST, None, f"It came back: {why}")
    assert (job.state, job.error) == ("failed", sent.error)


def test_it_stands_on_the_page_of_jobs_and_can_be_tried_again(sent, client, ada):
    bounces.note_bounce(sent=report(sent))
    client.force_login(ada)
    page = client.get(reverse("job_list"), {"state": "failed"}).content.decode()
    assert "It came back: 550 5.1.1 &lt;cara@example.org&gt;" in page

    try_job_again(job=Job.objects.get(), by=ada)
    deliver()
    sent.refresh_from_db()
    assert (sent.state, len(mail.outbox)) == ("sent", 2)
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == 1


def test_a_mail_with_a_secret_link_is_not_sent_again_without_it(ada):
    sent = taken_by_the_server(is_secret=True)
    bounces.note_bounce(sent=report(sent))
    with pytest.raises(outbox.Erased):
        try_job_again(job=Job.objects.get(), by=ada)
    sent.refresh_from_db()
    assert (sent.state, Job.objects.get().state, len(mail.outbox)) == (LOST, "failed", 1)


def test_a_report_that_comes_twice_or_late_changes_nothing_more(sent, ada):
    bounces.note_bounce(sent=report(sent))
    try_job_again(job=Job.objects.get(), by=ada)
    bounces.note_bounce(sent=report(sent, EXIM))
    sent.refresh_from_db()
    assert (sent.state, Job.objects.get().state) == ("waiting", "waiting")
    assert outbox.cancel_all(to=sent.to) == 1
    bounces.note_bounce(sent=report(sent))
    sent.refresh_from_db()
    assert sent.state == "cancelled"


def test_a_job_that_is_not_kept_any_more_is_not_missed(sent):
    Job.objects.all().delete()
    bounces.note_bounce(sent=report(sent))
    sent.refresh_from_db()
    assert sent.state == LOST


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_late_or_arrived_is_no_loss(sent, action):
    with pytest.raises(bounces.NoBounce, match="no mail that was lost"):
        bounces.note_bounce(sent=report(sent, action=action))
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (b"", "no mail that was lost"),
        (b"Subject: Hello\n\nAction: failed\n", "no mail that was lost"),
        (b"\x00\xff" * 1_000, "no mail that was lost"),
        (b"x" * (bounces.LONGEST + 1), "longer than 10 MB"),
        (POSTFIX.replace("{id}", "<other@example.org>").replace("{action}", "failed").encode(), "not one of this"),
        (POSTFIX.replace("{id}", "").replace("{action}", "failed").encode(), "not one of this"),
        (POSTFIX.replace("{id}", "<\0>").replace("{action}", "failed").encode(), "not one of this"),
    ],
    ids=["empty", "no report", "bytes", "long", "another's", "without an id", "a zero"],
)
def test_what_is_no_report_of_ours_is_refused_with_a_sentence(sent, mail, why):
    with pytest.raises(bounces.NoBounce, match=why):
        bounces.note_bounce(sent=mail)
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_parts_within_parts_without_end_are_refused(sent):
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3_000))
    with pytest.raises(bounces.NoBounce):
        bounces.note_bounce(sent=deep)


def test_what_the_server_says_is_one_line_of_bounded_length(sent):
    long = report(sent).replace(b"User unknown", b"\x07" + b"User unknown " * 200)
    bounces.note_bounce(sent=long)
    sent.refresh_from_db()
    assert len(sent.error) == 500
    assert sent.error.isprintable()


def test_the_command_reads_standard_input(sent, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report(sent))))
    call_command("read_bounce")
    assert "The mail to cara@example.org is not delivered. It came back: 550 5.1.1" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"nonsense")))
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("read_bounce")


def test_only_work_that_was_done_is_counted_as_failed(sent):
    job = Job.objects.get()
    assert jobs.fail_after_all("core.other", job.args, reason="No.") is False
    assert jobs.fail_after_all(job.name, {"message_id": 0}, reason="No.") is False
    assert jobs.fail_after_all(job.name, job.args, reason="No.") is True
    assert jobs.fail_after_all(job.name, job.args, reason="No.") is False
