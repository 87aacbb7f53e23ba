"""A hand-in that was a mistake: opened again by the planner, with a reason, and what the panel is told of it."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Document, Reopening, WorkSample
from hiring.services.links import fresh_link
from tests.factories import ScorecardFactory

from .conftest import NOW

DUE = NOW + timedelta(days=5)
WHY = "They handed in a neighbour's file."


def upload(name="wrong.py", content=b"x = 1\n"):
    return SimpleUploadedFile(name, content)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(user, interview, route="interview_detail") -> str:
    page = signed_in(user).get(reverse(route, args=[interview.uid]))
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def mails_to(address) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(to=address).order_by("pk"))


def at(hours):
    return time_machine.travel(NOW + timedelta(hours=hours), tick=False)


@pytest.fixture
def interview(candidacy, iris, plan):
    stage = candidacy.role.stages.get(kind="work_sample")
    return plan(iris, stage=stage, starts_at=NOW, ends_at=DUE, place="")


@pytest.fixture
def wrong(interview) -> Document:
    """The file that was handed in by mistake, a minute after it was added."""
    token = fresh_link(interview)
    document = services.add_file(token=token, upload=upload())
    services.hand_in(token=token)
    OutboxMessage.objects.all().delete()
    return document


@pytest.fixture
def reopened(interview, wrong, rosa, candidacy) -> str:
    """The token of the link in the mail that the candidate got, an hour later."""
    with at(1):
        services.reopen_work_sample(interview=interview, reason=WHY, by=rosa)
    return re.search(r"/work-samples/(\S+)/", mails_to(candidacy.candidate.email)[-1].text)[1]


def hand_in_again(token: str, wrong: Document) -> Document:
    with at(2):
        services.remove_file(token=token, file_uid=wrong.uid)
        right = services.add_file(token=token, upload=upload("right.py", b"y = 2\n"))
        services.hand_in(token=token)
    return right


def test_the_planner_opens_it_and_the_candidate_gets_a_mail_with_a_link(interview, wrong, rosa, candidacy, iris):
    page = reverse("work_sample_reopen", args=[interview.uid])
    assert "Let the candidate hand in again" in shown(rosa, interview)
    assert signed_in(rosa).post(page, {"reason": WHY}).status_code == 302
    [mail] = mails_to(candidacy.candidate.email)
    assert (mail.subject.split(":")[0], mail.is_secret) == ("Open again", True)
    assert "until Wed 25 Nov 2026, 08:00" in mail.text
    token = re.search(r"/work-samples/(\S+)/", mail.text)[1]
    words = Client().get(reverse("work_sample_page", args=[token])).content.decode()
    assert "Your work is open again." in words
    assert "Add this file" in words
    [told] = mails_to(iris.email)
    assert "may change it until" in told.text
    for text in (mail.text, told.text, words):
        assert "neighbour" not in text


def test_what_is_handed_in_again_is_a_fact_for_the_panel_and_both_versions_stay_readable(
    interview, wrong, reopened, iris
):
    right = hand_in_again(reopened, wrong)
    words = shown(iris, interview)
    assert "Handed in again Fri 20 Nov, 11:00 , in time." in words
    assert "The work changed after it was first handed in Fri 20 Nov, 09:00 ." in words
    assert re.search(r"right\.py \S+ \S+, new since the first hand-in", words)
    assert words.index("right.py") < words.index("Handed in before, and replaced") < words.rindex("wrong.py")
    assert "Handed in before, and replaced" in shown(iris, interview, "scorecard_edit")
    for document, content in ((wrong, b"x = 1\n"), (right, b"y = 2\n")):
        answer = signed_in(iris).get(reverse("document_download", args=[document.uid]))
        assert b"".join(answer.streaming_content) == content
    assert [mail.subject.split(":")[0] for mail in mails_to(iris.email)] == ["Open again", "Handed in again"]
    assert default_storage.exists(wrong.file.name)


def test_the_candidate_sees_only_what_is_there_now(interview, wrong, reopened):
    hand_in_again(reopened, wrong)
    words = Client().get(reverse("work_sample_page", args=[reopened])).content.decode()
    assert "right.py" in words
    assert "wrong.py" not in words
    with pytest.raises(services.HandedIn):
        services.add_file(token=reopened, upload=upload())


def test_while_it_is_open_the_panel_reads_the_first_hand_in_and_nothing_of_what_changes(
    interview, wrong, reopened, iris, rosa, candidacy
):
    before = shown(iris, interview)
    assert "may change it until" in before
    with at(2):
        services.remove_file(token=reopened, file_uid=wrong.uid)
        new = services.add_file(token=reopened, upload=upload("new.py"))
    for user in (iris, rosa):
        assert list(Document.objects.visible_to(user)) == [wrong]
    assert shown(iris, interview) == before
    assert signed_in(iris).get(reverse("document_download", args=[new.uid])).status_code == 404
    assert "replaced since" not in shown(rosa, candidacy, "candidacy_detail")


def test_a_file_that_was_new_leaves_the_storage_when_it_is_removed(
    interview, wrong, reopened, django_capture_on_commit_callbacks
):
    new = services.add_file(token=reopened, upload=upload("new.py"))
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_file(token=reopened, file_uid=new.uid)
    assert not default_storage.exists(new.file.name)
    assert list(Document.objects.all()) == [wrong]


def test_if_it_is_not_handed_in_again_the_deadline_opens_what_is_there(interview, wrong, reopened, iris):
    with at(2):
        services.remove_file(token=reopened, file_uid=wrong.uid)
        new = services.add_file(token=reopened, upload=upload("new.py"))
    with time_machine.travel(DUE, tick=False):
        assert list(Document.objects.visible_to(iris).order_by("pk")) == [wrong, new]
        words = shown(iris, interview)
    assert "It was not handed in again" in words
    assert words.index("new.py") < words.index("Handed in before, and replaced")


def test_the_last_file_cannot_be_taken_back_and_handed_in_as_nothing(interview, wrong, reopened):
    services.remove_file(token=reopened, file_uid=wrong.uid)
    with pytest.raises(services.NothingToHandIn):
        services.hand_in(token=reopened)


def test_a_second_time_keeps_all_three_versions(interview, wrong, reopened, rosa, iris, candidacy):
    right = hand_in_again(reopened, wrong)
    with at(3):
        services.reopen_work_sample(interview=interview, reason="Once more.", by=rosa)
        words = shown(iris, interview)
        assert words.index("right.py") < words.index("Handed in before, and replaced") < words.index("wrong.py")
    token = re.search(r"/work-samples/(\S+)/", mails_to(candidacy.candidate.email)[-1].text)[1]
    with at(4):
        services.remove_file(token=token, file_uid=right.uid)
        services.add_file(token=token, upload=upload("best.py"))
        services.hand_in(token=token)
    assert Document.objects.visible_to(iris).count() == 3
    assert [row.handed_in_at for row in Reopening.objects.order_by("pk")] == [NOW, NOW + timedelta(hours=2)]


# --- The reason -------------------------------------------------------------------------------------------------------


def test_the_reason_is_read_by_the_planner_and_by_nobody_who_rates(interview, wrong, reopened, iris, rosa, mara):
    for user in (rosa, mara):
        assert f"Opened again by Rosa Reyes, Fri 20 Nov, 10:00 : {WHY.replace(chr(39), '&#x27;')}" in shown(
            user, interview
        )
    assert "neighbour" not in shown(iris, interview)
    assert not OutboxMessage.objects.filter(text__contains="neighbour").exists()
    event = AuditEvent.objects.get(verb="work_sample.reopened")
    assert (event.actor, event.object_uid, event.data) == (rosa, interview.uid, {})
    for user in (rosa, iris):
        history = shown(user, interview.candidacy, "candidacy_history")
        assert "let the candidate hand in the work sample again" in history


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_happens(interview, wrong, rosa, reason):
    page = reverse("work_sample_reopen", args=[interview.uid])
    refused = signed_in(rosa).post(page, {"reason": reason})
    assert refused.status_code == 422
    assert "Write the reason in a sentence or two." in refused.content.decode()
    with pytest.raises(services.ReopenReasonMissing):
        services.reopen_work_sample(interview=interview, reason=" ", by=rosa)
    assert WorkSample.objects.get().reopened_at is None
    assert not Reopening.objects.exists()


# --- When and by whom -------------------------------------------------------------------------------------------------


def test_the_deadline_is_the_limit_and_moving_it_opens_the_way(interview, wrong, rosa):
    page = reverse("work_sample_reopen", args=[interview.uid])
    with time_machine.travel(DUE, tick=False):
        assert "Let the candidate hand in again" not in shown(rosa, interview)
        refused = signed_in(rosa).post(page, {"reason": WHY})
        assert (refused.status_code, "The deadline has passed" in refused.content.decode()) == (422, True)
        services.change_interview(
            interview=interview, starts_at=NOW, ends_at=DUE + timedelta(days=1), timezone="UTC", place="", by=rosa
        )
        assert signed_in(rosa).post(page, {"reason": WHY}).status_code == 302


def test_what_is_open_cannot_be_opened(interview, rosa):
    with pytest.raises(services.NotHandedIn):
        services.reopen_work_sample(interview=interview, reason=WHY, by=rosa)
    assert "Let the candidate hand in again" not in shown(rosa, interview)


def test_a_second_press_changes_nothing(interview, wrong, reopened, rosa):
    with pytest.raises(services.NotHandedIn):
        services.reopen_work_sample(interview=interview, reason=WHY, by=rosa)
    assert Reopening.objects.count() == 1


@pytest.mark.parametrize("how", ["cancelled", "closed"])
def test_what_was_called_off_stays_closed(interview, wrong, rosa, mara, how):
    if how == "cancelled":
        services.cancel_interview(interview=interview, reason="Ill.", by=rosa)
    else:
        services.close_candidacy(candidacy=interview.candidacy, reason="Depth.", by=mara)
    with pytest.raises(services.Cancelled if how == "cancelled" else services.NotRunning):
        services.reopen_work_sample(interview=interview, reason=WHY, by=rosa)


def test_an_appointment_cannot_be_opened_again(plan, iris, rosa):
    with pytest.raises(services.NotHandedIn):
        services.reopen_work_sample(interview=plan(iris), reason=WHY, by=rosa)


@pytest.mark.parametrize("standing", ["sits", "left", "recused"])
def test_nobody_who_has_or_had_a_place_on_the_panel_opens_it(interview, wrong, rosa, ivan, mara, standing):
    place = services.add_panelist(interview=interview, user=mara, by=rosa)
    if standing == "left":
        services.release_panelist(panelist=place, reason="Ill.", by=rosa)
    elif standing == "recused":
        services.recuse(panelist=place, reason="We know each other.", by=mara)
    page = reverse("work_sample_reopen", args=[interview.uid])
    assert signed_in(mara).post(page, {"reason": WHY}).status_code == 403
    assert "Let the candidate hand in again" not in shown(mara, interview)
    assert WorkSample.objects.get().reopened_at is None


def test_strangers_and_those_who_only_rate_do_not(interview, wrong, stan, iris):
    page = reverse("work_sample_reopen", args=[interview.uid])
    for user, expected in ((stan, 404), (iris, 403)):
        assert signed_in(user).post(page, {"reason": WHY}).status_code == expected
        assert signed_in(user).get(page).status_code == expected


@pytest.mark.parametrize("sealed", [None, False, True])
def test_the_answer_is_the_same_whatever_the_panel_has_written(interview, wrong, iris, rosa, sealed):
    """None: not begun; False: a draft; True: sealed."""
    if sealed is not None:
        ScorecardFactory(panelist=interview.panelists.get(user=iris), sealed=sealed)
    client, page = signed_in(rosa), reverse("work_sample_reopen", args=[interview.uid])
    asked = client.get(page)
    answer = client.post(page, {"reason": WHY})
    assert "Open it again" in asked.content.decode()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("interview_detail", args=[interview.uid]),
    )
    assert [mail.subject.split(":")[0] for mail in mails_to(iris.email)] == ["Open again"]


# --- Invariants -------------------------------------------------------------------------------------------------------


def test_the_database_holds_what_belongs_together(interview, wrong, rosa):
    sample = WorkSample.objects.get()
    broken = [
        lambda: WorkSample.objects.update(handed_in_at=None, reopened_at=NOW),
        lambda: Document.objects.update(handed_in_at=None, taken_back_at=NOW),
        lambda: Reopening.objects.create(sample=sample, handed_in_at=NOW, reason="", by=rosa),
    ]
    for breaking in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            breaking()


def test_files_that_were_handed_in_before_versions_existed_belong_to_their_hand_in(interview, wrong):
    Document.objects.update(handed_in_at=None)
    import_module("hiring.migrations.0009_note_when_files_were_handed_in").note(apps, None)
    assert Document.objects.get().handed_in_at == NOW
