"""A work sample from its link to the hand-in, as the candidate, the planner and the panel meet it."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import outbox
from core.models import AuditEvent, OutboxMessage
from hiring import services
from hiring.models import Document, WorkSample

from .conftest import NOW

DUE = NOW + timedelta(days=5)


def upload(name="train.py", content=b"print('hello')\n"):
    return SimpleUploadedFile(name, content)


def zipped(names=("src/train.py",)):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x = 1\n")
    return buffer.getvalue()


@pytest.fixture
def sample(candidacy, iris, plan):
    """Amara's work sample, five days long, read by Iris."""
    stage = candidacy.role.stages.get(kind="work_sample")
    interview = plan(iris, stage=stage, starts_at=NOW, ends_at=DUE, place="")
    return interview.work_sample


@pytest.fixture
def token(sample, candidacy):
    """What stands in the candidate's mail."""
    return re.search(r"/work-samples/(\S+)/", mails_to(candidacy.candidate.email)[-1].text)[1]


def mails_to(address):
    return list(OutboxMessage.objects.filter(to=address).order_by("pk"))


def page(token, name="work_sample_page", *more, **data):
    address = reverse(name, args=[token, *more])
    return Client().post(address, data) if data or name != "work_sample_page" else Client().get(address)


def test_the_candidate_reads_the_brief_with_the_companys_words_and_their_own_deadline(sample, token, candidacy):
    role = candidacy.role
    role.placeholder_values = {"problem": "spoiled strawberries"}
    role.save()
    shown = page(token)
    words = shown.content.decode()
    assert "Wed 25 Nov, 08:00" in words
    assert "Europe/Lisbon" in words
    assert "[" not in re.sub(r"<[^>]+>", "", words)
    for hidden in ("Iris", "iris@example.org", "scorecard", "criterion"):
        assert hidden not in words
    assert shown.headers["Cache-Control"] == "no-store, private"
    assert shown.headers["Referrer-Policy"] == "strict-origin"


def test_files_are_added_removed_and_handed_in_once(sample, token, candidacy):
    assert page(token, "work_sample_file_add", file=upload()).status_code == 302
    page(token, "work_sample_file_add", file=upload("data.zip", zipped()))
    first, second = Document.objects.order_by("pk")
    assert [(d.original_name, d.media_type) for d in (first, second)] == [
        ("train.py", "text/plain"),
        ("data.zip", "application/zip"),
    ]
    page(token, "work_sample_hand_in", final="on")
    page(token, "work_sample_hand_in", final="on")
    sample.refresh_from_db()
    assert sample.handed_in_at == NOW
    assert [m.subject.split(":")[0] for m in mails_to(candidacy.candidate.email)] == ["Interview", "Received"]
    assert AuditEvent.objects.filter(verb="work_sample.handed_in").count() == 1
    refused = page(token, "work_sample_file_add", file=upload())
    assert (refused.status_code, "nothing can be changed any more" in refused.content.decode()) == (422, True)
    page(token, "work_sample_file_remove", first.uid, x="1")
    assert Document.objects.count() == 2
    assert "We have your work" in page(token).content.decode()


def test_a_removed_file_leaves_the_storage_too(sample, token, django_capture_on_commit_callbacks):
    document = services.add_file(token=token, upload=upload())
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_file(token=token, file_uid=document.uid)
    assert not default_storage.exists(document.file.name)
    services.remove_file(token=token, file_uid=document.uid)


def test_a_hand_in_needs_a_file_and_a_tick(sample, token):
    refused = page(token, "work_sample_hand_in", final="on")
    assert refused.status_code == 422
    services.add_file(token=token, upload=upload())
    refused = page(token, "work_sample_hand_in", x="1")
    assert (refused.status_code, "handing in is final" in refused.content.decode()) == (422, True)
    sample.refresh_from_db()
    assert sample.handed_in_at is None


def test_after_the_deadline_it_is_taken_and_marked(sample, token, iris):
    with time_machine.travel(DUE + timedelta(hours=3), tick=False):
        services.add_file(token=token, upload=upload())
        services.hand_in(token=token)
        client = Client()
        client.force_login(iris)
        shown = client.get(reverse("interview_detail", args=[sample.interview.uid])).content.decode()
    assert "3 hours after the deadline" in shown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("run.exe", b"MZ\x90\x00\x03"),
        ("slides.pptx", zipped(("[Content_Types].xml", "ppt/presentation.xml"))),
        ("out.zip", zipped(("../../etc/passwd",))),
        ("broken.zip", b"PK\x03\x04 and no more"),
        ("empty.py", b""),
    ],
)
def test_everything_else_is_refused_beside_the_field_and_nothing_is_stored(sample, token, name, content):
    refused = page(token, "work_sample_file_add", file=upload(name, content))
    assert refused.status_code == 422
    assert "invalid-feedback" in refused.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.py", "a.py"),
        ("nb.ipynb", "nb.ipynb"),
        ("evil.js", "evil.js.txt"),
        ("README", "README.txt"),
        ("A.CSV", "A.csv"),
    ],
)
def test_a_text_keeps_the_ending_that_opens_and_never_one_that_runs(sample, token, name, kept):
    assert services.add_file(token=token, upload=upload(name, b"#!/usr/bin/env python\nx = 1\n")).original_name == kept


def test_the_number_of_files_and_their_size_in_all_are_limited(sample, token, monkeypatch):
    monkeypatch.setattr("hiring.services.documents.LARGEST_TOTAL", 30)
    services.add_file(token=token, upload=upload())
    services.add_file(token=token, upload=upload())
    with pytest.raises(services.FileRefused, match="together"):
        services.add_file(token=token, upload=upload())
    monkeypatch.setattr("hiring.services.documents.MOST_FILES", 2)
    with pytest.raises(services.FileRefused, match="20 files"):
        services.add_file(token=token, upload=upload())


def test_nobody_reads_the_files_before_they_are_handed_in(sample, token, iris, rosa):
    document = services.add_file(token=token, upload=upload())
    for person in (iris, rosa):
        assert not Document.objects.visible_to(person).exists()
    services.hand_in(token=token)
    for person in (iris, rosa):
        assert list(Document.objects.visible_to(person)) == [document]


def test_whoever_is_bound_to_another_stage_does_not_learn_of_the_work(sample, token, ivan, rosa, plan):
    plan(ivan, hours=200)
    services.add_file(token=token, upload=upload())
    services.hand_in(token=token)
    assert not Document.objects.visible_to(ivan).exists()
    client = Client()
    client.force_login(ivan)
    history = client.get(reverse("candidacy_history", args=[sample.interview.candidacy.uid]))
    client.force_login(rosa)
    told = client.get(reverse("candidacy_history", args=[sample.interview.candidacy.uid]))
    assert "took in the work sample" in told.content.decode()
    assert "work" not in re.sub(r"<[^>]+>", "", history.content.decode().split("<main")[1]).lower().replace(
        "network", ""
    )


def test_more_time_is_asked_once_and_read_by_the_planner_alone(sample, token, iris, rosa):
    asked = page(token, "work_sample_more_time", words="My back hurts: two days more, please.")
    assert asked.status_code == 302
    again = page(token, "work_sample_more_time", words="Please.")
    assert again.status_code == 422
    shown = {}
    for person in (iris, rosa):
        client = Client()
        client.force_login(person)
        shown[person] = client.get(reverse("interview_detail", args=[sample.interview.uid])).content.decode()
    assert "My back hurts" in shown[rosa]
    assert "My back hurts" not in shown[iris]
    assert not OutboxMessage.objects.filter(text__contains="back hurts").exists()
    assert mails_to("rosa@example.org")[-1].subject.startswith("More time asked for")


def test_an_empty_wish_is_refused_beside_its_field(sample, token):
    refused = page(token, "work_sample_more_time", words="  ")
    assert refused.status_code == 422
    sample.refresh_from_db()
    assert sample.asked_words == ""


def test_days_are_given_on_the_candidates_clock_and_the_words_are_erased(sample, token, rosa, candidacy, iris):
    services.ask_for_more_time(token=token, words="Two days.")
    services.give_more_time(interview=sample.interview, days=2, by=rosa)
    sample = WorkSample.objects.get()
    assert (sample.asked_words, sample.extra_days, sample.due_at) == ("", 2, DUE + timedelta(days=2))
    assert "stays the same" in mails_to(candidacy.candidate.email)[-1].text
    client = Client()
    client.force_login(iris)
    shown = client.get(reverse("interview_detail", args=[sample.interview.uid])).content.decode()
    assert "There were 2 days more." in shown


def test_the_deadline_can_stay_and_the_candidate_is_told(sample, token, rosa, candidacy):
    services.ask_for_more_time(token=token, words="Two days.")
    services.give_more_time(interview=sample.interview, days=0, by=rosa)
    sample = WorkSample.objects.get()
    assert (sample.asked_words, sample.due_at) == ("", DUE)
    assert mails_to(candidacy.candidate.email)[-1].subject.startswith("The deadline stays")


@pytest.mark.parametrize("days", ["-1", "31", "many", ""])
def test_a_wrong_number_of_days_changes_nothing(sample, rosa, days):
    client = Client()
    client.force_login(rosa)
    address = reverse("work_sample_time_give", args=[sample.interview.uid])
    assert client.post(address, {"days": days}).status_code == 422
    sample = WorkSample.objects.get()
    assert (sample.extra_days, sample.due_at) == (0, DUE)


def test_days_that_would_be_over_already_are_refused_and_the_wish_stays(sample, token, rosa):
    services.ask_for_more_time(token=token, words="Two days.")
    with time_machine.travel(DUE + timedelta(days=3), tick=False):
        with pytest.raises(services.BadExtension, match="Give more days"):
            services.give_more_time(interview=sample.interview, days=2, by=rosa)
        services.give_more_time(interview=sample.interview, days=4, by=rosa)
    assert WorkSample.objects.get().due_at == DUE + timedelta(days=4)


def test_a_planner_whom_another_panel_binds_since_hears_nothing(sample, token, rosa, mara, plan):
    plan(rosa, hours=200, by=mara)
    services.add_file(token=token, upload=upload())
    services.ask_for_more_time(token=token, words="Two days.")
    services.hand_in(token=token)
    asked, handed_in = ([m.subject for m in mails_to(who.email) if " with Amara" in m.subject] for who in (rosa, mara))
    assert not [subject for subject in asked if subject.startswith(("More time", "Handed in"))]
    assert [subject.split(":")[0] for subject in handed_in] == ["More time asked for", "Handed in"]


def test_a_new_link_ends_the_old_one(sample, token, rosa, candidacy):
    client = Client()
    client.force_login(rosa)
    client.post(reverse("work_sample_link_send", args=[sample.interview.uid]))
    fresh = re.search(r"/work-samples/(\S+)/", mails_to(candidacy.candidate.email)[-1].text)[1]
    assert page(token).status_code == 410
    assert page(fresh).status_code == 200
    assert token not in str(list(WorkSample.objects.values()))
    assert mails_to(candidacy.candidate.email)[-1].is_secret


def test_a_lost_mail_is_told_of_until_a_fresh_link_is_under_way(sample, token, rosa, candidacy):
    client = Client()
    client.force_login(rosa)

    def told() -> str:
        return client.get(f"/interviews/{sample.interview.uid}/").content.decode()

    outbox.note_return(mails_to(candidacy.candidate.email)[-1], reason="No such user.")
    assert "No such user." in told()
    services.send_link(interview=sample.interview, by=rosa)
    assert "did not arrive" not in told()
    outbox.note_return(mails_to(candidacy.candidate.email)[-1], reason="Mailbox full.")
    assert "Mailbox full." in told()
    services.send_link(interview=sample.interview, by=rosa)
    assert "did not arrive" not in told()


def test_the_link_ends_with_the_interview_with_the_candidacy_and_a_month_later(sample, token, rosa, mara):
    with time_machine.travel(DUE + timedelta(days=31), tick=False):
        assert page(token).status_code == 410
    assert page("unknown").status_code == 410
    assert page(token, "work_sample_file_add", file=upload()).status_code == 302
    services.cancel_interview(interview=sample.interview, reason="Not needed.", by=rosa)
    for name in ("work_sample_file_add", "work_sample_hand_in", "work_sample_more_time"):
        assert page(token, name, file=upload(), words="x", final="on").status_code == 410
    assert Document.objects.count() == 1


def test_an_appointment_has_no_link(plan, iris, rosa):
    interview = plan(iris)
    with pytest.raises(services.NoWorkSample):
        services.send_link(interview=interview, by=rosa)
    with pytest.raises(services.NoWorkSample):
        services.give_more_time(interview=interview, days=1, by=rosa)
