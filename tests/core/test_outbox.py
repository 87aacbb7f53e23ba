"""Mail: never for what was rolled back, never lost, once, and with clean headers."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.template import engines
from django.template.loaders.locmem import Loader
from django.utils import timezone

from core import outbox, tasks
from core.jobs.run import run
from core.models import Job, OutboxMessage

ICS = {"name": "invite.ics", "mime": "text/calendar; method=REQUEST", "text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}


@pytest.fixture(autouse=True)
def _templates(monkeypatch):
    """The texts of the test's mails, instead of files."""
    engine = engines["django"].engine
    texts = {"t/hello.txt": "Hello {{ name }}, at {{ base_url }}", "t/both.txt": "", "t/both.html": "<p>{{ name }}"}
    monkeypatch.setattr(engine, "template_loaders", [Loader(engine, texts)])


def write(**other) -> OutboxMessage:
    values = {"to": "amara@example.org", "subject": "Hello", "template": "t/hello", "context": {"name": "Amara"}}
    return outbox.write(**{**values, **other})


def deliver() -> None:
    for job in Job.objects.filter(name="core.deliver_mail"):
        Job.objects.filter(pk=job.pk, state="waiting").update(run_after=timezone.now() - timedelta(seconds=1))
        run(job.pk, tasks.deliver_mail)


def test_a_mail_is_written_and_then_sent_once(db):
    message = write()
    assert mail.outbox == []
    deliver()
    deliver()
    (sent,) = mail.outbox
    assert sent.to == ["amara@example.org"]
    assert sent.body == "Hello Amara, at http://testserver"
    assert sent.extra_headers["Message-ID"] == message.message_id
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.sent_at


def test_nothing_is_written_for_what_was_rolled_back(db):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert not Job.objects.exists()


def test_the_same_key_is_one_mail(db):
    assert write(dedupe_key="reminder-1") == write(dedupe_key="reminder-1")
    assert write() != write()
    assert OutboxMessage.objects.count() == 3


def test_two_that_race_for_a_key_write_one_mail(db, monkeypatch):
    first = write(dedupe_key="reminder-1")
    real = OutboxMessage.objects.filter
    monkeypatch.setattr(
        OutboxMessage.objects, "filter", lambda **kw: OutboxMessage.objects.none() if "dedupe_key" in kw else real(**kw)
    )
    assert write(dedupe_key="reminder-1") == first
    assert Job.objects.count() == 1


def test_a_taken_back_mail_is_not_sent(db):
    write(dedupe_key="reminder-1", send_after=timezone.now() + timedelta(hours=1))
    assert outbox.cancel(dedupe_key="reminder-1")
    deliver()
    assert mail.outbox == []
    assert not outbox.cancel(dedupe_key="reminder-1")


def test_calendar_entries_keep_their_type(db):
    write(attachments=[ICS])
    deliver()
    parts = mail.outbox[0].message().get_payload()
    calendar = parts[1]
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_filename() == "invite.ics"
    assert "BEGIN:VCALENDAR" in calendar.get_payload(decode=True).decode()


def test_html_stands_beside_the_text_and_is_escaped(db):
    write(template="t/both", context={"name": "<script>"})
    deliver()
    ((html, kind),) = mail.outbox[0].alternatives
    assert (html, kind) == ("<p>&lt;script&gt;", "text/html")


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: eve@example.org", "Hello\nBcc: eve@example.org"])
def test_line_breaks_in_a_subject_become_spaces(db, subject):
    write(subject=subject)
    deliver()
    assert mail.outbox[0].message()["Subject"] == "Hello Bcc: eve@example.org"
    assert mail.outbox[0].message()["Bcc"] is None


@pytest.mark.parametrize("to", ["a@example.org\nBcc: eve@example.org", "a@example.org, b@example.org", "nonsense", ""])
def test_only_one_real_address(db, to):
    with pytest.raises(outbox.BadAddress):
        write(to=to)
    with pytest.raises(outbox.BadAddress):
        write(reply_to=to or "x")


@pytest.mark.parametrize("mime", ["text/html\r\nX: y", "nonsense", "text/calendar; method=A\nB"])
def test_only_clean_types_of_attachment(db, mime):
    with pytest.raises(ValueError, match="type of attachment"):
        write(attachments=[{**ICS, "mime": mime}])


def test_attachment_names_lose_what_headers_and_paths_are_made_of(db):
    message = write(attachments=[{**ICS, "name": '../a"\r\nb.ics'}])
    assert message.attachments[0]["name"] == "..-a-b.ics"


def test_secret_texts_are_erased_once_sent(db):
    message = write(is_secret=True)
    deliver()
    message.refresh_from_db()
    assert "Amara" in mail.outbox[0].body
    assert "Amara" not in message.text


def test_a_mail_server_that_is_down_is_tried_again(db, monkeypatch):
    message = write()

    def down(self):
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr(outbox.EmailMultiAlternatives, "send", down)
        deliver()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("waiting", 1, tasks.UNDELIVERED)
    assert Job.objects.get().state == "waiting"
    deliver()
    message.refresh_from_db()
    assert (message.state, message.error) == ("sent", "")
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id


def test_a_mail_server_that_stays_down_ends_in_a_visible_failure(db, monkeypatch):
    message = write()
    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", lambda self: 1 / 0)
    for _ in range(12):
        deliver()
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("failed", 12, tasks.UNDELIVERED)
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize(("code", "state"), [(550, "failed"), (450, "waiting")])
def test_a_refused_address_ends_at_once_and_a_busy_one_does_not(db, monkeypatch, code, state):
    message = write()

    def refuse(self):
        raise SMTPRecipientsRefused({"amara@example.org": (code, b"no")})

    monkeypatch.setattr(outbox.EmailMultiAlternatives, "send", refuse)
    deliver()
    message.refresh_from_db()
    assert message.state == state


@pytest.mark.parametrize(
    "values", [{"state": "lost"}, {"state": "sent"}, {"sent_at": timezone.now()}, {"state": "failed"}]
)
def test_the_database_refuses_what_makes_no_sense(db, values):
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.update(**values)
