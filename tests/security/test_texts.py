"""Texts stay texts: no template engine, no format string, no header, no calendar line comes out of what people type."""

import email
import email.policy

import pytest
from django.core import mail
from icalendar import Calendar

from core import outbox
from core.models import OutboxMessage
from hiring.packets import kit
from question_bank.wording import say
from tests.factories import unpublish
from tests.security.acts import World

# 1234 * 5678, and what else an engine would make of these.
EVALUATED = ["7006652", "<class", "builtins", "Config", "root:"]
TEMPLATES = [
    "{{ 1234*5678 }}",
    "{% load static %}{% static 'x' %}",
    "{{ settings.SECRET_KEY }}",
    "${1234*5678}",
    "#{1234*5678}",
    "<%= 1234*5678 %>",
    "%(company)s %s",
    "{0.__class__}",
    "{company.__class__.__init__.__globals__}",
    "{company!r:>9}",
]
BREAK = "Eve\r\nBcc: evil@example.org\r\n\r\nATTENDEE:mailto:evil@example.org\u2028END:VEVENT\x0b\nX-Evil: 1"


@pytest.fixture
def world(candidacy, rosa, mara, iris, ivan, ada, stan):
    return World(candidacy, {"rosa": rosa, "mara": mara, "iris": iris, "ivan": ivan, "ada": ada, "stan": stan})


@pytest.mark.parametrize("text", TEMPLATES)
def test_only_declared_names_in_braces_are_replaced(text):
    assert say(f"{text} at {{company}}", values={"company": text}) == f"{text} at {text}"


def test_template_code_stands_on_pages_and_in_documents_as_it_was_typed(world):
    code = " ".join(TEMPLATES)
    unpublish(world.version)
    world.version.stages.update(share=code)
    for stage in world.version.stages.all():
        stage.questions.update(text=f"{code} {{company}}", guidance=code)
    role = world.candidacy.role
    role.title, role.placeholder_values = code[:160], {"company": code}
    role.save()
    world.candidacy.candidate.name = code[:160]
    world.candidacy.candidate.save()
    pages = ["role_detail", "candidacy_detail", "interview_detail", "scorecard_edit", "guide_version_detail"]
    texts = [world.clients["iris" if page == "scorecard_edit" else "rosa"].get(world.url(page)) for page in pages]
    assert [answer.status_code for answer in texts] == [200] * len(pages)
    iris = world.people["iris"]
    printed = kit(world.interview.uid, iris).html(reader=iris)
    for text in [*(answer.content.decode() for answer in texts), printed]:
        assert [word for word in EVALUATED if word in text.replace("Configure", "")] == []
    assert all("{{ 1234*5678 }}" in text for text in [printed, *(answer.content.decode() for answer in texts[:4])])


def test_line_breaks_lead_neither_to_headers_nor_to_calendar_lines(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    role, candidate = world.candidacy.role, world.candidacy.candidate
    role.title, candidate.name = BREAK, BREAK
    role.save()
    candidate.save()
    world.people["stan"].name = f'Stan "{BREAK}'
    world.people["stan"].save()
    earlier = list(OutboxMessage.objects.values_list("pk", flat=True))
    assert world.send("interview_create", replaced={"place": BREAK}).status_code == 302
    waiting = OutboxMessage.objects.exclude(pk__in=earlier).filter(attachments__0__name="invitation.ics")
    assert waiting.count() >= 2
    for message in waiting:
        outbox.send(message)
        assert mail.outbox[-1].recipients() == [message.to]
        check_mail(mail.outbox[-1].message().as_bytes(), to=message.to)


def check_mail(raw: bytes, *, to: str) -> None:
    """The headers are ours alone, and the calendar entry names nobody but its reader."""
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert not {"bcc", "x-evil", "cc", "attendee"} & {name.lower() for name in parsed}
    assert parsed["to"].addresses[0].addr_spec == to
    entry = next(part for part in parsed.walk() if part.get_content_type() == "text/calendar")
    text = entry.get_content()
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    [event] = Calendar.from_ical(text).walk("VEVENT")
    attendee = event["attendee"]
    assert not isinstance(attendee, list)
    assert str(attendee).lower() == f"mailto:{to}".lower()
    assert "X-EVIL" not in event
    assert "Bcc: evil@example.org" in str(event["location"]), "the words are there, on one line"
    assert "\n" not in str(event["location"])
    assert "\n" not in str(event["summary"])
